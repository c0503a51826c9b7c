// Products of quantised weights and packed activations, for any vector path.
//
// Shapes   few tokens: each weight row is unpacked in registers and met by all tokens (decode runs at the
//          speed of memory).
//          more tokens: 16 rows by 512 columns are unpacked once into a tile in the first-level cache, laid
//          so that a vector holds the same 4 (or 2) columns of all rows; activations are broadcast, and no
//          sum crosses lanes. Where registers allow, two such tiles share what is broadcast.
// Memory   the tiles are on the stack (at most 21 KiB each); nothing is allocated.
#pragma once

#include <algorithm>
#include <type_traits>

#include "kernels/backend.h"
#include "kernels/cpu/activations.h"
#include "kernels/cpu/formats.h"
#include "kernels/cpu/simd_avx2.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kTileGroups = 16;

template <class Format>
struct Tile {
    using Value = std::conditional_t<Format::kWide, int16_t, uint8_t>;
    alignas(64) Value values[kTileGroups][kTileRows * kGroup];
    alignas(64) float scales[kTileGroups][kTileRows];
    alignas(64) float offsets[kTileGroups][kTileRows];
    // Written and read where the format has them:
    alignas(64) float tails[kTileGroups][kTileRows];
    alignas(64) int32_t factors[kTileGroups][2][kTileRows];
};

// -- few tokens
// ----------------------------------------------------------------------------------------------------

template <int kTokens>
struct RowSums {
    __m256 products[kTokens][2];
    __m256 offsets[kTokens];
};

// Lane i of both halves everywhere.
inline __m256 lane(__m256 v, int i) {
    switch (i) {
        case 0:
            return _mm256_permute_ps(v, 0x00);
        case 1:
            return _mm256_permute_ps(v, 0x55);
        case 2:
            return _mm256_permute_ps(v, 0xAA);
        default:
            return _mm256_permute_ps(v, 0xFF);
    }
}

// A run of `count` groups of one row; kFull when it is eight.
template <class S, class Format, int kTokens, bool kFull>
[[gnu::always_inline]] inline void addRun(const typename Format::Block* run, int64_t base, int count,
                                          const PackedRow* x, RowSums<kTokens>& sums) {
    const RunScales scales = Format::scales(run, kFull ? kRun : count);
    __m256 factors[kTokens][2];
#pragma GCC unroll 4
    for (int t = 0; t < kTokens; ++t) {
        const __m256 factor = _mm256_mul_ps(scales.scale, _mm256_loadu_ps(x[t].scales + base));
        factors[t][0] = _mm256_permute2f128_ps(factor, factor, 0x00);
        factors[t][1] = _mm256_permute2f128_ps(factor, factor, 0x11);
        if constexpr (kHasOffsets<Format>) {
            sums.offsets[t] =
                _mm256_fmadd_ps(scales.offset, _mm256_loadu_ps(x[t].sums + base), sums.offsets[t]);
        }
        if constexpr (kHasTails<Format>) {
            sums.offsets[t] =
                _mm256_fmadd_ps(scales.tail, _mm256_loadu_ps(x[t].tails + base), sums.offsets[t]);
        }
    }
#pragma GCC unroll 8
    for (int g = 0; g < (kFull ? kRun : count); ++g) {
        const int64_t at = (base + g) * kGroup;
        __m256i first;
        [[maybe_unused]] __m256i second;
        if constexpr (Format::kWide) {
            Format::values(run, g, first, second);
        } else {
            first = Format::values(run, g);
        }
        [[maybe_unused]] __m256i whole;
        if constexpr (kHasFactors<Format>) {
            whole = S::factorsOf(_mm256_setr_m128i(_mm_set1_epi32(run->scales[2 * g]),
                                                   _mm_set1_epi32(run->scales[2 * g + 1])));
        }
#pragma GCC unroll 4
        for (int t = 0; t < kTokens; ++t) {
            __m256i dot;
            if constexpr (Format::kWide) {
                dot = _mm256_add_epi32(_mm256_madd_epi16(first, bytesAt(x[t].wide + at)),
                                       _mm256_madd_epi16(second, bytesAt(x[t].wide + at + 16)));
            } else if constexpr (kIsSigned<Format>) {
                dot = S::dotSigned(first, bytesAt(x[t].narrow + at));
            } else if constexpr (kHasFactors<Format>) {
                dot = S::dotScaled(first, bytesAt(x[t].narrow + at), whole);
            } else {
                dot = S::dotBytes(first, bytesAt(x[t].narrow + at));
            }
            sums.products[t][g % 2] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dot), lane(factors[t][g / 4], g % 4),
                                                      sums.products[t][g % 2]);
        }
    }
}

template <class S, class Format, int kTokens>
void rowTimesTokens(const typename Format::Block* blocks, int64_t groups, const PackedRow* x,
                    float* results) {
    constexpr int64_t kBlocks = kRun / Format::kGroups;  // in a run
    RowSums<kTokens> sums;
    for (int t = 0; t < kTokens; ++t) {
        sums.products[t][0] = sums.products[t][1] = sums.offsets[t] = _mm256_setzero_ps();
    }
    int64_t base = 0;
    for (; base + kRun <= groups; base += kRun, blocks += kBlocks) {
        for (size_t ahead = 0; ahead < kBlocks * sizeof(*blocks); ahead += 64) {
            _mm_prefetch(reinterpret_cast<const char*>(blocks) + 2048 + ahead, _MM_HINT_T0);
        }
        addRun<S, Format, kTokens, true>(blocks, base, kRun, x, sums);
    }
    if constexpr (Format::kGroups == 1) {
        if (base < groups)
            addRun<S, Format, kTokens, false>(blocks, base, static_cast<int>(groups - base), x, sums);
    }
    for (int t = 0; t < kTokens; ++t) {
        results[t] = Avx2::sum(
            _mm256_add_ps(sums.offsets[t], _mm256_add_ps(sums.products[t][0], sums.products[t][1])));
    }
}

template <class S, class Format, int kTokens>
void fewTokens(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel& parallel) {
    const size_t bytes = rowBytes(w.type, w.columns);
    PackedRow rows[kTokens];
    for (int t = 0; t < kTokens; ++t)
        rows[t] = packedRow(x, t);
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

// Eight vectors of eight 32-bit elements, `step` bytes apart, where their columns belong.
[[gnu::always_inline]] inline void storeColumns(__m256i (&rows)[8], void* to, size_t step) {
    transpose(rows);
#pragma GCC unroll 8
    for (size_t k = 0; k < 8; ++k) {
        _mm256_store_si256(reinterpret_cast<__m256i*>(static_cast<char*>(to) + k * step), rows[k]);
    }
}

// Eight rows of one run; `half` says which eight of the tile's sixteen.
template <class S, class Format>
void fillRun(Tile<Format>& tile, const typename Format::Block* const* rows, int64_t base, int count,
             int64_t half) {
    __m256i scales[8];
    [[maybe_unused]] __m256i offsets[8];
    [[maybe_unused]] __m256i tails[8];
    for (int r = 0; r < 8; ++r) {
        const RunScales run = Format::scales(rows[r], count);
        scales[r] = _mm256_castps_si256(run.scale);
        if constexpr (kHasOffsets<Format>) offsets[r] = _mm256_castps_si256(run.offset);
        if constexpr (kHasTails<Format>) tails[r] = _mm256_castps_si256(run.tail);
    }
    storeColumns(scales, &tile.scales[base][half * 8], sizeof(tile.scales[0]));
    if constexpr (kHasOffsets<Format>)
        storeColumns(offsets, &tile.offsets[base][half * 8], sizeof(tile.offsets[0]));
    if constexpr (kHasTails<Format>) storeColumns(tails, &tile.tails[base][half * 8], sizeof(tile.tails[0]));
    if constexpr (kHasFactors<Format>) {
        __m256i factors[2][8];
        for (int r = 0; r < 8; ++r) {
            Format::factors(rows[r], factors[0][r], factors[1][r]);
            factors[0][r] = S::factorsOf(factors[0][r]);
            factors[1][r] = S::factorsOf(factors[1][r]);
        }
        for (int side = 0; side < 2; ++side)
            storeColumns(factors[side], &tile.factors[base][side][half * 8], sizeof(tile.factors[0]));
    }
#pragma GCC unroll 8
    for (int g = 0; g < count; ++g) {
        // Column quads (or pairs) are 64 bytes apart; rows 8 … 15 are the second 32 of them.
        char* to = reinterpret_cast<char*>(tile.values[base + g]) + half * 32;
        __m256i first[8];
        [[maybe_unused]] __m256i second[8];
#pragma GCC unroll 8
        for (int r = 0; r < 8; ++r) {
            if constexpr (Format::kWide) {
                Format::values(rows[r], g, first[r], second[r]);
            } else {
                first[r] = Format::values(rows[r], g);
            }
        }
        storeColumns(first, to, 64);
        if constexpr (Format::kWide) storeColumns(second, to + 512, 64);
    }
}

// Unpacks `groups` groups of 16 rows that begin at `rows`; rows beyond `valid` repeat the last one and are
// not stored.
template <class S, class Format>
void fillTile(Tile<Format>& tile, const char* rows, size_t bytes, int64_t valid, int64_t groups) {
    for (int64_t base = 0; base < groups; base += kRun) {
        const typename Format::Block* blocks[kTileRows];
        for (int64_t r = 0; r < kTileRows; ++r) {
            const char* row = rows + static_cast<size_t>(std::min(r, valid - 1)) * bytes;
            blocks[r] = reinterpret_cast<const typename Format::Block*>(row) + base / Format::kGroups;
        }
        const int count = static_cast<int>(std::min<int64_t>(kRun, groups - base));
        for (int64_t half = 0; half < 2; ++half) {
            if (count == kRun) {
                fillRun<S, Format>(tile, blocks + half * 8, base, kRun, half);
            } else {
                fillRun<S, Format>(tile, blocks + half * 8, base, count, half);
            }
        }
    }
}

// What lies at the same place in a packed row `tokens` further on.
template <class T>
[[gnu::always_inline]] inline const T* ofToken(const T* of, int64_t tokens, int64_t rowBytes) {
    return reinterpret_cast<const T*>(reinterpret_cast<const char*>(of) + tokens * rowBytes);
}

// kTiles tiles, one below the other, by kTokens tokens from the one at x on, whose rows are xBytes apart.
// Inlined into its loop it would be much slower: GCC then runs out of registers.
template <class S, class Format, int kTiles, int kTokens>
[[gnu::noinline]] void tilesTimesTokens(const Tile<Format>* tiles, int64_t firstGroup, int64_t groups,
                                        const PackedRow& x, int64_t xBytes, float* out, int64_t outStride,
                                        int64_t valid) {
    constexpr int kVectors = kTiles * S::kTileVectors;
    constexpr int kNext = S::template kTokensAtOnce<kTiles>;
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
        const typename Tile<Format>::Value* values[kTiles];
        for (int i = 0; i < kTiles; ++i)
            values[i] = tiles[i].values[g];
        typename S::Int sums[kTokens][kVectors];
        if constexpr (Format::kWide) {
            const int16_t* activations[kTokens];
            for (int t = 0; t < kTokens; ++t) {
                activations[t] = ofToken(x.wide + group * kGroup, t, xBytes);
                _mm_prefetch(ofToken(activations[t], kNext, xBytes), _MM_HINT_T0);
            }
            S::template groupOfWords<kTokens>(values, activations, sums);
        } else {
            const int8_t* activations[kTokens];
            [[maybe_unused]] const int32_t* middles[kTokens];
            [[maybe_unused]] const int32_t* factors[kTiles];
            for (int t = 0; t < kTokens; ++t) {
                activations[t] = ofToken(x.narrow + group * kGroup, t, xBytes);
                middles[t] = ofToken(x.middles + 2 * group, t, xBytes);
                _mm_prefetch(ofToken(activations[t], kNext, xBytes), _MM_HINT_T0);
            }
            for (int i = 0; i < kTiles; ++i)
                factors[i] = tiles[i].factors[g][0];
            if constexpr (kIsSigned<Format>)
                S::template groupOfSigned<kTokens>(values, activations, sums);
            else if constexpr (kHasFactors<Format>)
                S::template groupOfScaledBytes<kTokens>(values, factors, activations, middles, sums);
            else
                S::template groupOfBytes<Format::kChain, kTokens>(values, activations, sums);
        }
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v) {
            const Tile<Format>& tile = tiles[v / S::kTileVectors];
            const int64_t lanes = v % S::kTileVectors * S::kLanes;
            const typename S::Float scale = S::load(tile.scales[g] + lanes);
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                const typename S::Float factor =
                    S::multiply(scale, S::all(*ofToken(x.scales + group, t, xBytes)));
                totals[t][v] = S::multiplyAdd(S::toFloat(sums[t][v]), factor, totals[t][v]);
                if constexpr (kHasOffsets<Format>) {
                    const typename S::Float offset = S::load(tile.offsets[g] + lanes);
                    totals[t][v] =
                        S::multiplyAdd(offset, S::all(*ofToken(x.sums + group, t, xBytes)), totals[t][v]);
                }
                if constexpr (kHasTails<Format>) {
                    const typename S::Float tail = S::load(tile.tails[g] + lanes);
                    totals[t][v] =
                        S::multiplyAdd(tail, S::all(*ofToken(x.tails + group, t, xBytes)), totals[t][v]);
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

// Calls visit.operator()<n>() with n of `tokens`, kMost at most.
template <int kMost, class Visit>
void withTokens(int64_t tokens, Visit visit) {
    if constexpr (kMost > 1) {
        if (tokens < kMost) return withTokens<kMost - 1>(tokens, visit);
    }
    visit.template operator()<kMost>();
}

// kTiles tiles against tokens [begin, end).
template <class S, class Format, int kTiles>
void tilesTimesAll(const Tile<Format>* tiles, int64_t firstGroup, int64_t groups, const Activations& x,
                   int64_t begin, int64_t end, float* out, int64_t outStride, int64_t valid) {
    constexpr int kMost = S::template kTokensAtOnce<kTiles>;
    const auto bytes = static_cast<int64_t>(packedRowBytes(x.forms, x.width));
    for (int64_t t = begin; t < end; t += kMost) {
        const PackedRow row = packedRow(x, t);
        withTokens<kMost>(end - t, [&]<int kTokens>() {
            tilesTimesTokens<S, Format, kTiles, kTokens>(tiles, firstGroup, groups, row, bytes,
                                                         out + t * outStride, outStride, valid);
        });
    }
}

// Where a tile lies in a matrix: its first row and first group, and how many it has of each.
struct TilePlace {
    int64_t row;
    int64_t group;
    int64_t rows;
    int64_t groups;
};

// Strips of rows [begin, end), in pieces of so many groups. `together` strips are gone through piece by
// piece, so that the tokens' share of a piece stays in the cache; alone a strip is read from end to end, as
// memory likes it.
class TileWalk {
public:
    TileWalk(int64_t begin, int64_t end, int64_t stripRows, int64_t together, int64_t groups,
             int64_t pieceGroups)
        : first_(begin), row_(begin), end_(end), stripRows_(stripRows), together_(together), groups_(groups),
          pieceGroups_(pieceGroups) {}

    bool done() const { return first_ >= end_; }
    TilePlace place() const {
        return {row_, group_, std::min(stripRows_, end_ - row_), std::min(pieceGroups_, groups_ - group_)};
    }
    void advance() {
        const int64_t last = std::min(end_, first_ + together_ * stripRows_);
        row_ += stripRows_;
        if (row_ < last) return;
        group_ += pieceGroups_;
        if (group_ >= groups_) {
            group_ = 0;
            first_ = last;
        }
        row_ = first_;
    }

private:
    int64_t first_;  // row of the strips that are gone through together
    int64_t row_;
    int64_t group_ = 0;
    int64_t end_;
    int64_t stripRows_;
    int64_t together_;
    int64_t groups_;
    int64_t pieceGroups_;
};

// Tiles as vectors multiply them: as many as can share what is broadcast of a token.
template <class S, class Format>
struct VectorTiles {
    static constexpr int kTiles = kHasTails<Format> || kIsSigned<Format> ? 1 : S::kTilesTogether;
    struct Tile {
        cpu::Tile<Format> of[kTiles];
    };
    // What a thread sets up before it multiplies: nothing.
    struct Session {
        explicit Session(int64_t) {}
    };
    static constexpr int64_t kStripRows = kTiles * kTileRows;
    static constexpr int64_t kPieceGroups = kTileGroups;
    // Tokens whose activations stay in the second-level cache, in whole passes.
    static constexpr int64_t kPass = S::template kTokensAtOnce<kTiles>;
    static constexpr int64_t kTokenBlock = (128 + kPass - 1) / kPass * kPass;

    static int64_t stripsTogether(int64_t tokens, int64_t groups) {
        return tokens * groups * kGroup <= 64 * 1024 ? 1 : INT32_MAX;
    }

    // Tokens [begin, end).
    static void multiply(const Tile& tile, const TilePlace& at, const Activations& x, int64_t begin,
                         int64_t end, float* out, int64_t outStride) {
        if (kTiles == 1 || at.rows > kTileRows)
            tilesTimesAll<S, Format, kTiles>(tile.of, at.group, at.groups, x, begin, end, out + at.row,
                                             outStride, at.rows);
        else
            tilesTimesAll<S, Format, 1>(tile.of, at.group, at.groups, x, begin, end, out + at.row, outStride,
                                        at.rows);
    }
};

// Tiles of weights that lie row after row.
template <class S, class Format>
struct RowSource : VectorTiles<S, Format> {
    explicit RowSource(const Weights& w)
        : data(static_cast<const char*>(w.data)), type(w.type),
          rowBytes(kernels::rowBytes(w.type, w.columns)) {}
    const char* at(int64_t row, int64_t group) const {
        return data + static_cast<size_t>(row) * rowBytes + kernels::rowBytes(type, group * kGroup);
    }
    // The tile at one place; the bytes of the next are asked for.
    void fill(typename VectorTiles<S, Format>::Tile& tile, const TilePlace& place,
              const TilePlace& next) const {
        const size_t length = kernels::rowBytes(type, next.groups * kGroup);
        for (int64_t r = next.row; r < next.row + next.rows; ++r) {
            for (size_t i = 0; i < length; i += 64)
                _mm_prefetch(at(r, next.group) + i, _MM_HINT_T0);
        }
        for (int64_t i = 0; i * kTileRows < place.rows; ++i)
            fillTile<S, Format>(tile.of[i], at(place.row + i * kTileRows, place.group), rowBytes,
                                std::min(kTileRows, place.rows - i * kTileRows), place.groups);
    }

    const char* data;
    DType type;
    size_t rowBytes;
};

// Rows [begin, end) for a block of tokens.
template <class Source>
void rowsTimesBlock(const Source& source, int64_t groups, const Activations& x, int64_t begin, int64_t end,
                    int64_t firstToken, int64_t lastToken, float* out, int64_t outStride) {
    typename Source::Tile tile;
    TileWalk walk(begin, end, Source::kStripRows, Source::stripsTogether(lastToken - firstToken, groups),
                  groups, Source::kPieceGroups);
    while (!walk.done()) {
        const TilePlace place = walk.place();
        walk.advance();
        source.fill(tile, place, walk.done() ? place : walk.place());
        source.multiply(tile, place, x, firstToken, lastToken, out, outStride);
    }
}

template <class Source>
void manyTokens(const Source& source, const Weights& w, const Activations& x, float* out, int64_t outStride,
                Parallel& parallel) {
    constexpr int64_t kRows = Source::kStripRows;
    parallel.forEach((w.rows + kRows - 1) / kRows, 1, [&](int64_t begin, int64_t end, int) {
        [[maybe_unused]] const typename Source::Session session(x.tokens);
        for (int64_t t = 0; t < x.tokens; t += Source::kTokenBlock) {
            rowsTimesBlock(source, w.columns / kGroup, x, begin * kRows, std::min(end * kRows, w.rows), t,
                           std::min(x.tokens, t + Source::kTokenBlock), out, outStride);
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
            manyTokens(RowSource<S, Format>(w), w, x, out, outStride, parallel);
    }
}

}  // namespace
}  // namespace kernels::cpu
