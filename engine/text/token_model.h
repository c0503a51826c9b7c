// Makes tokens out of one piece of text.
//
// Thread   immutable after it was made; encode() takes its working memory from the caller.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/tokenizer.h"

namespace engine {

class TokenModel {
public:
    // Kept by the caller so that a piece costs no allocation.
    struct Scratch {
        std::vector<Token> tokens;
        std::vector<uint64_t> joins;
        std::vector<int32_t> previous, next;
        std::vector<uint32_t> begins;
        std::vector<uint64_t> queue;
        std::vector<double> scores;
        std::string text;
    };

    virtual ~TokenModel() = default;
    // Appends the tokens of one piece, which is not empty.
    virtual void encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const = 0;
    // Bytes that are no UTF-8 may come as pieces; otherwise they are given as U+FFFD.
    virtual bool takesBrokenText() const { return false; }
};

}  // namespace engine
