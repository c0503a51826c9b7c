// Products of quantised weights and packed activations, for any vector path.
//
// Shapes   few tokens: each weight row is unpacked in registers and met by all tokens (decode runs at the
// speed of memory).
//          more tokens: 16 rows by 512 columns are unpacked once into a tile in the first-level cache, laid
//          so that a vector holds the same 4 (or 2) columns of all rows; activations are broadcast, and no
//          sum crosses lanes.
// Memory   the tile is on the stack (17 KiB); nothing is allocated.
#pragma once

#include <algorithm>
#include <type_traits>

#include "kernels/backend.h"
#include "kernels/cpu/activations.h"
#include "kernels/cpu/formats.h"
#include "kernels/cpu/simd_avx2.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kTileRows = 16;
constexpr int64_t kTileGroups = 16;

template <class Format>
struct Tile {
    using Value = std::conditional_t<Format::kWide, int16_t, uint8_t>;
    alignas(64) Value values[kTileGroups][kTileRows * kGroup];
    alignas(64) float scales[kTileGroups][kTileRows];
    alignas(64) float offsets[kTileGroups][kTileRows];
};

// -- few tokens
// ----------------------------------------------------------------------------------------------------

template <class S, class Format, int kTokens>
void rowTimesTokens(const typename Format::Block* block, int64_t groups, const PackedRow* x, float* results) {
    __m256 sums[kTokens][2];
    float offsets[kTokens] = {};
    for (auto& sum : sums)
        sum[0] = sum[1] = _mm256_setzero_ps();
    for (int64_t base = 0; base < groups; base += Format::kGroups, ++block) {
        _mm_prefetch(reinterpret_cast<const char*>(block) + 1024, _MM_HINT_T0);
        float scale[Format::kGroups];
        [[maybe_unused]] float offset[Format::kGroups];
        Format::scales(*block, scale, offset);
#pragma GCC unroll 8
        for (int g = 0; g < Format::kGroups; ++g) {
            const int64_t group = base + g;
            __m256i first;
            [[maybe_unused]] __m256i second;
            if constexpr (Format::kWide) {
                Format::values(*block, g, first, second);
            } else {
                first = Format::values(*block, g);
            }
#pragma GCC unroll 4
            for (int t = 0; t < kTokens; ++t) {
                __m256i dot;
                if constexpr (Format::kWide) {
                    const int16_t* words = x[t].wide + group * kGroup;
                    dot = _mm256_add_epi32(_mm256_madd_epi16(first, bytesAt(words)),
                                           _mm256_madd_epi16(second, bytesAt(words + 16)));
                } else {
                    dot = S::dotBytes(first, bytesAt(x[t].narrow + group * kGroup));
                    offsets[t] += offset[g] * x[t].sums[group];
                }
                const __m256 factor = _mm256_set1_ps(scale[g] * x[t].scales[group]);
                sums[t][g % 2] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dot), factor, sums[t][g % 2]);
            }
        }
    }
    for (int t = 0; t < kTokens; ++t)
        results[t] = Avx2::sum(_mm256_add_ps(sums[t][0], sums[t][1])) + offsets[t];
}

template <class S, class Format, int kTokens>
void fewTokens(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel& parallel) {
    const size_t bytes = rowBytes(w.type, w.columns);
    PackedRow rows[kTokens];
    for (int t = 0; t < kTokens; ++t)
        rows[t] = packedRow(x.packed, x.width, t);
    parallel.forEach(w.rows, 8, [&](int64_t begin, int64_t end, int) {
        for (int64_t n = begin; n < end; ++n) {
            const char* row = static_cast<const char*>(w.data) + static_cast<size_t>(n) * bytes;
            float results[kTokens];
            rowTimesTokens<S, Format, kTokens>(reinterpret_cast<const typename Format::Block*>(row),
                                               w.columns / kGroup, rows, results);
            for (int t = 0; t < kTokens; ++t)
                out[t * outStride + n] = results[t];
        }
    });
}

// -- a tile
// --------------------------------------------------------------------------------------------------------

// Unpacks `groups` groups of 16 rows that begin at `rows`; rows beyond `valid` repeat the last one and are
// not stored.
template <class Format>
void fillTile(Tile<Format>& tile, const char* rows, size_t bytes, int64_t valid, int64_t groups) {
    const typename Format::Block* blocks[kTileRows];
    for (int64_t r = 0; r < kTileRows; ++r) {
        const char* row = rows + static_cast<size_t>(std::min(r, valid - 1)) * bytes;
        blocks[r] = reinterpret_cast<const typename Format::Block*>(row);
    }
    for (int64_t base = 0; base < groups; base += Format::kGroups) {
        const int64_t at = base / Format::kGroups;
        for (int64_t r = 0; r < kTileRows; ++r) {
            float scale[Format::kGroups];
            [[maybe_unused]] float offset[Format::kGroups];
            Format::scales(blocks[r][at], scale, offset);
            for (int g = 0; g < Format::kGroups; ++g) {
                tile.scales[base + g][r] = scale[g];
                if constexpr (!Format::kWide) tile.offsets[base + g][r] = offset[g];
            }
        }
#pragma GCC unroll 8
        for (int g = 0; g < Format::kGroups; ++g) {
            for (int64_t half = 0; half < 2; ++half) {
                // Column quads (or pairs) are 64 bytes apart; rows 8 … 15 are the second 32 of them.
                auto* target = reinterpret_cast<__m256i*>(tile.values[base + g]) + half;
                __m256i first[8];
                [[maybe_unused]] __m256i second[8];
#pragma GCC unroll 8
                for (int r = 0; r < 8; ++r) {
                    if constexpr (Format::kWide) {
                        Format::values(blocks[half * 8 + r][at], g, first[r], second[r]);
                    } else {
                        first[r] = Format::values(blocks[half * 8 + r][at], g);
                    }
                }
                transpose(first);
                for (int k = 0; k < 8; ++k)
                    _mm256_store_si256(target + k * 2, first[k]);
                if constexpr (Format::kWide) {
                    transpose(second);
                    for (int k = 0; k < 8; ++k)
                        _mm256_store_si256(target + 16 + k * 2, second[k]);
                }
            }
        }
    }
}

template <class S, class Format, int kTokens>
void tileTimesTokens(const Tile<Format>& tile, int64_t firstGroup, int64_t groups, const PackedRow* x,
                     float* out, int64_t outStride, int64_t valid) {
    constexpr int kVectors = S::kTileVectors;
    typename S::Float totals[kTokens][kVectors];
    for (int t = 0; t < kTokens; ++t) {
        for (int v = 0; v < kVectors; ++v) {
            totals[t][v] = firstGroup == 0
                               ? S::zero()
                               : S::loadFirst(out + t * outStride + v * S::kLanes, valid - v * S::kLanes);
        }
    }
    for (int64_t g = 0; g < groups; ++g) {
        const int64_t group = firstGroup + g;
        typename S::Int sums[kTokens][kVectors];
        if constexpr (Format::kWide) {
            const int16_t* activations[kTokens];
            for (int t = 0; t < kTokens; ++t)
                activations[t] = x[t].wide + group * kGroup;
            S::template groupOfWords<kTokens>(tile.values[g], activations, sums);
        } else {
            const int8_t* activations[kTokens];
            for (int t = 0; t < kTokens; ++t)
                activations[t] = x[t].narrow + group * kGroup;
            S::template groupOfBytes<Format::kChain, kTokens>(tile.values[g], activations, sums);
        }
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v) {
            const typename S::Float scale = S::load(tile.scales[g] + v * S::kLanes);
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                const typename S::Float factor = S::multiply(scale, S::all(x[t].scales[group]));
                totals[t][v] = S::multiplyAdd(S::toFloat(sums[t][v]), factor, totals[t][v]);
                if constexpr (!Format::kWide) {
                    const typename S::Float offset = S::load(tile.offsets[g] + v * S::kLanes);
                    totals[t][v] = S::multiplyAdd(offset, S::all(x[t].sums[group]), totals[t][v]);
                }
            }
        }
    }
    for (int t = 0; t < kTokens; ++t) {
        for (int v = 0; v < kVectors; ++v) {
            S::storeFirst(out + t * outStride + v * S::kLanes, valid - v * S::kLanes, totals[t][v]);
        }
    }
}

template <class S, class Format>
void manyTokens(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel& parallel) {
    constexpr int kTokens = 4;
    const size_t bytes = rowBytes(w.type, w.columns);
    const int64_t allGroups = w.columns / kGroup;
    parallel.forEach(w.rows, kTileRows, [&](int64_t begin, int64_t end, int) {
        Tile<Format> tile;
        for (int64_t n = begin; n < end; n += kTileRows) {
            const int64_t valid = std::min(kTileRows, end - n);
            for (int64_t first = 0; first < allGroups; first += kTileGroups) {
                const int64_t groups = std::min(kTileGroups, allGroups - first);
                const char* rows = static_cast<const char*>(w.data) + static_cast<size_t>(n) * bytes +
                                   rowBytes(w.type, first * kGroup);
                fillTile<Format>(tile, rows, bytes, valid, groups);
                for (int64_t t = 0; t < x.tokens; t += kTokens) {
                    PackedRow tokens[kTokens];
                    const int64_t count = std::min<int64_t>(kTokens, x.tokens - t);
                    for (int64_t i = 0; i < count; ++i)
                        tokens[i] = packedRow(x.packed, x.width, t + i);
                    float* target = out + t * outStride + n;
                    switch (count) {
                        case 4:
                            tileTimesTokens<S, Format, 4>(tile, first, groups, tokens, target, outStride,
                                                          valid);
                            break;
                        case 3:
                            tileTimesTokens<S, Format, 3>(tile, first, groups, tokens, target, outStride,
                                                          valid);
                            break;
                        case 2:
                            tileTimesTokens<S, Format, 2>(tile, first, groups, tokens, target, outStride,
                                                          valid);
                            break;
                        default:
                            tileTimesTokens<S, Format, 1>(tile, first, groups, tokens, target, outStride,
                                                          valid);
                    }
                }
            }
        }
    });
}

template <class S, class Format>
void multiplyQuantised(const Weights& w, const Activations& x, float* out, int64_t outStride,
                       Parallel& parallel) {
    switch (x.tokens) {
        case 1:
            fewTokens<S, Format, 1>(w, x, out, outStride, parallel);
            break;
        case 2:
            fewTokens<S, Format, 2>(w, x, out, outStride, parallel);
            break;
        case 3:
            fewTokens<S, Format, 3>(w, x, out, outStride, parallel);
            break;
        default:
            manyTokens<S, Format>(w, x, out, outStride, parallel);
    }
}

}  // namespace
}  // namespace kernels::cpu
