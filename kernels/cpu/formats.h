// The quantised formats as the integer products see them: groups of 32 elements, value = scale * q + offset.
//
// Shapes   q are unsigned bytes (kWide false) that meet int8 activations, or int16 (kWide true) that meet
// int16 ones.
//          kChain: how many products of q and int8, in pairs, an int16 lane can add up without overflow
//          (2 * 15 * 127 * 8 and 2 * 31 * 127 * 4 are below 32768).
//          A block holds kGroups groups.
// Memory   local to the including file, which is compiled for AVX2 or more.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "kernels/cpu/activations.h"
#include "kernels/cpu/blocks.h"

namespace kernels::cpu {
namespace {

inline float widen(Half half) {
    return _cvtsh_ss(half);
}

inline __m256i bytesAt(const void* from) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

// 16 bytes of nibbles: elements 0 … 15 are the low halves, 16 … 31 the high ones.
inline __m256i nibbles(const uint8_t* from) {
    const __m128i packed = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    return _mm256_and_si256(_mm256_set_m128i(_mm_srli_epi16(packed, 4), packed), _mm256_set1_epi8(15));
}

// 16 in byte j where bit j is set.
inline __m256i fifthBits(const uint8_t* from) {
    uint32_t bits = 0;
    std::memcpy(&bits, from, sizeof(bits));
    const __m256i spread = _mm256_shuffle_epi8(
        _mm256_set1_epi32(static_cast<int>(bits)),
        _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303));
    const __m256i bit = _mm256_set1_epi64x(static_cast<int64_t>(0x8040201008040201));
    const __m256i set = _mm256_cmpeq_epi8(_mm256_and_si256(spread, bit), bit);
    return _mm256_and_si256(set, _mm256_set1_epi8(16));
}

struct FormatQ4_0 {
    using Block = BlockQ4_0;
    static constexpr bool kWide = false;
    static constexpr int kChain = 8;
    static constexpr int kGroups = 1;
    static __m256i values(const Block& block, int) { return nibbles(block.qs); }
    static void scales(const Block& block, float* scale, float* offset) {
        scale[0] = widen(block.d);
        offset[0] = -8.0F * scale[0];
    }
};

struct FormatQ4_1 {
    using Block = BlockQ4_1;
    static constexpr bool kWide = false;
    static constexpr int kChain = 8;
    static constexpr int kGroups = 1;
    static __m256i values(const Block& block, int) { return nibbles(block.qs); }
    static void scales(const Block& block, float* scale, float* offset) {
        scale[0] = widen(block.d);
        offset[0] = widen(block.m);
    }
};

struct FormatQ5_0 {
    using Block = BlockQ5_0;
    static constexpr bool kWide = false;
    static constexpr int kChain = 4;
    static constexpr int kGroups = 1;
    static __m256i values(const Block& block, int) {
        return _mm256_or_si256(nibbles(block.qs), fifthBits(block.qh));
    }
    static void scales(const Block& block, float* scale, float* offset) {
        scale[0] = widen(block.d);
        offset[0] = -16.0F * scale[0];
    }
};

struct FormatQ5_1 {
    using Block = BlockQ5_1;
    static constexpr bool kWide = false;
    static constexpr int kChain = 4;
    static constexpr int kGroups = 1;
    static __m256i values(const Block& block, int) {
        return _mm256_or_si256(nibbles(block.qs), fifthBits(block.qh));
    }
    static void scales(const Block& block, float* scale, float* offset) {
        scale[0] = widen(block.d);
        offset[0] = widen(block.m);
    }
};

// Q4_K, and Q5_K where the block has fifth bits.
template <class BlockType, int kChainLength>
struct FormatGroups {
    using Block = BlockType;
    static constexpr bool kWide = false;
    static constexpr int kChain = kChainLength;
    static constexpr int kGroups = 8;
    static __m256i values(const Block& block, int group) {
        __m256i packed = bytesAt(block.qs + (group / 2) * 32);
        if (group % 2 != 0) packed = _mm256_srli_epi16(packed, 4);
        const __m256i low = _mm256_and_si256(packed, _mm256_set1_epi8(15));
        if constexpr (requires { block.qh; }) {
            const __m256i bits = bytesAt(block.qh);
            const __m256i moved =
                group < 4 ? _mm256_slli_epi16(bits, 4 - group) : _mm256_srli_epi16(bits, group - 4);
            return _mm256_or_si256(low, _mm256_and_si256(moved, _mm256_set1_epi8(16)));
        }
        return low;
    }
    static void scales(const Block& block, float* scale, float* offset) {
        uint8_t small[16];
        unpackScales(block.scales, small);
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(small));
        const __m256 factors = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes));
        const __m256 minima = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_srli_si128(bytes, 8)));
        _mm256_storeu_ps(scale, _mm256_mul_ps(factors, _mm256_set1_ps(widen(block.d))));
        _mm256_storeu_ps(offset, _mm256_mul_ps(minima, _mm256_set1_ps(-widen(block.dmin))));
    }
};
using FormatQ4_K = FormatGroups<BlockQ4_K, 8>;
using FormatQ5_K = FormatGroups<BlockQ5_K, 4>;

struct FormatQ8_0 {
    using Block = BlockQ8_0;
    static constexpr bool kWide = true;
    static constexpr int kGroups = 1;
    static void values(const Block& block, int, __m256i& first, __m256i& second) {
        const auto* bytes = reinterpret_cast<const __m128i*>(block.qs);
        first = _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes));
        second = _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes + 1));
    }
    static void scales(const Block& block, float* scale, float*) { scale[0] = widen(block.d) * kWideStep; }
};

// (q - 32) times the scale of its 16 is at most 32 * 128 and fits an int16, so only d is left for the float
// side.
struct FormatQ6_K {
    using Block = BlockQ6_K;
    static constexpr bool kWide = true;
    static constexpr int kGroups = 8;
    static void values(const Block& block, int group, __m256i& first, __m256i& second) {
        const int quarter = group % 4;
        __m256i low = bytesAt(block.ql + (group / 4) * 64 + (group % 2) * 32);
        if (quarter >= 2) low = _mm256_srli_epi16(low, 4);
        const __m256i bits = bytesAt(block.qh + (group / 4) * 32);
        const __m256i high =
            quarter < 2 ? _mm256_slli_epi16(bits, 4 - 2 * quarter) : _mm256_srli_epi16(bits, 2 * quarter - 4);
        const __m256i six = _mm256_or_si256(_mm256_and_si256(low, _mm256_set1_epi8(15)),
                                            _mm256_and_si256(high, _mm256_set1_epi8(48)));
        const __m256i centred = _mm256_sub_epi8(six, _mm256_set1_epi8(32));
        const __m256i words[2] = {_mm256_cvtepi8_epi16(_mm256_castsi256_si128(centred)),
                                  _mm256_cvtepi8_epi16(_mm256_extracti128_si256(centred, 1))};
        first = _mm256_mullo_epi16(words[0], _mm256_set1_epi16(block.scales[group * 2]));
        second = _mm256_mullo_epi16(words[1], _mm256_set1_epi16(block.scales[group * 2 + 1]));
    }
    static void scales(const Block& block, float* scale, float*) {
        _mm256_storeu_ps(scale, _mm256_set1_ps(widen(block.d) * kWideStep));
    }
};

}  // namespace
}  // namespace kernels::cpu
