// Who the parties are, when the agreement was made and from when it counts: read from the opening words, the
// cover and the signature page, where rules over single sentences would not do.
#pragma once

#include <span>
#include <vector>

#include "engine/documents/clause_rules.h"
#include "engine/documents/clauses.h"

namespace engine {

struct Opening {
    int32_t preamble = -1;  // the sentence that names the parties; -1: none
    std::vector<ClauseFind> parties, agreementDate, effectiveDate;  // best first
};

// texts has one entry per sentence of the map.
Opening readOpening(const Document& document, const SentenceMap& map, std::span<const RuleText> texts);

}  // namespace engine
