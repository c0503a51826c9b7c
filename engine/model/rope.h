// The angles of rotary position embedding: one cosine and sine for each pair of a head's elements and each
// position.
//
// Thread   immutable after construction.
// Source   RoFormer (arXiv 2104.09864); position interpolation (2306.15595); NTK-aware base change; YaRN
// (2309.00071).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/model_config.h"

namespace engine {

class Rope {
public:
    // divisors [rotated / 2] are the factors of rope_freqs; empty when the file has none.
    Rope(const RopeConfig& config, std::span<const float> divisors);

    int64_t rotated() const { return static_cast<int64_t>(frequencies_.size()) * 2; }
    // Writes [rotated / 2, 2] for one position.
    void angles(int64_t position, float* cosSin) const;

private:
    std::vector<double> frequencies_;
    double magnitude_;  // of cos and sin
};

}  // namespace engine
