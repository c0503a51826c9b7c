#include "engine/documents/clauses.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/documents/clause_opening.h"
#include "engine/documents/clause_rules.h"
#include "engine/documents/clause_salience.h"
#include "engine/documents/fact_values.h"

namespace engine {
namespace {

// How many sentences a fact cites, how near to the best one the others must come, and what the best must
// reach: below it the words were met in passing.
struct CitationRule {
    int32_t most;
    float share;
    float atLeast;
};

constexpr size_t kLeastFactBytes = 45;
// Below this a fact was met in passing: it may be cited for want of better, but does not name the sentence's
// kind.
constexpr float kPassing = 1.0F;

constexpr std::array<CitationRule, kFactCount> kCitations = {{
    {3, 0.20F, 0.0F},  // parties
    {2, 0.45F, 0.0F},  // agreement date
    {3, 0.50F, 0.0F},  // effective date
    {2, 0.62F, 2.2F},  // expiration
    {2, 0.62F, 1.6F},  // renewal
    {2, 0.60F, 1.4F},  // notice period
    {2, 0.68F, 0.5F},  // governing law
    {4, 0.55F, 0.8F},  // liability cap
    {4, 0.60F, 1.8F},  // exclusivity
    {3, 0.60F, 1.5F},  // termination for convenience
    {4, 0.55F, 1.6F},  // anti-assignment
}};

// Words that open a paragraph as a heading would: "Governing Law. This Agreement …".
std::string runInTitle(std::string_view own) {
    static const ClausePattern pattern(
        "^[\\W\\d]*(?:(?:article|section|clause) [\\divxlc.]+[\\W]*)?(?:\\(?[a-z0-9]{1,3}[.)] "
        "?)*([a-z][a-z/&,' -]{2,60}?)(?:[.:]|\\.? ?-{1,2} | {2})");
    const auto match = pattern.find(own, 0);
    if (!match.found || match.groupBegin == match.groupEnd) return {};
    const std::string_view title = own.substr(match.groupBegin, match.groupEnd - match.groupBegin);
    if (std::count(title.begin(), title.end(), ' ') > 7) return {};
    return std::string(title);
}

// The lead of a list item that stands apart from it: "X may end this Agreement:" above "(c) at any time, for
// any reason".
std::string leadOf(const SentenceMap& map, size_t at) {
    static const ClausePattern item("^\\(?(?:[a-z]|[ivx]{1,4}|\\d{1,2})\\) ");
    constexpr size_t kReach = 12;
    constexpr size_t kLongestLead = 400;
    const auto begins = [&](size_t i) {
        const std::string& clean = map.sentences[i].clean;
        return item.matches(foldText(std::string_view(clean).substr(0, std::min<size_t>(clean.size(), 8))));
    };
    if (!begins(at)) return {};
    for (size_t i = at; i > 0 && at - i < kReach;) {
        --i;
        const std::string& clean = map.sentences[i].clean;
        if (clean.ends_with(':') && !map.sentences[i].isHeading) {
            return clean.size() <= kLongestLead ? foldText(clean) + " " : std::string();
        }
        if (!begins(i)) return {};
    }
    return {};
}

std::vector<RuleText> ruleTexts(const Document& document, const SentenceMap& map) {
    std::vector<std::string> titles(map.headings.size());
    for (size_t h = 0; h < map.headings.size(); ++h) {
        titles[h] = foldText(map.headings[h].title.empty() ? document.slice(map.headings[h].range)
                                                           : std::string_view(map.headings[h].title));
    }
    std::vector<RuleText> texts(map.sentences.size());
    for (size_t i = 0; i < map.sentences.size(); ++i) {
        const Sentence& sentence = map.sentences[i];
        RuleText& text = texts[i];
        const auto cut = static_cast<size_t>(
            std::clamp<int64_t>(sentence.ownBegin, 0, static_cast<int64_t>(sentence.clean.size())));
        if (cut > 0) {
            text.folded = foldText(std::string_view(sentence.clean).substr(0, cut));
            if (!text.folded.empty() && text.folded.back() != ' ') text.folded += ' ';
        }
        if (cut == 0) text.folded = leadOf(map, i);
        text.ownBegin = text.folded.size();
        text.folded += foldText(std::string_view(sentence.clean).substr(cut));
        // Heirs and assigns are persons; that rules speak of assigning must not make them a duty.
        for (std::string_view noun : {"and assigns", "or assigns", "permitted assigns"}) {
            for (size_t p = text.folded.find(noun); p != std::string::npos;
                 p = text.folded.find(noun, p + 1)) {
                const size_t begin = p + noun.size() - 7;
                text.folded.replace(begin, 7, "heirs");
                if (begin < text.ownBegin) text.ownBegin -= 2;
            }
        }
        if (sentence.heading >= 0 && static_cast<size_t>(sentence.heading) < titles.size()) {
            text.title = titles[static_cast<size_t>(sentence.heading)];
        }
        const std::string runIn = runInTitle(std::string_view(text.folded).substr(text.ownBegin));
        if (!runIn.empty()) text.title += (text.title.empty() ? "" : " | ") + runIn;
    }
    return texts;
}

// A line of a table of contents says what comes, not what is agreed.
bool contentsLine(std::string_view own) {
    static const ClausePattern pattern(
        "^(?:(?:section|article|schedule|exhibit|annex)\\b|[\\d.]+ )[^.;]*[^.;]{0,120}[ .]\\d{1,3}$|(?:\\. "
        "?){6,}");
    return own.size() < 400 && pattern.matches(own);
}

// The best finds of a fact, without a second copy of the same words.
std::vector<int32_t> cite(std::vector<ClauseFind> finds, const CitationRule& rule,
                          const std::vector<RuleText>& texts) {
    std::stable_sort(finds.begin(), finds.end(),
                     [](const ClauseFind& a, const ClauseFind& b) { return a.score > b.score; });
    std::vector<int32_t> sentences;
    if (finds.empty() || finds.front().score < rule.atLeast) return sentences;
    for (const ClauseFind& find : finds) {
        if (static_cast<int32_t>(sentences.size()) >= rule.most) break;
        if (find.score < finds.front().score * rule.share) break;
        const bool again = std::any_of(sentences.begin(), sentences.end(), [&](int32_t other) {
            return texts[static_cast<size_t>(other)].folded ==
                   texts[static_cast<size_t>(find.sentence)].folded;
        });
        if (!again) sentences.push_back(find.sentence);
    }
    return sentences;
}

}  // namespace

const char* factName(ClauseKind kind) {
    switch (kind) {
        case ClauseKind::kParties:
            return "Parties";
        case ClauseKind::kAgreementDate:
            return "Agreement Date";
        case ClauseKind::kEffectiveDate:
            return "Effective Date";
        case ClauseKind::kExpiration:
            return "Expiration Date";
        case ClauseKind::kRenewal:
            return "Renewal Term";
        case ClauseKind::kNoticePeriod:
            return "Notice Period To Terminate Renewal";
        case ClauseKind::kGoverningLaw:
            return "Governing Law";
        case ClauseKind::kLiabilityCap:
            return "Cap On Liability";
        case ClauseKind::kExclusivity:
            return "Exclusivity";
        case ClauseKind::kTerminationForConvenience:
            return "Termination For Convenience";
        case ClauseKind::kAntiAssignment:
            return "Anti-Assignment";
        case ClauseKind::kPayment:
            return "Payment";
        case ClauseKind::kPrice:
            return "Price";
        case ClauseKind::kDelivery:
            return "Delivery";
        case ClauseKind::kIndemnity:
            return "Indemnity";
        case ClauseKind::kIntellectualProperty:
            return "Intellectual Property";
        case ClauseKind::kConfidentiality:
            return "Confidentiality";
        case ClauseKind::kWarranty:
            return "Warranty";
        case ClauseKind::kTerminationForCause:
            return "Termination For Cause";
        case ClauseKind::kDisputes:
            return "Disputes";
        case ClauseKind::kForceMajeure:
            return "Force Majeure";
        case ClauseKind::kInsurance:
            return "Insurance";
        case ClauseKind::kAudit:
            return "Audit";
        case ClauseKind::kNonCompete:
            return "Non-Compete";
        case ClauseKind::kPenalty:
            return "Penalty";
        case ClauseKind::kOther:
            return "Other";
    }
    return "Other";
}

std::vector<TextRange> citedRanges(const Fact& fact, size_t index, const SentenceMap& map) {
    if (index >= fact.sentences.size()) return {};
    if (index < fact.words.size() && fact.words[index].size() > 0) return {fact.words[index]};
    return map.sentences[static_cast<size_t>(fact.sentences[index])].pieces;
}

ClauseMap findClauses(const Document& document, const SentenceMap& map) {
    ClauseMap result;
    const std::vector<RuleText> texts = ruleTexts(document, map);
    const bool chinese = map.language == Language::kChinese;
    std::array<std::vector<ClauseFind>, kFactCount> facts;

    const Opening opening = readOpening(document, map, texts);
    facts[0] = opening.parties;
    facts[1] = opening.agreementDate;
    facts[2] = opening.effectiveDate;
    std::vector<std::vector<ClauseFind>> bySentence(map.sentences.size());
    for (int k = 0; k < 3; ++k) {
        for (const ClauseFind& find : facts[static_cast<size_t>(k)]) {
            bySentence[static_cast<size_t>(find.sentence)].push_back(find);
        }
    }
    for (size_t i = 0; i < map.sentences.size(); ++i) {
        if (map.sentences[i].isHeading) continue;
        if (contentsLine(std::string_view(texts[i].folded).substr(texts[i].ownBegin))) continue;
        const bool rulesChinese = chinese || looksChinese(texts[i].folded);
        const ClauseRules& rules = rulesChinese ? ClauseRules::chinese() : ClauseRules::english();
        const RuleText whole{texts[i].folded, 0, texts[i].title};
        for (int k = 0; k < kClauseKindCount - 1; ++k) {
            const auto kind = static_cast<ClauseKind>(k);
            // A fragment of a few words cites nothing.
            if (k < kFactCount && !rulesChinese &&
                texts[i].folded.size() - texts[i].ownBegin < kLeastFactBytes)
                continue;
            // A fact must be said by the sentence itself; any other kind a list item has from its lead as
            // well.
            const float score = k < kFactCount ? rules.score(kind, texts[i]) : rules.score(kind, whole);
            if (score <= 0) continue;
            const ClauseFind find{kind, static_cast<int32_t>(i), score};
            if (k < kFactCount) facts[static_cast<size_t>(k)].push_back(find);
            if (k >= kFactCount || score >= kPassing) bySentence[i].push_back(find);
        }
    }

    result.facts.resize(kFactCount);
    for (int k = 0; k < kFactCount; ++k) {
        const auto at = static_cast<size_t>(k);
        Fact& fact = result.facts[at];
        fact.kind = static_cast<ClauseKind>(k);
        fact.sentences = cite(facts[at], kCitations[at], texts);
        if (fact.sentences.empty()) continue;
        fact.value = factValue(fact.kind, map, fact.sentences);
        fact.found = !fact.value.empty();
        for (int32_t s : fact.sentences) {
            fact.words.push_back(dateWords(fact.kind, document, map.sentences[static_cast<size_t>(s)]));
        }
        for (const ClauseFind& find : facts[at])
            fact.score = std::max(fact.score, find.score);
    }

    result.salience.resize(map.sentences.size());
    for (size_t i = 0; i < map.sentences.size(); ++i) {
        auto& finds = bySentence[i];
        std::stable_sort(finds.begin(), finds.end(),
                         [](const ClauseFind& a, const ClauseFind& b) { return a.score > b.score; });
        result.salience[i] = sentenceSalience(map.sentences[i], texts[i], finds, chinese);
        result.finds.insert(result.finds.end(), finds.begin(), finds.end());
    }
    return result;
}

}  // namespace engine
