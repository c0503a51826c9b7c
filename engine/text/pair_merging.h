// Joins, again and again, the two neighbours that rank first; the leftmost of equals.
//
// Source   Sennrich et al. 2016; order of merges as in GPT-2 and SentencePiece.
#pragma once

#include <algorithm>
#include <functional>

#include "engine/text/token_model.h"

namespace engine {

// Two neighbours joined: the rank in the upper half, so that the smallest number comes first, and the token
// below.
inline constexpr uint64_t kNoJoin = ~uint64_t{0};

inline uint64_t makeJoin(uint32_t rank, Token token) {
    return (static_cast<uint64_t>(rank) << 32) | static_cast<uint32_t>(token);
}

// scratch.tokens holds the symbols of a piece; those that were joined into another are kNoToken afterwards,
// and scratch.next[i] is the symbol that follows symbol i (their number at the end). join(left, right) says
// what two neighbours become. The time is proportional to n log n.
template <class Join>
void mergeNeighbours(TokenModel::Scratch& scratch, Join join) {
    std::vector<Token>& tokens = scratch.tokens;
    std::vector<uint64_t>& joins = scratch.joins;
    std::vector<int32_t>& previous = scratch.previous;
    std::vector<int32_t>& next = scratch.next;
    // Rank and place; an entry whose place has changed since is passed over.
    std::vector<uint64_t>& queue = scratch.queue;
    const auto count = static_cast<int32_t>(tokens.size());
    joins.assign(tokens.size(), kNoJoin);
    previous.resize(tokens.size());
    next.resize(tokens.size());
    queue.clear();

    // Looks anew at what a place joins into; true when that is a new entry of the queue.
    const auto look = [&](int32_t place) {
        const auto at = static_cast<size_t>(place);
        joins[at] = next[at] == count ? kNoJoin : join(at, static_cast<size_t>(next[at]));
        if (joins[at] == kNoJoin) return false;
        queue.push_back((joins[at] & ~uint64_t{0xFFFFFFFF}) | static_cast<uint32_t>(place));
        return true;
    };
    for (int32_t i = 0; i < count; ++i) {
        previous[static_cast<size_t>(i)] = i - 1;
        next[static_cast<size_t>(i)] = i + 1;
    }
    for (int32_t i = 0; i < count; ++i)
        look(i);
    std::make_heap(queue.begin(), queue.end(), std::greater<>());
    while (!queue.empty()) {
        std::pop_heap(queue.begin(), queue.end(), std::greater<>());
        const uint64_t entry = queue.back();
        queue.pop_back();
        const auto place = static_cast<int32_t>(entry & 0xFFFFFFFF);
        const auto at = static_cast<size_t>(place);
        if (joins[at] == kNoJoin || joins[at] >> 32 != entry >> 32) continue;
        const auto gone = static_cast<size_t>(next[at]);
        tokens[at] = static_cast<Token>(joins[at] & 0xFFFFFFFF);
        next[at] = next[gone];
        if (next[at] != count) previous[static_cast<size_t>(next[at])] = place;
        tokens[gone] = kNoToken;
        joins[gone] = kNoJoin;
        if (look(place)) std::push_heap(queue.begin(), queue.end(), std::greater<>());
        if (previous[at] >= 0 && look(previous[at]))
            std::push_heap(queue.begin(), queue.end(), std::greater<>());
    }
}

}  // namespace engine
