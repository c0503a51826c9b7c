// What an inspection says about one picture, as values: for the window, the command line, the store and
// reports.
//
// Units    boxes and areas are pixels of the original picture, upright. Scores and heat maps have one scale
// for all
//          pictures of a project: 0 is the median good picture, 1 the threshold.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace engine {

enum class Verdict { kOk, kNg, kUnsure };  // kUnsure: without good pictures nothing can be said

struct PixelBox {
    int32_t x = 0, y = 0, width = 0, height = 0;
    bool operator==(const PixelBox&) const = default;
};

struct FoundDefect {
    std::string kind;           // a key of the vocabulary ("scratch"), a kind of the project, or "unknown"
    bool asked = true;          // false: none of the kinds that were asked for; listed as other
    double confidence = 0;      // 0…1, that this is a defect
    double kindConfidence = 0;  // 0…1, that the kind is right
    double score = 0;           // the highest of the heat map inside
    PixelBox box;
    int64_t area = 0;  // pixels over the threshold, not those of the box
};

// The score of every place, coarser than the picture and covering all of it.
struct HeatMap {
    int32_t columns = 0, rows = 0;
    std::vector<float> values;  // [rows, columns]
};

struct Inspection {
    std::string file;
    int32_t width = 0, height = 0;
    Verdict verdict = Verdict::kUnsure;
    double score = 0;
    std::vector<FoundDefect> defects;  // most confident first
    HeatMap heatMap;
    std::string text;  // one sentence, from the findings alone
    double seconds = 0;
};

}  // namespace engine
