// How packActivations lays out int8 activations, so that one packing serves every quantised format.
//
// Shapes   per token: int8 [D], int16 [D], a scale for each 32, scale times the sum of the 32 int8 values,
//          and the same over the last 16 of them (for Q2_K, whose minima change after 16); for each 16 two
//          int16, 32 times the sums of the first and of the last two in every four: what six-bit weights
//          centred on 32 have too much. x = scale * int8 = scale / 64 * int16. The int8 form meets weights
//          that are bytes; the int16 form, which is nearly exact, meets formats whose products take 16 bits
//          anyway (Q8_0, Q3_K). D is a multiple of 32 wherever a quantised weight is (shorter rows are filled
//          with zeros).
// Memory   borrowed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cpu/blocks.h"

namespace kernels::cpu {

inline constexpr int kGroup = 32;                 // elements that share a scale
inline constexpr int kRun = 8;                    // groups that the products take at a time
inline constexpr float kWideStep = 1.0F / 64.0F;  // int16 steps in one int8 step

struct PackedRow {
    const int8_t* narrow;    // [D]
    const int16_t* wide;     // [D]
    const float* scales;     // [D / 32]
    const float* sums;       // [D / 32]
    const float* tails;      // [D / 32]
    const int32_t* middles;  // [D / 16]
};

CONCLAVE_INLINE int64_t groupsOf(int64_t width) {
    return (width + kGroup - 1) / kGroup;
}

CONCLAVE_INLINE int64_t runsOf(int64_t groups) {
    return (groups + kRun - 1) / kRun;
}

CONCLAVE_INLINE size_t packedRowBytes(int64_t width) {
    const int64_t groups = groupsOf(width);
    const auto scales = static_cast<size_t>(runsOf(groups) * kRun) * sizeof(float);
    return (static_cast<size_t>(groups * kGroup) * 3 + 5 * scales + 63) / 64 * 64;
}

CONCLAVE_INLINE PackedRow packedRow(const void* packed, int64_t width, int64_t token) {
    const char* base = static_cast<const char*>(packed) + static_cast<size_t>(token) * packedRowBytes(width);
    const int64_t groups = groupsOf(width);
    PackedRow row;
    row.narrow = reinterpret_cast<const int8_t*>(base);
    row.wide = reinterpret_cast<const int16_t*>(base + groups * kGroup);
    row.scales = reinterpret_cast<const float*>(base + groups * kGroup * 3);
    row.sums = row.scales + runsOf(groups) * kRun;
    row.tails = row.sums + runsOf(groups) * kRun;
    row.middles = reinterpret_cast<const int32_t*>(row.tails + runsOf(groups) * kRun);
    return row;
}

}  // namespace kernels::cpu
