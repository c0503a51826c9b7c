// What is wrong with the files of a model: thrown while they are read, and made into one sentence where the
// reading began. Neither leaves this room.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace engine {

// The files say what cannot be.
struct Broken {
    std::string file;
    std::string fact;
};

// The files may be right, but this version cannot use them.
struct Beyond {
    std::string file;
    std::string fact;
    std::string remedy = "Choose another model.";
};

Error sentenceOf(const Broken& broken);
Error sentenceOf(const Beyond& beyond);

// A name out of a file, made fit to stand in a sentence: in quotes, printable, and not long.
std::string inQuotes(std::string_view name);

}  // namespace engine
