// Names the kind of a region from what was taught: the deep features of its cells, and how they differ from
// those of good pictures at the same place.
//
// Shapes   a region is described by [768]: the mean of the 384 features of its cells, and of their
// differences
//          from the good pictures'; without good pictures by the first half. The less a feature varies
//          between good cells, the more it counts.
// Thread   immutable; any thread.
// Memory   about 300 KB with good pictures, and 6 KB for every taught region.
// Errors   fromBytes() answers a sentence for what is cut short, changed or of a newer version.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/inspection.h"
#include "engine/vision/inspection_prompt.h"
#include "engine/vision/picture_features.h"
#include "engine/vision/regions.h"

namespace engine {

// A region as it is described. Cells count by the square of their heat; without a heat map all of the box do
// alike.
struct RegionPlace {
    const PictureFeatures* picture = nullptr;  // borrowed
    PixelBox box;                              // Region::hot of a region that was found
    const HeatMap* heat = nullptr;             // borrowed; may be null
    // [400, 384] float32, borrowed: the good pictures there, where it is a tile; null: the whole good ones.
    const cv::Mat* normal = nullptr;
};

struct TaughtKind {
    RegionPlace place;
    std::string kind;
    std::string group;  // part or picture: regions of one group are held back together
};

struct NamedKind {
    std::string kind = kUnknownKind;
    double confidence = 0;  // 0…1; of kUnknownKind that it is none of the others
};

class KindClassifier {
public:
    // good may be empty. Errors   kBadInput when nothing was taught.
    static Result<KindClassifier> fit(std::span<const TaughtKind> taught,
                                      std::span<const PictureFeatures> good);

    // kUnknownKind where two kinds are about as likely, or where nothing alike was taught.
    NamedKind classify(const RegionPlace& place) const;
    const std::vector<std::string>& kinds() const;
    // Balanced, of taught regions held back group by group; 0 where there are too few to hold any back.
    double heldOutAccuracy() const;

    std::string bytes() const;
    static Result<KindClassifier> fromBytes(std::string_view bytes);

private:
    struct State;
    explicit KindClassifier(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

// Without anything taught: what a shape suggests among the kinds asked for, never with much confidence.
NamedKind guessKindByShape(const RegionShape& shape, const InspectionPrompt& prompt);

}  // namespace engine
