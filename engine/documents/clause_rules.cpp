#include "engine/documents/clause_rules.h"

#include <algorithm>

namespace engine {
namespace {

// How much of a rule's points a match earns: all when it begins in the sentence's own words, part when a list
// item only completes what its lead began, nothing when it is the lead alone that speaks.
constexpr float kCompletesLead = 0.65F;

float shareEarned(const ClausePattern& pattern, const RuleText& text) {
    const auto whole = pattern.find(text.folded, 0);
    if (!whole.found) return 0;
    if (whole.begin >= text.ownBegin) return 1;
    if (pattern.find(text.folded, text.ownBegin).found) return 1;
    size_t from = 0;
    for (int tries = 0; tries < 6; ++tries) {
        const auto match = pattern.find(text.folded, from);
        if (!match.found || match.begin >= text.ownBegin) return 0;
        const size_t own = match.end > text.ownBegin ? match.end - text.ownBegin : 0;
        if (own >= 12 && own * 5 >= match.end - match.begin) return kCompletesLead;
        from = match.begin + 1;
    }
    return 0;
}

}  // namespace

ClauseRules::ClauseRules(std::initializer_list<std::span<const ClauseRule>> tables) {
    for (const auto& table : tables) {
        for (const ClauseRule& rule : table) {
            Compiled compiled{rule.role, rule.points, {}, {}};
            if (*rule.pattern != 0) compiled.pattern = ClausePattern(rule.pattern);
            if (rule.title != nullptr) compiled.title = ClausePattern(rule.title);
            byKind_[static_cast<size_t>(rule.kind)].push_back(std::move(compiled));
        }
    }
}

const ClauseRules& ClauseRules::english() {
    static const ClauseRules rules({englishLawRules(), englishTermRules(), englishKindRules()});
    return rules;
}

const ClauseRules& ClauseRules::chinese() {
    static const ClauseRules rules({chineseRules()});
    return rules;
}

float ClauseRules::score(ClauseKind kind, const RuleText& text) const {
    const auto& rules = byKind_[static_cast<size_t>(kind)];
    float best = 0, sum = 0;
    for (const Compiled& rule : rules) {
        if (rule.role == RuleRole::kGate && !rule.pattern.matches(text.folded)) return 0;
        if (rule.role != RuleRole::kBase) continue;
        if (!rule.title.empty() && !rule.title.matches(text.title)) continue;
        const float points =
            rule.pattern.empty() ? rule.points : rule.points * shareEarned(rule.pattern, text);
        best = std::max(best, points);
        sum += points;
    }
    if (best <= 0) return 0;
    float score = best + 0.25F * std::min(sum - best, 4.0F);
    for (const Compiled& rule : rules) {
        if (rule.role != RuleRole::kBoost && rule.role != RuleRole::kAgainst) continue;
        if (!rule.title.empty() && !rule.title.matches(text.title)) continue;
        if (!rule.pattern.empty() && !rule.pattern.matches(text.folded)) continue;
        score += rule.role == RuleRole::kBoost ? rule.points : -rule.points;
    }
    return std::max(0.0F, score - 1.0F);
}

}  // namespace engine
