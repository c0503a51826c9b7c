// The words of legal English that the checks of a rewrite know: tables, and nothing else.
//
// Thread   constants.
#pragma once

#include <span>
#include <string_view>

#include "engine/documents/rewrite_words.h"

namespace engine {

struct Turn {
    std::string_view words;  // parted by blanks, in lower case
    WordMark mark;
    std::string_view plain;
};

struct SingleMark {
    std::string_view word;
    WordMark mark;
    std::string_view plain;
};

// Turns of several words and the mark they stand for; longer ones first.
std::span<const Turn> legalTurns();
std::span<const SingleMark> singleMarks();
// Articles, prepositions, auxiliaries: they say little by themselves.
std::span<const std::string_view> functionWords();
// Forms of words that every contract repeats and a plain sentence may leave out.
std::span<const std::string_view> commonForms();

}  // namespace engine
