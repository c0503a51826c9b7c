// An English sentence as the checks of a rewrite compare it: words with their stems, numbers by value, and
// the turns of legal English that mean one thing ("prior to", "before") brought to one mark.
//
// Thread   pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace engine {

enum class WordMark : uint8_t {
    kPlain,      // a word of content
    kFunction,   // an article, a preposition, an auxiliary: says little by itself
    kNumber,     // stem is its value: "30", "2019"
    kReference,  // "Section", "12.3": points somewhere else; may be left out
    kBreak,      // , ; : ( )
    // Duty and right.
    kDuty,
    kRight,
    kNoDuty,
    kWould,
    // Negation.
    kNot,
    kWithout,
    kUnless,
    kExcept,
    // Conditions.
    kIf,
    kUpon,
    kProvided,
    kSubject,
    kExtent,
    kOnly,
    kUntil,
    kWhether,
    kBut,
    // Comparisons.
    kBefore,
    kAfter,
    kWithin,
    kAtLeast,
    kAtMost,
    kMore,
    kLess,
    // Who and how many.
    kEach,
    kEither,
    kBoth,
    kAny,
    kAll,
    kOther,
    kPronoun
};

struct RewriteWord {
    std::string text;   // as written
    std::string lower;  // for a turn of several words: its plain word
    std::string stem;
    WordMark mark = WordMark::kPlain;
    bool capital = false;  // begins with a capital letter
    bool isContent() const { return mark == WordMark::kPlain || mark == WordMark::kNumber; }
};

std::vector<RewriteWord> rewriteWords(std::string_view english);

// Cuts common English endings, so that "terminated" meets "termination".
std::string rewriteStem(std::string_view lowerWord);

// Whether a word of a rewrite may stand for a word of the source: the same stem, or a plainer word for it
// ("end" for "terminate").
bool meansTheSame(std::string_view rewriteStem, std::string_view sourceStem);

// A month's number by its English name or abbreviation; 0 for any other word.
int monthNumber(std::string_view lowerWord);

}  // namespace engine
