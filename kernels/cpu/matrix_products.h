// Products of repacked weights on matrix registers: both sides become numbers of 16 bits, as two bytes, so
// that a product is nearly that of floats.
//
// Shapes   32 rows by 256 columns are unpacked once into two tiles that every token meets; a weight is
//          step * (256 high + low), with one step for each row. Tokens come in blocks of equal size, of which
//          the last may begin within the one before it. What a token has so far of 128 rows lies side by side
//          until the last piece is added.
// Memory   tiles and sums are on the stack (280 KiB); nothing is allocated.
#pragma once

#include "kernels/cpu/tile_products.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kPieceGroups = kPiece / kGroup;
constexpr int64_t kFewTokens = 8;  // so many vectors meet sooner, as they are unpacked

// Tokens of a block, so that all blocks are alike and a register holds one.
inline int64_t blockTokens(int64_t tokens) {
    const int64_t blocks = (tokens + 15) / 16;
    return (tokens + blocks - 1) / blocks;
}

// -- a tile
// --------------------------------------------------------------------------------------------------------

template <class Format>
constexpr int kBits = TileLayout<Format>::kBits;
template <class Format>
constexpr int kParts = kHasFactors<Format> ? 2 : 1;  // of a group, with scales of their own
template <class Format>
constexpr bool kHasMinima = requires(typename Format::Block block) {
    block.m;
}
|| requires(typename Format::Block block) {
    block.dmin;
};
// What is taken off weights that have no minima.
template <class Format>
constexpr float kCentre = kBits<Format> == 8 || kHasMinima<Format>
                              ? 0.0F
                              : static_cast<float>(1 << (kBits<Format> - 1));

struct MatrixTile {
    alignas(64) int8_t high[kTileRows * kPiece];  // [steps of 64 columns][16 quads][16 rows][4]
    alignas(64) int8_t low[kTileRows * kPiece];
    alignas(64) float steps[kTileRows];
};

// scale * q + offset of a piece's groups.
template <class Format>
struct PieceScales {
    alignas(32) float scale[kPieceGroups][kParts<Format>][kTileRows];
    alignas(32) float offset[kPieceGroups][kTileRows];  // written and read where the format has minima
    __m256 largest[2];  // of 16 rows, what must not exceed kHighestPlane steps
};

// A weight of n bits is multiplied where it ends below the sign, so a scale counts 2^n.
template <class Format>
constexpr float kScaleUnit = kBits<Format> == 8 ? 128.0F : static_cast<float>(1 << kBits<Format>);

template <class Format>
void readScales(PieceScales<Format>& out, const uint8_t* unit, int64_t groups) {
    using Layout = TileLayout<Format>;
    const __m256 sign = _mm256_set1_ps(-0.0F);
    out.largest[0] = out.largest[1] = _mm256_setzero_ps();
    for (int64_t base = 0; base < groups; base += Format::kGroups, unit += Layout::kUnitBytes) {
        const auto head = Layout::head(unit);
        for (int64_t g = 0; g < Format::kGroups; ++g) {
            GroupScales scales;
            Layout::scales(head, unit, g, scales);
            for (int v = 0; v < 2; ++v) {
                for (int part = 0; part < kParts<Format>; ++part) {
                    __m256 scale = scales.scale[v];
                    if constexpr (Format::kWide) scale = _mm256_mul_ps(scale, _mm256_set1_ps(1 / kWideStep));
                    if constexpr (kHasFactors<Format>)
                        scale = _mm256_mul_ps(scale, _mm256_cvtepi32_ps(Layout::factors(unit, g, part, v)));
                    _mm256_store_ps(&out.scale[base + g][part][8 * v], scale);
                    const __m256 most = _mm256_mul_ps(scale, _mm256_set1_ps(kScaleUnit<Format>));
                    out.largest[v] = _mm256_max_ps(out.largest[v], _mm256_andnot_ps(sign, most));
                    if constexpr (kHasMinima<Format>) {
                        const __m256 offset = scales.offset[v];
                        _mm256_store_ps(&out.offset[base + g][8 * v], offset);
                        out.largest[v] = _mm256_max_ps(out.largest[v], _mm256_andnot_ps(sign, offset));
                        out.largest[v] = _mm256_max_ps(out.largest[v],
                                                       _mm256_andnot_ps(sign, _mm256_add_ps(most, offset)));
                    }
                }
            }
        }
    }
}

// Eight numbers, each as both words of its lane.
inline __m256i twice(__m256i numbers) {
    return _mm256_or_si256(_mm256_slli_epi32(numbers, 16),
                           _mm256_and_si256(numbers, _mm256_set1_epi32(0xFFFF)));
}

// Four columns of eight rows, which are bytes of kBits bits, as 16 bits times scale plus offset.
template <int kBits>
[[gnu::always_inline]] inline void storeQuad(__m256i quad, __m256i scale, __m256i offset, int8_t* high,
                                             int8_t* low) {
    const __m256i upper = _mm256_set1_epi16(static_cast<int16_t>(0xFF00));
    constexpr int kUp = kBits == 8 ? 8 : 15 - kBits;
    __m256i even = _mm256_slli_epi16(quad, kUp);
    __m256i odd = _mm256_and_si256(quad, upper);
    if constexpr (kBits < 8) odd = _mm256_slli_epi16(odd, kUp - 8);
    even = _mm256_add_epi16(_mm256_mulhrs_epi16(even, scale), offset);
    odd = _mm256_add_epi16(_mm256_mulhrs_epi16(odd, scale), offset);
    // The offset has 128 more, which rounds the upper byte and is taken back from the lower.
    const __m256i lower = _mm256_or_si256(_mm256_andnot_si256(upper, even), _mm256_slli_epi16(odd, 8));
    putBytes(high, _mm256_or_si256(_mm256_srli_epi16(even, 8), _mm256_and_si256(odd, upper)));
    putBytes(low, _mm256_xor_si256(lower, _mm256_set1_epi8(-128)));
}

// Unpacks `groups` groups from `unit` on, and asks for what lies `ahead` bytes further on.
template <class Format>
void fillMatrix(MatrixTile& tile, const uint8_t* unit, int64_t groups, int64_t ahead) {
    using Layout = TileLayout<Format>;
    PieceScales<Format> scales;
    readScales<Format>(scales, unit, groups);
    __m256 inverse[2];
    for (int v = 0; v < 2; ++v) {
        const __m256 largest = _mm256_max_ps(scales.largest[v], _mm256_set1_ps(1e-30F));
        inverse[v] = _mm256_div_ps(_mm256_set1_ps(kHighestPlane), largest);
        // The products are taken in units of 256.
        _mm256_store_ps(tile.steps + 8 * v, _mm256_mul_ps(largest, _mm256_set1_ps(256.0F / kHighestPlane)));
    }
    for (int64_t base = 0; base < groups; base += Format::kGroups, unit += Layout::kUnitBytes) {
        for (int64_t g = 0; g < Format::kGroups; ++g) {
            prefetchGroup<Format>(unit, g, ahead);
            __m256i scale[kParts<Format>][2];
            __m256i offset[kParts<Format>][2];
            for (int part = 0; part < kParts<Format>; ++part) {
                for (int v = 0; v < 2; ++v) {
                    const __m256 exact =
                        _mm256_mul_ps(_mm256_load_ps(&scales.scale[base + g][part][8 * v]), inverse[v]);
                    const __m256 up = _mm256_mul_ps(exact, _mm256_set1_ps(kScaleUnit<Format>));
                    scale[part][v] = twice(_mm256_cvtps_epi32(up));
                    __m256 least = _mm256_mul_ps(exact, _mm256_set1_ps(-kCentre<Format>));
                    if constexpr (kHasMinima<Format>)
                        least = _mm256_mul_ps(_mm256_load_ps(&scales.offset[base + g][8 * v]), inverse[v]);
                    offset[part][v] =
                        twice(_mm256_add_epi32(_mm256_cvtps_epi32(least), _mm256_set1_epi32(128)));
                }
            }
            int8_t* high = tile.high + (base + g) * kTileRows * kGroup;
            int8_t* low = tile.low + (base + g) * kTileRows * kGroup;
#pragma GCC unroll 8
            for (int k = 0; k < 8; ++k) {
                __m256i quads[2];
                Layout::quad(unit, g, k, quads[0], quads[1]);
                const int part = kParts<Format> == 2 ? k / 4 : 0;
                for (int v = 0; v < 2; ++v)
                    storeQuad<kBits<Format>>(quads[v], scale[part][v], offset[part][v],
                                             high + k * 64 + v * 32, low + k * 64 + v * 32);
            }
        }
    }
    // The last register may be half full.
    if (groups % 2 != 0) {
        for (int8_t* plane : {tile.high, tile.low})
            std::memset(plane + groups * kTileRows * kGroup, 0, kTileRows * kGroup);
    }
}

// -- products
// ------------------------------------------------------------------------------------------------------

template <class S, class Format>
struct MatrixSource : TileSource<S, Format> {
    static constexpr int64_t kStripRows = 2 * kTileRows;
    static constexpr int64_t kPieceGroups = cpu::kPieceGroups;
    static constexpr int64_t kTokenBlock = 512;
    static constexpr int64_t kTogether = 4;  // strips

    struct Tile {
        MatrixTile of[2];
        alignas(64) float totals[kTogether][kTokenBlock][kStripRows];
    };
    struct Session : S::Registers {
        explicit Session(int64_t tokens) : S::Registers(blockTokens(tokens)) {}
    };

    explicit MatrixSource(const Weights& w) : TileSource<S, Format>(w), groups(w.columns / kGroup) {}

    static int64_t stripsTogether(int64_t, int64_t) { return kTogether; }

    void fill(Tile& tile, const TilePlace& place, const TilePlace& next) const {
        for (int64_t strip = 0; strip < 2 && strip * kTileRows < place.rows; ++strip) {
            const uint8_t* unit = this->at(place.row + strip * kTileRows, place.group);
            const int64_t nextRow = next.row + (strip * kTileRows < next.rows ? strip * kTileRows : 0);
            fillMatrix<Format>(tile.of[strip], unit, place.groups, this->at(nextRow, next.group) - unit);
        }
    }

    void multiply(Tile& tile, const TilePlace& at, const Activations& x, int64_t begin, int64_t end,
                  float* out, int64_t outStride) const {
        const auto bytes = static_cast<int64_t>(packedRowBytes(x.forms, x.width));
        const int64_t column = at.group * kGroup;
        const int64_t steps = (at.groups + 1) / 2;
        const int64_t size = blockTokens(x.tokens);
        const typename S::Planes weights[2] = {{tile.of[0].high, tile.of[0].low},
                                               {tile.of[1].high, tile.of[1].low}};
        auto* totals = tile.totals[at.row / kStripRows % kTogether];
        typename S::Sums sums[2];
        for (int64_t t = begin; t < end; t += size) {
            const int64_t from = std::min(t, end - size);
            const PackedRow row = packedRow(x, from);
            const typename S::Planes planes = {row.high + column, row.low + column};
            if (at.rows > kTileRows)
                S::template multiplyPlanes<2>(weights, planes, bytes, steps, sums);
            else
                S::template multiplyPlanes<1>(weights, planes, bytes, steps, sums);
            for (int64_t strip = 0; strip < 2 && strip * kTileRows < at.rows; ++strip) {
                const auto rowSteps = S::load(tile.of[strip].steps);
                const float* step = row.pieceSteps + column / kPiece;
                for (int64_t i = t - from; i < size; ++i) {
                    const auto sum =
                        S::multiplyAdd(S::toFloat(S::loadInts(sums[strip].high[i])), S::all(256.0F),
                                       S::toFloat(S::loadInts(sums[strip].mixed[i])));
                    float* total = totals[from + i - begin] + strip * kTileRows;
                    const auto all =
                        S::multiplyAdd(sum, S::multiply(rowSteps, S::all(*ofToken(step, i, bytes))),
                                       at.group == 0 ? S::zero() : S::load(total));
                    if (at.group + at.groups == groups)
                        S::storeFirst(out + (from + i) * outStride + at.row + strip * kTileRows,
                                      at.rows - strip * kTileRows, all);
                    else
                        S::store(total, all);
                }
            }
        }
    }

    int64_t groups;  // of a row
};

}  // namespace
}  // namespace kernels::cpu
