#include "engine/documents/clause_rules.h"

#include <algorithm>

namespace engine {
namespace {

// A match counts when it reaches into the sentence's own words; one wholly in the lead belongs to the lead.
bool touchesOwnWords(const ClausePattern& pattern, const RuleText& text) {
    size_t from = 0;
    for (int tries = 0; tries < 6; ++tries) {
        const auto match = pattern.find(text.folded, from);
        if (!match.found) return false;
        if (match.end > text.ownBegin) return true;
        from = match.begin + 1;
    }
    return pattern.find(text.folded, text.ownBegin).found;
}

}  // namespace

ClauseRules::ClauseRules(std::span<const ClauseRule> rules) {
    for (const ClauseRule& rule : rules) {
        Compiled compiled{rule.role, rule.points, {}, {}};
        if (*rule.pattern != 0) compiled.pattern = ClausePattern(rule.pattern);
        if (rule.title != nullptr) compiled.title = ClausePattern(rule.title);
        byKind_[static_cast<size_t>(rule.kind)].push_back(std::move(compiled));
    }
}

const ClauseRules& ClauseRules::english() {
    static const ClauseRules rules(englishRules());
    return rules;
}

const ClauseRules& ClauseRules::chinese() {
    static const ClauseRules rules(chineseRules());
    return rules;
}

float ClauseRules::score(ClauseKind kind, const RuleText& text) const {
    const auto& rules = byKind_[static_cast<size_t>(kind)];
    float best = 0, sum = 0;
    for (const Compiled& rule : rules) {
        if (rule.role == RuleRole::kGate && !rule.pattern.matches(text.folded)) return 0;
        if (rule.role != RuleRole::kBase) continue;
        if (!rule.title.empty() && !rule.title.matches(text.title)) continue;
        if (!rule.pattern.empty() && !touchesOwnWords(rule.pattern, text)) continue;
        best = std::max(best, rule.points);
        sum += rule.points;
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
