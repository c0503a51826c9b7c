// Rules that recognise a clause kind in one sentence.
//
// A kind has bases (any of them starts a find; the best counts in full, the others a little), boosts and
// penalties (read only when a base matched), and a gate: a cheap pattern without which no base can match. A
// rule with a title asks for the heading above the sentence too. The sum less one is the score: above 0 means
// found.
//
// Lists    the text of a list item begins with its lead; a base that lies wholly in the lead says nothing
// about the item. Thread   immutable after construction; english() and chinese() build once.
#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "engine/documents/clause_pattern.h"
#include "engine/documents/clauses.h"

namespace engine {

inline constexpr int kClauseKindCount = static_cast<int>(ClauseKind::kOther) + 1;

enum class RuleRole : uint8_t { kGate, kBase, kBoost, kAgainst };

struct ClauseRule {
    ClauseKind kind = ClauseKind::kOther;
    RuleRole role = RuleRole::kBase;
    float points = 0;
    const char* pattern = "";     // empty: the title alone decides
    const char* title = nullptr;  // pattern the title must match as well
};

// What the rules read of a sentence.
struct RuleText {
    std::string folded;   // with the lead of a list item
    size_t ownBegin = 0;  // where the sentence's own words begin in folded
    std::string title;    // folded heading above it, or the words that open it as a heading would
};

std::span<const ClauseRule> englishLawRules();
std::span<const ClauseRule> englishTermRules();
std::span<const ClauseRule> englishKindRules();
std::span<const ClauseRule> chineseRules();

class ClauseRules {
public:
    explicit ClauseRules(std::initializer_list<std::span<const ClauseRule>> tables);
    static const ClauseRules& english();
    static const ClauseRules& chinese();

    // Score of a sentence for one kind; 0 or less: not this kind.
    float score(ClauseKind kind, const RuleText& text) const;

private:
    struct Compiled {
        RuleRole role;
        float points;
        ClausePattern pattern, title;
    };
    std::array<std::vector<Compiled>, kClauseKindCount> byKind_;
};

}  // namespace engine
