// Products of repacked weights: up to eight tokens meet the weights as they are unpacked in registers, as
// many at a time as there are registers for; more tokens meet a tile that is unpacked once into the
// first-level cache.
//
// Shapes   as tiles.h says.
// Memory   the tiles are on the stack; nothing is allocated.
#pragma once

#include "kernels/cpu/products.h"
#include "kernels/cpu/tiles.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kDirectTokens = 8;
// Bytes from what is met to what is asked for, for the second-level cache and for the first.
constexpr int64_t kFarAhead = 4608;
constexpr int64_t kNearAhead = 2048;

// -- few tokens
// ----------------------------------------------------------------------------------------------------

// The integer sums of one group of a unit, whose columns begin at `column`.
template <class S, class Format, int kTokens>
[[gnu::always_inline]] inline void groupTimesFew(const uint8_t* unit, int64_t group, const PackedRow* x,
                                                 int64_t column,
                                                 typename S::Int (&sums)[kTokens][S::kTileVectors]) {
    using Layout = TileLayout<Format>;
    if constexpr (Format::kWide) {
        const int16_t* activations[kTokens];
        for (int t = 0; t < kTokens; ++t)
            activations[t] = x[t].wide + column;
        const auto pair = [=](int k, __m256i& low, __m256i& high) __attribute__((always_inline)) {
            Layout::pair(unit, group, k, low, high);
        };
        S::template groupOfPairs<kTokens>(pair, activations, sums);
    } else {
        const int8_t* activations[kTokens];
        for (int t = 0; t < kTokens; ++t)
            activations[t] = x[t].narrow + column;
        const auto quad = [=](int k, __m256i& low, __m256i& high) __attribute__((always_inline)) {
            Layout::quad(unit, group, k, low, high);
        };
        if constexpr (kHasFactors<Format>) {
            const int32_t* middles[kTokens];
            for (int t = 0; t < kTokens; ++t)
                middles[t] = x[t].middles + column / 16;
            __m256i factors[2][2];
            for (int half = 0; half < 2; ++half) {
                for (int v = 0; v < 2; ++v)
                    factors[half][v] = S::factorsOf(Layout::factors(unit, group, half, v));
            }
            const auto factor = [&](int half, int v) __attribute__((always_inline)) {
                return factors[half][v];
            };
            S::template groupOfScaledQuads<kTokens>(quad, factor, activations, middles, sums);
        } else {
            S::template groupOfQuads<Format::kChain, kTokens>(quad, activations, sums);
        }
    }
}

template <class Format>
constexpr int64_t kBytesOfGroup = TileLayout<Format>::kUnitBytes / Format::kGroups;

// Asks for bytes that will be met soon, for the second-level cache or for the first.
template <int64_t kBytes, bool kFirst = false>
[[gnu::always_inline]] inline void prefetchBytes(const uint8_t* from) {
    for (int64_t at = 0; at < kBytes; at += 64)
        _mm_prefetch(reinterpret_cast<const char*>(from) + at, kFirst ? _MM_HINT_T0 : _MM_HINT_T1);
}

// The same for one group of the unit that lies `ahead` bytes further on.
template <class Format>
[[gnu::always_inline]] inline void prefetchGroup(const uint8_t* unit, int64_t group, int64_t ahead) {
    prefetchBytes<kBytesOfGroup<Format>>(unit + group * kBytesOfGroup<Format> + ahead);
}
// And for both caches, line by line: one after the other would be slower.
template <class Format>
[[gnu::always_inline]] inline void prefetchStream(const uint8_t* unit, int64_t group) {
    const char* from = reinterpret_cast<const char*>(unit) + group * kBytesOfGroup<Format>;
    for (int64_t at = 0; at < kBytesOfGroup<Format>; at += 64) {
        _mm_prefetch(from + at + kFarAhead, _MM_HINT_T1);
        _mm_prefetch(from + at + kNearAhead, _MM_HINT_T0);
    }
}

// One tile, from its first column to its last. kHalves: it is met twice, and each time asks for half of the
// next one, from `half` on, so that memory has as much to do both times. Inlined into its loop it would be
// half as fast: GCC then runs out of registers.
template <class S, class Format, int kTokens, bool kHalves>
[[gnu::noinline]] void tileTimesFew(const uint8_t* unit, int64_t groups, const PackedRow* x, float* out,
                                    int64_t outStride, int64_t valid, const uint8_t* half) {
    using Layout = TileLayout<Format>;
    constexpr int kVectors = S::kTileVectors;
    typename S::Float totals[kTokens][kVectors];
    for (auto& total : totals) {
        for (auto& vector : total)
            vector = S::zero();
    }
    for (int64_t base = 0; base < groups; base += Format::kGroups, unit += Layout::kUnitBytes) {
        const auto head = Layout::head(unit);
        for (int64_t g = 0; g < Format::kGroups; ++g) {
            const int64_t group = base + g;
            if constexpr (kHalves) {
                prefetchBytes<kBytesOfGroup<Format> / 2>(half + group * kBytesOfGroup<Format> / 2);
                prefetchBytes<kBytesOfGroup<Format>, true>(unit + g * kBytesOfGroup<Format> + kNearAhead);
            } else {
                prefetchStream<Format>(unit, g);
            }
            typename S::Int sums[kTokens][kVectors];
            groupTimesFew<S, Format, kTokens>(unit, g, x, group * kGroup, sums);
            GroupScales scales;
            Layout::scales(head, unit, g, scales);
            typename S::Float scale[kVectors];
            [[maybe_unused]] typename S::Float offset[kVectors];
            S::join(scales.scale, scale);
            if constexpr (kHasOffsets<Format>) S::join(scales.offset, offset);
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                const auto step = S::all(x[t].scales[group]);
                for (int v = 0; v < kVectors; ++v) {
                    totals[t][v] =
                        S::multiplyAdd(S::toFloat(sums[t][v]), S::multiply(scale[v], step), totals[t][v]);
                    if constexpr (kHasOffsets<Format>)
                        totals[t][v] = S::multiplyAdd(offset[v], S::all(x[t].sums[group]), totals[t][v]);
                }
            }
        }
    }
    for (int t = 0; t < kTokens; ++t) {
        for (int v = 0; v < kVectors; ++v)
            S::storeFirst(out + t * outStride + v * S::kLanes, valid - v * S::kLanes, totals[t][v]);
    }
}

template <class S, class Format>
void fewTokensOfTiles(const Weights& w, const Activations& x, float* out, int64_t outStride,
                      Parallel& parallel) {
    PackedRow rows[kDirectTokens];
    for (int64_t t = 0; t < x.tokens; ++t)
        rows[t] = packedRow(x, t);
    const int64_t groups = w.columns / kGroup;
    const size_t bytes = rowBytes(w.type, w.columns) * kTileRows;
    constexpr int64_t kAtOnce = S::template kTokensAtOnce<1>;
    static_assert(kDirectTokens <= 2 * kAtOnce);
    parallel.forEach(tilesOf(w.rows), 1, [&](int64_t begin, int64_t end, int) {
        for (int64_t tile = begin; tile < end; ++tile) {
            const auto* unit = static_cast<const uint8_t*>(w.data) + static_cast<size_t>(tile) * bytes;
            const int64_t valid = std::min(kTileRows, w.rows - tile * kTileRows);
            const auto pass = [&]<bool kHalves>(int64_t t, const uint8_t* half) {
                withTokens<kAtOnce>(x.tokens - t, [&]<int kTokens>() {
                    tileTimesFew<S, Format, kTokens, kHalves>(unit, groups, rows + t,
                                                              out + t * outStride + tile * kTileRows,
                                                              outStride, valid, half);
                });
            };
            if constexpr (kAtOnce < kDirectTokens) {
                if (x.tokens > kAtOnce) {
                    pass.template operator()<true>(0, unit + bytes);
                    pass.template operator()<true>(kAtOnce, unit + bytes + bytes / 2);
                    continue;
                }
            }
            pass.template operator()<false>(0, nullptr);
        }
    });
}

// -- more tokens
// ---------------------------------------------------------------------------------------------------

// Unpacks `groups` groups from `unit` on, and asks for what lies `ahead` bytes further on.
template <class S, class Format>
void unpackTile(Tile<Format>& tile, const uint8_t* unit, int64_t groups, int64_t ahead) {
    using Layout = TileLayout<Format>;
    for (int64_t base = 0; base < groups; base += Format::kGroups, unit += Layout::kUnitBytes) {
        const auto head = Layout::head(unit);
        for (int64_t g = 0; g < Format::kGroups; ++g) {
            prefetchGroup<Format>(unit, g, ahead);
            const int64_t group = base + g;
            auto* to = reinterpret_cast<__m256i*>(tile.values[group]);
#pragma GCC unroll 16
            for (int k = 0; k < (Format::kWide ? 16 : 8); ++k) {
                if constexpr (Format::kWide)
                    Layout::pair(unit, g, k, to[2 * k], to[2 * k + 1]);
                else
                    Layout::quad(unit, g, k, to[2 * k], to[2 * k + 1]);
            }
            GroupScales scales;
            Layout::scales(head, unit, g, scales);
            for (int v = 0; v < 2; ++v) {
                _mm256_store_ps(&tile.scales[group][8 * v], scales.scale[v]);
                if constexpr (kHasOffsets<Format>)
                    _mm256_store_ps(&tile.offsets[group][8 * v], scales.offset[v]);
                if constexpr (kHasFactors<Format>) {
                    for (int half = 0; half < 2; ++half) {
                        _mm256_store_si256(reinterpret_cast<__m256i*>(&tile.factors[group][half][8 * v]),
                                           S::factorsOf(Layout::factors(unit, g, half, v)));
                    }
                }
            }
        }
    }
}

template <class S, class Format>
struct TileSource : VectorTiles<S, Format> {
    explicit TileSource(const Weights& w)
        : data(static_cast<const uint8_t*>(w.data)), rowBytes(kernels::rowBytes(w.type, w.columns)) {}
    // Groups are asked for in whole units.
    static size_t bytesOf(int64_t groups) {
        return static_cast<size_t>((groups + Format::kGroups - 1) / Format::kGroups) *
               TileLayout<Format>::kUnitBytes;
    }
    const uint8_t* at(int64_t row, int64_t group) const {
        return data + static_cast<size_t>(row) * rowBytes + bytesOf(group);
    }
    // The tile at one place; the bytes of the next are asked for as they go by.
    void fill(typename VectorTiles<S, Format>::Tile& tile, const TilePlace& place,
              const TilePlace& next) const {
        for (int64_t i = 0; i * kTileRows < place.rows; ++i) {
            const uint8_t* unit = at(place.row + i * kTileRows, place.group);
            const int64_t nextRow = next.row + (i * kTileRows < next.rows ? i * kTileRows : 0);
            unpackTile<S, Format>(tile.of[i], unit, place.groups, at(nextRow, next.group) - unit);
        }
    }

    const uint8_t* data;
    size_t rowBytes;
};

template <class S, class Format>
void multiplyTiles(const Weights& w, const Activations& x, float* out, int64_t outStride,
                   Parallel& parallel) {
    if (x.tokens <= kDirectTokens)
        fewTokensOfTiles<S, Format>(w, x, out, outStride, parallel);
    else
        manyTokens(TileSource<S, Format>(w), w, x, out, outStride, parallel);
}

}  // namespace
}  // namespace kernels::cpu
