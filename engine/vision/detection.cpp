#include "engine/vision/detection.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/imgproc.hpp>

#include "engine/base/check.h"
#include "engine/base/thread_pool.h"
#include "engine/vision/anomaly_detector.h"
#include "engine/vision/area_under_curve.h"
#include "engine/vision/cell_measures.h"
#include "engine/vision/patch_classifier.h"

namespace engine {
namespace {

constexpr size_t kCells = static_cast<size_t>(kDetectorGrid) * kDetectorGrid;
constexpr int32_t kFolds = 5;
constexpr float kTaughtFloor = -2;  // "like nothing that was taught" speaks no further against a defect
constexpr double kHalfTrust =
    5;  // pictures of a kind at which the classifier has half the say of the detector
constexpr double kInCell = 0.15;  // of a cell must be defect for the cell to be one
constexpr std::string_view kMark = "CONCLAVE DETECTION 9\n";

double highestOf(const CellScores& cells) {
    return *std::max_element(cells.begin(), cells.end());
}

uint64_t checksum(std::string_view bytes) {  // FNV-1a
    uint64_t hash = 14695981039346656037U;
    for (const char byte : bytes)
        hash = (hash ^ static_cast<uint8_t>(byte)) * 1099511628211U;
    return hash;
}

Error damaged() {
    return {.kind = ErrorKind::kBadInput,
            .what = "What this project has learned is damaged or of a newer version.",
            .remedy = "Learn again from the project's pictures."};
}

}  // namespace

struct Detection::State {
    AnomalyDetector detector;
    PatchClassifier classifier;
    float taughtCentre = 0, taughtUnit = 1, taughtShare = 0;

    CellScores withTaught(CellScores unlike, const std::vector<float>& like) const {
        for (size_t p = 0; p < unlike.size(); ++p) {
            unlike[p] += taughtShare * std::max((like[p] - taughtCentre) / taughtUnit, kTaughtFloor);
        }
        return unlike;
    }
};

namespace {

// Everything that is learned from taught pictures, and what it says of pictures that were held back.
class TaughtFit {
public:
    TaughtFit(const DetectionExamples& examples, const AnomalyDetector& detector,
              std::span<const int32_t> groups, std::span<const CellScores> taughtMaps, double regionLine)
        : examples_(examples), detector_(detector), foldOf_(dealFolds(groups, kFolds)) {
        folds_ = 1 + *std::max_element(foldOf_.begin(), foldOf_.end());
        for (size_t i = 0; i < examples.taught.size(); ++i)
            sumKind(i, taughtMaps[i], regionLine);
        gatherGood();
    }

    PatchClassifier classifier() const { return without(-1); }
    // How much its score counts beside how unlike the good pictures a cell is: little for a few pictures of a
    // kind.
    double share() const {
        const double ofKind =
            static_cast<double>(examples_.taught.size()) / static_cast<double>(kinds_.size());
        return ofKind / (ofKind + kHalfTrust);
    }

    // Of good pictures first, then of taught ones; each by a classifier that saw nothing of its fold.
    std::vector<std::vector<float>> heldOut() {
        std::vector<std::vector<float>> scores(foldOf_.size());
        threads_.forEach(folds_, 1, [&](int64_t begin, int64_t end, int) {
            for (auto fold = static_cast<int32_t>(begin); fold < end; ++fold) {
                const PatchClassifier classifier = without(fold);
                for (size_t i = 0; i < foldOf_.size(); ++i) {
                    if (foldOf_[i] != fold) continue;
                    // Where no taught picture is left, the good ones stand for what nothing is like.
                    scores[i] = classifier.empty() ? std::vector<float>(kCells, -1e3F)
                                                   : classifier.score(detector_.taughtMeasures(features(i)));
                }
            }
        });
        return scores;
    }

private:
    struct KindSum {
        std::vector<double> sums;
        double weight = 0;
    };

    const PictureFeatures& features(size_t i) const {
        return i < examples_.good.size() ? examples_.good[i]
                                         : examples_.taught[i - examples_.good.size()].features;
    }

    // Adds the mean of the picture's defective cells to its kind.
    void sumKind(size_t i, const CellScores& unlike, double regionLine) {
        const TaughtFeatures& taught = examples_.taught[i];
        CellScores cells = coverage(taught.mask);
        double least = kInCell;
        if (cells.empty()) {
            cells = unlike;
            least = regionLine;
        }
        least = std::min(least, highestOf(cells));
        const std::vector<float> values = detector_.taughtMeasures(taught.features);
        const size_t n = values.size() / kCells;
        std::vector<double> mean(n, 0.0);
        double weight = 0;
        for (size_t p = 0; p < kCells; ++p) {
            if (cells[p] < least) continue;
            const double share = taught.mask.empty() ? 1 : std::max(cells[p], 1e-6F);
            weight += share;
            for (size_t m = 0; m < n; ++m)
                mean[m] += share * values[p * n + m];
        }
        KindSum& kind = kinds_[taught.kind].try_emplace(foldOf_[examples_.good.size() + i]).first->second;
        kind.sums.resize(n, 0.0);
        for (size_t m = 0; m < n; ++m)
            kind.sums[m] += mean[m] / weight;
        ++kind.weight;
    }

    void gatherGood() {
        const size_t n = AnomalyDetector::taughtMeasureCount();
        good_.assign(static_cast<size_t>(folds_), MeasureStatistics(n));
        threads_.forEach(folds_, 1, [&](int64_t begin, int64_t end, int) {
            for (auto fold = static_cast<int32_t>(begin); fold < end; ++fold)
                for (size_t i = 0; i < examples_.good.size(); ++i) {
                    if (foldOf_[i] == fold) {
                        good_[static_cast<size_t>(fold)].add(detector_.taughtMeasures(examples_.good[i]));
                    }
                }
        });
    }

    PatchClassifier without(int32_t fold) const {
        MeasureStatistics good(AnomalyDetector::taughtMeasureCount());
        for (int32_t other = 0; other < folds_; ++other)
            if (other != fold || folds_ == 1) good.add(good_[static_cast<size_t>(other)]);
        std::vector<std::vector<double>> means;
        for (const auto& [kind, ofFold] : kinds_) {
            KindSum sum;
            for (const auto& [other, part] : ofFold) {
                if (other == fold) continue;
                sum.sums.resize(part.sums.size(), 0.0);
                for (size_t m = 0; m < part.sums.size(); ++m)
                    sum.sums[m] += part.sums[m];
                sum.weight += part.weight;
            }
            if (sum.weight == 0) continue;
            for (double& value : sum.sums)
                value /= sum.weight;
            means.push_back(std::move(sum.sums));
        }
        if (means.empty()) return {};
        return {good.mean(), good.inverseFactor(), means};
    }

    const DetectionExamples& examples_;
    const AnomalyDetector& detector_;
    std::vector<int32_t> foldOf_;  // of good pictures, then of taught ones
    int32_t folds_ = 0;
    mutable ThreadPool threads_{0};
    std::map<std::string, std::map<int32_t, KindSum>> kinds_;  // by kind, then by fold
    std::vector<MeasureStatistics> good_;                      // by fold
};

std::vector<double> peaksOf(std::span<const CellScores> maps) {
    std::vector<double> peaks;
    for (const CellScores& map : maps)
        peaks.push_back(highestOf(map));
    return peaks;
}

HeldOutFigures figuresOf(std::span<const CellScores> good, std::span<const CellScores> taught,
                         std::span<const TaughtFeatures> pictures, double threshold) {
    if (taught.empty()) return {};
    const std::vector<double> goodPeaks = peaksOf(good), taughtPeaks = peaksOf(taught);
    std::vector<double> clear, defective;
    for (const CellScores& map : good)
        clear.insert(clear.end(), map.begin(), map.end());
    for (size_t i = 0; i < taught.size(); ++i) {
        const CellScores cells = coverage(pictures[i].mask);
        for (size_t p = 0; p < cells.size(); ++p)
            (cells[p] < 0.5F ? clear : defective).push_back(taught[i][p]);
    }
    const auto over = std::count_if(taughtPeaks.begin(), taughtPeaks.end(),
                                    [&](double score) { return score > threshold; });
    return {.imageAuroc = areaUnderCurve(goodPeaks, taughtPeaks),
            .pixelAuroc = defective.empty() ? 0 : areaUnderCurve(clear, defective),
            .recall = static_cast<double>(over) / static_cast<double>(taughtPeaks.size())};
}

}  // namespace

double highest(const HeatMap& map) {
    return map.values.empty() ? 0 : *std::max_element(map.values.begin(), map.values.end());
}

Result<Detection::Fitted> Detection::fit(const DetectionExamples& examples, double falseAlarmRate,
                                         const std::function<void(int64_t, int64_t)>& onProgress,
                                         std::stop_token stop) {
    if (examples.good.empty()) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "There is no good picture to learn from.",
                     .remedy = "Add pictures of good parts; 16 are a start, 100 or more are better."};
    }
    std::vector<PictureFeatures> all(examples.good.begin(), examples.good.end());
    std::vector<std::string> keys(examples.goodKeys.begin(), examples.goodKeys.end());
    keys.resize(all.size());
    for (const TaughtFeatures& taught : examples.taught) {
        all.push_back(taught.features);
        keys.push_back(taught.group);
    }
    CONCLAVE_CHECK(examples.groups.empty() || examples.groups.size() == all.size());
    const std::vector<int32_t> groups =
        examples.groups.empty() ? groupPictures(all, keys)
                                : std::vector<int32_t>(examples.groups.begin(), examples.groups.end());
    const std::vector<int32_t> goodGroups(groups.begin(),
                                          groups.begin() + static_cast<ptrdiff_t>(examples.good.size()));

    auto fitted = AnomalyDetector::fit(examples.good, goodGroups, examples.imitated, onProgress, stop);
    if (!fitted) return fitted.error();
    auto state = std::make_shared<State>();
    state->detector = std::move(fitted->detector);
    std::vector<CellScores> goodMaps = std::move(fitted->heldOut), taughtMaps;
    for (const TaughtFeatures& taught : examples.taught)
        taughtMaps.push_back(state->detector.score(taught.features));

    DetectionReport report;
    report.goodGroups = goodGroups;
    report.taughtGroups.assign(groups.begin() + static_cast<ptrdiff_t>(examples.good.size()), groups.end());
    report.really = fitted->really;
    report.fixedPose = state->detector.method() == DetectorMethod::kPositionwise;
    report.method =
        state->detector.method() == DetectorMethod::kPositionwise ? "position-wise Gaussian" : "memory bank";
    report.odd = findOddPictures(examples.good, peaksOf(goodMaps));
    DecisionLine line = drawLine(goodMaps, goodGroups, falseAlarmRate, fitted->really);
    report.untaught = report.taught = figuresOf(goodMaps, taughtMaps, examples.taught, line.threshold);
    report.untaughtMaps = {goodMaps, taughtMaps, line};

    if (!examples.taught.empty()) {
        if (stop.stop_requested()) return cancelled();
        TaughtFit fit(examples, state->detector, groups, taughtMaps, line.regionLine);
        state->classifier = fit.classifier();
        state->taughtShare = static_cast<float>(fit.share());
        const std::vector<std::vector<float>> like = fit.heldOut();
        std::vector<double> peaks;
        for (size_t i = 0; i < goodMaps.size(); ++i)
            peaks.push_back(highestOf(like[i]));
        std::sort(peaks.begin(), peaks.end());
        state->taughtCentre = static_cast<float>(peaks[peaks.size() / 2]);
        state->taughtUnit =
            std::max(static_cast<float>(peaks[peaks.size() * 9 / 10]) - state->taughtCentre, 1.0F);
        for (size_t i = 0; i < goodMaps.size(); ++i)
            goodMaps[i] = state->withTaught(std::move(goodMaps[i]), like[i]);
        for (size_t i = 0; i < taughtMaps.size(); ++i) {
            taughtMaps[i] = state->withTaught(std::move(taughtMaps[i]), like[goodMaps.size() + i]);
        }
        line = drawLine(goodMaps, goodGroups, falseAlarmRate, fitted->really);
        report.taught = figuresOf(goodMaps, taughtMaps, examples.taught, line.threshold);
    }
    if (stop.stop_requested()) return cancelled();
    report.goodScores = peaksOf(goodMaps);
    report.taughtScores = peaksOf(taughtMaps);
    report.maps = {std::move(goodMaps), std::move(taughtMaps), line};
    Detection detection;
    detection.state_ = std::move(state);
    detection.line_ = line;
    return Fitted{std::move(detection), std::move(report)};
}

HeatMap Detection::heatMap(const PictureFeatures& picture) const {
    CellScores scores = state_->detector.score(picture);
    if (!state_->classifier.empty()) {
        const std::vector<float> like = state_->classifier.score(state_->detector.taughtMeasures(picture));
        scores = state_->withTaught(std::move(scores), like);
    }
    return {.columns = kDetectorGrid, .rows = kDetectorGrid, .values = std::move(scores)};
}

HeatMap Detection::untaughtMap(const PictureFeatures& picture) const {
    return {.columns = kDetectorGrid, .rows = kDetectorGrid, .values = state_->detector.score(picture)};
}

const DecisionLine& Detection::line() const {
    return line_;
}

void Detection::setThreshold(double raw) {
    line_.moveTo(raw);
}

double Detection::scaled(double raw) const {
    return line_.scaled(raw);
}

void Detection::scale(HeatMap& raw) const {
    for (float& value : raw.values)
        value = static_cast<float>(scaled(value));
}

std::string Detection::bytes() const {
    ByteWriter bytes;
    state_->detector.write(bytes);
    state_->classifier.write(bytes);
    bytes.put(state_->taughtCentre);
    bytes.put(state_->taughtUnit);
    bytes.put(state_->taughtShare);
    line_.write(bytes);
    ByteWriter end;
    end.put(checksum(bytes.bytes));
    return std::string(kMark) + bytes.bytes + end.bytes;
}

Result<Detection> Detection::fromBytes(std::string_view bytes) {
    if (!bytes.starts_with(kMark) || bytes.size() < kMark.size() + sizeof(uint64_t)) return damaged();
    bytes.remove_prefix(kMark.size());
    ByteReader end(bytes.substr(bytes.size() - sizeof(uint64_t)));
    bytes.remove_suffix(sizeof(uint64_t));
    if (end.get<uint64_t>() != checksum(bytes)) return damaged();
    ByteReader reader(bytes);
    auto state = std::make_shared<State>();
    state->detector = AnomalyDetector::read(reader);
    state->classifier = PatchClassifier::read(reader, AnomalyDetector::taughtMeasureCount());
    state->taughtCentre = reader.get<float>();
    state->taughtUnit = reader.get<float>();
    state->taughtShare = reader.get<float>();
    Detection detection;
    detection.line_ = DecisionLine::read(reader);
    if (!reader.atEnd()) return damaged();
    detection.state_ = std::move(state);
    return detection;
}

}  // namespace engine
