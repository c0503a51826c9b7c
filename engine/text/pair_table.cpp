#include "engine/text/pair_table.h"

#include <algorithm>
#include <bit>

#include "engine/text/pair_merging.h"

namespace engine {

namespace {

// Up to here looking at all neighbours for the first is faster than keeping a queue.
constexpr size_t kShortPiece = 96;

uint64_t pairOf(Token left, Token right) {
    return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32) | static_cast<uint32_t>(right);
}

uint64_t scatter(uint64_t pair) {
    return (pair ^ (pair >> 29)) * 0x9E3779B97F4A7C15ULL;
}

}  // namespace

PairTable::PairTable(size_t merges) {
    const size_t capacity = std::bit_ceil(std::max<size_t>(merges / 2 * 3, 16));
    slots_.assign(capacity, Slot{});
    shift_ = 64 - std::countr_zero(capacity);
}

void PairTable::add(Token left, Token right, uint32_t rank, Token merged) {
    const uint64_t pair = pairOf(left, right);
    size_t slot = scatter(pair) >> shift_;
    while (slots_[slot].pair != kEmpty && slots_[slot].pair != pair)
        slot = (slot + 1) & (slots_.size() - 1);
    if (slots_[slot].pair == pair) return;
    slots_[slot] = {pair, makeJoin(rank, merged)};
    ++count_;
}

uint64_t PairTable::joinOf(Token left, Token right) const {
    const uint64_t pair = pairOf(left, right);
    size_t slot = scatter(pair) >> shift_;
    while (slots_[slot].pair != pair) {
        if (slots_[slot].pair == kEmpty) return kNoJoin;
        slot = (slot + 1) & (slots_.size() - 1);
    }
    return slots_[slot].join;
}

void PairTable::merge(TokenModel::Scratch& scratch) const {
    if (scratch.tokens.size() > kShortPiece) {
        mergeNeighbours(scratch, [&](size_t left, size_t right) {
            return joinOf(scratch.tokens[left], scratch.tokens[right]);
        });
    } else if (scratch.tokens.size() > 1) {
        mergeShort(scratch);
    }
}

void PairTable::mergeShort(TokenModel::Scratch& scratch) const {
    std::vector<Token>& tokens = scratch.tokens;
    std::vector<uint64_t>& joins = scratch.joins;  // joins[i] is that of tokens i and i + 1
    joins.resize(tokens.size() - 1);
    for (size_t i = 0; i + 1 < tokens.size(); ++i)
        joins[i] = joinOf(tokens[i], tokens[i + 1]);
    while (!joins.empty()) {
        const auto first = std::min_element(joins.begin(), joins.end());
        if (*first == kNoJoin) return;
        const auto at = static_cast<size_t>(first - joins.begin());
        tokens[at] = static_cast<Token>(*first & 0xFFFFFFFF);
        tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(at) + 1);
        joins.erase(first);
        if (at > 0) joins[at - 1] = joinOf(tokens[at - 1], tokens[at]);
        if (at < joins.size()) joins[at] = joinOf(tokens[at], tokens[at + 1]);
    }
}

}  // namespace engine
