// How unlike the good pictures every cell of a picture is.
//
// What is measured at a cell: 160 deep features and 160 others; the direction of the others without their
// length; the others less the picture's own mean, in units of its own spread (exposure and material cancel:
// cracks), averaged over 5 × 5 cells; grey-value measures, and on parts with a grain, as ground ones have it,
// how they change along the grain (uneven grinding). In the distances of the first three those directions
// count more in which imitated defects lie. A distance counts by its logarithm, as a part of a new design is
// farther by a factor. From it is taken what the light and the grain around a cell let expect, where that
// holds on good pictures that were held back, and all are brought to one scale by the highest that is usual
// in such a picture. The score of a cell is the louder of a fine map, in which what stands out of its
// surroundings counts (pores), be it all measures together or the relative one alone, and a coarse one, the
// mean of all over a wide field.
//
// Memory   21 MB with a Gaussian at every cell, 1 MB with a memory bank.
// Thread   score() from any number of threads.
// Units    scores are about 0 at the median good picture and about 1 at the tenth that is most unusual.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/cell_gaussian.h"
#include "engine/vision/cell_measures.h"
#include "engine/vision/context_expectation.h"
#include "engine/vision/imitated_defects.h"
#include "engine/vision/patch_bank.h"
#include "engine/vision/picture_features.h"

namespace engine {

using CellScores = std::vector<float>;  // [400], row by row

enum class DetectorMethod : uint8_t {
    kPositionwise,  // a Gaussian at every cell: parts that lie in the same pose
    kMemoryBank     // few good pictures, or parts in any pose
};

class AnomalyDetector {
public:
    struct Fitted;
    // groups are those of groupPictures(): what carries one number is held back together. Without imitated
    // defects every direction of the deep measures counts alike.
    static Result<Fitted> fit(std::span<const PictureFeatures> good, std::span<const int32_t> groups,
                              std::span<const ImitatedFeatures> imitated,
                              const std::function<void(int64_t done, int64_t total)>& onProgress,
                              std::stop_token stop);

    CellScores score(const PictureFeatures& picture) const;
    DetectorMethod method() const { return method_; }
    // What taught defects are told by, [400, taughtMeasureCount()].
    std::vector<float> taughtMeasures(const PictureFeatures& picture) const;
    static size_t taughtMeasureCount();

    void write(ByteWriter& bytes) const;
    static AnomalyDetector read(ByteReader& bytes);

private:
    enum Measure { kDeep, kOtherDeep, kDirection, kWideRelative, kSurface, kSteps, kMeasures };
    static constexpr std::array kAll = {kDeep, kOtherDeep, kDirection, kWideRelative, kSurface, kSteps};
    struct Scale {
        float centre = 0, unit = 1;
        float of(float value) const { return (value - centre) / unit; }
    };
    using Distances = std::array<std::vector<float>, kMeasures>;  // of one picture; empty where not measured

    class Fit;
    bool measures(Measure measure) const;
    int32_t width(Measure measure) const;  // numbers for a cell
    std::vector<float> measured(const PictureFeatures& picture, Measure measure) const;
    Distances distances(const PictureFeatures& picture) const;
    std::vector<float> distances(const PictureFeatures& picture, Measure measure,
                                 const CellGaussian& gaussian) const;
    float sumAt(const Distances& distances, size_t cell) const;
    float loudestAt(const Distances& distances, size_t cell) const;  // of the sum and the relative measure
    std::array<CellScores, 2> maps(
        const Distances& distances) const;  // fine and coarse, before their last scale
    CellScores outstanding(const std::vector<float>& distances) const;
    CellScores louder(const std::array<CellScores, 2>& maps) const;

    DetectorMethod method_ = DetectorMethod::kPositionwise;
    Grain grain_ = Grain::kNone;
    bool alone_ = false;              // all good pictures are of one part
    std::vector<float> layerScales_;  // of the deep features of b7, b10 and b14
    std::array<CellGaussian, kMeasures> gaussians_;
    PatchBank bank_;  // instead of the first two Gaussians
    std::array<ContextExpectation, kMeasures> expectations_;
    std::array<Scale, kMeasures> scales_;
    std::array<Scale, 2> mapScales_;
    Scale sumScale_, loudestScale_;
};

struct AnomalyDetector::Fitted {
    AnomalyDetector detector;
    std::vector<CellScores> heldOut;  // of every good picture by a detector that had not seen its group
    bool really = true;  // false: there is one group only, whose own places were compared with each other
};

}  // namespace engine
