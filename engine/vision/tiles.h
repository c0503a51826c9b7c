// How a large picture is cut into overlapping tiles, and how what was found in these is put together again.
//
// Shapes   columns × rows tiles; neighbours share a quarter of their side, and together they cover the
// picture
//          to its edges. Everything is in shares of the picture, so that one layout fits every size of the
//          same frame. The cells of neighbours lie on each other: all tiles together are one grid of (15
//          columns + 5) × (15 rows + 5) cells.
// Thread   pure; any thread.
#pragma once

#include <cstdint>
#include <span>

#include "engine/vision/anomaly_detector.h"
#include "engine/vision/inspection.h"

namespace engine {

inline constexpr int32_t kMostTiles = 24;
inline constexpr int32_t kUntiledSide = 800;  // pictures no longer than this are one tile

struct TileLayout {
    int32_t columns = 1, rows = 1;

    bool operator==(const TileLayout&) const = default;
    int32_t count() const { return columns * rows; }
    int32_t cellsAcross() const;
    int32_t cellsDown() const;
    // Pixels of one tile, row by row, in a picture of this size.
    PixelBox tile(int32_t index, int32_t width, int32_t height) const;
    // The tile whose centre is nearest that of the box.
    int32_t nearest(const PixelBox& box, int32_t width, int32_t height) const;
};

// About square tiles of about 512 pixels, larger ones where these would be too many.
TileLayout layTiles(int32_t width, int32_t height);
// The same with tiles of about `side` pixels, whatever the picture's size.
TileLayout layTiles(int32_t width, int32_t height, double side);

// One map of the picture from those of its tiles, each [400]; where tiles overlap, the higher counts: a
// weighted mean found fewer thin defects.
HeatMap mergeTiles(const TileLayout& layout, std::span<const CellScores> tiles);

}  // namespace engine
