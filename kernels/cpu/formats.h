// The quantised formats as the integer products see them: groups of 32 elements, value = scale * q + offset.
//
// Shapes   q are unsigned bytes (kWide false) that meet int8 activations, or int16 (kWide true) that meet
// int16 ones.
//          kChain: how many products of q and int8, in pairs, an int16 lane can add up without overflow
//          (2 * 15 * 127 * 8 and 2 * 31 * 127 * 4 are below 32768).
//          Everything is asked for in runs of eight groups: one block of 256 or eight blocks of 32 (fewer at
//          a row's end, where the missing scales are 0).
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

struct RunScales {
    __m256 scale;   // [8 groups]
    __m256 offset;  // [8 groups]; formats of kWide have none
};

// One half-precision member of up to eight blocks.
template <class Block>
__m256 halvesOf(const Block* blocks, Half Block::*member, int count) {
    if (count == kRun) {
        return _mm256_cvtph_ps(
            _mm_setr_epi16(static_cast<int16_t>(blocks[0].*member), static_cast<int16_t>(blocks[1].*member),
                           static_cast<int16_t>(blocks[2].*member), static_cast<int16_t>(blocks[3].*member),
                           static_cast<int16_t>(blocks[4].*member), static_cast<int16_t>(blocks[5].*member),
                           static_cast<int16_t>(blocks[6].*member), static_cast<int16_t>(blocks[7].*member)));
    }
    alignas(16) Half halves[kRun] = {};
    for (int i = 0; i < count; ++i)
        halves[i] = blocks[i].*member;
    return _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(halves)));
}

// Blocks of 32: Q4_0 and Q5_0 are centred on kCentre, Q4_1 and Q5_1 have a minimum instead; five bits where
// there is qh.
template <class BlockType, int kCentre>
struct FormatOf32 {
    using Block = BlockType;
    static constexpr bool kFiveBits = requires(Block block) { block.qh; };
    static constexpr bool kWide = false;
    static constexpr int kChain = kFiveBits ? 4 : 8;
    static constexpr int kGroups = 1;
    static __m256i values(const Block* run, int group) {
        const Block& block = run[group];
        if constexpr (kFiveBits) return _mm256_or_si256(nibbles(block.qs), fifthBits(block.qh));
        return nibbles(block.qs);
    }
    static RunScales scales(const Block* run, int count) {
        const __m256 scale = halvesOf(run, &Block::d, count);
        if constexpr (requires { run->m; }) return {scale, halvesOf(run, &Block::m, count)};
        return {scale, _mm256_mul_ps(scale, _mm256_set1_ps(-static_cast<float>(kCentre)))};
    }
};
using FormatQ4_0 = FormatOf32<BlockQ4_0, 8>;
using FormatQ4_1 = FormatOf32<BlockQ4_1, 0>;
using FormatQ5_0 = FormatOf32<BlockQ5_0, 16>;
using FormatQ5_1 = FormatOf32<BlockQ5_1, 0>;

// Q4_K, and Q5_K where there is qh.
template <class BlockType>
struct FormatOf256 {
    using Block = BlockType;
    static constexpr bool kFiveBits = requires(Block block) { block.qh; };
    static constexpr bool kWide = false;
    static constexpr int kChain = kFiveBits ? 4 : 8;
    static constexpr int kGroups = 8;
    static __m256i values(const Block* run, int group) {
        __m256i packed = bytesAt(run->qs + (group / 2) * 32);
        if (group % 2 != 0) packed = _mm256_srli_epi16(packed, 4);
        const __m256i low = _mm256_and_si256(packed, _mm256_set1_epi8(15));
        if constexpr (kFiveBits) {
            const __m256i bits = bytesAt(run->qh);
            const __m256i moved =
                group < 4 ? _mm256_slli_epi16(bits, 4 - group) : _mm256_srli_epi16(bits, group - 4);
            return _mm256_or_si256(low, _mm256_and_si256(moved, _mm256_set1_epi8(16)));
        }
        return low;
    }
    static RunScales scales(const Block* run, int) {
        alignas(16) uint8_t small[16];
        unpackScales(run->scales, small);
        const __m128i bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(small));
        const __m256 factors = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes));
        const __m256 minima = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_srli_si128(bytes, 8)));
        return {_mm256_mul_ps(factors, _mm256_set1_ps(widen(run->d))),
                _mm256_mul_ps(minima, _mm256_set1_ps(-widen(run->dmin)))};
    }
};
using FormatQ4_K = FormatOf256<BlockQ4_K>;
using FormatQ5_K = FormatOf256<BlockQ5_K>;

struct FormatQ8_0 {
    using Block = BlockQ8_0;
    static constexpr bool kWide = true;
    static constexpr int kGroups = 1;
    static void values(const Block* run, int group, __m256i& first, __m256i& second) {
        const auto* bytes = reinterpret_cast<const __m128i*>(run[group].qs);
        first = _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes));
        second = _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes + 1));
    }
    static RunScales scales(const Block* run, int count) {
        return {_mm256_mul_ps(halvesOf(run, &Block::d, count), _mm256_set1_ps(kWideStep)),
                _mm256_setzero_ps()};
    }
};

// (q - 32) times the scale of its 16 is at most 32 * 128 and fits an int16, so only d is left for the float
// side.
struct FormatQ6_K {
    using Block = BlockQ6_K;
    static constexpr bool kWide = true;
    static constexpr int kGroups = 8;
    static void values(const Block* run, int group, __m256i& first, __m256i& second) {
        const int quarter = group % 4;
        __m256i low = bytesAt(run->ql + (group / 4) * 64 + (group % 2) * 32);
        if (quarter >= 2) low = _mm256_srli_epi16(low, 4);
        const __m256i bits = bytesAt(run->qh + (group / 4) * 32);
        const __m256i high =
            quarter < 2 ? _mm256_slli_epi16(bits, 4 - 2 * quarter) : _mm256_srli_epi16(bits, 2 * quarter - 4);
        const __m256i six = _mm256_or_si256(_mm256_and_si256(low, _mm256_set1_epi8(15)),
                                            _mm256_and_si256(high, _mm256_set1_epi8(48)));
        const __m256i centred = _mm256_sub_epi8(six, _mm256_set1_epi8(32));
        const __m256i words =
            _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(run->scales)));
        const __m256i four =
            group < 4 ? _mm256_permute4x64_epi64(words, 0x44) : _mm256_permute4x64_epi64(words, 0xEE);
        const auto word = static_cast<int16_t>(0x0100 + 0x0404 * (group % 4));  // bytes of word 2 (g % 4)
        const __m256i scales[2] = {
            _mm256_shuffle_epi8(four, _mm256_set1_epi16(word)),
            _mm256_shuffle_epi8(four, _mm256_set1_epi16(static_cast<int16_t>(word + 0x0202)))};
        first = _mm256_mullo_epi16(_mm256_cvtepi8_epi16(_mm256_castsi256_si128(centred)), scales[0]);
        second = _mm256_mullo_epi16(_mm256_cvtepi8_epi16(_mm256_extracti128_si256(centred, 1)), scales[1]);
    }
    static RunScales scales(const Block* run, int) {
        return {_mm256_set1_ps(widen(run->d) * kWideStep), _mm256_setzero_ps()};
    }
};

}  // namespace
}  // namespace kernels::cpu
