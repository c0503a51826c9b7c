// The short answer a fact's sentence gives: "State of New York", "three (3) years", "60 days".
//
// A value is copied from the sentence as it stands; where nothing short can be read, the sentence is
// shortened around the words that decide. Never empty for a sentence with words.
#pragma once

#include <span>
#include <string>

#include "engine/documents/clauses.h"

namespace engine {

std::string factValue(ClauseKind kind, const SentenceMap& map, std::span<const int32_t> sentences);

// At most `limit` bytes of text around a place, cut between words, "…" where something was left out.
std::string excerptAround(std::string_view text, size_t begin, size_t end, size_t limit);

}  // namespace engine
