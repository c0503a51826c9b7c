// The text of one PDF page in reading order, with the places of its words.
#pragma once

#include <poppler-page.h>

#include "engine/documents/document.h"

namespace engine {

// Appends lines joined by "\n", an empty line between paragraphs, and boxes for words; Chinese clauses are
// cut by the places of their characters.
void readPdfPage(const poppler::page& page, int32_t index, Document& document);

}  // namespace engine
