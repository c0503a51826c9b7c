// Whether two passages say the same, judged by the words they share.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace engine {

// The words of a passage, hashed and sorted: Latin words of more than two letters and numbers, pairs of Han
// characters.
using WordSet = std::vector<uint64_t>;

WordSet wordSet(std::string_view text);

// Share of the smaller set that is in both, between 0 and 1; 0 when either is empty.
float overlapOf(const WordSet& a, const WordSet& b);

// Both have almost the same words.
bool saysTheSame(const WordSet& a, const WordSet& b);

}  // namespace engine
