// Running headers, footers and page numbers: what a page repeats and nobody reads.
//
// Looked for at the top and bottom of pages (those of the format, form feeds, or the wide gaps that converted
// texts leave between pages): lines, and beginnings and ends of lines, that return there with other digits;
// and numbers that count up.
#pragma once

#include <vector>

#include "engine/documents/document.h"

namespace engine {

std::vector<TextRange> findFurniture(const Document& document);

}  // namespace engine
