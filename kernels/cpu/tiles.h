// Quantised weights repacked into tiles of 16 rows, so that a vector holds the same columns of all of them: a
// product broadcasts its activations and no sum crosses lanes.
//
// Shapes   a tile is a row of units, each 16 rows by the columns of one block (32 or 256); it takes the bytes
//          of its 16 rows in the file. A unit is the scales of 16 rows side by side, then bit planes:
//            nibbles [groups of 32][8 quads][32]: byte 4 r + c of quad k is column 4 k + c, its low half of
//            row r, its high half of row r + 8 (r below 8);
//            fifth bits [groups][2][32]: bit k of byte 4 r + c of half h is of row r + 8 h, column 4 k + c;
//            fifth and sixth bits [groups][2][2][32]: the same, two bits a quad, four quads a byte;
//            or, of eight bits, bytes [groups][8][2][32]: byte 4 r + c of half h is of row r + 8 h and column
//            4 k + (0, 2, 1, 3)[c], so that the upper and the lower bytes of its words are neighbours.
//          Rows beyond the matrix's last are zeros.
// Memory   local to the including file, which is compiled for AVX2 or more.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "kernels/cpu/formats.h"

namespace kernels::cpu {
namespace {

inline void putBytes(void* to, __m256i bytes) {
    _mm256_storeu_si256(static_cast<__m256i*>(to), bytes);
}

// 16 half-precision numbers.
inline void widenRows(const uint8_t* from, __m256 (&to)[2]) {
    to[0] = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    to[1] = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from) + 1));
}

// What 16 rows of a group add: scale * q + offset.
struct GroupScales {
    __m256 scale[2];
    __m256 offset[2];
};

// -- bit planes
// ----------------------------------------------------------------------------------------------------

// Weights of kBits bits, of which the upper 0, 1 or 2 lie apart.
template <int kWeightBits, int kGroups>
struct Planes {
    static constexpr int kBits = kWeightBits;
    static constexpr int kNibbleBytes = 256;             // of a group
    static constexpr int kHighBytes = 64 * (kBits - 4);  // of a group
    static constexpr int kGroupBytes = kNibbleBytes + kHighBytes;
    static constexpr int kHigh = kGroups * kNibbleBytes;

    // Columns 4 k … 4 k + 3 of a group, of rows 0 … 7 and 8 … 15.
    [[gnu::always_inline]] static void quad(const uint8_t* planes, int64_t group, int k, __m256i& low,
                                            __m256i& high) {
        const __m256i both = bytesAt(planes + group * kNibbleBytes + k * 32);
        low = _mm256_and_si256(both, _mm256_set1_epi8(15));
        high = _mm256_and_si256(_mm256_srli_epi16(both, 4), _mm256_set1_epi8(15));
        if constexpr (kBits > 4) {
            const uint8_t* upper = planes + kHigh + group * kHighBytes;
            low = _mm256_or_si256(low, upperBits(upper, k));
            high = _mm256_or_si256(high, upperBits(upper + kHighBytes / 2, k));
        }
    }

    static void put(uint8_t* planes, int64_t group, const __m256i (&low)[8], const __m256i (&high)[8]) {
        for (int k = 0; k < 8; ++k) {
            const __m256i first = _mm256_and_si256(low[k], _mm256_set1_epi8(15));
            const __m256i second = _mm256_slli_epi16(_mm256_and_si256(high[k], _mm256_set1_epi8(15)), 4);
            putBytes(planes + group * kNibbleBytes + k * 32, _mm256_or_si256(first, second));
        }
        if constexpr (kBits > 4) {
            uint8_t* upper = planes + kHigh + group * kHighBytes;
            putUpper(upper, low);
            putUpper(upper + kHighBytes / 2, high);
        }
    }

private:
    static constexpr int kEach = kBits - 4;                     // upper bits of a weight
    static constexpr int kQuads = 8 / (kEach > 0 ? kEach : 1);  // in a byte
    static constexpr int kMask = ((1 << kBits) - 1) & ~15;

    // Where they belong in a weight.
    [[gnu::always_inline]] static __m256i upperBits(const uint8_t* from, int k) {
        const __m256i bits = bytesAt(from + k / kQuads * 32);
        const int left = 4 - k % kQuads * kEach;
        const __m256i moved = left >= 0 ? _mm256_slli_epi16(bits, left) : _mm256_srli_epi16(bits, -left);
        return _mm256_and_si256(moved, _mm256_set1_epi8(kMask));
    }
    static void putUpper(uint8_t* to, const __m256i (&weights)[8]) {
        for (int byte = 0; byte < kEach; ++byte) {
            __m256i all = _mm256_setzero_si256();
            for (int k = 0; k < kQuads; ++k) {
                const __m256i bits = _mm256_and_si256(weights[byte * kQuads + k], _mm256_set1_epi8(kMask));
                const int right = 4 - k * kEach;
                all = _mm256_or_si256(
                    all, right >= 0 ? _mm256_srli_epi16(bits, right) : _mm256_slli_epi16(bits, -right));
            }
            putBytes(to + byte * 32, all);
        }
    }
};

// Weights that are whole bytes.
template <int kGroups>
struct Bytes {
    static constexpr int kBits = 8;
    static constexpr int kGroupBytes = 512;

    // Columns 4 k … 4 k + 3 of a group, signed.
    [[gnu::always_inline]] static void quad(const uint8_t* bytes, int64_t group, int k, __m256i& low,
                                            __m256i& high) {
        const uint8_t* from = bytes + group * kGroupBytes + k * 64;
        low = _mm256_shuffle_epi8(bytesAt(from), order());
        high = _mm256_shuffle_epi8(bytesAt(from + 32), order());
    }

    // Columns 2 k and 2 k + 1 of a group as int16, of rows 0 … 7 and 8 … 15.
    [[gnu::always_inline]] static void pair(const uint8_t* bytes, int64_t group, int k, __m256i& low,
                                            __m256i& high) {
        const uint8_t* quad = bytes + group * kGroupBytes + k / 2 * 64;
        low = bytesAt(quad);
        high = bytesAt(quad + 32);
        if (k % 2 == 0) {
            low = _mm256_slli_epi16(low, 8);
            high = _mm256_slli_epi16(high, 8);
        }
        low = _mm256_srai_epi16(low, 8);
        high = _mm256_srai_epi16(high, 8);
    }

    static void put(uint8_t* bytes, int64_t group, const __m256i (&low)[8], const __m256i (&high)[8]) {
        for (int k = 0; k < 8; ++k) {
            uint8_t* quad = bytes + group * kGroupBytes + k * 64;
            putBytes(quad, _mm256_shuffle_epi8(low[k], order()));
            putBytes(quad + 32, _mm256_shuffle_epi8(high[k], order()));
        }
    }

private:
    // Its own inverse.
    static __m256i order() {
        return _mm256_broadcastsi128_si256(
            _mm_setr_epi8(0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15));
    }
};

// -- scales
// --------------------------------------------------------------------------------------------------------

// Blocks of 32: halves as they are in the file.
template <class Format>
struct ScalesOf32 {
    using Block = typename Format::Block;
    static constexpr bool kMinima = requires(Block block) { block.m; };
    static constexpr int kBytes = kMinima ? 64 : 32;
    struct Head {};
    static Head head(const uint8_t*) { return {}; }
    [[gnu::always_inline]] static void scales(const Head&, const uint8_t* unit, int64_t, GroupScales& out) {
        widenRows(unit, out.scale);
        if constexpr (Format::kWide) {
            for (__m256& scale : out.scale)
                scale = _mm256_mul_ps(scale, _mm256_set1_ps(kWideStep));
        } else if constexpr (kMinima) {
            widenRows(unit + 32, out.offset);
        } else {
            for (int v = 0; v < 2; ++v)
                out.offset[v] = _mm256_mul_ps(out.scale[v], _mm256_set1_ps(-Format::kMiddle));
        }
    }
    static void put(uint8_t* unit, int row, const Block& block) {
        std::memcpy(unit + 2 * row, &block.d, sizeof(Half));
        if constexpr (kMinima) std::memcpy(unit + 32 + 2 * row, &block.m, sizeof(Half));
    }
};

// Q4_K and Q5_K: d [16], dmin [16], for each group the lower four bits of the scales and minima [16], for
// each two groups the upper two of each [16].
template <class Format>
struct ScalesOf256 {
    using Block = typename Format::Block;
    static constexpr int kLower = 64;
    static constexpr int kUpper = kLower + 8 * 16;
    static constexpr int kBytes = kUpper + 4 * 16;
    struct Head {
        __m256 d[2];
        __m256 dmin[2];
    };
    static Head head(const uint8_t* unit) {
        Head head;
        widenRows(unit, head.d);
        widenRows(unit + 32, head.dmin);
        for (__m256& least : head.dmin)
            least = _mm256_sub_ps(_mm256_setzero_ps(), least);
        return head;
    }
    [[gnu::always_inline]] static void scales(const Head& head, const uint8_t* unit, int64_t group,
                                              GroupScales& out) {
        const __m128i lower = _mm_loadu_si128(reinterpret_cast<const __m128i*>(unit + kLower) + group);
        __m128i upper = _mm_loadu_si128(reinterpret_cast<const __m128i*>(unit + kUpper) + group / 2);
        upper = _mm_srl_epi16(upper, _mm_cvtsi32_si128(static_cast<int>(group % 2) * 4));
        const __m128i fifteen = _mm_set1_epi8(15);
        const __m128i pair = _mm_set1_epi8(48);
        const __m128i factors =
            _mm_or_si128(_mm_and_si128(lower, fifteen), _mm_and_si128(_mm_slli_epi16(upper, 4), pair));
        const __m128i minima = _mm_or_si128(_mm_and_si128(_mm_srli_epi16(lower, 4), fifteen),
                                            _mm_and_si128(_mm_slli_epi16(upper, 2), pair));
        for (int v = 0; v < 2; ++v) {
            const __m128i f = v == 0 ? factors : _mm_srli_si128(factors, 8);
            const __m128i m = v == 0 ? minima : _mm_srli_si128(minima, 8);
            out.scale[v] = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(f)), head.d[v]);
            out.offset[v] = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(m)), head.dmin[v]);
        }
    }
    static void put(uint8_t* unit, int row, const Block& block) {
        std::memcpy(unit + 2 * row, &block.d, sizeof(Half));
        std::memcpy(unit + 32 + 2 * row, &block.dmin, sizeof(Half));
        uint8_t small[16];
        unpackScales(block.scales, small);
        for (int g = 0; g < 8; ++g) {
            const int scale = small[g];
            const int least = small[8 + g];
            unit[kLower + g * 16 + row] = static_cast<uint8_t>((scale & 15) | (least & 15) << 4);
            uint8_t& upper = unit[kUpper + g / 2 * 16 + row];
            const int both = scale >> 4 | least >> 4 << 2;
            upper = static_cast<uint8_t>(g % 2 == 0 ? both : upper | both << 4);
        }
    }
};

// Q6_K: d [16], and the factors of each 16 columns [16 rows].
struct ScalesOf16 {
    using Block = BlockQ6_K;
    static constexpr int kFactors = 32;
    static constexpr int kBytes = kFactors + 16 * 16;
    struct Head {
        __m256 d[2];
    };
    static Head head(const uint8_t* unit) {
        Head head;
        widenRows(unit, head.d);
        return head;
    }
    // Of eight rows.
    [[gnu::always_inline]] static __m256i factors(const uint8_t* unit, int64_t group, int half, int v) {
        const uint8_t* from = unit + kFactors + (2 * group + half) * 16 + v * 8;
        return _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
    }
    [[gnu::always_inline]] static void scales(const Head& head, const uint8_t*, int64_t, GroupScales& out) {
        out.scale[0] = head.d[0];
        out.scale[1] = head.d[1];
    }
    static void put(uint8_t* unit, int row, const Block& block) {
        std::memcpy(unit + 2 * row, &block.d, sizeof(Half));
        for (int i = 0; i < 16; ++i)
            unit[kFactors + i * 16 + row] = static_cast<uint8_t>(block.scales[i]);
    }
};

template <class Format, class Scales, class Values>
struct TileOf : Scales {
    using Block = typename Format::Block;
    static constexpr int kBits = Values::kBits;
    static constexpr int64_t kUnitBytes = kTileRows * sizeof(Block);
    static_assert(Scales::kBytes + Format::kGroups * Values::kGroupBytes == kUnitBytes);

    [[gnu::always_inline]] static void quad(const uint8_t* unit, int64_t group, int k, __m256i& low,
                                            __m256i& high) {
        Values::quad(unit + Scales::kBytes, group, k, low, high);
    }
    [[gnu::always_inline]] static void pair(const uint8_t* unit, int64_t group, int k, __m256i& low,
                                            __m256i& high) {
        Values::pair(unit + Scales::kBytes, group, k, low, high);
    }
    static void putGroup(uint8_t* unit, int64_t group, const __m256i (&low)[8], const __m256i (&high)[8]) {
        Values::put(unit + Scales::kBytes, group, low, high);
    }
};

// Which formats have tiles.
template <class Format>
struct TileLayout {};
template <>
struct TileLayout<FormatQ8_0> : TileOf<FormatQ8_0, ScalesOf32<FormatQ8_0>, Bytes<1>> {};
template <>
struct TileLayout<FormatQ4_0> : TileOf<FormatQ4_0, ScalesOf32<FormatQ4_0>, Planes<4, 1>> {};
template <>
struct TileLayout<FormatQ4_1> : TileOf<FormatQ4_1, ScalesOf32<FormatQ4_1>, Planes<4, 1>> {};
template <>
struct TileLayout<FormatQ5_0> : TileOf<FormatQ5_0, ScalesOf32<FormatQ5_0>, Planes<5, 1>> {};
template <>
struct TileLayout<FormatQ5_1> : TileOf<FormatQ5_1, ScalesOf32<FormatQ5_1>, Planes<5, 1>> {};
template <>
struct TileLayout<FormatQ4_K> : TileOf<FormatQ4_K, ScalesOf256<FormatQ4_K>, Planes<4, 8>> {};
template <>
struct TileLayout<FormatQ5_K> : TileOf<FormatQ5_K, ScalesOf256<FormatQ5_K>, Planes<5, 8>> {};
template <>
struct TileLayout<FormatQ6_K> : TileOf<FormatQ6_K, ScalesOf16, Planes<6, 8>> {};

template <class Format>
constexpr bool kHasTiles = requires {
    TileLayout<Format>::kUnitBytes;
};

}  // namespace
}  // namespace kernels::cpu
