// What the detector looks at in one picture, computed once: deep features and grey-value measures on a grid
// of cells, and the light and grain of what surrounds each.
//
// Shapes   the picture is squeezed into a square, so that a cell is always the same place of the part.
// Memory   about 350 KB; cv::Mat counts references, copying copies no number.
#pragma once

#include <opencv2/core/mat.hpp>

#include "engine/base/result.h"
#include "engine/vision/backbone.h"
#include "engine/vision/image.h"

namespace engine {

inline constexpr int32_t kDetectorInput = 320;  // pixels of the square that the network sees
inline constexpr int32_t kDetectorGrid = 20;    // cells a side
inline constexpr int32_t kDeepChannels = 384;   // b7, b10, b14
inline constexpr int32_t kSurfaceChannels = 8;
inline constexpr int32_t kContextMeasures = kSurfaceChannels + 2;

struct PictureFeatures {
    int32_t width = 0, height = 0;  // of the picture
    cv::Mat cells;                  // [400, 384] 16-bit floats, averaged over 3 × 3 cells
    cv::Mat surface;  // [400, 8] float32: logarithms of brightness, of grain and of the gradients along and
                      // across
    cv::Mat context;  // [400, 10] float32: the surface and the shares of white and of black pixels, averaged
                      // over the wide surroundings of each cell
};

// Errors   those of the backbone.
Result<PictureFeatures> pictureFeatures(const Backbone& backbone, const Image& image);
// The same from features that are there already, of a kDetectorInput square.
PictureFeatures pictureFeatures(const Features& features, const Image& image);

}  // namespace engine
