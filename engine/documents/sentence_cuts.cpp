#include "engine/documents/sentence_cuts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/documents/abbreviations.h"
#include "engine/documents/list_marks.h"
#include "engine/documents/titles.h"

namespace engine {
namespace {

template <size_t N>
bool isOneOf(const std::string& word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 26> kReferenceWords = {
    "section",      "sections",   "article",     "articles", "clause",   "clauses",  "paragraph",
    "paragraphs",   "subsection", "subsections", "exhibit",  "exhibits", "schedule", "schedules",
    "annex",        "appendix",   "part",        "item",     "items",    "rule",     "no",
    "subparagraph", "subclause",  "under",       "through",  "see"};
constexpr std::array<std::string_view, 5> kConnectors = {"and", "or", "and/or", "but", "then"};

bool isHanStop(char32_t c) {
    return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == 0xFF0E;
}

class Cutter {
public:
    explicit Cutter(const Glyphs& glyphs) : glyphs_(glyphs), size_(glyphs.size()) {}

    std::vector<size_t> run() {
        std::vector<size_t> starts = {0};
        open(0);
        for (size_t i = 1; i < size_; ++i) {
            follow(i - 1);
            if (!cutsBefore(i)) continue;
            starts.push_back(i);
            open(i);
        }
        return starts;
    }

private:
    char32_t code(size_t i) const { return glyphs_[i].code; }

    void open(size_t begin) {
        begin_ = begin;
        marks_ = marksEnd(glyphs_, begin, size_);
        heading_ = runInHeadingEnd(glyphs_, begin, size_);
        depth_ = 0;
        openedAt_ = begin;
        prose_ = false;
    }

    // Keeps what is known of the sentence so far.
    void follow(size_t i) {
        const char32_t c = code(i);
        if (c == U'（' || c == U'“' || c == U'《' || c == U'「') {
            if (depth_++ == 0) openedAt_ = i;
        } else if ((c == U'）' || c == U'”' || c == U'》' || c == U'」') && depth_ > 0) {
            --depth_;
        }
        if (!prose_ && isLower(c) && (i == begin_ || glyphs_[i].gap != Gap::kNone)) {
            prose_ = wordEnd(glyphs_, i, size_) - i >= 4;
        }
    }

    bool opensSentence(size_t i) const {
        while (i < size_ && isOpener(code(i)))
            ++i;
        if (i >= size_) return true;
        return isUpper(code(i)) || isDigit(code(i)) || isHan(code(i)) ||
               !(isLetter(code(i)) || isLower(code(i)));
    }

    // A mark at i that can open an item or a section here.
    ListMark itemMark(size_t i) const {
        const ListMark mark = markAt(glyphs_, i, size_);
        if (!mark || mark.end >= size_) return {};
        const Gap gap = glyphs_[i].gap;
        switch (mark.kind) {
            case MarkKind::kBullet:
                return gap >= Gap::kWide || (code(i) != '-' && code(i) != '*' && code(i) != 0x2013)
                           ? mark
                           : ListMark{};
            case MarkKind::kNumberDot:
            case MarkKind::kLetterDot:
            case MarkKind::kDotted:
            case MarkKind::kHalfParen:
                return opensSentence(mark.end) ? mark : ListMark{};
            case MarkKind::kAnnex:
                return {};
            default:
                return mark;
        }
    }

    std::string wordBefore(size_t i) const { return bareWord(glyphs_, wordBegin(glyphs_, i, begin_), i); }

    bool cutsBefore(size_t i) {
        const Glyph& glyph = glyphs_[i];
        size_t last = i - 1;
        while (last > begin_ && isCloser(code(last)))
            --last;
        const char32_t end = code(last);

        if (isHanStop(end)) {
            if (isCloser(glyph.code) || isHanStop(glyph.code)) return false;
            // A quotation or bracket is kept whole unless it goes on for long.
            return depth_ == 0 || i - openedAt_ > 160;
        }
        if (end == U'：' || (end == ':' && isWide(glyph.code))) {
            const ListMark mark = markAt(glyphs_, i, size_);
            return mark && mark.isFirst() && mark.end < size_;
        }
        if (glyph.gap == Gap::kNone) return lacksBlank(last, i);
        if (i <= marks_) return false;
        const ListMark mark = itemMark(i);
        if (i < heading_) return false;
        if (i == heading_) return static_cast<bool>(mark);
        if (glyph.gap == Gap::kParagraph && endsFinished(glyphs_, begin_, i)) return opensSentence(i);

        if (end == '.' || end == '?' || end == '!' || end == 0x2026) return afterStop(last, i, mark);
        if (end == ';' || end == ',') {
            const std::string next = bareWord(glyphs_, i, wordEnd(glyphs_, i, size_));
            if (next == "whereas" && isUpper(code(i))) return true;
            return end == ';' && mark;
        }
        if (end == ':') return (mark && mark.isFirst()) || (glyph.gap >= Gap::kParagraph && opensSentence(i));
        if (afterConnector(i) &&
            (mark || (isUpper(code(i)) && bareWord(glyphs_, i, wordEnd(glyphs_, i, size_)) == "whereas"))) {
            return true;
        }
        if (mark && mark.kind == MarkKind::kParen && isUpper(code(mark.end))) {
            // Items that only blanks part: "(xiii) The logo (xiv) The name".
            const ListMark own = markAt(glyphs_, begin_, size_);
            if (own && followsInList(own, mark)) return true;
        }
        if (mark && isDigit(end) && mark.number > 0 && followsNumber(i)) return opensSentence(mark.end);
        return glyph.gap >= Gap::kWide && afterColumn(i, mark);
    }

    // "hereof.The": the blank was lost.
    bool lacksBlank(size_t last, size_t i) const {
        if (code(last) != '.' || last + 1 != i || !isUpper(code(i)) || i < begin_ + 6) return false;
        for (size_t k = last - 4; k < last; ++k) {
            if (!isLower(code(k))) return false;
        }
        const size_t from = wordBegin(glyphs_, last, begin_);
        const size_t to = wordEnd(glyphs_, i, size_);
        for (size_t k = from; k < to; ++k) {
            if (code(k) == '/' || code(k) == '@' || code(k) == ':' ||
                (code(k) == '.' && k != last && k + 1 < to))
                return false;
        }
        return isLower(code(from)) && to - i >= 2 && isLower(code(i + 1));
    }

    bool afterStop(size_t last, size_t i, const ListMark& mark) const {
        if (code(last) == 0x2026 || (code(last) == '.' && last > begin_ && code(last - 1) == '.')) {
            // Dot leaders of a table of contents go on with the page number.
            if (isDigit(code(i))) return false;
        }
        if (code(last) != '.') return opensSentence(i) || mark;
        if (mark && (mark.kind != MarkKind::kLetterDot || !mark.upper || glyphs_[i].gap >= Gap::kWide)) {
            return !isAbbreviation(glyphs_, begin_, last) || (glyphs_[i].gap >= Gap::kWide && mark.isFirst());
        }
        return opensSentence(i) && stopEndsSentence(glyphs_, begin_, last, i);
    }

    // "…; and (b)", "…, or (c)" after a list has begun with marks of its own.
    bool afterConnector(size_t i) const {
        const size_t from = wordBegin(glyphs_, i, begin_);
        if (from <= begin_ || !isOneOf(bareWord(glyphs_, from, i), kConnectors)) return false;
        const char32_t before = code(from - 1);
        return before == ';' || (before == ',' && marks_ > begin_ && i - begin_ > 60);
    }

    bool followsNumber(size_t i) const {
        const size_t from = wordBegin(glyphs_, i, begin_);
        if (i - from > 3) return false;
        return std::all_of(glyphs_.begin() + static_cast<ptrdiff_t>(from),
                           glyphs_.begin() + static_cast<ptrdiff_t>(i),
                           [](const Glyph& glyph) { return isDigit(glyph.code); });
    }

    // Only white space stands between: columns, titles and lines of a form.
    bool afterColumn(size_t i, const ListMark& mark) const {
        // The page number of an entry in a table of contents stays with it.
        if (isDigit(code(i))) {
            const size_t end = wordEnd(glyphs_, i, size_);
            const bool number =
                end - i <= 4 && std::all_of(glyphs_.begin() + static_cast<ptrdiff_t>(i),
                                            glyphs_.begin() + static_cast<ptrdiff_t>(end),
                                            [](const Glyph& glyph) { return isDigit(glyph.code); });
            if (number && (end >= size_ || glyphs_[end].gap >= Gap::kWide)) return false;
        }
        const bool line = glyphs_[i].gap == Gap::kLine;
        if (mark && !line) return !isOneOf(wordBefore(i), kReferenceWords) && opensSentence(mark.end);
        if (!opensSentence(i)) return false;
        if (readsAsTitle(glyphs_, begin_, i)) {
            return !line || marks_ > begin_ || isAllCapitals(glyphs_, begin_, i);
        }
        return !line && !prose_ && i - begin_ <= 60 && (isUpper(code(i)) || isHan(code(i)));
    }

    const Glyphs& glyphs_;
    size_t size_;
    size_t begin_ = 0, marks_ = 0, heading_ = 0, openedAt_ = 0;
    int depth_ = 0;
    bool prose_ = false;
};

// How good a place just before i is for cutting a sentence that is too long.
int cutRank(const Glyphs& glyphs, size_t begin, size_t i) {
    static constexpr std::array<std::string_view, 8> kClauseWords = {"provided", "except",  "unless", "which",
                                                                     "however",  "whereas", "where",  "if"};
    size_t last = i - 1;
    while (last > begin && isCloser(glyphs[last].code))
        --last;
    const char32_t end = glyphs[last].code;
    if (isHanStop(end)) return 6;
    if (end == U'：') return 3;
    if (end == U'，') return 2;
    if (end == U'、') return 1;
    if (glyphs[i].gap == Gap::kNone) return isWide(end) || isWide(glyphs[i].code) ? 0 : -1;
    const ListMark mark = markAt(glyphs, i, glyphs.size());
    const std::string next = bareWord(glyphs, i, wordEnd(glyphs, i, glyphs.size()));
    if (end == ';' || ((end == '.' || end == '?') && (isUpper(glyphs[i].code) || mark) &&
                       !isAbbreviation(glyphs, begin, last))) {
        return mark ? 6 : 5;
    }
    if (mark && mark.kind != MarkKind::kAnnex && mark.kind != MarkKind::kSection) {
        const std::string before = bareWord(glyphs, wordBegin(glyphs, i, begin), i);
        if (end == ',' || end == ':' || isOneOf(before, kConnectors)) return 5;
        if (glyphs[i].gap >= Gap::kWide && !isOneOf(before, kReferenceWords)) return 4;
    }
    if (end == ':') return 3;
    if (end == ',') return isOneOf(next, kClauseWords) ? 4 : isOneOf(next, kConnectors) ? 3 : 2;
    if (glyphs[i].gap >= Gap::kWide) return 2;
    return next == "provided" || isOneOf(next, kConnectors) ? 1 : 0;
}

void cutLong(const Glyphs& glyphs, size_t begin, size_t end, std::vector<size_t>& starts) {
    starts.push_back(begin);
    while (lengthOf(glyphs, begin, end) > kSentenceLength) {
        size_t best = 0;
        int bestRank = -2;
        int32_t clean = 1, furniture = 0;
        size_t i = begin + 1;
        for (; i < end; ++i) {
            if (glyphs[i].split) furniture += glyphs[i].nth - glyphs[i - 1].nth - 1;
            // What the part would cost if it ended just before i.
            const int32_t cost = std::max(clean, (glyphs[i - 1].nth - glyphs[begin].nth + 2 - furniture) / 2);
            if (cost > kSentenceLength) break;
            clean += glyphs[i].gap != Gap::kNone ? 2 : 1;
            if (cost < kSentenceLength / 6) continue;
            const int rank = cutRank(glyphs, begin, i);
            if (rank >= bestRank) {
                bestRank = rank;
                best = i;
            }
        }
        if (best == 0) best = std::max(begin + 1, std::min(i, end) - 1);
        if (best >= end) break;
        begin = best;
        starts.push_back(begin);
    }
}

}  // namespace

bool endsFinished(const Glyphs& glyphs, size_t begin, size_t end) {
    while (end > begin && isCloser(glyphs[end - 1].code))
        --end;
    if (end == begin) return false;
    const char32_t c = glyphs[end - 1].code;
    if (isHanStop(c) || c == U'：' || c == ';' || c == ':' || c == '?' || c == '!') return true;
    if (c == '.') return !isAbbreviation(glyphs, begin, end - 1) || end - begin > 1;
    // "…; and" is as finished as an item gets.
    const size_t from = wordBegin(glyphs, end, begin);
    return from > begin && glyphs[from - 1].code == ';' && isOneOf(bareWord(glyphs, from, end), kConnectors);
}

std::vector<size_t> cutSentences(const Glyphs& glyphs) {
    if (glyphs.empty()) return {};
    const std::vector<size_t> cuts = Cutter(glyphs).run();
    std::vector<size_t> kept;
    for (size_t k = 0; k < cuts.size(); ++k) {
        const size_t end = k + 1 < cuts.size() ? cuts[k + 1] : glyphs.size();
        const bool words = std::any_of(
            glyphs.begin() + static_cast<ptrdiff_t>(cuts[k]), glyphs.begin() + static_cast<ptrdiff_t>(end),
            [](const Glyph& glyph) { return isLetter(glyph.code) || isDigit(glyph.code); });
        // Rules and underscores alone are no sentence: they stay with the one before.
        if (!words && !kept.empty()) continue;
        kept.push_back(cuts[k]);
    }
    std::vector<size_t> starts;
    for (size_t k = 0; k < kept.size(); ++k) {
        cutLong(glyphs, kept[k], k + 1 < kept.size() ? kept[k + 1] : glyphs.size(), starts);
    }
    return starts;
}

}  // namespace engine
