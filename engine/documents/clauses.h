// What kinds of clause a document has and where, found by rules over sentences and headings, in English and
// Chinese.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/documents/sentences.h"

namespace engine {

enum class ClauseKind : uint8_t {
    // The eleven facts, in the order of the table.
    kParties,
    kAgreementDate,
    kEffectiveDate,
    kExpiration,
    kRenewal,
    kNoticePeriod,
    kGoverningLaw,
    kLiabilityCap,
    kExclusivity,
    kTerminationForConvenience,
    kAntiAssignment,
    // Kinds that the summary and questions know besides.
    kPayment,
    kPrice,
    kDelivery,
    kIndemnity,
    kIntellectualProperty,
    kConfidentiality,
    kWarranty,
    kTerminationForCause,
    kDisputes,
    kForceMajeure,
    kInsurance,
    kAudit,
    kNonCompete,
    kPenalty,
    kOther
};
inline constexpr int kFactCount = 11;

// "Parties", "Agreement Date" … the names that `facts` carries in JSON.
const char* factName(ClauseKind kind);

struct ClauseFind {
    ClauseKind kind = ClauseKind::kOther;
    int32_t sentence = 0;
    float score = 0;  // above 0: found; the higher the surer
};

struct Fact {
    ClauseKind kind = ClauseKind::kParties;
    bool found = false;
    std::string value;  // what the document says, short: "State of New York", "3 years"; empty when not found
    std::vector<int32_t> sentences;  // best first; the citations
    // Beside sentences: the words in it that answer, where they are shorter ("made as of May 1, 2009");
    // empty: all of it.
    std::vector<TextRange> words;
    float score = 0;
};

// What to quote for a fact's sentence: its words where they are known, else the sentence's pieces.
std::vector<TextRange> citedRanges(const Fact& fact, size_t index, const SentenceMap& map);

struct ClauseMap {
    std::vector<ClauseFind> finds;  // by sentence, then score
    std::vector<Fact>
        facts;  // kFactCount entries in the enum's order; "not found" after the whole document was read
    std::vector<float> salience;  // per sentence: how much it deserves a place in a summary
};

ClauseMap findClauses(const Document& document, const SentenceMap& map);

// Which clause kind a question asks for; kOther when none is recognised.
ClauseKind questionKind(const std::string& question);
// Sentences closest in meaning to any question, best first (BM25 with legal synonyms).
std::vector<ClauseFind> closestSentences(const SentenceMap& map, const std::string& question, int32_t limit);

// The criterion a model is asked to confirm for a kind ("state which law governs the contract"); empty when
// none.
std::string confirmCriterion(ClauseKind kind);

}  // namespace engine
