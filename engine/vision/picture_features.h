// What the detector looks at in one picture, computed once: deep features on a grid of cells, a small grey
// picture, and a thumbnail by which shots of one part are recognised.
//
// Shapes   the picture is squeezed into a square, so that a cell is always the same place of the part.
// Memory   about 350 KB; cv::Mat counts references, copying copies no number.
#pragma once

#include <opencv2/core/mat.hpp>

#include "engine/base/result.h"
#include "engine/vision/backbone.h"
#include "engine/vision/image.h"

namespace engine {

inline constexpr int kDetectorInput = 320;  // pixels of the square that the network sees

struct PictureFeatures {
    int32_t width = 0, height = 0;  // of the picture
    int32_t rows = 0, columns = 0;  // cells
    cv::Mat cells;      // [rows * columns, 384] 16-bit floats: b7, b10, b14 averaged over 3 × 3 cells
    cv::Mat grey;       // [160, 160] 8 bits
    cv::Mat thumbnail;  // [1, 48 * 48] float32, high-passed, of unit length
};

// Errors   those of the backbone.
Result<PictureFeatures> pictureFeatures(const Backbone& backbone, const Image& image);
// The same from features that are there already, of a kDetectorInput square.
PictureFeatures pictureFeatures(const Features& features, const Image& image);

}  // namespace engine
