// Which good pictures show the same part: shots of one part under several exposures would otherwise be
// learned and examined at once, and every figure would be too good.
//
// Source   two pictures belong together when they carry the same key, or when what sets them apart from all
//          pictures correlates by more than 0.5. Deep features find nine of ten pairs of shots of one part
//          under other exposures at a thousandth of false ones; grey thumbnails found half of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/vision/picture_features.h"

namespace engine {

// The number of a group for each picture, from 0. An empty key is none; keys may be fewer than pictures.
std::vector<int32_t> groupPictures(std::span<const PictureFeatures> pictures,
                                   std::span<const std::string> keys);

// Deals the groups into folds of about equal size, the same way every time; no more folds than groups.
std::vector<int32_t> dealFolds(std::span<const int32_t> groups, int32_t folds);

struct OddPictures {
    std::vector<size_t> unlike;  // that look unlike the others, worst first; empty for most good sets
    bool twoProducts = false;    // the pictures fall into two sorts that have nothing in common
};
// heldOutScores are of each picture by a detector that had not seen its group.
OddPictures findOddPictures(std::span<const PictureFeatures> pictures, std::span<const double> heldOutScores);

}  // namespace engine
