#include "kernels/cpu/dequantize.h"
#include "kernels/cpu/products_dispatch.h"
#include "kernels/cpu/repack.h"
#include "kernels/cpu/simd_avx2.h"

namespace kernels::cpu {
namespace {

template <class Format>
__m256i bytesOf(const typename Format::Block* block, int group) {
    if constexpr (Format::kWide)
        return bytesAt(block[group].qs);
    else
        return Format::values(block, group);
}

// One unit out of a block of each of 16 rows, of which the first `valid` are there.
template <class Format>
void repackUnit(const typename Format::Block* const (&blocks)[kTileRows], int64_t valid, uint8_t* unit) {
    using Layout = TileLayout<Format>;
    if (valid < kTileRows) std::memset(unit, 0, Layout::kUnitBytes);
    for (int r = 0; r < valid; ++r)
        Layout::put(unit, r, *blocks[r]);
    for (int g = 0; g < Format::kGroups; ++g) {
        __m256i rows[2][8];
        for (int r = 0; r < kTileRows; ++r)
            rows[r / 8][r % 8] = r < valid ? bytesOf<Format>(blocks[r], g) : _mm256_setzero_si256();
        transpose(rows[0]);
        transpose(rows[1]);
        Layout::putGroup(unit, g, rows[0], rows[1]);
    }
}

template <class Format>
void repackRows(const Weights& w, void* out, Parallel& parallel) {
    using Block = typename Format::Block;
    const size_t bytes = rowBytes(w.type, w.columns);
    parallel.forEach(tilesOf(w.rows), 1, [&](int64_t begin, int64_t end, int) {
        for (int64_t row = begin * kTileRows; row < end * kTileRows; row += kTileRows) {
            auto* unit = static_cast<uint8_t*>(out) + static_cast<size_t>(row) * bytes;
            const int64_t valid = std::min(kTileRows, w.rows - row);
            const Block* blocks[kTileRows] = {};
            for (int64_t r = 0; r < valid; ++r) {
                blocks[r] = reinterpret_cast<const Block*>(static_cast<const char*>(w.data) +
                                                           static_cast<size_t>(row + r) * bytes);
            }
            for (int64_t column = 0; column < w.columns; column += Block::kElements) {
                repackUnit<Format>(blocks, valid, unit);
                unit += TileLayout<Format>::kUnitBytes;
                for (int64_t r = 0; r < valid; ++r)
                    ++blocks[r];
            }
        }
    });
}

// Gives the numbers that the block itself gives: scale times q is exact, so that it is rounded once.
template <class Format>
void fetchFromTile(const Weights& w, int64_t row, float* out) {
    const TileSource<Avx2, Format> source(w);
    const int64_t groups = w.columns / kGroup;
    const int64_t r = row % kTileRows;
    typename TileSource<Avx2, Format>::Tile tiles;
    const Tile<Format>& tile = tiles.of[0];
    for (int64_t first = 0; first < groups; first += kTileGroups) {
        const int64_t count = std::min(kTileGroups, groups - first);
        const TilePlace place = {row - r, first, kTileRows, count};
        source.fill(tiles, place, place);
        for (int64_t i = 0; i < count * kGroup; ++i) {
            const int64_t g = i / kGroup;
            const int64_t column = i % kGroup;
            constexpr int64_t kTogether = Format::kWide ? 2 : 4;  // columns of a row side by side
            const auto q = static_cast<float>(tile.values[g][column / kTogether * kTogether * kTileRows +
                                                             r * kTogether + column % kTogether]);
            float& to = out[first * kGroup + i];
            const float scale = tile.scales[g][r];
            if constexpr (Format::kWide) {
                to = scale / kWideStep * q;
            } else if constexpr (kHasFactors<Format>) {
                const auto factor = static_cast<int16_t>(tile.factors[g][column / 16][r] & 0xFFFF);
                to = scale * static_cast<float>(factor) * (q - 32.0F);
            } else {
                to = scale * q + tile.offsets[g][r];
            }
        }
    }
}

}  // namespace

// A matrix of less than a tile would grow.
size_t repackedBytes(DType type, int64_t rows, int64_t columns) {
    bool tiles = false;
    withFormat<Avx2>(type, [&]<class Format>() { tiles = kHasTiles<Format>; });
    if (!tiles || rows < kTileRows) return 0;
    return static_cast<size_t>(tilesOf(rows) * kTileRows) * rowBytes(type, columns);
}

void repack(const Weights& w, void* out, Parallel& parallel) {
    withFormat<Avx2>(w.type, [&]<class Format>() {
        if constexpr (kHasTiles<Format>) repackRows<Format>(w, out, parallel);
    });
}

void fetchRowOfLayout(const Weights& w, int64_t row, float* out) {
    if (w.layout == Layout::kRows) return fetchRow(w, row, out);
    withFormat<Avx2>(w.type, [&]<class Format>() {
        if constexpr (kHasTiles<Format>) fetchFromTile<Format>(w, row, out);
    });
}

}  // namespace kernels::cpu
