// The block layouts of GGUF's quantised formats, byte for byte, and the 16-bit floats inside them.
//
// Shapes   32-element blocks: one scale d (and one minimum m) a block.
//          256-element blocks ("K"): eight groups of 32 with
//          6-bit scales and minima (Q4_K, Q5_K), sixteen groups of 16 with int8 scales (Q6_K), 6-bit scales
//          (Q3_K) or 4-bit scales and minima (Q2_K). IQ4 and MXFP4 keep four-bit indices into a table.
// Source   ggml, GGUF versions 2 and 3; OCP Microscaling Formats (MX) 1.0 for MXFP4.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

// A function in a header that files of several instruction sets include must not leave a copy of itself
// behind: the linker keeps one for all, and it could be the one that this processor cannot run.
#define CONCLAVE_INLINE [[gnu::always_inline]] inline

namespace kernels::cpu {

using Half = uint16_t;

// Without F16C: the scalar path may not use an instruction that the processor has not got.
CONCLAVE_INLINE float halfToFloat(Half half) {
    const uint32_t sign = static_cast<uint32_t>(half & 0x8000U) << 16;
    const uint32_t exponent = (half >> 10) & 0x1FU;
    const uint32_t fraction = half & 0x3FFU;
    if (exponent == 0) {
        const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -magnitude : magnitude;
    }
    const uint32_t wide = exponent == 31 ? 0x7F800000U : (exponent + 112) << 23;
    return std::bit_cast<float>(sign | wide | (fraction << 13));
}

// Round to nearest, ties to even.
CONCLAVE_INLINE Half floatToHalf(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const Half sign = static_cast<Half>((bits >> 16) & 0x8000U);
    const uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U) return sign | 0x7E00U;
    if (magnitude >= 0x477FF000U) return sign | 0x7C00U;  // from 65520 on: infinity
    if (magnitude < 0x38800000U) {
        // Subnormal: adding 0.5 lets the processor do the rounding at the right bit.
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return sign | static_cast<Half>(std::bit_cast<uint32_t>(shifted) - 0x3F000000U);
    }
    const uint32_t odd = (magnitude >> 13) & 1U;
    return sign | static_cast<Half>((magnitude - (112U << 23) + 0xFFFU + odd) >> 13);
}

CONCLAVE_INLINE float bfloatToFloat(uint16_t value) {
    return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}

CONCLAVE_INLINE uint16_t floatToBfloat(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U) return static_cast<uint16_t>((bits >> 16) | 0x40U);
    return static_cast<uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

struct BlockQ8_0 {
    static constexpr int kElements = 32;
    Half d;
    int8_t qs[32];
};
struct BlockQ4_0 {
    static constexpr int kElements = 32;
    Half d;
    uint8_t qs[16];  // element j in the low half of byte j, element j + 16 in its high half
};
struct BlockQ4_1 {
    static constexpr int kElements = 32;
    Half d, m;
    uint8_t qs[16];
};
struct BlockQ5_0 {
    static constexpr int kElements = 32;
    Half d;
    uint8_t qh[4];  // bit j: the fifth bit of element j
    uint8_t qs[16];
};
struct BlockQ5_1 {
    static constexpr int kElements = 32;
    Half d, m;
    uint8_t qh[4];
    uint8_t qs[16];
};
struct BlockQ4_K {
    static constexpr int kElements = 256;
    Half d, dmin;
    uint8_t scales[12];
    uint8_t qs[128];
};
struct BlockQ5_K {
    static constexpr int kElements = 256;
    Half d, dmin;
    uint8_t scales[12];
    uint8_t qh[32];
    uint8_t qs[128];
};
struct BlockQ6_K {
    static constexpr int kElements = 256;
    uint8_t ql[128];
    uint8_t qh[64];
    int8_t scales[16];
    Half d;
};
struct BlockQ2_K {
    static constexpr int kElements = 256;
    uint8_t scales[16];  // scale in the low half, minimum in the high one
    uint8_t qs[64];
    Half d, dmin;
};
struct BlockQ3_K {
    static constexpr int kElements = 256;
    uint8_t high[32];  // bit g of byte j: the third bit of element j of group g
    uint8_t qs[64];
    uint8_t scales[12];
    Half d;
};
struct BlockIQ4_NL {
    static constexpr int kElements = 32;
    Half d;
    uint8_t qs[16];
};
struct BlockIQ4_XS {
    static constexpr int kElements = 256;
    Half d;
    uint16_t scalesHigh;   // bits 2g and 2g + 1: the upper two of group g's six-bit scale
    uint8_t scalesLow[4];  // four bits a group
    uint8_t qs[128];
};
struct BlockMXFP4 {
    static constexpr int kElements = 32;
    uint8_t exponent;  // the scale 2^(exponent - 127)
    uint8_t qs[16];
};
static_assert(sizeof(BlockQ8_0) == 34 && sizeof(BlockQ4_0) == 18 && sizeof(BlockQ4_1) == 20);
static_assert(sizeof(BlockQ5_0) == 22 && sizeof(BlockQ5_1) == 24);
static_assert(sizeof(BlockQ4_K) == 144 && sizeof(BlockQ5_K) == 176 && sizeof(BlockQ6_K) == 210);
static_assert(sizeof(BlockQ2_K) == 84 && sizeof(BlockQ3_K) == 110);
static_assert(sizeof(BlockIQ4_NL) == 18 && sizeof(BlockIQ4_XS) == 136 && sizeof(BlockMXFP4) == 17);

// What the four bits of IQ4_NL and IQ4_XS stand for: steps as a normal distribution likes them.
inline constexpr int8_t kIQ4Values[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                          1,    13,   25,  38,  53,  69,  89,  113};
// Twice the values of MXFP4's four-bit floats, so that they are whole; the scale is halved for it.
inline constexpr int8_t kMXFP4Values[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

// Half of 2^(exponent - 127).
CONCLAVE_INLINE float halfOfPower(uint8_t exponent) {
    return std::bit_cast<float>(exponent < 2 ? uint32_t{0x00200000} << exponent
                                             : static_cast<uint32_t>(exponent - 1) << 23);
}

// The eight 6-bit scales and eight 6-bit minima that Q4_K and Q5_K keep in twelve bytes: scales[0..7],
// minima[8..15].
CONCLAVE_INLINE void unpackScales(const uint8_t packed[12], uint8_t out[16]) {
    uint32_t words[3];
    std::memcpy(words, packed, sizeof(words));
    const uint32_t unpacked[4] = {
        words[0] & 0x3F3F3F3FU, (words[2] & 0x0F0F0F0FU) | ((words[0] >> 6 & 0x03030303U) << 4),
        words[1] & 0x3F3F3F3FU, (words[2] >> 4 & 0x0F0F0F0FU) | ((words[1] >> 6 & 0x03030303U) << 4)};
    std::memcpy(out, unpacked, sizeof(unpacked));
}

// The sixteen 6-bit scales of Q3_K, -32 … 31.
CONCLAVE_INLINE void unpackScales(const uint8_t packed[12], int8_t out[16]) {
    for (int i = 0; i < 16; ++i) {
        const int low = packed[i % 8] >> (i < 8 ? 0 : 4) & 15;
        const int high = packed[8 + i % 4] >> 2 * (i / 4) & 3;
        out[i] = static_cast<int8_t>((low | high << 4) - 32);
    }
}

// The 6-bit scale of one group of IQ4_XS, -32 … 31.
CONCLAVE_INLINE int scaleOf(const BlockIQ4_XS& block, int group) {
    const int low = block.scalesLow[group / 2] >> (group % 2 == 0 ? 0 : 4) & 15;
    return (low | (block.scalesHigh >> 2 * group & 3) << 4) - 32;
}

}  // namespace kernels::cpu
