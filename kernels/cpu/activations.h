// How packActivations lays out activations.
//
// Shapes   per token, one after the other and only what was asked for: int8 [D]; int16 [D]; with either of
//          them a scale for each 32: x = scale * int8 = scale / 64 * int16; with int8 also scale times the
//          sum of the 32, the same over the last 16 of them (for Q2_K, whose minima change after 16), and for
//          each 16 two int16, 32 times the sums of the first and of the last two in every four: what six-bit
//          weights centred on 32 have too much. The int8 form meets weights that are bytes; the int16 form,
//          which is nearly exact, meets formats whose products take 16 bits anyway (Q8_0, Q3_K). For matrix
//          registers, planes of bytes [D to 64] twice, and for each 256 a step: x = step * (256 high + low).
//          D is a multiple of 32 wherever a quantised weight is (shorter rows are filled with zeros).
// Memory   borrowed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/cpu/blocks.h"

namespace kernels::cpu {

inline constexpr int kGroup = 32;                     // elements that share a scale
inline constexpr int kRun = 8;                        // groups that the products take at a time
inline constexpr int kPiece = 256;                    // elements that share a step of the planes
inline constexpr float kHighestPlane = 127 * 256.0F;  // what 256 high + low is at most
inline constexpr float kWideStep = 1.0F / 64.0F;      // int16 steps in one int8 step

// Null is what was not asked for.
struct PackedRow {
    int8_t* narrow;     // [D]
    int16_t* wide;      // [D]
    float* scales;      // [D / 32]
    float* sums;        // [D / 32]
    float* tails;       // [D / 32]
    int32_t* middles;   // [D / 16]
    int8_t* high;       // [D to 64]
    int8_t* low;        // [D to 64]
    float* pieceSteps;  // [D / 256]
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

// Where the row that begins at `packed`, which may be null, has each form; gives its size.
CONCLAVE_INLINE size_t placeRow(ActivationForms forms, int64_t width, char* packed, PackedRow& row) {
    const auto begin = reinterpret_cast<uintptr_t>(packed);
    uintptr_t at = begin;
    const auto take = [&]<class T>(T * &part, bool wanted, int64_t count) __attribute__((always_inline)) {
        part = wanted ? reinterpret_cast<T*>(at) : nullptr;
        if (wanted) at += static_cast<size_t>(count) * sizeof(T);
    };
    const bool bytes = (forms & kByteForm) != 0;
    const bool words = (forms & kWordForm) != 0;
    const bool planes = (forms & kPlaneForm) != 0;
    const int64_t groups = groupsOf(width);
    const int64_t padded = runsOf(groups) * kRun;
    take(row.narrow, bytes, groups * kGroup);
    take(row.wide, words, groups * kGroup);
    take(row.scales, bytes || words, padded);
    take(row.sums, bytes, padded);
    take(row.tails, bytes, padded);
    take(row.middles, bytes, 2 * padded);
    at += (64 - (at - begin) % 64) % 64;
    take(row.high, planes, planeBytes(width));
    take(row.low, planes, planeBytes(width));
    take(row.pieceSteps, planes, (width + kPiece - 1) / kPiece);
    at += (64 - (at - begin) % 64) % 64;
    return at - begin;
}

CONCLAVE_INLINE size_t packedRowBytes(ActivationForms forms, int64_t width) {
    PackedRow row;
    return placeRow(forms, width, nullptr, row);
}

CONCLAVE_INLINE PackedRow packedRow(ActivationForms forms, int64_t width, void* packed, int64_t token) {
    PackedRow row;
    const auto before = static_cast<size_t>(token) * packedRowBytes(forms, width);
    placeRow(forms, width, static_cast<char*>(packed) + before, row);
    return row;
}
CONCLAVE_INLINE PackedRow packedRow(const Activations& x, int64_t token) {
    return packedRow(x.forms, x.width, const_cast<void*>(x.packed), token);
}

}  // namespace kernels::cpu
