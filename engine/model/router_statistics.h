// What the router did in one answer: how often each expert of each layer was chosen, how evenly, and which
// experts were chosen together. Recorded on request; costs one addition a chosen expert and one a pair.
//
// Shapes   counts [L, E]; pairs [L, E, E], symmetric, without the diagonal.
// Thread   add() on the engine thread; read when the answer has ended.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace engine {

class RouterStatistics {
public:
    RouterStatistics() = default;
    RouterStatistics(int64_t layers, int64_t experts, int64_t active)
        : layers_(layers), experts_(experts), active_(active), counts_(static_cast<size_t>(layers * experts)),
          pairs_(static_cast<size_t>(layers * experts * experts)) {}

    // chosen [tokens, A] of one layer.
    void add(int64_t layer, const int32_t* chosen, int64_t tokens) {
        for (int64_t t = 0; t < tokens; ++t) {
            const int32_t* row = chosen + t * active_;
            for (int64_t k = 0; k < active_; ++k) {
                ++counts_[at(layer, row[k])];
                for (int64_t other = 0; other < active_; ++other)
                    if (other != k)
                        ++pairs_[at(layer, row[k]) * static_cast<size_t>(experts_) +
                                 static_cast<size_t>(row[other])];
            }
        }
    }

    bool empty() const { return counts_.empty(); }
    int64_t layers() const { return layers_; }
    int64_t experts() const { return experts_; }
    int64_t active() const { return active_; }
    int64_t count(int64_t layer, int64_t expert) const { return counts_[at(layer, expert)]; }
    int64_t together(int64_t layer, int64_t one, int64_t other) const {
        return pairs_[at(layer, one) * static_cast<size_t>(experts_) + static_cast<size_t>(other)];
    }
    // Of the layer's choices, in bits; log2 E when all experts are used alike, 0 without choices.
    double entropy(int64_t layer) const {
        double total = 0.0;
        for (int64_t e = 0; e < experts_; ++e)
            total += static_cast<double>(count(layer, e));
        double bits = 0.0;
        for (int64_t e = 0; e < experts_; ++e) {
            const double share = static_cast<double>(count(layer, e)) / std::max(total, 1.0);
            if (share > 0.0) bits -= share * std::log2(share);
        }
        return bits;
    }

private:
    size_t at(int64_t layer, int64_t expert) const { return static_cast<size_t>(layer * experts_ + expert); }

    int64_t layers_ = 0;
    int64_t experts_ = 0;
    int64_t active_ = 0;
    std::vector<int64_t> counts_;
    std::vector<int64_t> pairs_;
};

}  // namespace engine
