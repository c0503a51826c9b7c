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
        std::vector<uint64_t> joins;
        std::vector<int32_t> previous, next;
        std::vector<uint64_t> queue;
    };

    // merges: "left right" in the printable byte alphabet, the first ranks first. Those that speak of tokens
    // which the vocabulary has not are passed over.
    BytePairs(const Vocabulary& vocabulary, std::span<const std::string_view> merges);

    size_t size() const { return count_; }
    // Some vocabularies have no token for bytes that do not occur in valid UTF-8.
    bool canWrite(std::string_view bytes) const;
    // Appends the tokens of one piece. A byte without a token gives nothing.
    void merge(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const;

private:
    struct Slot {
        uint64_t pair = kEmpty;
        uint64_t join = 0;
    };
    static constexpr uint64_t kEmpty = ~uint64_t{0};

    uint64_t joinOf(Token left, Token right) const;
    void mergeShort(Scratch& scratch) const;
    void mergeLong(Scratch& scratch) const;

    std::array<Token, 256> byteToken_ = {};
    std::vector<Slot> slots_;
    int shift_ = 0;
    size_t count_ = 0;
    bool writesAll_ = true;
};

}  // namespace engine
