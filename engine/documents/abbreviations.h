// Whether a full stop ends an abbreviation or a sentence.
#pragma once

#include "engine/documents/sentence_glyphs.h"

namespace engine {

// The full stop stands at `stop`; the next word begins at `next`; the sentence began at `begin`.
bool stopEndsSentence(const Glyphs& glyphs, size_t begin, size_t stop, size_t next);

// Whether the word before the full stop at `stop` is one that is written with it: "Inc.", "No.".
bool isAbbreviation(const Glyphs& glyphs, size_t begin, size_t stop);

}  // namespace engine
