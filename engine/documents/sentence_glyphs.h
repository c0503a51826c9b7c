// Text as the sentence splitter reads it: visible characters only, each knowing the white space before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/documents/characters.h"
#include "engine/documents/document.h"

namespace engine {

// White space before a glyph, weakest first. Many texts keep the line ends of their source as three blanks or
// more.
enum class Gap : uint8_t { kNone, kBlank, kWide, kLine, kParagraph, kPage };

struct Glyph {
    int64_t at = 0;  // byte offset in the document
    char32_t code = 0;
    int32_t nth = 0;   // which character of the document, white space counted
    uint8_t size = 1;  // bytes
    Gap gap = Gap::kNone;
    bool split = false;  // furniture lies between this glyph and the one before
};

using Glyphs = std::vector<Glyph>;

// The glyphs [begin, end) as text with single blanks; none where a line of Chinese merely wraps.
std::string cleanText(const Glyphs& glyphs, size_t begin, size_t end);
// Their ranges in the document: one, or several where furniture lies between.
std::vector<TextRange> piecesOf(const Glyphs& glyphs, size_t begin, size_t end);

// Characters that a sentence costs: of its clean text, or half of its source when white space makes that
// longer.
int32_t lengthOf(const Glyphs& glyphs, size_t begin, size_t end);

// One past the word that begins at i; a word ends at white space.
size_t wordEnd(const Glyphs& glyphs, size_t i, size_t limit);
// First glyph of the word that ends just before i.
size_t wordBegin(const Glyphs& glyphs, size_t i, size_t limit);
// Letters, digits and inner punctuation of a word, lower case, without quotes and punctuation at its ends.
std::string bareWord(const Glyphs& glyphs, size_t begin, size_t end);

// Dashes, underscores and the like alone.
bool isRule(const Glyphs& glyphs, size_t begin, size_t end);

bool isOpener(char32_t c);  // opening quotes and brackets
bool isCloser(char32_t c);  // closing quotes and brackets

}  // namespace engine
