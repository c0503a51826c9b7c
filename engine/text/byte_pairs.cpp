#include "engine/text/byte_pairs.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <string>

namespace engine {

namespace {

constexpr uint32_t kNoRank = ~uint32_t{0};
// Up to here looking at all ranks for the lowest is faster than keeping a queue.
constexpr size_t kShortPiece = 96;

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
    }
    const size_t capacity = std::bit_ceil(std::max<size_t>(merges.size() * 2, 16));
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
        slots_[slot] = {pair, static_cast<uint32_t>(rank), merged};
        ++count_;
    }
}

const BytePairs::Slot* BytePairs::find(Token left, Token right) const {
    const uint64_t pair = pairOf(left, right);
    size_t slot = scatter(pair) >> shift_;
    while (slots_[slot].pair != pair) {
        if (slots_[slot].pair == kEmpty) return nullptr;
        slot = (slot + 1) & (slots_.size() - 1);
    }
    return &slots_[slot];
}

uint32_t BytePairs::rankOf(Token left, Token right) const {
    const Slot* slot = find(left, right);
    return slot == nullptr ? kNoRank : slot->rank;
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
    std::vector<uint32_t>& ranks = scratch.ranks;  // ranks[i] is that of tokens i and i + 1
    ranks.resize(tokens.size() - 1);
    for (size_t i = 0; i + 1 < tokens.size(); ++i)
        ranks[i] = rankOf(tokens[i], tokens[i + 1]);
    while (!ranks.empty()) {
        const auto lowest = std::min_element(ranks.begin(), ranks.end());
        if (*lowest == kNoRank) return;
        const auto at = static_cast<size_t>(lowest - ranks.begin());
        tokens[at] = find(tokens[at], tokens[at + 1])->merged;
        tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(at) + 1);
        ranks.erase(lowest);
        if (at > 0) ranks[at - 1] = rankOf(tokens[at - 1], tokens[at]);
        if (at < ranks.size()) ranks[at] = rankOf(tokens[at], tokens[at + 1]);
    }
}

void BytePairs::mergeLong(Scratch& scratch) const {
    std::vector<Token>& tokens = scratch.tokens;
    std::vector<uint32_t>& ranks = scratch.ranks;
    std::vector<int32_t>& previous = scratch.previous;
    std::vector<int32_t>& next = scratch.next;
    std::vector<uint64_t>& queue =
        scratch.queue;  // rank and place; entries that are out of date are passed over
    const auto count = static_cast<int32_t>(tokens.size());
    ranks.assign(tokens.size(), kNoRank);
    previous.resize(tokens.size());
    next.resize(tokens.size());
    queue.clear();

    const auto push = [&](int32_t place, uint32_t rank) {
        ranks[static_cast<size_t>(place)] = rank;
        if (rank == kNoRank) return;
        queue.push_back((static_cast<uint64_t>(rank) << 32) | static_cast<uint32_t>(place));
    };
    const auto rankAt = [&](int32_t place) {
        const int32_t after = next[static_cast<size_t>(place)];
        return after == count
                   ? kNoRank
                   : rankOf(tokens[static_cast<size_t>(place)], tokens[static_cast<size_t>(after)]);
    };
    for (int32_t i = 0; i < count; ++i) {
        previous[static_cast<size_t>(i)] = i - 1;
        next[static_cast<size_t>(i)] = i + 1;
        push(i, rankAt(i));
    }
    std::make_heap(queue.begin(), queue.end(), std::greater<>());
    while (!queue.empty()) {
        std::pop_heap(queue.begin(), queue.end(), std::greater<>());
        const auto rank = static_cast<uint32_t>(queue.back() >> 32);
        const auto place = static_cast<int32_t>(queue.back() & 0xFFFFFFFF);
        queue.pop_back();
        const auto at = static_cast<size_t>(place);
        if (ranks[at] != rank) continue;
        const auto joined = static_cast<size_t>(next[at]);
        tokens[at] = find(tokens[at], tokens[joined])->merged;
        next[at] = next[joined];
        if (next[at] != count) previous[static_cast<size_t>(next[at])] = place;
        tokens[joined] = kNoToken;
        ranks[joined] = kNoRank;
        const auto repush = [&](int32_t changed) {
            const size_t before = queue.size();
            push(changed, rankAt(changed));
            if (queue.size() > before) std::push_heap(queue.begin(), queue.end(), std::greater<>());
        };
        repush(place);
        if (previous[at] >= 0) repush(previous[at]);
    }
}

}  // namespace engine
