#include "engine/text/byte_pairs.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <string>

namespace engine {

namespace {

// Two neighbours joined: the rank in the upper half, so that the smallest number comes first, and the token
// below.
constexpr uint64_t kNoJoin = ~uint64_t{0};
// Up to here looking at all neighbours for the first is faster than keeping a queue.
constexpr size_t kShortPiece = 96;

Token joinedBy(uint64_t join) {
    return static_cast<Token>(join & 0xFFFFFFFF);
}

uint64_t pairOf(Token left, Token right) {
    return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32) | static_cast<uint32_t>(right);
}

uint64_t scatter(uint64_t pair) {
    return (pair ^ (pair >> 29)) * 0x9E3779B97F4A7C15ULL;
}

}  // namespace

BytePairs::BytePairs(const Vocabulary& vocabulary, std::span<const std::string_view> merges) {
    for (int byte = 0; byte < 256; ++byte) {
        const char text = static_cast<char>(static_cast<uint8_t>(byte));
        byteToken_[static_cast<size_t>(byte)] = vocabulary.findMerged({&text, 1});
        writesAll_ = writesAll_ && byteToken_[static_cast<size_t>(byte)] != kNoToken;
    }
    const size_t capacity = std::bit_ceil(std::max<size_t>(merges.size() / 2 * 3, 16));
    slots_.assign(capacity, Slot{});
    shift_ = 64 - std::countr_zero(capacity);
    std::string joined;
    for (size_t rank = 0; rank < merges.size(); ++rank) {
        const std::string_view merge = merges[rank];
        const size_t blank = merge.find(' ', 1);
        if (blank == std::string_view::npos) continue;
        const auto left = bytesOfPrintable(merge.substr(0, blank));
        const auto right = bytesOfPrintable(merge.substr(blank + 1));
        if (!left || !right) continue;
        const Token leftToken = vocabulary.findMerged(*left);
        const Token rightToken = vocabulary.findMerged(*right);
        joined.assign(*left).append(*right);
        const Token merged = vocabulary.findMerged(joined);
        if (leftToken == kNoToken || rightToken == kNoToken || merged == kNoToken) continue;
        const uint64_t pair = pairOf(leftToken, rightToken);
        size_t slot = scatter(pair) >> shift_;
        while (slots_[slot].pair != kEmpty && slots_[slot].pair != pair)
            slot = (slot + 1) & (capacity - 1);
        if (slots_[slot].pair == pair) continue;
        slots_[slot] = {pair, (static_cast<uint64_t>(rank) << 32) | static_cast<uint32_t>(merged)};
        ++count_;
    }
}

uint64_t BytePairs::joinOf(Token left, Token right) const {
    const uint64_t pair = pairOf(left, right);
    size_t slot = scatter(pair) >> shift_;
    while (slots_[slot].pair != pair) {
        if (slots_[slot].pair == kEmpty) return kNoJoin;
        slot = (slot + 1) & (slots_.size() - 1);
    }
    return slots_[slot].join;
}

bool BytePairs::canWrite(std::string_view bytes) const {
    return writesAll_ || std::all_of(bytes.begin(), bytes.end(), [this](char c) {
               return byteToken_[static_cast<uint8_t>(c)] != kNoToken;
           });
}

void BytePairs::merge(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const {
    std::vector<Token>& tokens = scratch.tokens;
    tokens.clear();
    for (const char c : piece)
        tokens.push_back(byteToken_[static_cast<uint8_t>(c)]);
    if (tokens.size() > kShortPiece)
        mergeLong(scratch);
    else if (tokens.size() > 1)
        mergeShort(scratch);
    for (const Token token : tokens) {
        if (token != kNoToken) out.push_back(token);
    }
}

void BytePairs::mergeShort(Scratch& scratch) const {
    std::vector<Token>& tokens = scratch.tokens;
    std::vector<uint64_t>& joins = scratch.joins;  // joins[i] is that of tokens i and i + 1
    joins.resize(tokens.size() - 1);
    for (size_t i = 0; i + 1 < tokens.size(); ++i)
        joins[i] = joinOf(tokens[i], tokens[i + 1]);
    while (!joins.empty()) {
        const auto first = std::min_element(joins.begin(), joins.end());
        if (*first == kNoJoin) return;
        const auto at = static_cast<size_t>(first - joins.begin());
        tokens[at] = joinedBy(*first);
        tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(at) + 1);
        joins.erase(first);
        if (at > 0) joins[at - 1] = joinOf(tokens[at - 1], tokens[at]);
        if (at < joins.size()) joins[at] = joinOf(tokens[at], tokens[at + 1]);
    }
}

void BytePairs::mergeLong(Scratch& scratch) const {
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
        joins[at] = next[at] == count ? kNoJoin : joinOf(tokens[at], tokens[static_cast<size_t>(next[at])]);
        if (joins[at] == kNoJoin) return false;
        queue.push_back((joins[at] & ~uint64_t{0xFFFFFFFF}) | static_cast<uint32_t>(place));
        return true;
    };
    for (int32_t i = 0; i < count; ++i) {
        previous[static_cast<size_t>(i)] = i - 1;
        next[static_cast<size_t>(i)] = i + 1;
        look(i);
    }
    std::make_heap(queue.begin(), queue.end(), std::greater<>());
    while (!queue.empty()) {
        std::pop_heap(queue.begin(), queue.end(), std::greater<>());
        const uint64_t entry = queue.back();
        queue.pop_back();
        const auto place = static_cast<int32_t>(entry & 0xFFFFFFFF);
        const auto at = static_cast<size_t>(place);
        if (joins[at] >> 32 != entry >> 32) continue;
        const auto gone = static_cast<size_t>(next[at]);
        tokens[at] = joinedBy(joins[at]);
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
