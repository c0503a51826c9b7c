// Byte-pair merging: bytes become tokens by joining, again and again, the two neighbours that rank first.
//
// Thread   immutable after construction; merge() takes its working memory from the caller.
// Source   Sennrich et al. 2016; order of merges as in GPT-2 (lowest rank first, then leftmost).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/text/vocabulary.h"

namespace engine {

class BytePairs {
public:
    // Working memory of merge(), kept by the caller so that a piece costs no allocation.
    struct Scratch {
        std::vector<Token> tokens;
        std::vector<uint32_t> ranks;
        std::vector<int32_t> previous, next;
        std::vector<uint64_t> queue;
    };

    // merges: "left right" in the printable byte alphabet, the first ranks first. Those that speak of tokens
    // which the vocabulary has not are passed over.
    BytePairs(const Vocabulary& vocabulary, std::span<const std::string_view> merges);

    size_t size() const { return count_; }
    // Appends the tokens of one piece. A byte without a token gives nothing.
    void merge(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const;

private:
    struct Slot {
        uint64_t pair = kEmpty;
        uint32_t rank = 0;
        Token merged = kNoToken;
    };
    static constexpr uint64_t kEmpty = ~uint64_t{0};

    const Slot* find(Token left, Token right) const;
    uint32_t rankOf(Token left, Token right) const;
    void mergeShort(Scratch& scratch) const;
    void mergeLong(Scratch& scratch) const;

    std::array<Token, 256> byteToken_ = {};
    std::vector<Slot> slots_;
    int shift_ = 0;
    size_t count_ = 0;
};

}  // namespace engine
