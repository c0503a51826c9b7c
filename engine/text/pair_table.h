// Which two tokens join into which, and in what order: the merges of a BPE vocabulary.
//
// Memory   24 bytes for each merge, at least.
// Thread   immutable after construction; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/text/token_model.h"

namespace engine {

class PairTable {
public:
    explicit PairTable(size_t merges);
    // The first of two equal pairs counts.
    void add(Token left, Token right, uint32_t rank, Token merged);

    size_t size() const { return count_; }
    // kNoJoin when they do not join.
    uint64_t joinOf(Token left, Token right) const;
    // Merges the symbols in scratch.tokens; those that are gone are erased, or kNoToken.
    void merge(TokenModel::Scratch& scratch) const;

private:
    struct Slot {
        uint64_t pair = kEmpty;
        uint64_t join = 0;
    };
    static constexpr uint64_t kEmpty = ~uint64_t{0};

    void mergeShort(TokenModel::Scratch& scratch) const;

    std::vector<Slot> slots_;
    int shift_ = 0;
    size_t count_ = 0;
};

}  // namespace engine
