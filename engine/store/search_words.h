// Words for the full-text index, such that a Chinese word of any length is found inside a clause.
//
// SQLite's tokenizer takes a whole Chinese clause for one word. A run of Chinese characters is therefore
// written as its overlapping pairs and its last character, 违约金 as "违约 约金 金", and a Chinese word is
// searched as the phrase of its pairs; one character is searched as the beginning of a pair. Full-width
// letters and digits become plain ones. A line break inside a run does not end it, because the lines of a
// page break anywhere.
#pragma once

#include <string>
#include <string_view>

namespace engine {

std::string indexWords(std::string_view text);

// An FTS5 expression that wants every word; empty when there is nothing to search for. Nothing typed can be
// an operator. With lastWordOpen the last word may be the beginning of one, as while typing.
std::string matchExpression(std::string_view words, bool lastWordOpen);

}  // namespace engine
