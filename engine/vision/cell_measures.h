// What is measured at the cells of a picture, beside the plain features.
//
// Shapes   [400, n], row by row.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/vision/picture_features.h"

namespace engine {

// Less the mean of the picture, in units of its spread; values are [400, n].
std::vector<float> relativeToPicture(std::vector<float> values, size_t n);

// Every cell's values as a direction: brought to the length √n, so that they stay near one; values are [400,
// n].
std::vector<float> directions(std::vector<float> values, size_t n);

// Every cell as the mean of field × field cells; values are [400, n].
std::vector<float> averagedOver(int field, const std::vector<float>& values, size_t n);

// The surface less its mean over the picture. [400, kSurfaceChannels]
std::vector<float> relativeSurface(const PictureFeatures& picture);

// The share of every cell that a mask covers, [400]; empty without a mask.
// mask is 8 bits, any size, covers the picture: over 127 where something is.
std::vector<float> coverage(const cv::Mat& mask);

// Lines that a tool has left, or threads: across them everything changes, along them nothing should.
enum class Grain : uint8_t { kNone, kDown, kAcross };
Grain grainOf(std::span<const PictureFeatures> pictures);

// How the surface changes along the grain, over four cells and over eight. [400, kStepMeasures]
inline constexpr int32_t kStepMeasures = 2 * kSurfaceChannels;
std::vector<float> stepsAlong(Grain grain, const PictureFeatures& picture);

}  // namespace engine
