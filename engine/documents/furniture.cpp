#include "engine/documents/furniture.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/documents/characters.h"

namespace engine {
namespace {

constexpr int kPageBreakLines = 4;      // empty lines that stand for a page break in converted texts
constexpr int kEdgeLines = 3;           // lines at the top and bottom of a page that are looked at
constexpr int64_t kLongestLine = 240;   // bytes of a running header
constexpr int64_t kPageDistance = 300;  // bytes between page numbers, at least

struct Line {
    TextRange range;  // without white space at its ends
    int32_t emptyBefore = 0;
    bool pageBefore = false;
};

std::vector<Line> linesOf(const Document& document) {
    const std::string& text = document.text;
    std::vector<Line> lines;
    const bool realPages = document.format == DocumentFormat::kPdf;
    size_t page = 1, at = 0;
    int32_t empty = 0;
    bool feed = false;
    while (at < text.size()) {
        size_t end = text.find_first_of("\n\f", at);
        if (end == std::string::npos) end = text.size();
        size_t from = at, to = at;
        for (size_t i = at; i < end;) {
            const Character character = characterAt(text, i);
            const size_t next = i + static_cast<size_t>(character.size);
            if (!isSpace(character.code)) {
                if (to == at) from = i;
                to = next;
            }
            i = next;
        }
        if (to > at) {
            Line line;
            line.range = {static_cast<int64_t>(from), static_cast<int64_t>(to)};
            line.emptyBefore = empty;
            line.pageBefore = feed || empty >= kPageBreakLines;
            while (realPages && page < document.pages.size() &&
                   document.pages[page].text.begin <= line.range.begin) {
                line.pageBefore = true;
                ++page;
            }
            lines.push_back(line);
            empty = 0;
            feed = false;
        } else {
            ++empty;
        }
        if (end < text.size() && text[end] == '\f') feed = true;
        at = end + 1;
    }
    return lines;
}

// A part of a line with one form for all pages: digits become '#', letters small, white space one blank.
std::string keyOf(std::string_view text) {
    std::string key;
    for (size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        at += static_cast<size_t>(character.size);
        if (isSpace(character.code)) {
            if (!key.empty() && key.back() != ' ') key.push_back(' ');
        } else if (isDigit(character.code)) {
            if (key.empty() || key.back() != '#') key.push_back('#');
        } else {
            appendUtf8(key, toLower(character.code));
        }
    }
    return key;
}

// The number of a line that is nothing but a page number ("12", "- 12 -", "Page 3 of 75", "iv", "第3页"); 0
// for others.
int32_t pageNumberIn(std::string_view text) {
    if (text.size() > 40) return 0;
    const std::string key = keyOf(text);
    std::string rest;
    for (size_t at = 0; at < key.size();) {
        const Character character = characterAt(key, at);
        at += static_cast<size_t>(character.size);
        const char32_t c = character.code;
        if (c == ' ' || c == '-' || c == 0x2013 || c == 0x2014 || c == '[' || c == ']' || c == '(' ||
            c == ')' || c == '/' || c == '|' || c == '.' || c == ':' || c == '*') {
            continue;
        }
        appendUtf8(rest, c);
    }
    static const std::vector<std::string> kForms = {"#",          "page#", "page#of#",   "#of#",
                                                    "##",         "p#",    "pageof#",    "第#页",
                                                    "第#页共#页", "#页",   "共#页第#页", "pg#"};
    if (std::find(kForms.begin(), kForms.end(), rest) != kForms.end()) {
        int32_t number = 0;
        for (const char c : text) {
            if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
                if (number > 30000) return 0;
            } else if (number > 0) {
                break;
            }
        }
        return number;
    }
    static const std::vector<std::string> kRoman = {"i",   "ii",   "iii", "iv", "v",  "vi",
                                                    "vii", "viii", "ix",  "x",  "xi", "xii"};
    const auto roman = std::find(kRoman.begin(), kRoman.end(), rest);
    return roman == kRoman.end() ? 0 : static_cast<int32_t>(roman - kRoman.begin()) + 1;
}

// A line of dashes, underscores or asterisks.
bool isRule(std::string_view text) {
    return text.find_first_not_of(" \t-_=*") == std::string_view::npos;
}

// The first and last parts of a line that three blanks or a tab set off.
TextRange firstCell(std::string_view text, const TextRange& line) {
    for (auto i = static_cast<size_t>(line.begin); i + 2 < static_cast<size_t>(line.end); ++i) {
        if (text[i] == '\t' || (text[i] == ' ' && text[i + 1] == ' ' && text[i + 2] == ' ')) {
            return {line.begin, static_cast<int64_t>(i)};
        }
    }
    return line;
}

TextRange lastCell(std::string_view text, const TextRange& line) {
    for (auto i = static_cast<size_t>(line.end); i > static_cast<size_t>(line.begin) + 2; --i) {
        if (text[i - 1] == '\t' || (text[i - 1] == ' ' && text[i - 2] == ' ' && text[i - 3] == ' ')) {
            return {static_cast<int64_t>(i), line.end};
        }
    }
    return line;
}

class FurnitureFinder {
public:
    explicit FurnitureFinder(const Document& document)
        : text_(document.text), lines_(linesOf(document)), marked_(lines_.size(), false) {}

    std::vector<TextRange> run() {
        markCountingLines();
        cutIntoPages();
        if (pages_.size() >= 3) {
            markNumbersInStep();
            markRepeatedEdges();
            markRepeatedWords();
        }
        markRules();
        for (size_t i = 0; i < lines_.size(); ++i) {
            if (marked_[i]) found_.push_back(lines_[i].range);
        }
        std::sort(found_.begin(), found_.end(),
                  [](const TextRange& a, const TextRange& b) { return a.begin < b.begin; });
        std::vector<TextRange> merged;
        for (const TextRange& range : found_) {
            if (!merged.empty() && range.begin <= merged.back().end) {
                merged.back().end = std::max(merged.back().end, range.end);
            } else {
                merged.push_back(range);
            }
        }
        return merged;
    }

private:
    struct PageLines {
        size_t begin = 0, end = 0;  // indices of lines
    };

    std::string_view slice(const TextRange& range) const {
        return text_.substr(static_cast<size_t>(range.begin), static_cast<size_t>(range.size()));
    }

    bool standsAlone(size_t i) const {
        const bool before = i == 0 || lines_[i].emptyBefore > 0 || lines_[i].pageBefore;
        const bool after =
            i + 1 == lines_.size() || lines_[i + 1].emptyBefore > 0 || lines_[i + 1].pageBefore;
        return before && after;
    }

    // Page numbers standing alone that count up through the document.
    void markCountingLines() {
        struct Number {
            size_t line;
            int32_t value;
        };
        std::vector<Number> numbers;
        for (size_t i = 0; i < lines_.size(); ++i) {
            if (lines_[i].range.size() > 40 || !(standsAlone(i) || atBreak(i))) continue;
            if (const int32_t value = pageNumberIn(slice(lines_[i].range))) numbers.push_back({i, value});
        }
        std::vector<bool> used(numbers.size(), false);
        for (size_t first = 0; first < numbers.size(); ++first) {
            if (used[first]) continue;
            std::vector<size_t> chain = {first};
            // A page number is looked for among the next few candidates: tables hold numbers too.
            for (size_t next = first + 1; next < numbers.size() && next < chain.back() + 40; ++next) {
                const Number& last = numbers[chain.back()];
                const int32_t step = numbers[next].value - last.value;
                if (used[next] || step < 1 || step > 2) continue;
                if (lines_[numbers[next].line].range.begin - lines_[last.line].range.end < kPageDistance)
                    continue;
                chain.push_back(next);
            }
            if (chain.size() < 3) continue;
            for (const size_t k : chain) {
                used[k] = true;
                marked_[numbers[k].line] = true;
            }
        }
    }

    bool atBreak(size_t i) const {
        return lines_[i].pageBefore || i + 1 == lines_.size() || lines_[i + 1].pageBefore;
    }

    // Pages end where the format, a form feed or a wide gap says so, or after a counting line.
    void cutIntoPages() {
        size_t begin = 0;
        for (size_t i = 1; i <= lines_.size(); ++i) {
            const bool counted = i < lines_.size() && marked_[i - 1] && !marked_[i] && !nearBreak(i);
            if (i < lines_.size() && !lines_[i].pageBefore && !counted) continue;
            pages_.push_back({begin, i});
            begin = i;
        }
    }

    // A wide gap follows soon: the counting line is part of a footer of several lines.
    bool nearBreak(size_t i) const {
        for (size_t k = i; k < lines_.size() && k < i + kEdgeLines; ++k) {
            if (lines_[k].pageBefore) return true;
        }
        return false;
    }

    // Numbers at the edges that go with the pages, even where some pages have none.
    void markNumbersInStep() {
        std::unordered_map<int64_t, int> steps;
        const auto forEachNumber = [&](auto visit) {
            for (size_t p = 0; p < pages_.size(); ++p) {
                for (size_t i = pages_[p].begin; i < pages_[p].end; ++i) {
                    if (marked_[i] || (i >= pages_[p].begin + kEdgeLines && i + kEdgeLines < pages_[p].end))
                        continue;
                    const int32_t number =
                        lines_[i].range.size() <= 40 ? pageNumberIn(slice(lines_[i].range)) : 0;
                    if (number > 0) visit(number - static_cast<int64_t>(p), i);
                }
            }
        };
        forEachNumber([&](int64_t step, size_t) { ++steps[step]; });
        forEachNumber([&](int64_t step, size_t i) {
            if (steps[step] >= 3) marked_[i] = true;
        });
    }

    // Lines, and the outer cells of lines, that return at the edges of other pages. Pages are peeled from
    // outside: a line counts only while nothing but furniture lies between it and the edge.
    void markRepeatedEdges() {
        std::unordered_map<std::string, Seen> seen;
        for (size_t p = 0; p < pages_.size(); ++p) {
            for (size_t i = pages_[p].begin; i < pages_[p].end; ++i) {
                if (i >= pages_[p].begin + kEdgeLines && i + kEdgeLines < pages_[p].end) continue;
                for (const TextRange& part : cellsOf(i))
                    seen[headerKey(slice(part))].add(p);
            }
        }
        for (const PageLines& page : pages_) {
            size_t first = page.begin, last = page.end;
            for (int round = 0; round < kEdgeLines && first < last; ++round) {
                while (first < last && (marked_[first] || isRule(slice(lines_[first].range))))
                    ++first;
                if (first == last || !markIfRepeated(first, seen)) break;
            }
            for (int round = 0; round < kEdgeLines && last > first; ++round) {
                while (last > first && (marked_[last - 1] || isRule(slice(lines_[last - 1].range))))
                    --last;
                if (first == last || !markIfRepeated(last - 1, seen)) break;
            }
        }
    }

    struct Seen {
        size_t lastPage = SIZE_MAX;
        size_t pages = 0;
        void add(size_t page) {
            if (page == lastPage) return;
            lastPage = page;
            ++pages;
        }
    };

    std::vector<TextRange> cellsOf(size_t i) const {
        std::vector<TextRange> parts;
        const TextRange line = lines_[i].range;
        if (line.size() <= kLongestLine) parts.push_back(line);
        const TextRange first = firstCell(text_, line), last = lastCell(text_, line);
        if (first != line && first.size() <= kLongestLine) parts.push_back(first);
        if (last != line && last.size() <= kLongestLine) parts.push_back(last);
        return parts;
    }

    // Headings count up as page numbers do: for them other digits are another text.
    static std::string headerKey(std::string_view text) {
        std::string key = keyOf(text);
        for (const char* word :
             {"section", "article", "exhibit", "schedule", "annex", "appendix", "attachment", "part",
              "chapter", "amendment", "item", "clause", "#.", "# ", "(", "第"}) {
            if (key.starts_with(word) && pageNumberIn(text) == 0) return std::string(text);
        }
        return key;
    }

    // True when the whole line was marked.
    bool markIfRepeated(size_t i, const std::unordered_map<std::string, Seen>& seen) {
        const size_t enough = std::clamp<size_t>(pages_.size() / 8, 3, 6);
        for (const TextRange& part : cellsOf(i)) {
            const std::string key = headerKey(slice(part));
            const auto entry = seen.find(key);
            if (entry == seen.end() || entry->second.pages < enough) continue;
            const bool mostPages = entry->second.pages * 2 >= pages_.size();
            const bool whole = part == lines_[i].range;
            if (pageNumberIn(slice(part)) > 0) {
                // Bare numbers are furniture only where they count up, and in a row they are a column of a
                // table.
                const bool named = key.find('#') != 0 || key.find("of") != std::string::npos;
                if (!named) continue;
            } else if (!hasThreeLetters(key) || (!mostPages && isFormLine(key))) {
                continue;
            }
            if (!mostPages && part.size() > 120) continue;
            if (whole) {
                marked_[i] = true;
                return true;
            }
            found_.push_back(part);
        }
        return false;
    }

    static bool hasThreeLetters(std::string_view key) {
        int letters = 0;
        for (size_t at = 0; at < key.size() && letters < 3;) {
            const Character character = characterAt(key, at);
            at += static_cast<size_t>(character.size);
            letters += isLetter(character.code);
        }
        return letters >= 3;
    }

    // Forms and schedules repeat lines of their own: what ends like a sentence or asks to be filled in is
    // kept unless most pages have it.
    static bool isFormLine(const std::string& key) {
        for (const char* word : {"by:", "by ", "name", "title", "date:", "signature", "for and on behalf",
                                 "in witness", "witness", "agreed", "attest", "its:", "print"}) {
            if (key.starts_with(word)) return true;
        }
        // "* Confidential treatment has been requested …" under each page that needs it.
        if (key.starts_with("*") || key.starts_with("[*")) return false;
        return key.find('_') != std::string::npos || key.ends_with(';') || key.ends_with(':') ||
               key.ends_with('.');
    }

    // Words with which most pages begin or end although more text stands in the same line.
    void markRepeatedWords() {
        constexpr size_t kMostWords = 16;
        std::unordered_map<std::string, int> prefixes, suffixes;
        const auto enough = std::max<size_t>(3, (pages_.size() + 1) / 2);
        std::vector<std::vector<TextRange>> fronts(pages_.size()), backs(pages_.size());
        const auto prefixKey = [&](const std::vector<TextRange>& words, size_t count) {
            std::string key;
            for (size_t k = 0; k < count; ++k) {
                // Only a page's own number may differ in front of running text.
                const bool counter =
                    k > 0 && (keyOf(slice(words[k - 1])) == "page" || keyOf(slice(words[k - 1])) == "of");
                key += counter ? keyOf(slice(words[k])) : std::string(slice(words[k]));
                key.push_back(' ');
            }
            return key;
        };
        const auto suffixKey = [&](const std::vector<TextRange>& words, size_t count) {
            std::string key;
            for (size_t k = words.size() - count; k < words.size(); ++k)
                key += keyOf(slice(words[k])) + ' ';
            return key;
        };
        for (size_t p = 0; p < pages_.size(); ++p) {
            size_t first = pages_[p].begin, last = pages_[p].end;
            while (first < last && marked_[first])
                ++first;
            while (last > first && marked_[last - 1])
                --last;
            if (first == last) continue;
            fronts[p] = wordsFrom(lines_[first].range, kMostWords);
            backs[p] = wordsTo(lines_[last - 1].range, kMostWords);
            for (size_t count = 2; count <= fronts[p].size(); ++count)
                ++prefixes[prefixKey(fronts[p], count)];
            for (size_t count = 2; count <= backs[p].size(); ++count)
                ++suffixes[suffixKey(backs[p], count)];
        }
        for (size_t p = 0; p < pages_.size(); ++p) {
            for (size_t count = fronts[p].size(); count >= 2; --count) {
                const std::string key = prefixKey(fronts[p], count);
                if (key.size() < 12 || static_cast<size_t>(prefixes[key]) < enough) continue;
                found_.push_back({fronts[p].front().begin, fronts[p][count - 1].end});
                break;
            }
            for (size_t count = backs[p].size(); count >= 2; --count) {
                const std::string key = suffixKey(backs[p], count);
                if (key.size() < 8 || !hasThreeLetters(key) || static_cast<size_t>(suffixes[key]) < enough)
                    continue;
                found_.push_back({backs[p][backs[p].size() - count].begin, backs[p].back().end});
                break;
            }
        }
    }

    std::vector<TextRange> wordsFrom(const TextRange& line, size_t most) const {
        std::vector<TextRange> words;
        auto at = static_cast<size_t>(line.begin);
        const auto end = static_cast<size_t>(line.end);
        while (at < end && words.size() < most) {
            while (at < end && isAsciiSpace(text_[at]))
                ++at;
            const size_t from = at;
            while (at < end && !isAsciiSpace(text_[at]))
                ++at;
            if (at > from) words.push_back({static_cast<int64_t>(from), static_cast<int64_t>(at)});
        }
        return words;
    }

    std::vector<TextRange> wordsTo(const TextRange& line, size_t most) const {
        std::vector<TextRange> words;
        auto at = static_cast<size_t>(line.end);
        const auto begin = static_cast<size_t>(line.begin);
        while (at > begin && words.size() < most) {
            while (at > begin && isAsciiSpace(text_[at - 1]))
                --at;
            const size_t to = at;
            while (at > begin && !isAsciiSpace(text_[at - 1]))
                --at;
            if (to > at) words.push_back({static_cast<int64_t>(at), static_cast<int64_t>(to)});
        }
        std::reverse(words.begin(), words.end());
        return words;
    }

    static bool isAsciiSpace(char c) { return static_cast<unsigned char>(c) <= ' '; }

    // Rules that part a footer from the page.
    void markRules() {
        for (size_t i = 0; i < lines_.size(); ++i) {
            if (marked_[i] || !isRule(slice(lines_[i].range))) continue;
            const bool before = i > 0 && marked_[i - 1], after = i + 1 < lines_.size() && marked_[i + 1];
            if (before || after) marked_[i] = true;
        }
    }

    std::string_view text_;
    std::vector<Line> lines_;
    std::vector<bool> marked_;
    std::vector<PageLines> pages_;
    std::vector<TextRange> found_;
};

}  // namespace

std::vector<TextRange> findFurniture(const Document& document) {
    if (document.format == DocumentFormat::kDocx) return {};
    return FurnitureFinder(document).run();
}

}  // namespace engine
