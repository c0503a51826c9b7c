// Where a heat map is over the line: connected regions in pixels of the original picture, with their shape.
//
// A heat map is coarse, so a small or thin defect is looked for once more in the picture itself: where the
// region holds a few spots that stand out from what surrounds them, its box is theirs. Pieces of one scratch
// become one region.
//
// Thread   any.
// Memory   works on at most 1024 × 1024 places at a time, whatever the picture's size.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/vision/image.h"
#include "engine/vision/inspection.h"

namespace engine {

struct RegionShape {
    double logArea = 0;      // natural logarithm of pixels
    double elongation = 1;   // long over short axis of the ellipse with the same moments; at least 1
    double orientation = 0;  // of the long axis, radians in (−π/2, π/2], 0 along x, positive downward
    double solidity = 1;     // area over that of the convex hull
    double contrast = 0;     // grey against the surroundings in their standard deviations; dark is negative
    bool touchesBorder = false;
};

struct Region {
    PixelBox box;      // as tight as could be seen
    PixelBox hot;      // where the heat map is over the line
    int64_t area = 0;  // pixels of the defect inside box
    double peak = 0;   // the highest of the heat map inside
    RegionShape shape;
    bool refined = false;  // box is tighter than the heat map could say
};

inline constexpr size_t kMostRegions = 100;

// The heat map may have any scale; `line` is on it. Highest first, at most kMostRegions.
std::vector<Region> findRegions(const Image& image, const HeatMap& map, double line);

}  // namespace engine
