// What reads as a heading: "ARTICLE IV", "Term and Termination", and the words that open "12.3 Governing Law.
// This …".
#pragma once

#include "engine/documents/sentence_glyphs.h"

namespace engine {

// One past the heading that opens a sentence at `begin` and runs into it, or begin when none does. A heading
// without a number is only seen where white space sets it off.
size_t runInHeadingEnd(const Glyphs& glyphs, size_t begin, size_t end);

// Whether the glyphs [begin, end) read as a heading of their own.
bool readsAsTitle(const Glyphs& glyphs, size_t begin, size_t end);

// Letters, and all of them capitals.
bool isAllCapitals(const Glyphs& glyphs, size_t begin, size_t end);

}  // namespace engine
