#include "engine/documents/abbreviations.h"

#include <string>
#include <unordered_set>

namespace engine {
namespace {

using Words = std::unordered_set<std::string>;

// A sentence never ends here: something always follows.
const Words& leadingAbbreviations() {
    static const Words words = {
        "mr",   "mrs",   "ms",  "dr",    "prof",   "messrs", "hon",   "rev",    "gen",  "col",
        "capt", "lt",    "sgt", "no",    "nos",    "art",    "arts",  "sec",    "secs", "sect",
        "para", "paras", "cl",  "vol",   "fig",    "figs",   "p",     "pp",     "vs",   "v",
        "cf",   "e.g",   "i.e", "eg",    "ie",     "viz",    "ca",    "approx", "attn", "tel",
        "ext",  "exh",   "ex",  "sched", "ste",    "apt",    "rm",    "fl",     "st",   "mt",
        "ft",   "jan",   "feb", "mar",   "apr",    "jun",    "jul",   "aug",    "sep",  "sept",
        "oct",  "nov",   "dec", "reg",   "treas",  "stat",   "c.f.r", "u.s.c",  "f.r",  "n.b",
        "incl", "dept",  "div", "bldg",  "blvd",   "ave",    "f.2d",  "op",     "cit",  "supp",
        "ch",   "pt",    "pts", "subpt", "subsec", "al",     "mo",    "yr",     "wk"};
    return words;
}

// May end a sentence: decided by the word that follows.
const Words& closingAbbreviations() {
    static const Words words = {
        "inc",  "corp",  "co",  "cos",   "ltd",   "llc",   "l.l.c", "lp",  "l.p",  "llp",  "l.l.p",
        "plc",  "p.l.c", "s.a", "s.a.s", "s.p.a", "n.v",   "b.v",   "a.g", "ag",   "gmbh", "pty",
        "pte",  "bhd",   "sdn", "k.k",   "u.s",   "u.s.a", "u.k",   "e.u", "d.c",  "n.a",  "n.y",
        "etc",  "jr",    "sr",  "esq",   "ph.d",  "m.d",   "a.m",   "p.m", "assn", "bros", "int'l",
        "intl", "natl",  "mfg", "mgmt",  "p.c",   "p.a",   "ii",    "iii", "p.o",  "i.d",  "st"};
    return words;
}

// Words that open sentences and seldom follow an abbreviation inside one.
const Words& openingWords() {
    static const Words words = {"the",         "this",    "these",
                                "that",        "those",   "such",
                                "in",          "if",      "each",
                                "any",         "all",     "no",
                                "neither",     "either",  "upon",
                                "for",         "a",       "an",
                                "it",          "we",      "you",
                                "they",        "he",      "she",
                                "except",      "subject", "notwithstanding",
                                "unless",      "when",    "where",
                                "whereas",     "during",  "within",
                                "both",        "as",      "at",
                                "on",          "by",      "to",
                                "there",       "nothing", "should",
                                "after",       "before",  "until",
                                "once",        "while",   "however",
                                "provided",    "its",     "their",
                                "our",         "your",    "what",
                                "who",         "how",     "otherwise",
                                "without",     "from",    "pursuant",
                                "now",         "i",       "further",
                                "additionally"};
    return words;
}

// Words after which a single letter or Roman number is a name: "Exhibit A.", "Party B."
const Words& namedByLetter() {
    static const Words words = {"exhibit", "schedule",  "annex",   "appendix", "attachment", "party",
                                "parties", "class",     "section", "article",  "part",       "series",
                                "phase",   "tier",      "type",    "group",    "plan",       "option",
                                "clause",  "and",       "or",      "level",    "category",   "stage",
                                "form",    "paragraph", "vitamin", "hepatitis"};
    return words;
}

}  // namespace

bool isAbbreviation(const Glyphs& glyphs, size_t begin, size_t stop) {
    const std::string word = bareWord(glyphs, wordBegin(glyphs, stop, begin), stop);
    return leadingAbbreviations().contains(word) || closingAbbreviations().contains(word);
}

bool stopEndsSentence(const Glyphs& glyphs, size_t begin, size_t stop, size_t next) {
    if (next >= glyphs.size()) return true;
    const size_t from = wordBegin(glyphs, stop, begin);
    const std::string word = bareWord(glyphs, from, stop);
    size_t start = next;
    while (start < glyphs.size() && isOpener(glyphs[start].code))
        ++start;
    if (start >= glyphs.size()) return true;
    const char32_t first = glyphs[start].code;
    if (isLower(first)) return false;
    if (word.empty()) return true;
    const std::string following = bareWord(glyphs, start, wordEnd(glyphs, start, glyphs.size()));

    if (leadingAbbreviations().contains(word)) {
        // "no" is also a word: "… and the answer is no. The …"
        if (word == "no" || word == "art" || word == "mo" || word == "fl" || word == "ex") {
            return !isDigit(first) && openingWords().contains(following) && isLower(glyphs[from].code);
        }
        return false;
    }
    if (closingAbbreviations().contains(word)) return openingWords().contains(following);

    char32_t letter = 0;
    int letters = 0;
    for (size_t i = from; i < stop; ++i) {
        if (isLetter(glyphs[i].code)) {
            letter = glyphs[i].code;
            ++letters;
        }
    }
    if (letters == 1 && isUpper(letter) && stop - from <= 2) {
        const size_t before = wordBegin(glyphs, from, begin);
        if (before < from && namedByLetter().contains(bareWord(glyphs, before, from))) return true;
        return openingWords().contains(following) && following != "a" && following != "i";
    }
    // "D.C.", "W.R.": dotted initials.
    if (word.size() <= 7 && word.find('.') != std::string::npos && letters <= 4 &&
        !isDigit(glyphs[from].code)) {
        return openingWords().contains(following);
    }
    return true;
}

}  // namespace engine
