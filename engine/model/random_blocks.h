// Weights that never were: blocks of any element type with random content, as fast as random numbers come.
//
// Shapes   whole blocks; values around 0 whose mean square has the root `spread`.
// Memory   fill() writes into what it is given and allocates nothing.
// Source   every bit is random but the scales of a block, which vary by a third in both signs, so that levels
//          that are not centred (-8 … 7) are centred on the whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "kernels/types.h"

namespace engine {

class RandomBlocks {
public:
    RandomBlocks(kernels::DType type, double spread, uint64_t seed);

    void fill(std::span<std::byte> blocks);

private:
    static constexpr size_t kChoices = 256;  // one byte chooses

    void makeValues(double spread);
    void makeScales(double scale);
    void makeExponents(double scale);
    double measureSpread();
    void fillValues(std::span<std::byte> values);

    kernels::DType type_;
    std::mt19937_64 random_;
    std::vector<std::byte> values_;  // of float types: what there is to choose from
    std::array<std::array<uint8_t, 4>, kChoices> scales_ = {};  // of a block: scale, and minimum behind it
};

}  // namespace engine
