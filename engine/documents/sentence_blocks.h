// A document cut into blocks of running text: paragraphs, titles, items, whole again where a page break or a
// wrapped line had cut them. Furniture is left out.
#pragma once

#include <functional>

#include "engine/documents/sentence_glyphs.h"

namespace engine {

struct Block {
    Glyphs glyphs;
    bool goesOn = false;  // cut only because it is very long: more of the same paragraph follows
};

// Calls take for every block in order. take answers how many glyphs it used: the rest is put before what
// follows (only asked for when goesOn).
void forEachBlock(const Document& document, const std::function<size_t(const Block&)>& take);

}  // namespace engine
