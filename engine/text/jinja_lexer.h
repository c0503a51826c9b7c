// Cuts a template into text and the words of its tags, with white space controlled as transformers sets Jinja
// up.
//
// Source   Jinja 2: trim_blocks, lstrip_blocks, no trailing newline kept, "-" and "+" at the ends of tags,
// raw blocks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace engine::jinja {

struct Word {
    enum class Kind {
        kText,
        kPrintBegin,
        kPrintEnd,
        kTagBegin,
        kTagEnd,
        kName,
        kInteger,
        kDouble,
        kString,
        kSign,
        kEnd
    };
    Kind kind = Kind::kEnd;
    std::string text;  // a name, a sign, the contents of a string, the digits of a number
    int line = 1;
};

std::vector<Word> cutIntoWords(std::string_view source);

}  // namespace engine::jinja
