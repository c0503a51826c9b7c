// Where a block of running text is cut into sentences.
//
// English   full stops that end no abbreviation, initial or number; items "(a) …" after ":" ";" "."; columns
// and titles
//           that only white space separates. A heading that runs into its first sentence stays with it.
// Chinese   。！？； outside quotes and brackets.
// Length    no sentence costs more than kSentenceLength characters; longer ones are cut at clause borders.
#pragma once

#include <vector>

#include "engine/documents/sentence_glyphs.h"

namespace engine {

inline constexpr int32_t kSentenceLength = 700;

// Starts of the sentences in glyphs, ascending; the first is 0.
std::vector<size_t> cutSentences(const Glyphs& glyphs);

// Whether a text that ends just before `end` is finished: a full stop, colon or semicolon, quotes aside.
bool endsFinished(const Glyphs& glyphs, size_t begin, size_t end);

}  // namespace engine
