// A sentence of a document made fit to be read by itself, without changing what it says.
//
// Memory   pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/documents/sentences.h"

namespace engine {

inline constexpr size_t kReadableCharacters = 300;

// The sentence without the number, mark and heading that open it and without rules of dashes; an item of a
// list after its lead, ended like a sentence.
std::string readableSentence(const SentenceMap& map, int32_t sentence);

struct ShortenedSentence {
    std::string text;
    bool shortened = false;
};

// At most `limit` characters where that can be had: names given in brackets are left out, then the end is cut
// at a clause border and marked " …". A negation, a condition, an exception or a number is never cut off:
// such a sentence stays whole.
ShortenedSentence shortenSentence(std::string_view sentence, Language language,
                                  size_t limit = kReadableCharacters);

// Characters (not bytes) of UTF-8 text.
size_t characterCount(std::string_view text);

}  // namespace engine
