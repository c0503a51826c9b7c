#include "engine/documents/rewrite_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "engine/documents/characters.h"
#include "engine/documents/rewrite_synonyms.h"
#include "engine/documents/rewrite_vocabulary.h"

namespace engine {
namespace {

using enum WordMark;

constexpr std::pair<std::string_view, int> kNumberWords[] = {
    {"two", 2},        {"three", 3},     {"four", 4},       {"five", 5},     {"six", 6},
    {"seven", 7},      {"eight", 8},     {"nine", 9},       {"ten", 10},     {"eleven", 11},
    {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},  {"fifteen", 15}, {"sixteen", 16},
    {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},  {"twenty", 20},  {"thirty", 30},
    {"forty", 40},     {"fifty", 50},    {"sixty", 60},     {"seventy", 70}, {"eighty", 80},
    {"ninety", 90},    {"hundred", 100}, {"thousand", 1000}};

constexpr std::string_view kReferenceWords[] = {
    "section",    "sections",    "article",      "articles",   "clause",   "clauses",   "exhibit",
    "exhibits",   "schedule",    "schedules",    "annex",      "appendix", "paragraph", "paragraphs",
    "subsection", "subsections", "subparagraph", "attachment", "addendum"};

template <class List>
bool contains(const List& list, std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

int numberWord(std::string_view lower) {
    if (lower == "one") return 1;
    for (const auto& [word, value] : kNumberWords) {
        if (word == lower) return value;
    }
    return 0;
}

bool isUnit(std::string_view lower) {
    static constexpr std::string_view kUnits[] = {
        "day",      "days",    "week",  "weeks",   "month",    "months",  "year",
        "years",    "hour",    "hours", "quarter", "quarters", "percent", "business",
        "calendar", "working", "times", "time",    "copy",     "copies",  "hundred"};
    return contains(kUnits, lower);
}

bool isRoman(std::string_view lower) {
    return !lower.empty() && lower.size() <= 5 &&
           std::all_of(lower.begin(), lower.end(), [](char c) { return c == 'i' || c == 'v' || c == 'x'; });
}

// "1,250.50" → "1250.5", "05" → "5".
std::string numberValue(std::string_view digits) {
    std::string value;
    for (char c : digits) {
        if (c != ',') value += c;
    }
    if (value.find('.') != std::string::npos) {
        while (value.ends_with('0'))
            value.pop_back();
        if (value.ends_with('.')) value.pop_back();
    }
    size_t zeros = 0;
    while (zeros + 1 < value.size() && value[zeros] == '0' && value[zeros + 1] != '.')
        ++zeros;
    return value.substr(zeros);
}

// Characters to raw words: letters with inner apostrophes, numbers, single signs.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::vector<RewriteWord> run() {
        while (at_ < text_.size()) {
            const Character character = characterAt(text_, at_);
            if (isDigit(character.code)) {
                number();
            } else if (isLetter(character.code)) {
                letters();
            } else {
                sign(character);
            }
        }
        return std::move(words_);
    }

private:
    char32_t codeAt(size_t at) const { return at < text_.size() ? characterAt(text_, at).code : 0; }

    void push(std::string text, WordMark mark) {
        RewriteWord word;
        word.text = std::move(text);
        for (size_t i = 0; i < word.text.size();) {
            const Character character = characterAt(word.text, i);
            appendUtf8(word.lower, toLower(character.code));
            i += static_cast<size_t>(character.size);
        }
        word.capital = !word.text.empty() && isUpper(characterAt(word.text, 0).code);
        word.mark = mark;
        word.stem = word.lower;
        words_.push_back(std::move(word));
    }

    void number() {
        const size_t begin = at_;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            const bool inner = (c == ',' || c == '.') && isDigit(codeAt(at_ + 1));
            if (!isDigit(static_cast<unsigned char>(c)) && !inner) break;
            ++at_;
        }
        const std::string digits(text_.substr(begin, at_ - begin));
        // Ordinals: 15th, 2nd.
        for (std::string_view ending : {"st", "nd", "rd", "th"}) {
            if (text_.substr(at_).starts_with(ending) && !isLetter(codeAt(at_ + 2))) {
                at_ += 2;
                break;
            }
        }
        push(digits, WordMark::kNumber);
        words_.back().stem = numberValue(digits);
    }

    void letters() {
        std::string word;
        while (at_ < text_.size()) {
            const Character character = characterAt(text_, at_);
            const bool apostrophe = character.code == '\'' || character.code == 0x2019;
            if (apostrophe) {
                if (!isLetter(codeAt(at_ + static_cast<size_t>(character.size)))) break;
                word += '\'';
            } else if (isLetter(character.code) || isDigit(character.code)) {
                word += text_.substr(at_, static_cast<size_t>(character.size));
            } else if (character.code == '&' && isLetter(codeAt(at_ + 1))) {
                word += '&';
            } else {
                break;
            }
            at_ += static_cast<size_t>(character.size);
        }
        push(std::move(word), WordMark::kPlain);
    }

    void sign(const Character& character) {
        const std::string bytes(text_.substr(at_, static_cast<size_t>(character.size)));
        at_ += bytes.size();
        switch (character.code) {
            case '$':
            case 0x20AC:
            case 0xA3:
            case 0xA5:
                push(bytes, WordMark::kPlain);
                if (character.code == '$') words_.back().lower = words_.back().stem = "dollar";
                break;
            case '%':
                push("percent", WordMark::kPlain);
                break;
            case '-':
            case 0x2010:
            case 0x2011:
                // "non-exclusive" is one word; other hyphens part words.
                if (!words_.empty() && words_.back().lower == "non" && isLetter(codeAt(at_))) {
                    letters();
                    RewriteWord tail = std::move(words_.back());
                    words_.pop_back();
                    words_.back().text += tail.text;
                    words_.back().lower += tail.lower;
                    words_.back().stem = words_.back().lower;
                }
                break;
            case ',':
            case ';':
            case ':':
            case '(':
            case ')':
            case 0x2014:
            case 0x2013:
                push(bytes, WordMark::kBreak);
                break;
            case '*':
            case '_':
                push(bytes, WordMark::kPlain);
                break;
            default:
                break;
        }
    }

    std::string_view text_;
    size_t at_ = 0;
    std::vector<RewriteWord> words_;
};

// "(a)" and "(iv)" number the parts of a sentence and say nothing.
std::vector<RewriteWord> withoutListMarks(std::vector<RewriteWord> words) {
    std::vector<RewriteWord> kept;
    kept.reserve(words.size());
    for (size_t i = 0; i < words.size(); ++i) {
        if (i + 2 < words.size() && words[i].text == "(" && words[i + 2].text == ")" &&
            (words[i + 1].lower.size() == 1 || isRoman(words[i + 1].lower)) && !kept.empty() &&
            !contains(kReferenceWords, kept.back().lower)) {
            i += 2;
            continue;
        }
        kept.push_back(std::move(words[i]));
    }
    return kept;
}

// Number words to numbers, "thirty (30)" to one number, and what follows "Section" to a reference.
std::vector<RewriteWord> withNumbers(std::vector<RewriteWord> words) {
    std::vector<RewriteWord> kept;
    kept.reserve(words.size());
    for (size_t i = 0; i < words.size(); ++i) {
        RewriteWord& word = words[i];
        if (word.mark == WordMark::kPlain) {
            int value = numberWord(word.lower);
            if (word.lower == "one") {
                const bool counts =
                    i + 1 < words.size() && (isUnit(words[i + 1].lower) || words[i + 1].text == "(");
                if (!counts) value = 0;
            }
            if (value > 0) {
                if (value >= 20 && value < 100 && i + 1 < words.size()) {
                    const int unit = numberWord(words[i + 1].lower);
                    if (unit > 0 && unit < 10) {
                        value += unit;
                        ++i;
                    }
                }
                if (value < 100 && i + 1 < words.size() && words[i + 1].lower == "hundred") {
                    value *= 100;
                    ++i;
                }
                RewriteWord number;
                number.text = number.lower = number.stem = std::to_string(value);
                number.mark = WordMark::kNumber;
                kept.push_back(std::move(number));
                continue;
            }
            // A month beside a number is a date; "may" is more often a right.
            if (contains(kReferenceWords, word.lower) && i + 1 < words.size()) {
                const RewriteWord& next = words[i + 1];
                const bool points = next.mark == WordMark::kNumber ||
                                    (next.capital && next.text.size() <= 2) ||
                                    (next.capital && isRoman(next.lower)) || next.text == "(";
                if (points) {
                    word.mark = WordMark::kReference;
                    kept.push_back(std::move(word));
                    while (i + 1 < words.size()) {
                        RewriteWord& part = words[i + 1];
                        const bool more = part.mark == WordMark::kNumber || part.text == "(" ||
                                          part.text == ")" || part.lower.size() == 1 || isRoman(part.lower);
                        if (!more || part.lower == "a") break;
                        part.mark = part.mark == WordMark::kBreak ? WordMark::kBreak : WordMark::kReference;
                        kept.push_back(std::move(part));
                        ++i;
                    }
                    continue;
                }
            }
        }
        if (word.text == "(" && i + 2 < words.size() && words[i + 1].mark == WordMark::kNumber &&
            words[i + 2].text == ")" && !kept.empty() && kept.back().mark == WordMark::kNumber &&
            kept.back().stem == words[i + 1].stem) {
            i += 2;
            continue;
        }
        kept.push_back(std::move(word));
    }
    return kept;
}

std::vector<RewriteWord> withoutForms(std::vector<RewriteWord> words) {
    static const auto forms = [] {
        std::vector<std::vector<std::string>> all;
        for (std::string_view form : commonForms()) {
            std::vector<std::string>& list = all.emplace_back();
            for (size_t at = 0; at < form.size();) {
                const size_t end = std::min(form.find(' ', at), form.size());
                list.emplace_back(form.substr(at, end - at));
                at = end + 1;
            }
        }
        return all;
    }();
    std::vector<RewriteWord> kept;
    kept.reserve(words.size());
    for (size_t i = 0; i < words.size();) {
        size_t length = 0;
        for (const auto& form : forms) {
            if (form.front() != words[i].lower || i + form.size() > words.size() || form.size() <= length)
                continue;
            const bool here = std::equal(
                form.begin(), form.end(), words.begin() + static_cast<std::ptrdiff_t>(i),
                [](const std::string& part, const RewriteWord& word) { return part == word.lower; });
            if (here) length = form.size();
        }
        if (length == 0) {
            kept.push_back(std::move(words[i++]));
            continue;
        }
        i += length;
        if (kept.empty() && i < words.size() && words[i].text == ",") ++i;
    }
    return kept;
}

struct CompiledTurn {
    std::vector<std::string> words;
    WordMark mark;
    std::string plain;
};

// Turns by their first word, longest first.
const std::unordered_map<std::string, std::vector<CompiledTurn>>& turns() {
    static const auto all = [] {
        std::unordered_map<std::string, std::vector<CompiledTurn>> map;
        for (const Turn& turn : legalTurns()) {
            CompiledTurn compiled{{}, turn.mark, std::string(turn.plain)};
            for (size_t at = 0; at < turn.words.size();) {
                const size_t end = std::min(turn.words.find(' ', at), turn.words.size());
                compiled.words.emplace_back(turn.words.substr(at, end - at));
                at = end + 1;
            }
            map[compiled.words.front()].push_back(std::move(compiled));
        }
        for (auto& [first, list] : map) {
            std::stable_sort(list.begin(), list.end(),
                             [](const auto& a, const auto& b) { return a.words.size() > b.words.size(); });
        }
        return map;
    }();
    return all;
}

bool standsAt(const std::vector<RewriteWord>& words, size_t i, const CompiledTurn& turn) {
    if (i + turn.words.size() > words.size()) return false;
    for (size_t k = 0; k < turn.words.size(); ++k) {
        if (words[i + k].lower != turn.words[k]) return false;
    }
    return true;
}

void markSingle(RewriteWord& word, const RewriteWord* before, const RewriteWord* after) {
    if (word.lower.ends_with("'s")) word.lower.resize(word.lower.size() - 2);
    if (word.text == "US" || word.text == "U.S") {
        word.stem = "us#";  // the country, not its pronoun
        return;
    }
    // "the following", "May 3, 2020".
    const bool afterArticle = before && (before->lower == "the" || before->lower == "a");
    if (word.lower == "may" && word.capital && after && after->mark == WordMark::kNumber) {
        word.stem = "may#";
        return;
    }
    if (word.lower == "following" && afterArticle) {
        word.mark = kFunction;
        return;
    }
    static constexpr std::string_view kTakesUpon[] = {
        "agreed",    "based",   "rely",   "relies", "relying",   "relied",  "imposed",   "depend", "depends",
        "dependent", "binding", "call",   "called", "conferred", "levied",  "incumbent", "placed", "served",
        "reliance",  "impact",  "effect", "insist", "agree",     "decided", "calculated"};
    if (word.lower == "upon" &&
        ((before && contains(kTakesUpon, before->lower)) ||
         (after && (after->lower == "which" || after->lower == "whom" || after->lower == "it")))) {
        word.mark = kFunction;
        return;
    }
    // "amounts that may be due", "as may be amended": says nothing of duty or right.
    if ((word.lower == "may" || word.lower == "shall" || word.lower == "will") && before &&
        (before->lower == "which" || before->lower == "as" || before->lower == "who" ||
         (before->lower == "that" && after && after->lower == "be"))) {
        word.mark = kFunction;
        return;
    }
    static const auto singles = [] {
        std::unordered_map<std::string_view, const SingleMark*> map;
        for (const SingleMark& single : singleMarks())
            map[single.word] = &single;
        return map;
    }();
    if (const auto found = singles.find(word.lower); found != singles.end()) {
        word.mark = found->second->mark;
        word.stem = found->second->plain;
        return;
    }
    static const std::set<std::string_view> functions(std::begin(functionWords()), std::end(functionWords()));
    if (functions.contains(word.lower)) {
        word.mark = kFunction;
        word.stem = word.lower;
        return;
    }
    word.stem = rewriteStem(word.lower);
}

std::vector<RewriteWord> withMarks(std::vector<RewriteWord> words) {
    std::vector<RewriteWord> marked;
    marked.reserve(words.size());
    for (size_t i = 0; i < words.size();) {
        const auto found = turns().find(words[i].lower);
        const CompiledTurn* turn = nullptr;
        if (found != turns().end() && words[i].mark != WordMark::kReference) {
            for (const CompiledTurn& candidate : found->second) {
                if (standsAt(words, i, candidate)) {
                    turn = &candidate;
                    break;
                }
            }
        }
        if (turn) {
            RewriteWord word;
            word.text = words[i].text;
            word.capital = words[i].capital;
            word.lower = word.stem = turn->plain;
            word.mark = turn->mark;
            marked.push_back(std::move(word));
            i += turn->words.size();
            continue;
        }
        // "cannot" is a right and a not.
        if (words[i].lower == "cannot" || words[i].lower == "can't" || words[i].lower == "won't") {
            RewriteWord modal = words[i];
            modal.mark = words[i].lower == "won't" ? kDuty : kRight;
            modal.stem = modal.lower = modal.mark == kDuty ? "must" : "may";
            RewriteWord negation = words[i];
            negation.mark = kNot;
            negation.stem = negation.lower = "not";
            marked.push_back(std::move(modal));
            marked.push_back(std::move(negation));
            ++i;
            continue;
        }
        if (words[i].mark == WordMark::kPlain) {
            markSingle(words[i], i > 0 ? &words[i - 1] : nullptr,
                       i + 1 < words.size() ? &words[i + 1] : nullptr);
        }
        marked.push_back(std::move(words[i]));
        ++i;
    }
    return marked;
}

}  // namespace

std::vector<RewriteWord> rewriteWords(std::string_view english) {
    return withMarks(withNumbers(withoutListMarks(withoutForms(Scanner(english).run()))));
}

std::string rewriteStem(std::string_view lowerWord) {
    std::string s(lowerWord);
    if (s.ends_with("'s")) s.resize(s.size() - 2);
    static constexpr std::string_view kEndings[] = {
        "izations", "ization", "ations", "ation", "ements", "ement", "ments", "ment",  "ingly",
        "edly",     "ities",   "ity",    "ances", "ance",   "ences", "ence",  "ables", "able",
        "ible",     "ably",    "ibly",   "ings",  "ing",    "ions",  "ion",   "ives",  "ive",
        "ies",      "ied",     "als",    "al",    "ally",   "ers",   "er",    "ors",   "or",
        "ees",      "ee",      "ed",     "es",    "ly",     "s",     "y"};
    // Roles differ in their endings alone: licensor, licensee.
    static constexpr std::string_view kRoleEndings[] = {"ors", "or", "ees", "ee", "ers", "er"};
    for (std::string_view ending : kEndings) {
        if (s.size() < ending.size() + 3 || !s.ends_with(ending)) continue;
        if (contains(kRoleEndings, ending)) {
            if (s.ends_with('s') && s.size() > 4) s.pop_back();
            return s;
        }
        // "commence" is no "comm-ence".
        if ((ending.starts_with("enc") || ending.starts_with("anc")) && s.size() < ending.size() + 5)
            continue;
        s.resize(s.size() - ending.size());
        break;
    }
    if (s.size() > 4 && s[s.size() - 1] == s[s.size() - 2] && s.back() != 's' && s.back() != 'l')
        s.pop_back();  // shipp
    if (s.size() > 3 && s.back() == 'e') s.pop_back();
    if (s.size() > 3 && s.back() == 'i') s.back() = 'y';
    return s;
}

int monthNumber(std::string_view lowerWord) {
    static constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
    for (size_t m = 0; m < 12; ++m) {
        if (lowerWord == kMonths[m] || (lowerWord.size() == 3 && kMonths[m].starts_with(lowerWord))) {
            return static_cast<int>(m) + 1;
        }
    }
    return lowerWord == "sept" ? 9 : 0;
}

}  // namespace engine
