// Looks for what stands out inside a hot place of the heat map, pixel by pixel.
#pragma once

#include <optional>

#include <opencv2/core/mat.hpp>

namespace engine {

// grey [h, w] 8 bits, heat [h, w] float32 and hot [h, w] 8 bits are one window of the picture; `cell` is the
// side of a cell of the heat map in its pixels. Answers the mask of what stands out, or nothing where no few
// spots do: then the heat map knows better.
std::optional<cv::Mat> refineRegion(const cv::Mat& grey, const cv::Mat& heat, const cv::Mat& hot,
                                    double cell);

}  // namespace engine
