#include "engine/vision/inspection_project.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/base/atomic_file.h"
#include "engine/base/sha256.h"
#include "engine/vision/fit_material.h"
#include "engine/vision/fit_report_json.h"
#include "engine/vision/image_reader.h"
#include "engine/vision/kind_classifier.h"
#include "engine/vision/regions.h"
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
    Detection detection;
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

// Kinds are learned from regions as the detector finds them.
Result<std::optional<KindClassifier>> fitKinds(const Detection& detection, const FitOptions& options,
                                               const FitMaterial& material, std::stop_token stop) {
    std::vector<HeatMap> heat(material.taught.size());
    std::vector<std::vector<PixelBox>> boxes(material.taught.size());
    const bool whole = onAllCores(material.taught.size(), stop, [&](size_t i) {
        if (material.taught[i].kind.empty()) return;
        auto image = readImage(options.taught[material.spots[i].picture].file);
        if (!image) return;  // it was there a moment ago; what it shows is learned all the same
        heat[i] = detection.heatMap(material.taught[i].features);
        boxes[i] = taughtBoxes(material.spots[i], *image, heat[i], detection.line().regionLine);
    });
    if (!whole) return cancelled();
    std::vector<TaughtKind> taught;
    for (size_t i = 0; i < boxes.size(); ++i) {
        const TaughtPicture& picture = options.taught[material.spots[i].picture];
        for (const PixelBox& box : boxes[i]) {
            taught.push_back(
                {.place = {.picture = &material.taught[i].features, .box = box, .heat = &heat[i]},
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
    auto fitted = Detection::fit(
        {.good = material->good, .goodKeys = material->goodKeys, .taught = material->taught},
        options.falseAlarmRate,
        [&](int64_t done, int64_t total) {
            if (onProgress) onProgress({"fitting", done, total});
        },
        stop);
    if (!fitted) return fitted.error();
    if (onProgress) onProgress({"checking", 0, 1});
    auto kinds = fitKinds(fitted->detection, options, *material, stop);
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
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    state->sortGood();
    return InspectionProject(std::move(state));
}

// ---- one picture ----

Result<Inspection> InspectionProject::inspect(const Image& image, const InspectionPrompt& prompt) const {
    auto features = pictureFeatures(*state_->backbone, image);
    if (!features) return features.error();
    const Detection& detection = state_->detection;
    Inspection found;
    found.width = image.width();
    found.height = image.height();
    found.heatMap = detection.heatMap(*features);
    const double raw = highest(found.heatMap);
    found.score = detection.scaled(raw);
    if (raw >= detection.line().threshold) {
        for (const Region& region : findRegions(image, found.heatMap, detection.line().regionLine)) {
            const NamedKind named =
                state_->kinds ? state_->kinds->classify(
                                    {.picture = &*features, .box = region.hot, .heat = &found.heatMap})
                              : guessKindByShape(region.shape, prompt);
            found.defects.push_back({.kind = named.kind,
                                     .asked = prompt.asksFor(named.kind),
                                     .confidence = confidenceOf(state_->sortedGood, region.peak),
                                     .kindConfidence = named.confidence,
                                     .score = detection.scaled(region.peak),
                                     .box = region.box,
                                     .area = region.area});
        }
    }
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
constexpr uint64_t kMostBytes = uint64_t{1} << 30;
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
    for (const std::string& part : {state_->backbone->hash(), report, state_->detection.bytes(),
                                    state_->kinds ? state_->kinds->bytes() : std::string()}) {
        out.put<uint64_t>(part.size());
        out.bytes += part;
    }
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
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - kHashBytes);
    if (!content.starts_with(kMagic) || sha256Hex(content) != bytes.substr(content.size()))
        return damaged(file);
    std::string_view rest = content.substr(kMagic.size());
    std::array<std::string_view, 4> parts;  // hash of the network, report, detection, kinds
    for (std::string_view& part : parts) {
        uint64_t length = 0;
        if (rest.size() < sizeof(length)) return damaged(file);
        std::memcpy(&length, rest.data(), sizeof(length));
        rest.remove_prefix(sizeof(length));
        if (length > rest.size()) return damaged(file);
        part = rest.substr(0, length);
        rest.remove_prefix(length);
    }
    if (parts[0] != backbone->hash()) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The project “{0}” was fitted with another image network.",
                     .remedy = "Fit it again from its good pictures.",
                     .args = {file.string()}};
    }
    auto report = fitReportFromJson(parts[1]);
    auto detection = Detection::fromBytes(parts[2]);
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
