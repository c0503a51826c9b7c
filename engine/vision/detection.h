// Finds what is unlike the good pictures, and what is like the defects that were taught: everything between
// the features of a picture and its heat map, with a line that was drawn from pictures held back.
//
// Thread   scoring from any number of threads at once.
// Memory   about 21 MB, most of it the Gaussian of every cell.
// Units    raw scores are those of the fit; scaled() brings them to 0 for the median good picture and 1 for
// the line.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/decision_threshold.h"
#include "engine/vision/good_groups.h"
#include "engine/vision/imitated_defects.h"
#include "engine/vision/inspection.h"
#include "engine/vision/picture_features.h"

namespace engine {

// A picture with several kinds of defects is there once for each of them, with the mask of that kind.
struct TaughtFeatures {
    PictureFeatures features;
    std::string kind;
    cv::Mat
        mask;  // 8 bits, any size, covers the picture: over 127 where the defect is; empty: not known where
    std::string group;  // as given; empty: found by likeness
};

struct DetectionExamples {
    std::span<const PictureFeatures> good;
    std::span<const std::string> goodKeys;  // serial, lot or tile of each; may be empty
    std::span<const TaughtFeatures> taught;
    std::span<const ImitatedFeatures> imitated;  // drawn on the good ones; may be empty
    std::span<const int32_t> groups;  // of good, then of taught pictures; empty: by keys and likeness
};

// The cells of every picture, held out, and the line that was drawn from those of the good ones.
struct HeldOutMaps {
    std::vector<CellScores> good, taught;
    DecisionLine line;
};

struct HeldOutFigures {
    double imageAuroc = 0;  // good against taught pictures; 0 where nothing was taught
    double pixelAuroc = 0;  // of the cells of taught pictures with a mask and of the good ones
    double recall = 0;      // of taught pictures at the threshold
};

struct DetectionReport {
    std::vector<int32_t> goodGroups, taughtGroups;  // of each picture
    std::vector<double> goodScores,
        taughtScores;                 // held out, with what was taught; the line is on this scale
    HeldOutFigures untaught, taught;  // without and with what was taught
    HeldOutMaps untaughtMaps, maps;   // the same
    bool really = true;               // false: one group only, of which nothing could be held out
    bool fixedPose = false;           // a cell is the same place of every part
    OddPictures odd;
    std::string method;  // "position-wise Gaussian" or "memory bank"
};

class Detection {
public:
    struct Fitted;  // a Detection and its report
    // onProgress gets done and total of about equal steps.
    // Errors   kBadInput without a good picture; kCancelled.
    static Result<Fitted> fit(const DetectionExamples& examples, double falseAlarmRate,
                              const std::function<void(int64_t done, int64_t total)>& onProgress,
                              std::stop_token stop);

    // Raw: the highest place is the picture's score.
    HeatMap heatMap(const PictureFeatures& picture) const;
    HeatMap untaughtMap(const PictureFeatures& picture) const;  // without what was taught

    const DecisionLine& line() const;
    void setThreshold(double raw);  // by hand; the region line moves along
    double scaled(double raw) const;
    void scale(HeatMap& raw) const;

    std::string bytes() const;
    // Errors   kBadInput: cut short, changed, or of a newer version.
    static Result<Detection> fromBytes(std::string_view bytes);

private:
    struct State;
    std::shared_ptr<const State> state_;
    DecisionLine line_;
};

struct Detection::Fitted {
    Detection detection;
    DetectionReport report;
};

double highest(const HeatMap& map);

}  // namespace engine
