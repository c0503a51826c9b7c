// How packActivations lays out int8 activations, so that one packing serves every quantised format.
//
// Shapes   per token: int8 [D], int16 [D], a scale for each 32, scale times the sum of the 32 int8 values,
//          and the same over the last 16 of them (for Q2_K, whose minima change after 16); for each 16 two
//          int16, 32 times the sums of the first and of the last two in every four: what six-bit weights
//          centred on 32 have too much. x = scale * int8 = scale / 64 * int16. The int8 form meets weights
//          that are bytes; the int16 form, which is nearly exact, meets formats whose products take 16 bits
//          anyway (Q8_0, Q3_K). Where the path multiplies matrices, then planes of bytes [D to 64] twice, and
//          for each 256 a step: x = step * (256 high + low). D is a multiple of 32 wherever a quantised
//          weight is (shorter rows are filled with zeros).
// Memory   borrowed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cpu/blocks.h"

namespace kernels::cpu {

inline constexpr int kGroup = 32;                     // elements that share a scale
inline constexpr int kRun = 8;                        // groups that the products take at a time
inline constexpr int kPiece = 256;                    // elements that share a step of the planes
inline constexpr float kHighestPlane = 127 * 256.0F;  // what 256 high + low is at most
inline constexpr float kWideStep = 1.0F / 64.0F;      // int16 steps in one int8 step

struct PackedRow {
    const int8_t* narrow;    // [D]
    const int16_t* wide;     // [D]
    const float* scales;     // [D / 32]
    const float* sums;       // [D / 32]
    const float* tails;      // [D / 32]
    const int32_t* middles;  // [D / 16]
    // Null where the path has no planes:
    const int8_t* high;       // [D to 64]
    const int8_t* low;        // [D to 64]
    const float* pieceSteps;  // [D / 256]
};

CONCLAVE_INLINE int64_t groupsOf(int64_t width) {
    return (width + kGroup - 1) / kGroup;
}

CONCLAVE_INLINE int64_t runsOf(int64_t groups) {
    return (groups + kRun - 1) / kRun;
}

CONCLAVE_INLINE int64_t planeBytes(int64_t width) {
    return (width + 63) / 64 * 64;
}

// Of what every path has, and where the planes begin.
CONCLAVE_INLINE size_t commonRowBytes(int64_t width) {
    const int64_t groups = groupsOf(width);
    const auto scales = static_cast<size_t>(runsOf(groups) * kRun) * sizeof(float);
    return (static_cast<size_t>(groups * kGroup) * 3 + 5 * scales + 63) / 64 * 64;
}

template <bool kPlanes>
size_t packedRowBytes(int64_t width) {
    if constexpr (!kPlanes) return commonRowBytes(width);
    const auto steps = static_cast<size_t>((width + kPiece - 1) / kPiece) * sizeof(float);
    return commonRowBytes(width) + 2 * static_cast<size_t>(planeBytes(width)) + (steps + 63) / 64 * 64;
}

template <bool kPlanes>
PackedRow packedRow(const void* packed, int64_t width, int64_t token) {
    const char* base =
        static_cast<const char*>(packed) + static_cast<size_t>(token) * packedRowBytes<kPlanes>(width);
    const int64_t groups = groupsOf(width);
    PackedRow row = {};
    row.narrow = reinterpret_cast<const int8_t*>(base);
    row.wide = reinterpret_cast<const int16_t*>(base + groups * kGroup);
    row.scales = reinterpret_cast<const float*>(base + groups * kGroup * 3);
    row.sums = row.scales + runsOf(groups) * kRun;
    row.tails = row.sums + runsOf(groups) * kRun;
    row.middles = reinterpret_cast<const int32_t*>(row.tails + runsOf(groups) * kRun);
    if constexpr (kPlanes) {
        row.high = reinterpret_cast<const int8_t*>(base + commonRowBytes(width));
        row.low = row.high + planeBytes(width);
        row.pieceSteps = reinterpret_cast<const float*>(row.low + planeBytes(width));
    }
    return row;
}

}  // namespace kernels::cpu
