#include "engine/vision/inspection_project.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/base/atomic_file.h"
#include "engine/base/sha256.h"
#include "engine/vision/fit_material.h"
#include "engine/vision/fit_report_json.h"
#include "engine/vision/image_reader.h"
#include "engine/vision/kind_classifier.h"
#include "engine/vision/regions.h"
#include "engine/vision/tiled_detection.h"
#include "engine/vision/value_bytes.h"

namespace engine {

namespace fs = std::filesystem;

namespace {

// How much of a box is white, of 0 … 1; the mask covers a picture of this size.
double shareOfWhite(const cv::Mat& mask, const PixelBox& box, int32_t width, int32_t height) {
    const double across = static_cast<double>(mask.cols) / width;
    const double down = static_cast<double>(mask.rows) / height;
    const cv::Rect place(
        cv::Point(cvFloor(box.x * across), cvFloor(box.y * down)),
        cv::Point(cvCeil((box.x + box.width) * across), cvCeil((box.y + box.height) * down)));
    const cv::Rect inside = place & cv::Rect(0, 0, mask.cols, mask.rows);
    return inside.empty() ? 0 : static_cast<double>(cv::countNonZero(mask(inside) > 127)) / inside.area();
}

PixelBox boxOfWhite(const cv::Mat& mask, int32_t width, int32_t height) {
    const cv::Rect box = cv::boundingRect(mask > 127);
    const double across = static_cast<double>(width) / mask.cols;
    const double down = static_cast<double>(height) / mask.rows;
    return {cvFloor(box.x * across), cvFloor(box.y * down), std::max(1, cvRound(box.width * across)),
            std::max(1, cvRound(box.height * down))};
}

// Regions as they will be found in new pictures, where they lie on what was taught, and what was drawn.
std::vector<PixelBox> taughtBoxes(const TaughtSpot& taught, const Image& image, const HeatMap& heat,
                                  double line) {
    std::vector<PixelBox> boxes;
    const std::vector<Region> found = findRegions(image, heat, std::min(line, 0.8 * highest(heat)));
    for (const Region& region : found) {
        if (taught.mask.empty() ||
            shareOfWhite(taught.mask, region.hot, image.width(), image.height()) > 0.02)
            boxes.push_back(region.hot);
        if (taught.mask.empty() && !boxes.empty()) return boxes;  // the most striking one
    }
    if (!taught.mask.empty()) boxes.push_back(boxOfWhite(taught.mask, image.width(), image.height()));
    return boxes;
}

// The share of good pictures, held out, that score at least this, turned round: 0.95 at a line for 5 %.
double confidenceOf(const std::vector<double>& sortedGood, double raw) {
    const auto above = sortedGood.end() - std::ranges::lower_bound(sortedGood, raw);
    return 1.0 - (static_cast<double>(above) + 0.5) / (static_cast<double>(sortedGood.size()) + 1.0);
}

}  // namespace

struct InspectionProject::State {
    std::shared_ptr<const Backbone> backbone;
    TiledDetection detection;
    std::optional<KindClassifier> kinds;
    FitReport report;
    std::vector<double> sortedGood;  // report.goodScores in order

    void sortGood() {
        sortedGood = report.goodScores;
        std::ranges::sort(sortedGood);
    }
};

InspectionProject::InspectionProject(std::shared_ptr<State> state) : state_(std::move(state)) {}

const FitReport& InspectionProject::report() const {
    return state_->report;
}

std::vector<std::string> InspectionProject::kinds() const {
    return state_->kinds ? state_->kinds->kinds() : std::vector<std::string>();
}

void InspectionProject::setThreshold(double threshold) {
    state_->detection.setThreshold(threshold);
    state_->report.threshold = threshold;
}

// ---- fitting ----

namespace {

// A region of a taught picture, with what it is described by.
struct KindExample {
    RegionPlace place;
    PictureFeatures features;
    HeatMap heat;
};

// Kinds are learned from regions as the detector finds them.
Result<std::optional<KindClassifier>> fitKinds(const Backbone& backbone, const TiledDetection& detection,
                                               const FitOptions& options, const FitMaterial& material,
                                               std::stop_token stop) {
    std::vector<std::vector<KindExample>> examples(material.taught.size());
    const bool whole = onAllCores(material.taught.size(), stop, [&](size_t i) {
        if (material.taught[i].kind.empty()) return;
        auto image = readImage(options.taught[material.spots[i].picture].file);
        if (!image) return;  // it was there a moment ago; what it shows is learned all the same
        const auto look = detection.look(backbone, *image, material.taught[i].features);
        if (!look) return;
        for (const PixelBox& box :
             taughtBoxes(material.spots[i], *image, look->heat, detection.line().regionLine)) {
            const RegionPlace place = detection.place(*look, box);
            examples[i].push_back({.place = place, .features = *place.picture, .heat = *place.heat});
        }
    });
    if (!whole) return cancelled();
    std::vector<TaughtKind> taught;
    for (size_t i = 0; i < examples.size(); ++i) {
        const TaughtPicture& picture = options.taught[material.spots[i].picture];
        for (KindExample& example : examples[i]) {
            example.place.picture = &example.features;
            example.place.heat = &example.heat;
            taught.push_back({.place = example.place,
                              .kind = material.taught[i].kind,
                              .group = picture.group.empty() ? picture.file.string() : picture.group});
        }
    }
    if (taught.empty()) return std::optional<KindClassifier>();
    auto kinds = KindClassifier::fit(taught, material.good);
    if (!kinds) return kinds.error();
    return std::optional(std::move(*kinds));
}

}  // namespace

Result<InspectionProject> InspectionProject::fit(std::shared_ptr<const Backbone> backbone,
                                                 const FitOptions& options,
                                                 const std::function<void(const FitProgress&)>& onProgress,
                                                 std::stop_token stop) {
    const auto begin = std::chrono::steady_clock::now();
    auto material = readMaterial(*backbone, options, onProgress, stop);
    if (!material) return material.error();
    const auto readAgain = [&](size_t picture) {
        const size_t good = material->good.size();
        return readImage(picture < good ? fs::path(material->goodFiles[picture])
                                        : options.taught[material->spots[picture - good].picture].file);
    };
    const DetectionExamples examples{.good = material->good,
                                     .goodKeys = material->goodKeys,
                                     .taught = material->taught,
                                     .imitated = material->imitated};
    auto fitted =
        TiledDetection::fit(*backbone, examples, readAgain, options.falseAlarmRate, onProgress, stop);
    if (!fitted) return fitted.error();
    if (onProgress) onProgress({"checking", 0, 1});
    auto kinds = fitKinds(*backbone, fitted->detection, options, *material, stop);
    if (!kinds) return kinds.error();

    auto state = std::make_shared<State>(State{.backbone = std::move(backbone),
                                               .detection = std::move(fitted->detection),
                                               .kinds = std::move(*kinds)});
    const DetectionReport& found = fitted->report;
    const auto figures = [](const HeldOutFigures& each) {
        return DetectionFigures{.imageAuroc = each.imageAuroc, .recall = each.recall};
    };
    FitReport& report = state->report;
    report.good = static_cast<int32_t>(material->good.size());
    report.groups = found.goodGroups.empty() ? 0 : std::ranges::max(found.goodGroups) + 1;
    report.goodScores = found.goodScores;
    report.taughtScores = found.taughtScores;
    report.threshold = state->detection.line().threshold;
    report.falseAlarmsFrom = state->detection.line().falseAlarmsFrom;
    report.falseAlarmsTo = state->detection.line().falseAlarmsTo;
    report.promised = state->detection.line().promised;
    report.untaught = figures(found.untaught);
    report.taught = figures(found.taught);
    if (state->kinds) report.taught.kindAccuracy = state->kinds->heldOutAccuracy();
    for (const size_t odd : found.odd.unlike)
        report.unlike.push_back(material->goodFiles[odd]);
    report.twoProducts = found.odd.twoProducts;
    report.unreadable = std::move(material->unreadable);
    report.method = found.method;
    report.tileColumns = state->detection.layout().columns;
    report.tileRows = state->detection.layout().rows;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    state->sortGood();
    return InspectionProject(std::move(state));
}

// ---- one picture ----

Result<Inspection> InspectionProject::inspect(const Image& image, const InspectionPrompt& prompt) const {
    const TiledDetection& detection = state_->detection;
    auto look = detection.look(*state_->backbone, image);
    if (!look) return look.error();
    Inspection found;
    found.width = image.width();
    found.height = image.height();
    const double raw = highest(look->heat);
    found.score = detection.scaled(raw);
    if (raw >= detection.line().threshold) {
        for (const Region& region : findRegions(image, look->heat, detection.line().regionLine)) {
            const double peak = std::min(region.peak, raw);  // the curve between cells swings over them
            const NamedKind named = state_->kinds
                                        ? state_->kinds->classify(detection.place(*look, region.hot))
                                        : guessKindByShape(region.shape, prompt);
            found.defects.push_back({.kind = named.kind,
                                     .asked = prompt.asksFor(named.kind),
                                     .confidence = confidenceOf(state_->sortedGood, peak),
                                     .kindConfidence = named.confidence,
                                     .score = detection.scaled(peak),
                                     .box = region.box,
                                     .area = region.area});
        }
    }
    found.heatMap = std::move(look->heat);
    detection.scale(found.heatMap);
    // What was not asked for is bad all the same, because its kind may be wrong; what was to be ignored is
    // not.
    const bool onlyIgnored =
        std::ranges::any_of(found.defects,
                            [&](const FoundDefect& each) { return prompt.ignores(each.kind); }) &&
        std::ranges::none_of(found.defects, [&](const FoundDefect& each) {
            return each.score >= 1 && !prompt.ignores(each.kind);
        });
    found.verdict = found.score >= 1 && !onlyIgnored ? Verdict::kNg : Verdict::kOk;
    return found;
}

// ---- the file ----

namespace {

constexpr std::string_view kMagic = "Conclave inspection 1\n";
constexpr uint64_t kMostBytes = uint64_t{1} << 30;  // twice what the most tiles need
constexpr size_t kHashBytes = 64;

Error damaged(const fs::path& file) {
    return {.kind = ErrorKind::kBadInput,
            .what = "The project “{0}” is damaged or was written by another version.",
            .remedy = "Fit it again from its good pictures.",
            .args = {file.string()}};
}

}  // namespace

Status InspectionProject::save(const fs::path& file) const {
    const std::string report = fitReportJson(state_->report);
    ByteWriter out;
    out.bytes = kMagic;
    out.putPart(state_->backbone->hash());
    out.putPart(report);
    out.putPart(state_->detection.bytes());
    out.putPart(state_->kinds ? state_->kinds->bytes() : std::string());
    out.bytes += sha256Hex(out.bytes);
    return writeFileAtomically(file, out.bytes);
}

Result<InspectionProject> InspectionProject::load(std::shared_ptr<const Backbone> backbone,
                                                  const fs::path& file) {
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    std::ifstream in(file, std::ios::binary);
    if (failed || !in) {
        return Error{.kind = ErrorKind::kNotFound,
                     .what = "The project “{0}” cannot be read.",
                     .remedy = "Check the name and the permissions.",
                     .args = {file.string()}};
    }
    if (size > kMostBytes || size < kMagic.size() + kHashBytes) return damaged(file);
    std::string bytes(size, '\0');
    if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) return damaged(file);
    const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - kHashBytes);
    if (!content.starts_with(kMagic) || sha256Hex(content) != bytes.substr(content.size()))
        return damaged(file);
    ByteReader reader(content.substr(kMagic.size()));
    std::array<std::string_view, 4> parts;  // hash of the network, report, detection, kinds
    for (std::string_view& part : parts)
        part = reader.getPart();
    if (!reader.ok()) return damaged(file);
    if (parts[0] != backbone->hash()) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The project “{0}” was fitted with another image network.",
                     .remedy = "Fit it again from its good pictures.",
                     .args = {file.string()}};
    }
    auto report = fitReportFromJson(parts[1]);
    auto detection = TiledDetection::fromBytes(parts[2]);
    if (!report || !detection) return damaged(file);
    auto state = std::make_shared<State>(State{
        .backbone = std::move(backbone), .detection = std::move(*detection), .report = std::move(*report)});
    if (!parts[3].empty()) {
        auto kinds = KindClassifier::fromBytes(parts[3]);
        if (!kinds) return damaged(file);
        state->kinds = std::move(*kinds);
    }
    state->sortGood();
    return InspectionProject(std::move(state));
}

}  // namespace engine
