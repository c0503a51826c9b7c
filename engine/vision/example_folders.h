// Pictures to learn from, as they lie in folders: good ones, and defects with their masks or boxes.
//
// Layout   A mask lies beside its picture: PICTURE.png beside PICTURE.jpg, or PICTURE_mask.* ; white is the
// defect.
//          Boxes are Pascal VOC: PICTURE.xml. Defects without either lie in a folder named after their kind
//          (DEFECTS/scratch/…), which names those with a mask, too; further folders below make no difference.
// Errors   a folder that is not there or has no picture; a file of boxes that is no XML.
#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "engine/vision/inspection_project.h"

namespace engine {

Result<std::vector<GoodPicture>> goodPicturesIn(const std::filesystem::path& folder, std::stop_token stop);
Result<std::vector<TaughtPicture>> taughtPicturesIn(const std::filesystem::path& folder,
                                                    std::stop_token stop);

}  // namespace engine
