// Citations, copied from the text by the program.
#pragma once

#include <span>
#include <vector>

#include "engine/documents/summarizer.h"

namespace engine {

// One for every piece; a piece that crosses a page border becomes one for each page. A quote is the bytes of
// its range.
std::vector<Citation> citationsOf(const Document& document, std::span<const TextRange> pieces);

// Number of the page that holds an offset, as shown.
int32_t pageNumberAt(const Document& document, int64_t offset);

}  // namespace engine
