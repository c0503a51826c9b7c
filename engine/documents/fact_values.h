// The short answer a fact's sentence gives: "State of New York", "three (3) years", "60 days".
//
// A value is copied from the sentence as it stands; where nothing short can be read, the sentence is
// shortened around the words that decide. Never empty for a sentence with words.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/documents/clauses.h"

namespace engine {

std::string factValue(ClauseKind kind, const SentenceMap& map, std::span<const int32_t> sentences);

// The words of a sentence that give a date, with a little of what comes before; an empty range when it gives
// none.
TextRange dateWords(ClauseKind kind, const Document& document, const Sentence& sentence);

// Names of companies, places or people in the words that name the parties, in their order; straight quotes
// expected.
std::vector<std::string> partyNames(std::string_view text);

// At most `limit` bytes of text around a place: from the beginning of its clause where that is near, cut
// between words, "…" where something was left out.
std::string excerptAround(std::string_view text, size_t begin, size_t end, size_t limit);

// Straight quotes and plain hyphens; letters stay as written.
std::string plainQuotes(std::string_view text);

}  // namespace engine
