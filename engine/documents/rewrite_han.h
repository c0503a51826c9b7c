// What a Chinese sentence says of numbers, negation, duty and conditions, read by its words (longest first).
//
// Thread   pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

enum class HanMark : uint8_t {
    kNeutral,  // looks like one of the others and is none: 不可抗力, 许可
    kForbidden,
    kNoDuty,
    kNot,
    kUnless,
    kExcept,
    kRight,
    kDuty,
    kIf,
    kOnly,
    kBut,
    kAtLeast,
    kAtMost,
    kMore,
    kLess,
    kWithin,
    kBefore,
    kAfter,
    kWho,  // a party or a person by the part they play
    kPronoun
};
inline constexpr int kHanMarkCount = static_cast<int>(HanMark::kPronoun) + 1;

struct HanNumber {
    std::string value;       // "30", "2015"
    std::string unit;        // "日", "月", "年", "%", "元" …; empty for others
    bool reference = false;  // 第十条
    bool operator==(const HanNumber& other) const { return value == other.value && unit == other.unit; }
};

struct HanSentence {
    std::vector<HanNumber> numbers;
    int counts[kHanMarkCount] = {};
    std::vector<std::string> who;  // in order, repeats next to each other joined
    std::vector<std::string> pronouns;
    std::vector<std::string> lexical;  // words with a negation inside: 无效, 非法
    std::u32string content;            // Han characters that carry meaning, in order
    std::vector<std::string> latin;    // Latin words, as written
    int count(HanMark mark) const { return counts[static_cast<int>(mark)]; }
    int negations() const { return count(HanMark::kForbidden) + count(HanMark::kNot); }
};

HanSentence readHan(std::string_view text);

}  // namespace engine
