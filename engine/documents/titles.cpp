#include "engine/documents/titles.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "engine/documents/abbreviations.h"
#include "engine/documents/list_marks.h"

namespace engine {
namespace {

constexpr size_t kTitleLength = 100;
constexpr int kTitleWords = 12;

// Words that titles write small.
bool isSmallWord(const std::string& word) {
    static const std::unordered_set<std::string> words = {
        "of",      "and",   "or",      "the",   "to",     "for",   "in",    "on",      "by",      "with",
        "a",       "an",    "as",      "at",    "from",   "into",  "upon",  "under",   "per",     "not",
        "between", "among", "without", "after", "during", "other", "than",  "if",      "any",     "all",
        "its",     "this",  "re",      "vs",    "no",     "s",     "d/b/a", "against", "through", "and/or"};
    return words.contains(word);
}

// Words that make a sentence of what could be a title.
bool isVerb(const std::string& word) {
    static const std::unordered_set<std::string> words = {
        "is",  "are",  "was", "were",  "has",  "have",   "had",   "shall",  "will",
        "may", "must", "can", "means", "mean", "agrees", "agree", "hereby", "grants"};
    return words.contains(word);
}

// Ends of company names: such a line is a name, not a heading.
bool isCompanyEnding(const std::string& word) {
    static const std::unordered_set<std::string> words = {
        "inc", "corp", "llc", "l.l.c", "ltd",         "lp",      "l.p",          "llp",     "plc", "gmbh",
        "s.a", "n.v",  "b.v", "co",    "corporation", "limited", "incorporated", "company", "n.a", "ag"};
    return words.contains(word);
}

struct WordShape {
    bool capital = false, small = false, letters = false;
    int length = 0;
};

WordShape shapeOf(const Glyphs& glyphs, size_t begin, size_t end, const std::string& bare) {
    WordShape shape;
    for (size_t i = begin; i < end; ++i) {
        if (!isLetter(glyphs[i].code)) continue;
        if (!shape.letters) shape.capital = isUpper(glyphs[i].code) || isHan(glyphs[i].code);
        shape.letters = true;
        ++shape.length;
    }
    shape.small = isSmallWord(bare);
    return shape;
}

bool hasHan(const Glyphs& glyphs, size_t begin, size_t end) {
    return std::any_of(glyphs.begin() + static_cast<ptrdiff_t>(begin),
                       glyphs.begin() + static_cast<ptrdiff_t>(end),
                       [](const Glyph& glyph) { return isHan(glyph.code); });
}

// Signs that no heading has: underscores, tabs of dots, "/s/", e-mail addresses, blanks of a form.
bool hasFormSigns(const Glyphs& glyphs, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
        const char32_t c = glyphs[i].code;
        if (c == '_' || c == '@' || c == '=' || c == '|' || c == '$' || c == '%') return true;
        if (c == '.' && i + 1 < end && glyphs[i + 1].code == '.') return true;
        if (c == '/' && i + 2 < end && glyphs[i + 2].code == '/') return true;
    }
    return false;
}

bool isNumber(const Glyphs& glyphs, size_t begin, size_t end) {
    return std::all_of(glyphs.begin() + static_cast<ptrdiff_t>(begin),
                       glyphs.begin() + static_cast<ptrdiff_t>(end),
                       [](const Glyph& glyph) { return isDigit(glyph.code); });
}

bool readsAsHanTitle(const Glyphs& glyphs, size_t begin, size_t end) {
    const ListMark mark = markAt(glyphs, begin, end);
    if (mark && mark.end >= end)
        return mark.kind == MarkKind::kHanChapter || mark.kind == MarkKind::kHanArticle;
    const size_t from = mark ? mark.end : begin;
    if (end - from > 30 || (!mark && end - from < 2)) return false;
    bool quoted = false;
    for (size_t i = from; i < end; ++i) {
        const char32_t c = glyphs[i].code;
        if (c == U'《' || c == U'“') quoted = true;
        if (c == U'。' || c == U'；' || c == U'，' || c == U'！' || c == U'？' || c == ';' || c == '_')
            return false;
        if (c == U'：' || c == ':') return false;
    }
    if (mark) return true;
    const bool alone = glyphs[begin].gap >= Gap::kLine || begin == 0;
    return alone && !quoted && end - from <= 24;
}

}  // namespace

bool isAllCapitals(const Glyphs& glyphs, size_t begin, size_t end) {
    bool letters = false;
    for (size_t i = begin; i < end; ++i) {
        if (isLower(glyphs[i].code)) return false;
        letters = letters || isUpper(glyphs[i].code);
    }
    return letters;
}

size_t runInHeadingEnd(const Glyphs& glyphs, size_t begin, size_t end) {
    const ListMark mark = markAt(glyphs, begin, end);
    size_t at = marksEnd(glyphs, begin, end);
    if (mark.isHan()) {
        if (mark.kind == MarkKind::kHanParen) return begin;
        // 第十条 【违约责任】
        if (at < end && (glyphs[at].code == U'【' || glyphs[at].code == U'［')) {
            for (size_t i = at; i < end && i < at + 30; ++i) {
                if (glyphs[i].code == U'】' || glyphs[i].code == U'］') return i + 1;
            }
        }
        return mark.kind == MarkKind::kHanArticle ? mark.end : begin;
    }
    const bool marked = at > begin;
    if (!marked && begin != 0 && glyphs[begin].gap < Gap::kWide) return begin;
    const int mostWords = marked ? kTitleWords : 7;
    const size_t from = at;
    int words = 0, capitals = 0, letters = 0;
    while (at < end && words < mostWords) {
        if (words > 0 && glyphs[at].gap >= Gap::kParagraph) return begin;
        const size_t to = wordEnd(glyphs, at, end);
        if (to - from > kTitleLength) return begin;
        const std::string bare = bareWord(glyphs, at, to);
        const char32_t last = glyphs[to - 1].code;
        if (bare.empty()) {
            // "Confidentiality - Each party …"
            const bool dash = last == '-' || last == 0x2013 || last == 0x2014;
            if (!dash || capitals == 0 || letters < 4 || to >= end) return begin;
            return to;
        }
        const WordShape shape = shapeOf(glyphs, at, to, bare);
        if (shape.letters && !shape.capital && !(shape.small && words > 0)) return begin;
        if (!shape.letters) return begin;
        letters += shape.length;
        capitals += shape.capital;
        ++words;
        const bool stop = last == '.' && !isAbbreviation(glyphs, from, to - 1) && bare.size() > 1;
        const bool colon = last == ':';
        const bool dash = last == 0x2014;
        if (stop || colon || dash) {
            if (letters < 4 || to >= end || isSmallWord(bare) || isCompanyEnding(bare)) return begin;
            size_t next = to;
            while (next < end && isOpener(glyphs[next].code))
                ++next;
            // A colon or a dash sets off more than headings.
            if (next < end && isLower(glyphs[next].code) && !markAt(glyphs, to, end)) return begin;
            if (colon && !marked && !isAllCapitals(glyphs, from, to)) return begin;
            return to;
        }
        at = to;
    }
    return begin;
}

bool readsAsTitle(const Glyphs& glyphs, size_t begin, size_t end) {
    // A title underlined by a row of dashes.
    while (end > begin + 3) {
        const size_t word = wordBegin(glyphs, end, begin);
        if (word == begin || end - word < 3 || !isRule(glyphs, word, end)) break;
        end = word;
    }
    if (begin >= end) return false;
    if (hasFormSigns(glyphs, begin, end)) return false;
    if (hasHan(glyphs, begin, end)) return readsAsHanTitle(glyphs, begin, end);
    const ListMark mark = markAt(glyphs, begin, end);
    const size_t from = marksEnd(glyphs, begin, end);
    if (from >= end) {
        return mark.kind == MarkKind::kArticle || mark.kind == MarkKind::kAnnex ||
               mark.kind == MarkKind::kSection;
    }
    if (end - from > kTitleLength) return false;
    const bool capitals = isAllCapitals(glyphs, from, end);
    const char32_t last = glyphs[end - 1].code;
    if (last == ';' || last == ',' || last == ':') return last == ':' && capitals && end - from > 8;
    if (last == '.' && !mark && !capitals) return false;
    int words = 0, large = 0, weighty = 0, letters = 0;
    bool digits = false;
    std::string ending;
    for (size_t at = from; at < end;) {
        const size_t to = wordEnd(glyphs, at, end);
        const std::string bare = bareWord(glyphs, at, to);
        const WordShape shape = shapeOf(glyphs, at, to, bare);
        digits = digits || std::any_of(bare.begin(), bare.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (shape.letters) {
            if (words == 0 && !shape.capital) return false;
            if (!capitals && isVerb(bare)) return false;
            ++words;
            letters += shape.length;
            if (!shape.small) {
                ++weighty;
                large += shape.capital;
            }
            ending = bare;
        }
        // A full stop inside: two sentences.
        if (to < end && glyphs[to - 1].code == '.' && !isAbbreviation(glyphs, from, to - 1)) return false;
        at = to;
    }
    if (words == 0 || words > kTitleWords || letters < 4 || weighty == 0) return false;
    if (isCompanyEnding(ending) && !mark) return false;
    if (digits && !capitals && !mark) return false;
    // A number at the end is the page in a table of contents.
    if (isDigit(last) && mark && mark.kind != MarkKind::kArticle && mark.kind != MarkKind::kAnnex)
        return false;
    const size_t lastWord = wordBegin(glyphs, end, from);
    if (lastWord > from && glyphs[lastWord].gap >= Gap::kWide && isNumber(glyphs, lastWord, end))
        return false;
    if (isSmallWord(ending) && !capitals) return false;
    return large * 10 >= weighty * (mark ? 8 : 9);
}

}  // namespace engine
