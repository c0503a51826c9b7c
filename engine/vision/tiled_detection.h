// Detection at a picture's own resolution: the whole picture squeezed, for missing parts and large soft
// defects, and where pictures are large its overlapping tiles, for what is lost in squeezing. Pictures of up
// to 800 pixels are not tiled: then this is the plain Detection.
//
// Tiles    decided at the fit by the median size of the good pictures. Parts in one pose have a Detection for
//          every tile position, parts in any pose one for all tiles. A new picture is cut in the same shares
//          whatever its size; where the pose is not fixed and its frame has another shape, into tiles as
//          large as the others.
// Line     the maps of all tiles are one map in picture coordinates; it and the map of the whole picture are
//          brought to one scale, and the higher counts, the whole by half. The line is drawn from these maps
//          of held-out good pictures, so that the wanted rate of false alarms is that of pictures, however
//          many tiles they have.
// Thread   looking from any number of threads at once.
// Memory   a Detection for every tile position (at most 24) of a fixed pose, so at most about 550 MB, in
// memory and
//          in the file; 3 MB besides the whole picture's where one is for all. A fit holds at most 1.2 GB of
//          features besides those of the whole pictures, and reads the pictures as often as that takes.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/backbone.h"
#include "engine/vision/detection.h"
#include "engine/vision/inspection_project.h"
#include "engine/vision/kind_classifier.h"
#include "engine/vision/tiles.h"

namespace engine {

class TiledDetection {
public:
    struct Fitted;  // a TiledDetection and its report
    struct Look;    // one picture as it was looked at

    // Reads a picture once more, for its tiles: good ones are counted first, then taught ones. Called from
    // several threads at once.
    using ReadAgain = std::function<Result<Image>(size_t picture)>;

    // examples are of whole pictures. A taught defect without a mask teaches only the whole picture's map.
    // Errors   those of Detection::fit() and of reading.
    static Result<Fitted> fit(const Backbone& backbone, const DetectionExamples& examples,
                              const ReadAgain& readAgain, double falseAlarmRate,
                              const std::function<void(const FitProgress&)>& onProgress,
                              std::stop_token stop);

    Result<Look> look(const Backbone& backbone, const Image& image) const;
    // The same with the features of the whole picture, where they are there already.
    Result<Look> look(const Backbone& backbone, const Image& image, PictureFeatures whole) const;
    // Where in the look a region is described best; borrows from both.
    RegionPlace place(const Look& look, const PixelBox& box) const;

    const TileLayout& layout() const;
    const DecisionLine& line() const { return line_; }
    void setThreshold(double raw) { line_.moveTo(raw); }
    double scaled(double raw) const { return line_.scaled(raw); }
    void scale(HeatMap& raw) const;

    std::string bytes() const;  // those of the plain Detection where nothing is tiled
    // Errors   kBadInput: cut short, changed, or of a newer version.
    static Result<TiledDetection> fromBytes(std::string_view bytes);

private:
    class Fit;
    struct State;
    std::shared_ptr<const State> state_;
    DecisionLine line_;
};

struct TiledDetection::Look {
    HeatMap heat;  // raw, of the whole picture
    TileLayout layout;
    std::vector<PictureFeatures> features;  // of every tile; of the whole picture where nothing is tiled
    std::vector<HeatMap> tileHeat;          // of each of these; empty where nothing is tiled
    int32_t width = 0, height = 0;          // of the picture
};

struct TiledDetection::Fitted {
    TiledDetection detection;
    DetectionReport report;  // its maps are those of which the line was drawn
};

}  // namespace engine
