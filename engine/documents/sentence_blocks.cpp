#include "engine/documents/sentence_blocks.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/documents/list_marks.h"
#include "engine/documents/sentence_cuts.h"
#include "engine/documents/titles.h"

namespace engine {
namespace {

constexpr size_t kLongBlock = 60000;  // glyphs
constexpr int kPageBreakLines = 4;    // empty lines that stand for a page break

// After these words a sentence goes on, whatever comes next.
bool asksForMore(const std::string& word) {
    static constexpr std::array<std::string_view, 34> kWords = {
        "of",    "the",  "and",  "to",    "by",      "for",   "in",    "with",    "or",   "a",  "an", "its",
        "shall", "that", "this", "such",  "any",     "all",   "as",    "at",      "from", "is", "be", "on",
        "not",   "will", "may",  "under", "between", "which", "their", "section", "each", "no"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// How the lines of the document are made.
struct LineHabits {
    bool wrapped = false;  // paragraphs run over several lines
    size_t width = 80;     // characters of a full line
};

LineHabits habitsOf(std::string_view text) {
    std::vector<uint32_t> lengths;
    size_t at = 0, follow = 0;
    bool previous = false;
    while (at < text.size() && lengths.size() < 20000) {
        size_t end = text.find('\n', at);
        if (end == std::string_view::npos) end = text.size();
        size_t characters = 0;
        bool visible = false;
        for (size_t i = at; i < end; ++i) {
            characters += (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
            visible = visible || static_cast<unsigned char>(text[i]) > ' ';
        }
        if (visible) {
            lengths.push_back(static_cast<uint32_t>(std::min<size_t>(characters, 1U << 20)));
            if (previous) ++follow;
        }
        previous = visible;
        at = end + 1;
    }
    LineHabits habits;
    if (lengths.size() < 4) return habits;
    std::vector<uint32_t> sorted = lengths;
    const size_t rank = sorted.size() * 85 / 100;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<ptrdiff_t>(rank), sorted.end());
    habits.width = std::max<size_t>(sorted[rank], 20);
    habits.wrapped = follow * 5 > lengths.size() && habits.width <= 220;
    return habits;
}

class BlockReader {
public:
    BlockReader(const Document& document, const std::function<size_t(const Block&)>& take)
        : document_(document), text_(document.text), take_(take), habits_(habitsOf(text_)) {
        size_t page = 0;
        for (const Page& entry : document.pages) {
            if (page++ > 0) pageStarts_.push_back(entry.text.begin);
        }
    }

    void run() {
        size_t at = 0;
        while (at < text_.size())
            at = readLine(at);
        flush(false);
    }

private:
    static bool isLineEnd(char32_t c) {
        return c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == 0x2028 || c == 0x2029;
    }

    // Reads to the end of a line and joins it to the block, or begins a new one. Returns where the next line
    // begins.
    size_t readLine(size_t at) {
        Glyphs line;
        Gap gap = Gap::kLine;
        int blanks = 0;
        while (at < text_.size()) {
            while (furniture_ < document_.furniture.size() &&
                   document_.furniture[furniture_].end <= static_cast<int64_t>(at)) {
                ++furniture_;
            }
            if (furniture_ < document_.furniture.size() &&
                document_.furniture[furniture_].begin <= static_cast<int64_t>(at)) {
                const TextRange& range = document_.furniture[furniture_];
                while (at < text_.size() && static_cast<int64_t>(at) < range.end) {
                    at += static_cast<size_t>(characterAt(text_, at).size);
                    ++nth_;
                }
                split_ = true;
                furnitureLine_ = true;
                continue;
            }
            const Character character = characterAt(text_, at);
            const auto here = static_cast<int64_t>(at);
            at += static_cast<size_t>(character.size);
            const int32_t nth = nth_++;
            if (isLineEnd(character.code)) {
                if (character.code == '\r' && at < text_.size() && text_[at] == '\n') continue;
                if (character.code == '\f') pageBreak_ = true;
                break;
            }
            if (isSpace(character.code)) {
                ++blanks;
                if (character.code == '\t') blanks += 3;
                continue;
            }
            if (blanks > 0 && !line.empty()) gap = blanks >= 3 ? Gap::kWide : Gap::kBlank;
            Glyph glyph;
            glyph.at = here;
            glyph.code = character.code;
            glyph.nth = nth;
            glyph.size = static_cast<uint8_t>(character.size);
            glyph.gap = gap;
            glyph.split = split_;
            if (split_ && glyph.gap == Gap::kNone) glyph.gap = Gap::kBlank;
            split_ = false;
            line.push_back(glyph);
            gap = Gap::kNone;
            blanks = 0;
            // A very long line is taken in parts.
            if (line.size() >= kLongBlock && blockOrLineIsLong(line)) break;
        }
        if (line.empty()) {
            // A line that was only furniture is no empty line.
            if (furnitureLine_) {
                pageBreak_ = true;
            } else {
                ++emptyLines_;
            }
            furnitureLine_ = false;
            return at;
        }
        furnitureLine_ = false;
        if (emptyLines_ >= kPageBreakLines || line.front().split) pageBreak_ = true;
        while (nextPage_ < pageStarts_.size() && pageStarts_[nextPage_] <= line.front().at) {
            // Only a PDF breaks paragraphs at its pages: those of other formats lie anywhere in the text.
            if (document_.format == DocumentFormat::kPdf) pageBreak_ = true;
            ++nextPage_;
        }
        join(line);
        emptyLines_ = 0;
        pageBreak_ = false;
        return at;
    }

    bool blockOrLineIsLong(const Glyphs& line) const {
        // Cut only between words, or anywhere in text without blanks.
        return line.back().gap != Gap::kNone || isWide(line.back().code) || line.size() >= kLongBlock + 4000;
    }

    void join(Glyphs& line) {
        if (!block_.empty() && !forced_ && !continues(line)) flush(false);
        if (block_.empty()) {
            line.front().gap = pageBreak_ ? Gap::kPage : emptyLines_ > 0 ? Gap::kParagraph : Gap::kLine;
        } else if (forced_) {
            line.front().gap = forcedGap_;
        } else {
            line.front().gap = Gap::kLine;
        }
        forced_ = false;
        lineBegin_ = block_.size();
        block_.insert(block_.end(), line.begin(), line.end());
        if (block_.size() >= kLongBlock) {
            flush(true);
            forced_ = !block_.empty() || line.size() >= kLongBlock;
            const auto next = static_cast<size_t>(line.back().at + line.back().size);
            const bool blank = next >= text_.size() || isSpace(characterAt(text_, next).code);
            forcedGap_ = blank ? Gap::kBlank : Gap::kNone;
        }
    }

    void flush(bool goesOn) {
        if (block_.empty()) return;
        Block block{std::move(block_), goesOn};
        const size_t used = take_(block);
        block_.clear();
        lineBegin_ = 0;
        if (goesOn && used < block.glyphs.size()) {
            block_.assign(block.glyphs.begin() + static_cast<ptrdiff_t>(used), block.glyphs.end());
        }
    }

    bool startsItem(const Glyphs& line) const {
        const ListMark mark = markAt(line, 0, line.size());
        if (!mark) return false;
        if (mark.end >= line.size()) return true;
        const char32_t next = line[mark.end].code;
        switch (mark.kind) {
            case MarkKind::kParen:
            case MarkKind::kHalfParen:
            case MarkKind::kBullet:
                return true;
            case MarkKind::kSection:
            case MarkKind::kArticle:
            case MarkKind::kAnnex:
                return !isLower(next);
            default:
                return mark.isHan() || isUpper(next) || isOpener(next) || isHan(next) || isDigit(next);
        }
    }

    // Whether the line goes on with the block.
    bool continues(const Glyphs& line) const {
        const size_t size = block_.size();
        const bool finished = endsFinished(block_, lineBegin_, size);
        const bool item = startsItem(line);
        const char32_t first = line.front().code;
        const std::string lastWord = bareWord(block_, wordBegin(block_, size, lineBegin_), size);
        const bool title = readsAsTitle(block_, lineBegin_, size);
        const bool hungry =
            !finished && (block_.back().code == ',' || block_.back().code == U'，' || asksForMore(lastWord));
        const bool han = isWide(block_.back().code) && isWide(first);

        if (pageBreak_ || emptyLines_ > 0) {
            if (finished || item) return false;
            if (isLower(first)) return !title || lineBegin_ > 0;
            if (title || readsAsTitle(line, 0, line.size())) return false;
            if (hungry) return size - lineBegin_ >= 12;
            if (!pageBreak_) return false;
            // A page break in the middle of a sentence.
            return size >= 50 && (han || !isAllCapitals(block_, lineBegin_, size)) &&
                   isProse(block_, lineBegin_);
        }
        const size_t length = size - lineBegin_ + gapsIn(block_, lineBegin_);
        if (item) {
            const bool reference = lastWord == "section" || lastWord == "sections" || lastWord == "article" ||
                                   lastWord == "clause" || lastWord == "paragraph" ||
                                   lastWord == "subsection";
            if (reference) return true;
            return !(finished || title || endsItem(lastWord) || length * 10 < habits_.width * 7 ||
                     !habits_.wrapped || isStrongItem(line));
        }
        if (!habits_.wrapped) return !finished && isLower(first);
        if (title && lineBegin_ == 0) {
            const bool marked = static_cast<bool>(markAt(block_, 0, size));
            if (marked || isAllCapitals(block_, 0, size)) return false;
            if (length * 10 < habits_.width * 6 && !isLower(first)) return false;
        }
        if (isAllCapitals(line, 0, line.size()) && !isAllCapitals(block_, lineBegin_, size) &&
            readsAsTitle(line, 0, line.size())) {
            return false;
        }
        if (finished) return length * 10 >= habits_.width * 8;
        if (hungry || isLower(first)) return true;
        return length * 10 >= habits_.width * 5;
    }

    static bool isStrongItem(const Glyphs& line) {
        const ListMark mark = markAt(line, 0, line.size());
        return mark.kind == MarkKind::kBullet || mark.kind == MarkKind::kHanArticle ||
               mark.kind == MarkKind::kHanChapter;
    }

    static bool endsItem(const std::string& lastWord) { return lastWord == "and" || lastWord == "or"; }

    static size_t gapsIn(const Glyphs& glyphs, size_t begin) {
        return static_cast<size_t>(std::count_if(glyphs.begin() + static_cast<ptrdiff_t>(begin), glyphs.end(),
                                                 [](const Glyph& glyph) { return glyph.gap != Gap::kNone; }));
    }

    // Running words rather than the lines of a form or a table: every second word is written small, or it is
    // Chinese.
    static bool isProse(const Glyphs& glyphs, size_t begin) {
        size_t words = 0, small = 0, wide = 0;
        for (size_t i = begin; i < glyphs.size(); ++i) {
            wide += isHan(glyphs[i].code);
            if (i > begin && glyphs[i].gap == Gap::kNone) continue;
            ++words;
            small += isLower(glyphs[i].code);
        }
        return small * 2 >= words || wide * 2 > glyphs.size() - begin;
    }

    const Document& document_;
    std::string_view text_;
    const std::function<size_t(const Block&)>& take_;
    LineHabits habits_;
    std::vector<int64_t> pageStarts_;
    size_t nextPage_ = 0, furniture_ = 0;
    int32_t nth_ = 0;
    Glyphs block_;
    size_t lineBegin_ = 0;
    int emptyLines_ = 0;
    bool pageBreak_ = false, split_ = false, furnitureLine_ = false, forced_ = false;
    Gap forcedGap_ = Gap::kBlank;
};

}  // namespace

void forEachBlock(const Document& document, const std::function<size_t(const Block&)>& take) {
    BlockReader(document, take).run();
}

}  // namespace engine
