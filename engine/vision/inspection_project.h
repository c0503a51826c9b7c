// A product under inspection: what its good pictures look like, where the line is drawn, which defects were
// taught.
//
// Thread   inspect() and the const methods from any number of threads at once; the others from one.
// Memory   owns its detector (8 to 80 MB, with tiles up to 550 MB); saved as one file, written beside and
//          renamed.
// Errors   fit() answers a sentence: no good picture, pictures of one product mixed with another, a folder
// that is not
//          there, a damaged project file. A picture that cannot be read is listed in the report and left out.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/backbone.h"
#include "engine/vision/image.h"
#include "engine/vision/inspection.h"
#include "engine/vision/inspection_prompt.h"

namespace engine {

struct GoodPicture {
    std::filesystem::path file;
    std::string group;  // serial, lot or tile; empty: found by likeness
};

// A region the engineer marked; without a box the whole picture is of that kind and the regions are searched
// in it.
struct TaughtRegion {
    PixelBox box;  // width 0: not drawn
    std::string kind;
};
struct TaughtPicture {
    std::filesystem::path file;
    std::string group;
    std::filesystem::path mask;  // white where the defect is, instead of boxes; empty: none
    std::vector<TaughtRegion> regions;
};

struct FitOptions {
    std::vector<GoodPicture> good;
    std::vector<TaughtPicture> taught;
    double falseAlarmRate = 0.05;  // wanted on new parts
};

// What is known about how well it works, from pictures that were held back group by group.
struct DetectionFigures {
    double imageAuroc = 0;    // of good against taught pictures; 0 where nothing was taught
    double recall = 0;        // of taught pictures at the threshold
    double kindAccuracy = 0;  // balanced, of taught regions
};

struct FitReport {
    int32_t good = 0, groups = 0;
    std::vector<double>
        goodScores;  // of every good picture, held out, before scaling to the threshold: one scale
    std::vector<double> taughtScores;               // of every taught picture, held out
    double threshold = 0;                           // on that scale
    double falseAlarmsFrom = 0, falseAlarmsTo = 0;  // 90 % interval of the rate to expect on new parts
    bool promised = true;                           // false: too few groups for the rate that was wanted
    bool twoProducts = false;           // the good pictures fall into two sorts that have nothing in common
    DetectionFigures untaught, taught;  // before and after what was taught is used
    std::vector<std::string> unlike;    // good pictures that look unlike the others, worst first
    std::vector<std::pair<std::string, Error>> unreadable;
    std::string method;                     // "position-wise Gaussian", "memory bank"
    int32_t tileColumns = 1, tileRows = 1;  // that large pictures are looked at in, besides the whole
    double seconds = 0;
};

struct FitProgress {
    std::string stage;  // "reading", "fitting", "checking"
    int64_t done = 0, total = 0;
};

class InspectionProject {
public:
    static Result<InspectionProject> fit(std::shared_ptr<const Backbone> backbone, const FitOptions& options,
                                         const std::function<void(const FitProgress&)>& onProgress,
                                         std::stop_token stop);
    static Result<InspectionProject> load(std::shared_ptr<const Backbone> backbone,
                                          const std::filesystem::path& file);
    Status save(const std::filesystem::path& file) const;

    const FitReport& report() const;
    std::vector<std::string> kinds() const;  // that were taught
    // Moves the line; on the scale of FitReport::goodScores.
    void setThreshold(double threshold);

    // The regions over the line, named as the prompt asks. The sentence is left empty.
    Result<Inspection> inspect(const Image& image, const InspectionPrompt& prompt) const;

private:
    struct State;
    explicit InspectionProject(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

// Without any good picture: places unlike the rest of the same picture. The verdict is always kUnsure.
Result<Inspection> previewUnusualAreas(const Backbone& backbone, const Image& image);

}  // namespace engine
