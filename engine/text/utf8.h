// Walks UTF-8 that may be broken: one character, one stretch of bytes that can never become one, or one that
// is not finished yet.
//
// Source   Unicode 15, table 3-7 (well-formed sequences) and section 3.9 (one replacement per maximal
// subpart).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace engine {

enum class Utf8Kind {
    kCharacter,
    kBroken,     // these bytes never become a character
    kUnfinished  // the text ends inside a character
};

struct Utf8Step {
    Utf8Kind kind = Utf8Kind::kCharacter;
    size_t size = 1;         // bytes of this step, at least one
    char32_t character = 0;  // when kind is kCharacter
};

// What stands at `at`, which must be inside the text.
Utf8Step stepUtf8(std::string_view text, size_t at);

// The first byte at or after `from` that does not belong to a whole character; text.size() when there is
// none.
size_t findBrokenUtf8(std::string_view text, size_t from);

void appendUtf8(std::string& out, char32_t character);

inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

}  // namespace engine
