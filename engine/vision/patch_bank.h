// Patches of the good pictures to which every patch of another picture is compared, wherever they lie: for
// few good pictures, and for parts in any pose.
//
// Shapes   a picture is [cells, D]; patches are whitened by the covariance of all of them.
// Memory   at most 600 patches, chosen so that every good patch is near one of them.
// Source   Roth and others, PatchCore (2021), with whitening.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/vision/value_bytes.h"

namespace engine {

class PatchBank {
public:
    PatchBank() = default;
    PatchBank(std::span<const std::vector<float>> pictures, int32_t measures);

    // Of every cell of a picture to the nearest patch of the bank.
    std::vector<float> distances(const std::vector<float>& picture) const;
    // Of every cell to the nearest patch of the same picture that lies more than apart cells away, on a
    // square grid.
    std::vector<float> selfDistances(const std::vector<float>& picture, int32_t apart) const;

    int32_t measures() const { return measures_; }
    void write(ByteWriter& bytes) const;
    static PatchBank read(ByteReader& bytes);

private:
    std::vector<float> whitened(const std::vector<float>& picture) const;

    int32_t measures_ = 0;
    std::vector<float> mean_, inverse_;  // [D], [D (D + 1) / 2]
    std::vector<float> patches_;         // [patches, D]
};

}  // namespace engine
