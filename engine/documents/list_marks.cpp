#include "engine/documents/list_marks.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace engine {
namespace {

// 0 unless written as the Romans would: "civil" is a word.
int32_t romanNumber(const std::u32string& lower) {
    static constexpr std::array<std::pair<int32_t, std::u32string_view>, 9> kSteps = {{{100, U"c"},
                                                                                       {90, U"xc"},
                                                                                       {50, U"l"},
                                                                                       {40, U"xl"},
                                                                                       {10, U"x"},
                                                                                       {9, U"ix"},
                                                                                       {5, U"v"},
                                                                                       {4, U"iv"},
                                                                                       {1, U"i"}}};
    int32_t total = 0;
    std::u32string_view rest = lower;
    for (const auto& [value, letters] : kSteps) {
        const int most = value == 100 || value == 10 || value == 1 ? 3 : 1;
        for (int n = 0; n < most && rest.starts_with(letters); ++n) {
            total += value;
            rest.remove_prefix(letters.size());
        }
    }
    return rest.empty() ? total : 0;
}

struct Scan {
    const Glyphs& glyphs;
    size_t limit;
    char32_t code(size_t i) const { return i < limit ? glyphs[i].code : 0; }
    // The next glyph stands right against the one before it.
    bool joined(size_t i) const { return i < limit && glyphs[i].gap == Gap::kNone; }
    bool spaced(size_t i) const { return i >= limit || glyphs[i].gap != Gap::kNone; }
};

// Reads letters or digits of a mark: sets its values. Returns one past them, or i when there are none.
size_t readLabel(const Scan& scan, size_t i, ListMark& mark) {
    size_t at = i;
    if (isDigit(scan.code(at))) {
        int32_t value = 0;
        while (at < scan.limit && at - i < 4 && isDigit(scan.code(at)) && (at == i || scan.joined(at))) {
            value = value * 10 + static_cast<int32_t>(scan.code(at++) - '0');
        }
        if (isDigit(scan.code(at)) && scan.joined(at)) return i;
        mark.number = value;
        return at;
    }
    std::u32string lower;
    const bool upper = isUpper(scan.code(at));
    while (at < scan.limit && lower.size() < 9 && scan.code(at) < 0x80 && isLetter(scan.code(at)) &&
           isUpper(scan.code(at)) == upper && (at == i || scan.joined(at))) {
        lower.push_back(toLower(scan.code(at++)));
    }
    if (lower.empty()) return i;
    mark.upper = upper;
    mark.roman = romanNumber(lower);
    const bool repeated = lower.size() <= 3 && std::all_of(lower.begin(), lower.end(),
                                                           [&](char32_t c) { return c == lower.front(); });
    if (repeated) {
        mark.letter =
            static_cast<int32_t>(lower.front() - 'a' + 1) + 26 * static_cast<int32_t>(lower.size() - 1);
    }
    if (mark.roman == 0 && mark.letter == 0) return i;
    return at;
}

bool isHanDigit(char32_t c) {
    static constexpr std::u32string_view kDigits = U"〇零一二三四五六七八九十百千两";
    return kDigits.find(c) != std::u32string_view::npos;
}

// Han numerals or digits; sets number.
size_t readHanNumber(const Scan& scan, size_t i, ListMark& mark) {
    size_t at = i;
    std::u32string digits;
    while (at < scan.limit && digits.size() < 9 && isHanDigit(scan.code(at)))
        digits.push_back(scan.code(at++));
    if (!digits.empty()) {
        mark.number = hanNumber(digits);
        return mark.number > 0 ? at : i;
    }
    while (at < scan.limit && at - i < 4 && isDigit(scan.code(at))) {
        mark.number = mark.number * 10 + static_cast<int32_t>(scan.code(at++) - '0');
    }
    return at;
}

ListMark hanMark(const Scan& scan, size_t i) {
    ListMark mark;
    const char32_t first = scan.code(i);
    if (first == U'第') {
        const size_t at = readHanNumber(scan, i + 1, mark);
        if (at == i + 1) return {};
        switch (scan.code(at)) {
            case U'章':
            case U'编':
            case U'節':
            case U'节':
            case U'篇':
            case U'部':
                if (scan.code(at) == U'部' && scan.code(at + 1) != U'分') return {};
                mark.kind = MarkKind::kHanChapter;
                mark.depth = scan.code(at) == U'节' || scan.code(at) == U'節' ? 2 : 1;
                mark.end = at + (scan.code(at) == U'部' ? 2 : 1);
                return mark;
            case U'条':
            case U'條':
                mark.kind = MarkKind::kHanArticle;
                mark.end = at + 1;
                // 第十条之一
                if (scan.code(at + 1) == U'之' && isHanDigit(scan.code(at + 2))) {
                    mark.end = at + 3;
                    while (isHanDigit(scan.code(mark.end)))
                        ++mark.end;
                }
                return mark;
            default:
                return {};
        }
    }
    if (first == U'（' || first == U'(') {
        const size_t at = readHanNumber(scan, i + 1, mark);
        const bool han = at > i + 1 && isHanDigit(scan.code(i + 1));
        if (at == i + 1 || (scan.code(at) != U'）' && scan.code(at) != U')')) return {};
        if (!han && first == U'(') return {};  // (1) is an ordinary mark
        mark.kind = MarkKind::kHanParen;
        mark.end = at + 1;
        return mark;
    }
    if (first >= 0x2460 && first <= 0x2473) {
        mark.kind = MarkKind::kHanParen;
        mark.number = static_cast<int32_t>(first - 0x2460 + 1);
        mark.end = i + 1;
        mark.depth = 2;
        return mark;
    }
    const size_t at = readHanNumber(scan, i, mark);
    if (at > i && (scan.code(at) == U'、' || scan.code(at) == U'．')) {
        mark.kind = MarkKind::kHanComma;
        mark.depth = isDigit(first) ? 2 : 1;
        mark.end = at + 1;
        return mark;
    }
    return {};
}

// "Section 4.1", "ARTICLE IV", "Exhibit B": a word and its number.
ListMark namedMark(const Scan& scan, size_t i) {
    ListMark mark;
    if (scan.code(i) == U'§') {
        mark.kind = MarkKind::kSection;
        mark.end = i + 1;
    } else {
        if (!isUpper(scan.code(i))) return {};
        size_t at = i;
        std::string word;
        while (at < scan.limit && word.size() < 11 && isLetter(scan.code(at)) &&
               (at == i || scan.joined(at))) {
            word.push_back(static_cast<char>(toLower(scan.code(at++))));
        }
        if (word == "section") {
            mark.kind = MarkKind::kSection;
        } else if (word == "article" || word == "chapter" || word == "part") {
            mark.kind = MarkKind::kArticle;
        } else if (word == "exhibit" || word == "schedule" || word == "annex" || word == "appendix" ||
                   word == "attachment") {
            mark.kind = MarkKind::kAnnex;
        } else {
            return {};
        }
        if (!scan.spaced(at) || at >= scan.limit) return {};
        mark.end = at;
    }
    size_t at = readLabel(scan, mark.end, mark);
    if (at == mark.end) {
        // "ARTICLE ONE"
        static constexpr std::array<std::string_view, 10> kWords = {"one", "two",   "three", "four", "five",
                                                                    "six", "seven", "eight", "nine", "ten"};
        const size_t end = wordEnd(scan.glyphs, mark.end, scan.limit);
        const std::string word = bareWord(scan.glyphs, mark.end, end);
        const auto found = std::find(kWords.begin(), kWords.end(), word);
        if (mark.kind != MarkKind::kArticle || found == kWords.end()) return {};
        mark.number = static_cast<int32_t>(found - kWords.begin()) + 1;
        at = end;
    }
    // 4.1, 4.1(a), B-1
    while (at < scan.limit && scan.joined(at) &&
           (isDigit(scan.code(at)) || scan.code(at) == '.' || scan.code(at) == '-' || scan.code(at) == '(' ||
            scan.code(at) == ')' || (isLetter(scan.code(at)) && scan.code(at) < 0x80))) {
        if (scan.code(at) == '.' && at + 1 < scan.limit && scan.joined(at + 1) && isDigit(scan.code(at + 1)))
            ++mark.depth;
        ++at;
        if (at - mark.end > 14) return {};
    }
    if (at < scan.limit && scan.joined(at) && (scan.code(at) == ':' || scan.code(at) == U'—')) ++at;
    if (!scan.spaced(at) && scan.code(at - 1) != ':' && scan.code(at - 1) != U'—') return {};
    mark.end = at;
    return mark;
}

ListMark numberMark(const Scan& scan, size_t i) {
    ListMark mark;
    const char32_t first = scan.code(i);
    if (first == '(' || first == '[') {
        const size_t at = readLabel(scan, i + 1, mark);
        if (at == i + 1 || !scan.joined(i + 1) || !scan.joined(at) ||
            scan.code(at) != (first == '(' ? ')' : ']'))
            return {};
        if (first == '[' && mark.number == 0) return {};
        // The year in "(2015)" is no mark.
        if (mark.number > 199) return {};
        mark.kind = MarkKind::kParen;
        mark.end = at + 1;
        return mark;
    }
    const size_t at = readLabel(scan, i, mark);
    if (at == i || at >= scan.limit) return {};
    if (!scan.joined(at)) return {};
    if (scan.code(at) == ')') {
        mark.kind = MarkKind::kHalfParen;
        mark.end = at + 1;
        return mark.number > 199 ? ListMark{} : mark;
    }
    if (scan.code(at) != '.') return {};
    size_t end = at + 1;
    int32_t depth = 1;
    // 12.3.1, 2.A.
    while (end < scan.limit && scan.joined(end)) {
        size_t part = end;
        while (part < scan.limit && part - end < 3 && scan.joined(part) && isDigit(scan.code(part)))
            ++part;
        if (part == end && mark.number > 0 && isUpper(scan.code(end)) && scan.code(end) < 0x80)
            part = end + 1;
        if (part == end) break;
        ++depth;
        end = part;
        if (end < scan.limit && scan.joined(end) && scan.code(end) == '.') ++end;
    }
    if (end < scan.limit && scan.joined(end) && scan.code(end) == ')') ++end;
    if (!scan.spaced(end) && !isWide(scan.code(end))) return {};
    mark.end = end;
    mark.depth = depth;
    if (depth > 1) {
        if (mark.number == 0 || mark.number > 199) return {};
        mark.kind = MarkKind::kDotted;
        return mark;
    }
    if (mark.number > 199) return {};
    mark.kind = mark.number > 0 ? MarkKind::kNumberDot : MarkKind::kLetterDot;
    return mark;
}

bool isBullet(char32_t c) {
    switch (c) {
        case 0x2022:
        case 0x25CF:
        case 0x25CB:
        case 0x25AA:
        case 0x25A0:
        case 0x25E6:
        case 0x2043:
        case 0x2023:
        case 0x00B7:
        case 0xF0B7:
        case 0x25C6:
        case 0x2605:
        case 0x27A2:
        case 0x2713:
            return true;
        default:
            return false;
    }
}

}  // namespace

int32_t hanNumber(std::u32string_view text) {
    static constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
    int32_t total = 0, digit = 0;
    bool positional = true;
    for (const char32_t c : text) {
        if (c == U'十' || c == U'百' || c == U'千') {
            const int32_t unit = c == U'十' ? 10 : c == U'百' ? 100 : 1000;
            total += (digit == 0 ? 1 : digit) * unit;
            digit = 0;
            positional = false;
            continue;
        }
        int32_t value = 0;
        if (c == U'两') {
            value = 2;
        } else if (c != U'〇') {
            const size_t found = kDigits.find(c);
            if (found == std::u32string_view::npos) return 0;
            value = static_cast<int32_t>(found);
        }
        digit = positional ? digit * 10 + value : value;
        if (digit > 9999) return 0;
    }
    return total + digit;
}

ListMark markAt(const Glyphs& glyphs, size_t i, size_t limit) {
    if (i >= limit) return {};
    const Scan scan{glyphs, limit};
    const char32_t first = scan.code(i);
    if (isBullet(first) ||
        ((first == '-' || first == '*' || first == 0x2013) && scan.spaced(i + 1) && i + 1 < limit)) {
        ListMark mark;
        mark.kind = MarkKind::kBullet;
        mark.end = i + 1;
        return mark;
    }
    if (const ListMark mark = hanMark(scan, i)) return mark;
    if (const ListMark mark = namedMark(scan, i)) return mark;
    return numberMark(scan, i);
}

size_t marksEnd(const Glyphs& glyphs, size_t i, size_t limit) {
    for (int round = 0; round < 3; ++round) {
        const ListMark mark = markAt(glyphs, i, limit);
        if (!mark) break;
        i = mark.end;
    }
    return i;
}

bool followsInList(const ListMark& a, const ListMark& b) {
    if (a.kind != b.kind || a.depth != b.depth) return false;
    if (a.kind == MarkKind::kBullet) return true;
    if (a.number > 0 && b.number > 0) return b.number == a.number + 1 || b.number == a.number + 2;
    if (a.upper != b.upper) return false;
    if (a.roman > 0 && b.roman > 0 && b.roman == a.roman + 1) return true;
    return a.letter > 0 && b.letter > 0 && b.letter == a.letter + 1;
}

}  // namespace engine
