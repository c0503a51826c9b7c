// Numbers and signs that open a section or an item of a list: "12.3", "(a)", "iv.", "Section 4", "第十条",
// "（一）", "•".
#pragma once

#include "engine/documents/sentence_glyphs.h"

namespace engine {

enum class MarkKind : uint8_t {
    kNone,
    kParen,       // (a) (B) (iv) (3)
    kHalfParen,   // a) 3)
    kNumberDot,   // 3.
    kLetterDot,   // A. b. IV.
    kDotted,      // 12.3  12.3.1  2.A.
    kSection,     // Section 4.1, § 7
    kArticle,     // ARTICLE IV
    kAnnex,       // EXHIBIT A, Schedule 2
    kHanChapter,  // 第二章 第一编 第三节
    kHanArticle,  // 第十条
    kHanComma,    // 一、 1、
    kHanParen,    // （一） （1） ①
    kBullet
};

struct ListMark {
    MarkKind kind = MarkKind::kNone;
    size_t end = 0;      // one past its last glyph
    int32_t number = 0;  // value of digits or Han numerals
    int32_t letter = 0;  // 1 for a; 0 when it is no single letter (or the same letter repeated)
    int32_t roman = 0;   // value as a Roman numeral; 0 when it is none
    bool upper = false;  // capital letters
    int32_t depth = 1;   // parts of a dotted number
    explicit operator bool() const { return kind != MarkKind::kNone; }
    bool isHan() const { return kind >= MarkKind::kHanChapter && kind <= MarkKind::kHanParen; }
    // Marks of sections rather than of items in a list.
    bool isSection() const {
        return kind == MarkKind::kDotted || (kind >= MarkKind::kSection && kind <= MarkKind::kHanArticle);
    }
    // May be the first of its list.
    bool isFirst() const { return number == 1 || letter == 1 || roman == 1 || kind == MarkKind::kBullet; }
};

// The mark at glyph i, as far as its form goes; whether one is meant there is for the caller to judge.
ListMark markAt(const Glyphs& glyphs, size_t i, size_t limit);
// One past all marks at i: "1. (a)" counts as two.
size_t marksEnd(const Glyphs& glyphs, size_t i, size_t limit);

// Whether b can come right after a in the same list.
bool followsInList(const ListMark& a, const ListMark& b);

// 三十二 → 32; 0 when it is no number.
int32_t hanNumber(std::u32string_view text);

}  // namespace engine
