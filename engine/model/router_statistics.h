// What the router did in one answer, or in many added up: how often each expert of each layer was chosen, how
// evenly, and on request which experts were chosen together. Recorded on request; costs one addition a chosen
// expert and one a pair.
//
// Shapes   counts [L, E]; pairs [L, E, E], symmetric, without the diagonal; a dense layer counts nothing.
// Memory   8 bytes a count; the pairs take E times as much.
// Thread   add() on the engine thread; read when the answer has ended.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

#include "engine/base/check.h"

namespace engine {

class RouterStatistics {
public:
    RouterStatistics() = default;
    RouterStatistics(int64_t layers, int64_t experts, int64_t active, bool withPairs)
        : layers_(layers), experts_(experts), active_(active), counts_(static_cast<size_t>(layers * experts)),
          pairs_(static_cast<size_t>(withPairs ? layers * experts * experts : 0)) {}

    // chosen [tokens, A] of one layer.
    void add(int64_t layer, const int32_t* chosen, int64_t tokens) {
        for (int64_t t = 0; t < tokens; ++t) {
            const int32_t* row = chosen + t * active_;
            for (int64_t k = 0; k < active_; ++k) {
                ++counts_[at(layer, row[k])];
                if (pairs_.empty()) continue;
                for (int64_t other = 0; other < active_; ++other)
                    if (other != k)
                        ++pairs_[at(layer, row[k]) * static_cast<size_t>(experts_) +
                                 static_cast<size_t>(row[other])];
            }
        }
    }

    // Those of another answer of the same model, recorded alike; to nothing, everything.
    void add(const RouterStatistics& other) {
        if (other.empty()) return;
        if (empty()) {
            *this = other;
            return;
        }
        CONCLAVE_CHECK(layers_ == other.layers_ && experts_ == other.experts_ && active_ == other.active_ &&
                       pairs_.size() == other.pairs_.size());
        std::transform(counts_.begin(), counts_.end(), other.counts_.begin(), counts_.begin(), std::plus<>());
        std::transform(pairs_.begin(), pairs_.end(), other.pairs_.begin(), pairs_.begin(), std::plus<>());
    }

    bool empty() const { return counts_.empty(); }
    bool hasPairs() const { return !pairs_.empty(); }
    int64_t layers() const { return layers_; }
    int64_t experts() const { return experts_; }
    int64_t active() const { return active_; }
    // Tokens for which an expert was chosen.
    int64_t count(int64_t layer, int64_t expert) const { return counts_[at(layer, expert)]; }
    int64_t together(int64_t layer, int64_t one, int64_t other) const {
        return pairs_[at(layer, one) * static_cast<size_t>(experts_) + static_cast<size_t>(other)];
    }
    // A for each token that passed the layer; 0 of a dense one.
    int64_t choices(int64_t layer) const {
        const auto first = counts_.begin() + layer * experts_;
        return std::accumulate(first, first + experts_, int64_t{0});
    }
    // Of the layer's choices, in bits; log2 E when all experts are used alike, 0 without choices.
    double entropy(int64_t layer) const {
        const auto total = static_cast<double>(choices(layer));
        double bits = 0.0;
        for (int64_t e = 0; e < experts_; ++e) {
            if (count(layer, e) == 0) continue;
            const double share = static_cast<double>(count(layer, e)) / total;
            bits -= share * std::log2(share);
        }
        return bits;
    }

private:
    size_t at(int64_t layer, int64_t expert) const { return static_cast<size_t>(layer * experts_ + expert); }

    int64_t layers_ = 0;
    int64_t experts_ = 0;
    int64_t active_ = 0;
    std::vector<int64_t> counts_;
    std::vector<int64_t> pairs_;  // empty unless asked for
};

}  // namespace engine
