// Single characters of UTF-8 text and what kind they are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/text/utf8.h"

namespace engine {

struct Character {
    char32_t code = 0;
    int size = 1;  // bytes it takes in the text
};

// The character at a byte offset; a byte that is not UTF-8 reads as U+FFFD of size 1. at must be inside the
// text.
Character characterAt(std::string_view text, size_t at);
bool isValidUtf8(std::string_view text);

// White space of any script, the byte order mark and zero-width blanks.
bool isSpace(char32_t c);
// Han characters (not their punctuation).
bool isHan(char32_t c);
// Characters set without blanks between them: Han, kana, CJK punctuation, full-width forms.
bool isWide(char32_t c);
bool isUpper(char32_t c);
bool isLower(char32_t c);
bool isLetter(char32_t c);
inline bool isDigit(char32_t c) {
    return c >= '0' && c <= '9';
}
char32_t toLower(char32_t c);

}  // namespace engine
