// Defects drawn onto pictures of good parts. They look like no particular defect of the product; they tell
// which of the things that a network sees change where something is wrong at all, as against those that only
// differ from part to part.
//
// Shapes   a mask is 8 bits, as large as the picture, over 127 where the defect is.
// Thread   all functions from any number of threads.
// Source   the idea of learning from pasted defects: Li and others, CutPaste (2021).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/backbone.h"
#include "engine/vision/image.h"
#include "engine/vision/picture_features.h"

namespace engine {

enum class ImitatedKind : uint8_t {
    kCrack,      // a thin branching line
    kSpots,      // one to three small ones
    kMisplaced,  // a piece of another place of the part
    kStain,      // large and soft
    kBreak       // a piece of nothing that belongs to the part, often at its edge
};
inline constexpr size_t kImitatedKinds = 5;

struct Imitation {
    Image image;  // of the good one, at most 640 pixels a side
    cv::Mat mask;
};

// The same for the same seed.
Imitation imitateDefect(const Image& good, ImitatedKind kind, uint32_t seed);

struct ImitatedFeatures {
    PictureFeatures features;
    cv::Mat mask;
    ImitatedKind kind = ImitatedKind::kCrack;
    size_t good = 0;  // which of the good pictures it was drawn on
};

// How many are drawn on a number of good pictures: several on each of few, none on most of many.
size_t imitationsOn(size_t goodCount);

// Of those that are drawn on one of a number of good pictures.
// Errors   those of the backbone.
Result<std::vector<ImitatedFeatures>> imitatedFeatures(const Backbone& backbone, const Image& image,
                                                       size_t good, size_t goodCount);

}  // namespace engine
