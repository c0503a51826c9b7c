// Everything that one fit reads: the features of good and of taught pictures, and where on these the defects
// are.
//
// Thread   reads on all cores; onProgress is called from any of them, one call at a time.
// Errors   none of the good pictures can be read; cancelled. A single file that cannot be read is left out
// and listed.
#pragma once

#include <cstddef>
#include <functional>
#include <opencv2/core/mat.hpp>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "engine/vision/detection.h"
#include "engine/vision/inspection_project.h"

namespace engine {

// What is taught of one picture. One of several kinds stands here once for each.
struct TaughtSpot {
    size_t picture = 0;  // of FitOptions::taught
    std::string kind;
    cv::Mat mask;  // empty: somewhere in the picture
};

// Everything that one fit reads, in the order of the options; what could not be read is left out.
struct FitMaterial {
    std::vector<PictureFeatures> good;
    std::vector<std::string> goodKeys, goodFiles;
    std::vector<TaughtFeatures> taught;
    std::vector<ImitatedFeatures> imitated;
    std::vector<TaughtSpot> spots;  // of each of taught
    std::vector<std::pair<std::string, Error>> unreadable;
};

Result<FitMaterial> readMaterial(const Backbone& backbone, const FitOptions& options,
                                 const std::function<void(const FitProgress&)>& onProgress,
                                 std::stop_token stop);

// Calls body(i) for 0 … count-1 on all cores, in no order; false when it was stopped.
bool onAllCores(size_t count, std::stop_token stop, const std::function<void(size_t)>& body);

}  // namespace engine
