// The quantised formats as the integer products see them: groups of 32 elements, value = scale * q + offset.
//
// Shapes   q are unsigned bytes (kWide false) that meet int8 activations, or int16 (kWide true) that meet
//          int16 ones.
//          kChain: how many products of q and int8, in pairs, an int16 lane can add up without overflow
//          (2 * 15 * 127 * 8, 2 * 31 * 127 * 4 and 2 * 45 * 127 * 2 are below 32768).
//          kFactors: q are six bits, of which 32 is taken off; each 16 of a group have a whole-numbered
//          factor of their own; no offset. kSigned: q are signed bytes, each product of two of which an int16
//          lane can just hold; no offset. kTails: the offset of a group's last 16 elements differs from that
//          of its first by `tail`. Everything is asked for in runs of eight groups: one block of 256 or eight
//          blocks of 32 (fewer at a row's end, where the missing scales are 0).
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
    __m256 scale;      // [8 groups]
    __m256 offset;     // [8 groups]; formats of kWide have none
    __m256 tail = {};  // [8 groups]; formats of kTails alone have it
};

template <class Format>
constexpr bool kIsSigned = requires {
    requires Format::kSigned;
};
template <class Format>
constexpr bool kHasTails = requires {
    Format::kTails;
};
template <class Format>
constexpr bool kHasFactors = requires {
    Format::kFactors;
};
template <class Format>
constexpr bool kHasOffsets = !Format::kWide && !kIsSigned<Format> && !kHasFactors<Format>;

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
    static constexpr float kMiddle = kCentre;  // what the offset is where there is no minimum
    static __m256i values(const Block* run, int group) {
        const Block& block = run[group];
        if constexpr (kFiveBits) return _mm256_or_si256(nibbles(block.qs), fifthBits(block.qh));
        return nibbles(block.qs);
    }
    static RunScales scales(const Block* run, int count) {
        const __m256 scale = halvesOf(run, &Block::d, count);
        if constexpr (requires { run->m; }) return {scale, halvesOf(run, &Block::m, count)};
        return {scale, _mm256_mul_ps(scale, _mm256_set1_ps(-kMiddle))};
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

// q is 0 … 63, the factor an int8.
struct FormatQ6_K {
    using Block = BlockQ6_K;
    static constexpr bool kWide = false;
    static constexpr bool kFactors = true;
    static constexpr int kGroups = 8;
    static __m256i values(const Block* run, int group) {
        const int quarter = group % 4;
        __m256i low = bytesAt(run->ql + (group / 4) * 64 + (group % 2) * 32);
        if (quarter >= 2) low = _mm256_srli_epi16(low, 4);
        const __m256i bits = bytesAt(run->qh + (group / 4) * 32);
        const __m256i high =
            quarter < 2 ? _mm256_slli_epi16(bits, 4 - 2 * quarter) : _mm256_srli_epi16(bits, 2 * quarter - 4);
        return _mm256_or_si256(_mm256_and_si256(low, _mm256_set1_epi8(15)),
                               _mm256_and_si256(high, _mm256_set1_epi8(48)));
    }
    // Of the first and of the last 16 columns of the eight groups.
    static void factors(const Block* run, __m256i& first, __m256i& last) {
        const __m256i pairs = _mm256_cvtepu16_epi32(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(run->scales)));  // [8 groups] of two bytes
        first = _mm256_srai_epi32(_mm256_slli_epi32(pairs, 24), 24);
        last = _mm256_srai_epi32(_mm256_slli_epi32(pairs, 16), 24);
    }
    static RunScales scales(const Block* run, int) {
        return {_mm256_set1_ps(widen(run->d)), _mm256_setzero_ps()};
    }
};

// Q2_K and Q3_K: a group's low two bits, 0 … 3.
inline __m256i twoBits(const uint8_t* from, int group) {
    const __m256i packed = bytesAt(from + (group / 4) * 32);
    return _mm256_and_si256(_mm256_srli_epi16(packed, 2 * (group % 4)), _mm256_set1_epi8(3));
}

// A group's signed bytes as words times the scales of their 16, which are bytes 2 group and 2 group + 1.
inline void timesScales(__m256i bytes, __m128i allScales, int group, __m256i& first, __m256i& second) {
    const __m256i words = _mm256_cvtepi8_epi16(allScales);
    const __m256i four =
        group < 4 ? _mm256_permute4x64_epi64(words, 0x44) : _mm256_permute4x64_epi64(words, 0xEE);
    const auto word = static_cast<int16_t>(0x0100 + 0x0404 * (group % 4));  // bytes of word 2 (g % 4)
    const __m256i scales[2] = {
        _mm256_shuffle_epi8(four, _mm256_set1_epi16(word)),
        _mm256_shuffle_epi8(four, _mm256_set1_epi16(static_cast<int16_t>(word + 0x0202)))};
    first = _mm256_mullo_epi16(_mm256_cvtepi8_epi16(_mm256_castsi256_si128(bytes)), scales[0]);
    second = _mm256_mullo_epi16(_mm256_cvtepi8_epi16(_mm256_extracti128_si256(bytes, 1)), scales[1]);
}

// (q - 4) times the scale of its 16 is at most 4 * 32 and fits an int16, so only d is left for the float
// side.
struct FormatQ3_K {
    using Block = BlockQ3_K;
    static constexpr bool kWide = true;
    static constexpr int kGroups = 8;
    static void values(const Block* run, int group, __m256i& first, __m256i& second) {
        const __m256i bits = bytesAt(run->high);
        const __m256i moved =
            group < 2 ? _mm256_slli_epi16(bits, 2 - group) : _mm256_srli_epi16(bits, group - 2);
        const __m256i three =
            _mm256_or_si256(twoBits(run->qs, group), _mm256_and_si256(moved, _mm256_set1_epi8(4)));
        timesScales(_mm256_sub_epi8(three, _mm256_set1_epi8(4)), unpacked(run->scales), group, first, second);
    }
    static RunScales scales(const Block* run, int) {
        return {_mm256_set1_ps(widen(run->d) * kWideStep), _mm256_setzero_ps()};
    }

private:
    // As unpackScales does it.
    static __m128i unpacked(const uint8_t packed[12]) {
        const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(packed));
        const __m128i four =
            _mm_and_si128(_mm_unpacklo_epi64(low, _mm_srli_epi16(low, 4)), _mm_set1_epi8(15));
        int32_t bits = 0;
        std::memcpy(&bits, packed + 8, sizeof(bits));
        const __m128i two =
            _mm_and_si128(_mm_srlv_epi32(_mm_set1_epi32(bits), _mm_setr_epi32(0, 2, 4, 6)), _mm_set1_epi8(3));
        return _mm_sub_epi8(_mm_or_si128(four, _mm_slli_epi16(two, 4)), _mm_set1_epi8(32));
    }
};

// q times the scale of its 16 is at most 3 * 15 and stays a byte; the minima of its two halves differ.
struct FormatQ2_K {
    using Block = BlockQ2_K;
    static constexpr bool kWide = false;
    static constexpr bool kTails = true;
    static constexpr int kChain = 2;
    static constexpr int kGroups = 8;
    static __m256i values(const Block* run, int group) {
        // Each byte 2 group in the words of the lower half, each byte 2 group + 1 in those of the upper.
        const __m256i places = _mm256_setr_m128i(_mm_set1_epi16(static_cast<int16_t>(0x8000 + 2 * group)),
                                                 _mm_set1_epi16(static_cast<int16_t>(0x8001 + 2 * group)));
        const __m256i all =
            _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(run->scales)));
        const __m256i scales = _mm256_and_si256(_mm256_shuffle_epi8(all, places), _mm256_set1_epi16(15));
        // Both bytes of a word at once: neither product leaves its byte.
        return _mm256_mullo_epi16(twoBits(run->qs, group), scales);
    }
    static RunScales scales(const Block* run, int) {
        const __m256i pairs = _mm256_cvtepu16_epi32(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(run->scales)));  // [8 groups] of two bytes
        const __m256 head =
            _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srli_epi32(pairs, 4), _mm256_set1_epi32(15)));
        const __m256 tail = _mm256_cvtepi32_ps(_mm256_srli_epi32(pairs, 12));
        const __m256 dmin = _mm256_set1_ps(-widen(run->dmin));
        return {_mm256_set1_ps(widen(run->d)), _mm256_mul_ps(head, dmin),
                _mm256_mul_ps(_mm256_sub_ps(tail, head), dmin)};
    }
};

// What sixteen indices stand for, plus `centre`.
inline __m256i lookUp(const int8_t (&table)[16], int8_t centre, __m256i indices) {
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(table));
    const __m256i both = _mm256_broadcastsi128_si256(_mm_add_epi8(values, _mm_set1_epi8(centre)));
    return _mm256_shuffle_epi8(both, indices);
}

struct FormatMXFP4 {
    using Block = BlockMXFP4;
    static constexpr bool kWide = false;
    static constexpr int kChain = 4;
    static constexpr int kGroups = 1;
    static __m256i values(const Block* run, int group) {
        return lookUp(kMXFP4Values, 12, nibbles(run[group].qs));
    }
    // Half of 2^(exponent - 127); the two smallest, below any float that is not subnormal, count as 0.
    static RunScales scales(const Block* run, int count) {
        alignas(32) int32_t exponents[kRun] = {};
        for (int i = 0; i < count; ++i)
            exponents[i] = run[i].exponent;
        const __m256i all = _mm256_load_si256(reinterpret_cast<const __m256i*>(exponents));
        const __m256 scale =
            _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_subs_epu16(all, _mm256_set1_epi32(1)), 23));
        return {scale, _mm256_mul_ps(scale, _mm256_set1_ps(-12.0F))};
    }
};

// The IQ4 table spans 240: signed bytes where the path adds two products in an int16, unsigned ones
// otherwise.
template <bool kSignedBytes>
struct IQ4Values {
    static constexpr bool kWide = false;
    static constexpr bool kSigned = kSignedBytes;
    static constexpr int kChain = 1;
    static constexpr int8_t kCentre = kSigned ? 0 : -128;  // + 128, as a byte has it
    static __m256i values(const uint8_t* indices) { return lookUp(kIQ4Values, kCentre, nibbles(indices)); }
    static RunScales scales(__m256 scale) {
        return {scale, _mm256_mul_ps(scale, _mm256_set1_ps(static_cast<float>(kCentre)))};
    }
};

template <bool kSignedBytes>
struct FormatIQ4_NL : IQ4Values<kSignedBytes> {
    using Block = BlockIQ4_NL;
    using Values = IQ4Values<kSignedBytes>;
    static constexpr int kGroups = 1;
    static __m256i values(const Block* run, int group) { return Values::values(run[group].qs); }
    static RunScales scales(const Block* run, int count) {
        return Values::scales(halvesOf(run, &Block::d, count));
    }
};

template <bool kSignedBytes>
struct FormatIQ4_XS : IQ4Values<kSignedBytes> {
    using Block = BlockIQ4_XS;
    using Values = IQ4Values<kSignedBytes>;
    static constexpr int kGroups = 8;
    static __m256i values(const Block* run, int group) { return Values::values(run->qs + group * 16); }
    // As scaleOf does it, for all groups at once.
    static RunScales scales(const Block* run, int) {
        int32_t bits = 0;
        std::memcpy(&bits, run->scalesLow, sizeof(bits));
        const __m256i low = _mm256_and_si256(
            _mm256_srlv_epi32(_mm256_set1_epi32(bits), _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28)),
            _mm256_set1_epi32(15));
        const __m256i high = _mm256_and_si256(_mm256_srlv_epi32(_mm256_set1_epi32(run->scalesHigh),
                                                                _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14)),
                                              _mm256_set1_epi32(3));
        const __m256i six = _mm256_or_si256(low, _mm256_slli_epi32(high, 4));
        const __m256 factors = _mm256_cvtepi32_ps(_mm256_sub_epi32(six, _mm256_set1_epi32(32)));
        return Values::scales(_mm256_mul_ps(factors, _mm256_set1_ps(widen(run->d))));
    }
};

}  // namespace
}  // namespace kernels::cpu
