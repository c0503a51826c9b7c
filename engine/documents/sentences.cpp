#include "engine/documents/sentences.h"

#include <algorithm>
#include <array>

#include "engine/documents/list_marks.h"
#include "engine/documents/sentence_blocks.h"
#include "engine/documents/sentence_cuts.h"
#include "engine/documents/titles.h"

namespace engine {
namespace {

constexpr size_t kLeadBytes = 420;

// A lead that is too long keeps its beginning (who) and its end (what).
std::string shortenLead(const std::string& lead) {
    if (lead.size() <= kLeadBytes) return lead;
    const auto border = [&](size_t at) {
        while (at < lead.size() && (static_cast<unsigned char>(lead[at]) & 0xC0) == 0x80)
            ++at;
        const size_t blank = lead.find(' ', at);
        return blank != std::string::npos && blank < at + 24 ? blank : at;
    };
    return lead.substr(0, border(kLeadBytes / 2 - 24)) + " …" +
           lead.substr(border(lead.size() - kLeadBytes / 2));
}

Language languageOf(std::string_view text) {
    // Parts from all over a long document are enough.
    constexpr size_t kParts = 16, kPartBytes = 64 << 10;
    size_t han = 0, letters = 0;
    for (size_t part = 0; part < kParts; ++part) {
        const bool whole = text.size() <= kParts * kPartBytes;
        if (whole && part > 0) break;
        size_t at = whole ? 0 : text.size() / kParts * part;
        const size_t end = whole ? text.size() : at + kPartBytes;
        while (at < end && at < text.size()) {
            const Character character = characterAt(text, at);
            if (isHan(character.code)) {
                ++han;
            } else if (isLetter(character.code)) {
                ++letters;
            }
            at += static_cast<size_t>(character.size);
        }
    }
    // A Han character says as much as a word of four or five letters.
    return han * 4 > letters && han > 0 ? Language::kChinese : Language::kEnglish;
}

// "… the parties agree as follows:" leads to the whole agreement and says nothing of its first section.
bool opensTheTerms(const std::string& clean) {
    std::string tail = clean.substr(clean.size() > 60 ? clean.size() - 60 : 0);
    std::transform(tail.begin(), tail.end(), tail.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    // "agree" the verb, and not "Agreement".
    bool agrees = tail.find("covenant") != std::string::npos;
    for (size_t at = tail.find("agree"); at != std::string::npos && !agrees;
         at = tail.find("agree", at + 1)) {
        agrees = tail.compare(at + 5, 4, "ment") != 0;
    }
    const bool follows =
        tail.find("follow") != std::string::npos || tail.ends_with("agree:") || tail.ends_with("agree that:");
    return (agrees && follows) || tail.find("witnesseth") != std::string::npos ||
           clean.find("达成如下协议") != std::string::npos || clean.find("订立本合同") != std::string::npos ||
           clean.find("约定如下") != std::string::npos || clean.find("协议如下") != std::string::npos;
}

// A line of a signature block: "By: Name of Person".
bool signsOff(const std::string& clean) {
    static constexpr std::array<std::string_view, 6> kLabels = {
        "By:", "Name:", "Title:", "Its:", "Date:", "Signature:"};
    return std::any_of(kLabels.begin(), kLabels.end(),
                       [&](std::string_view label) { return clean.starts_with(label); });
}

std::string trimmedTitle(std::string title) {
    static constexpr std::array<std::string_view, 9> kEnds = {".", ":", "-", " ", "—", "–", "】", "［", "。"};
    static constexpr std::array<std::string_view, 5> kStarts = {" ", "-", "—", "–", "【"};
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view end : kEnds) {
            if (!title.ends_with(end)) continue;
            title.resize(title.size() - end.size());
            again = true;
        }
        for (const std::string_view start : kStarts) {
            if (!title.starts_with(start)) continue;
            title.erase(0, start.size());
            again = true;
        }
    }
    return title;
}

class SentenceReader {
public:
    explicit SentenceReader(const Document& document) : document_(document) {}

    SentenceMap run() {
        map_.language = languageOf(document_.text);
        forEachBlock(document_, [this](const Block& block) { return take(block); });
        return std::move(map_);
    }

private:
    // A list that is open: its last mark and the words before its first item.
    struct OpenList {
        ListMark last;
        std::string lead;
    };

    size_t take(const Block& block) {
        const Glyphs& glyphs = block.glyphs;
        const std::vector<size_t> starts = cutSentences(glyphs);
        // The last sentence of a block that goes on is not finished yet.
        const size_t count = block.goesOn && starts.size() > 1 ? starts.size() - 1 : starts.size();
        for (size_t k = 0; k < count; ++k) {
            const size_t end = k + 1 < starts.size() ? starts[k + 1] : glyphs.size();
            add(glyphs, starts[k], end, starts.size() == 1);
        }
        return count < starts.size() ? starts[count] : glyphs.size();
    }

    void add(const Glyphs& glyphs, size_t begin, size_t end, bool whole) {
        Sentence sentence;
        sentence.pieces = piecesOf(glyphs, begin, end);
        sentence.clean = cleanText(glyphs, begin, end);
        const ListMark mark = markAt(glyphs, begin, end);
        const bool atStart = begin == 0;

        if (isStandaloneTitle(glyphs, begin, end, mark, whole)) {
            addHeading(glyphs, begin, end, end, mark);
            sentence.isHeading = true;
            closeLists();
        } else {
            const size_t titleEnd = runInHeadingEnd(glyphs, begin, end);
            const bool titled = titleEnd > begin && titleEnd < end;
            const std::string* lead = leadFor(mark, titled, atStart, glyphs[begin].code);
            if (titled) addHeading(glyphs, begin, titleEnd, end, mark);
            if (lead && !lead->empty()) {
                const bool tight = isWide(glyphs[begin].code) && !lead->empty() && lead->back() < 0;
                const std::string prefix = *lead + (tight ? "" : " ");
                sentence.ownBegin = static_cast<int32_t>(prefix.size());
                sentence.clean.insert(0, prefix);
            }
            notePending(glyphs, begin, end, sentence.clean);
        }
        sentence.heading = static_cast<int32_t>(map_.headings.size()) - 1;
        map_.sentences.push_back(std::move(sentence));
    }

    bool isStandaloneTitle(const Glyphs& glyphs, size_t begin, size_t end, const ListMark& mark,
                           bool whole) const {
        if (!readsAsTitle(glyphs, begin, end)) return false;
        // An item of an open list is no heading, however short.
        if (mark && !mark.isSection() && !lists_.empty() && followsInList(lists_.back().last, mark))
            return false;
        if (mark && !pending_.empty() && !mark.isSection()) return false;
        if (mark.kind == MarkKind::kBullet) return false;
        if (signsOff(cleanText(glyphs, begin, end))) return false;
        if (mark.kind == MarkKind::kParen && !isAllCapitals(glyphs, begin, end) &&
            glyphs[end - 1].code != '.' && !(lists_.empty() && pending_.empty() && whole)) {
            return false;
        }
        if (mark) return true;
        return whole || isAllCapitals(glyphs, mark ? mark.end : begin, end);
    }

    void addHeading(const Glyphs& glyphs, size_t begin, size_t titleEnd, size_t end, const ListMark& mark) {
        Heading heading;
        const size_t marks = std::min(marksEnd(glyphs, begin, end), titleEnd);
        heading.range = {glyphs[begin].at, glyphs[titleEnd - 1].at + glyphs[titleEnd - 1].size};
        heading.number = trimmedTitle(cleanText(glyphs, begin, marks));
        if (marks < titleEnd) heading.title = trimmedTitle(cleanText(glyphs, marks, titleEnd));
        heading.level = levelOf(mark, glyphs, begin, titleEnd);
        map_.headings.push_back(std::move(heading));
    }

    int32_t levelOf(const ListMark& mark, const Glyphs& glyphs, size_t begin, size_t end) {
        switch (mark.kind) {
            case MarkKind::kArticle:
            case MarkKind::kAnnex:
                sawArticle_ = true;
                return 1;
            case MarkKind::kHanChapter:
                sawArticle_ = true;
                return mark.depth;
            case MarkKind::kHanArticle:
                return sawArticle_ ? 3 : 1;
            case MarkKind::kHanComma:
                return mark.depth;
            case MarkKind::kHanParen:
                return 2 + mark.depth;
            case MarkKind::kSection:
                return sawArticle_ ? 1 + mark.depth : mark.depth;
            case MarkKind::kDotted:
                return mark.depth;
            case MarkKind::kNumberDot:
                return sawArticle_ ? 2 : 1;
            case MarkKind::kLetterDot:
                return mark.upper && mark.roman > 0 ? 1 : 2;
            case MarkKind::kParen:
            case MarkKind::kHalfParen:
                return 3;
            default:
                return isAllCapitals(glyphs, begin, end) ? 1 : 2;
        }
    }

    void closeLists() {
        lists_.clear();
        pending_.clear();
    }

    // The lead of the sentence that begins with this mark; null when it stands for itself.
    const std::string* leadFor(const ListMark& mark, bool titled, bool atStart, char32_t first) {
        if (!mark) {
            // "(b) …;  provided that …" still belongs to the list; a new paragraph does not.
            if (atStart && !isLower(first)) closeLists();
            pending_.clear();
            return nullptr;
        }
        for (size_t k = lists_.size(); k-- > 0;) {
            if (!followsInList(lists_[k].last, mark)) continue;
            lists_.resize(k + 1);
            lists_[k].last = mark;
            pending_.clear();
            return &lists_[k].lead;
        }
        const bool opens = !pending_.empty() && (mark.isFirst() || mark.kind == MarkKind::kDotted);
        if (opens && mark.kind != MarkKind::kSection && mark.kind != MarkKind::kArticle &&
            mark.kind != MarkKind::kHanChapter && mark.kind != MarkKind::kHanArticle) {
            lists_.push_back({mark, shortenLead(pending_)});
            pending_.clear();
            return &lists_.back().lead;
        }
        pending_.clear();
        if (titled || mark.isSection() || mark.kind == MarkKind::kNumberDot ||
            mark.kind == MarkKind::kHanComma)
            closeLists();
        return nullptr;
    }

    // Remembers a sentence that asks for items: "… shall:", "有下列情形之一的：".
    void notePending(const Glyphs& glyphs, size_t begin, size_t end, const std::string& clean) {
        static constexpr std::array<std::string_view, 12> kAsking = {
            "shall", "to", "by", "if", "that", "either", "following", "means", "will", "may", "both", "when"};
        size_t last = end;
        while (last > begin + 1 && (isCloser(glyphs[last - 1].code) || glyphs[last - 1].code == '-' ||
                                    glyphs[last - 1].code == 0x2014)) {
            --last;
        }
        const char32_t c = glyphs[last - 1].code;
        bool asks = (c == ':' || c == U'：') && !opensTheTerms(clean);
        if (!asks && !endsFinished(glyphs, begin, end)) {
            const std::string word = bareWord(glyphs, wordBegin(glyphs, last, begin), last);
            asks = std::find(kAsking.begin(), kAsking.end(), word) != kAsking.end() || c == 0x2014;
        }
        pending_ = asks ? clean : std::string();
    }

    const Document& document_;
    SentenceMap map_;
    std::vector<OpenList> lists_;
    std::string pending_;
    bool sawArticle_ = false;
};

}  // namespace

SentenceMap splitSentences(const Document& document) {
    return SentenceReader(document).run();
}

}  // namespace engine
