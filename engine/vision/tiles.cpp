#include "engine/vision/tiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/check.h"

namespace engine {
namespace {

constexpr double kSide = 512;                       // pixels; the network sees 320 of them
constexpr int32_t kShared = kDetectorGrid / 4;      // cells that neighbours have in common
constexpr int32_t kStep = kDetectorGrid - kShared;  // cells from one tile to the next
constexpr double kGrowth = 1.01;

int32_t cellsOf(int32_t tiles) {
    return kDetectorGrid + (tiles - 1) * kStep;
}

int32_t tilesAlong(int32_t pixels, double side) {
    constexpr double kStepShare = static_cast<double>(kStep) / kDetectorGrid;
    return 1 + std::max(0, static_cast<int32_t>(std::lround((pixels / side - 1) / kStepShare)));
}

int32_t pixelOf(int32_t cell, int32_t tiles, int32_t pixels) {
    return static_cast<int32_t>(static_cast<int64_t>(cell) * pixels / cellsOf(tiles));
}

}  // namespace

int32_t TileLayout::cellsAcross() const {
    return cellsOf(columns);
}

int32_t TileLayout::cellsDown() const {
    return cellsOf(rows);
}

PixelBox TileLayout::tile(int32_t index, int32_t width, int32_t height) const {
    const int32_t left = index % columns * kStep, top = index / columns * kStep;
    const int32_t x = pixelOf(left, columns, width), y = pixelOf(top, rows, height);
    return {.x = x,
            .y = y,
            .width = std::max(1, pixelOf(left + kDetectorGrid, columns, width) - x),
            .height = std::max(1, pixelOf(top + kDetectorGrid, rows, height) - y)};
}

int32_t TileLayout::nearest(const PixelBox& box, int32_t width, int32_t height) const {
    const auto along = [](double centre, int32_t tiles, int32_t pixels) {
        const double cell = centre * cellsOf(tiles) / std::max(pixels, 1);
        return std::clamp(static_cast<int32_t>(std::lround((cell - kDetectorGrid / 2.0) / kStep)), 0,
                          tiles - 1);
    };
    return along(box.y + box.height / 2.0, rows, height) * columns +
           along(box.x + box.width / 2.0, columns, width);
}

TileLayout layTiles(int32_t width, int32_t height) {
    return std::max(width, height) <= kUntiledSide ? TileLayout() : layTiles(width, height, kSide);
}

TileLayout layTiles(int32_t width, int32_t height, double side) {
    for (;; side *= kGrowth) {
        const int32_t columns = tilesAlong(width, side), rows = tilesAlong(height, side);
        if (static_cast<int64_t>(columns) * rows <= kMostTiles) return {.columns = columns, .rows = rows};
    }
}

HeatMap mergeTiles(const TileLayout& layout, std::span<const CellScores> tiles) {
    CONCLAVE_CHECK(tiles.size() == static_cast<size_t>(layout.count()));
    HeatMap map{.columns = layout.cellsAcross(), .rows = layout.cellsDown(), .values = {}};
    map.values.assign(static_cast<size_t>(map.columns) * static_cast<size_t>(map.rows),
                      -std::numeric_limits<float>::infinity());
    for (int32_t index = 0; index < layout.count(); ++index) {
        const CellScores& cells = tiles[static_cast<size_t>(index)];
        const int32_t left = index % layout.columns * kStep, top = index / layout.columns * kStep;
        for (int32_t y = 0; y < kDetectorGrid; ++y) {
            for (int32_t x = 0; x < kDetectorGrid; ++x) {
                float& value = map.values[static_cast<size_t>((top + y) * map.columns + left + x)];
                value = std::max(value, cells[static_cast<size_t>(y * kDetectorGrid + x)]);
            }
        }
    }
    return map;
}

}  // namespace engine
