// A picture as everything here sees it: upright, opaque, colour.
//
// Shapes   pixels is [height, width, 3], blue first, 8 or 16 bits a channel; grey pictures have three equal
// channels. Memory   cv::Mat counts references: copying an Image copies no pixel. Nobody writes into one that
// was handed over.
#pragma once

#include <opencv2/core/mat.hpp>

namespace engine {

struct Image {
    cv::Mat pixels;

    int width() const { return pixels.cols; }
    int height() const { return pixels.rows; }
};

}  // namespace engine
