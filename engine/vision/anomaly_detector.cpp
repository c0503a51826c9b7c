#include "engine/vision/anomaly_detector.h"

#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <random>

#include "engine/base/check.h"
#include "engine/base/thread_pool.h"
#include "engine/vision/defect_directions.h"
#include "engine/vision/good_groups.h"

namespace engine {
namespace {

constexpr size_t kCells = static_cast<size_t>(kDetectorGrid) * kDetectorGrid;
constexpr size_t kDeepUsed = 160;  // more of the 384 gain nothing and cost the square
constexpr int32_t kFolds = 10;     // fewer would leave the detector of a fold clearly worse than the last one
constexpr int32_t kFewGroups = 6;  // fewer: a mean for every cell is not known well enough
constexpr double kFixedPose = 0.05;  // of the variance that the position must explain on unseen pictures
constexpr int kCoarseField = 13, kStepField = 5, kRelativeField = 5;  // cells
constexpr std::array<int, 4> kLayerEnds = {0, 80, 192, kDeepChannels};
constexpr float kSurfaceShare = 0.15F, kStepShare = 0.3F;  // beside the deep measures, which tell more
constexpr float kSurroundings = 0.5F;                      // of how unusual they are, taken off the fine map
constexpr float kDirectionShare = 0.5F, kWideRelativeShare = 0.5F;
// What is relative to the picture, where cracks stand out, also speaks alone, but must be this much louder.
constexpr float kAlone = 0.2F;
// Of the surface's peaks: from the usual one to the tenth highest, in units of the usual one.
constexpr double kOrdinarySpread = 0.28;
constexpr double kImitatedInCell = 0.2;  // of a cell must be covered by an imitated defect
constexpr float kLeastDistance = 1e-3F;
constexpr float kSharpness = 1;  // of the soft maximum
constexpr int32_t kApart = 3;    // cells whose fields of view do not overlap much
constexpr size_t kBatch = 16;    // pictures whose measures are in memory at once

// The same channels every time, on every machine; others when asked for.
const std::vector<int>& usedChannels(bool others = false) {
    const auto draw = [](bool second) {
        std::vector<int> all(kDeepChannels);
        std::iota(all.begin(), all.end(), 0);
        std::mt19937 random(0);
        for (size_t i = all.size() - 1; i > 0; --i)
            std::swap(all[i], all[random() % (i + 1)]);
        if (second) all.erase(all.begin(), all.begin() + static_cast<ptrdiff_t>(kDeepUsed));
        all.resize(kDeepUsed);
        std::sort(all.begin(), all.end());
        return all;
    };
    static const std::vector<int> first = draw(false), second = draw(true);
    return others ? second : first;
}

cv::Mat gridOf(const std::vector<float>& cells) {  // a view
    return {kDetectorGrid, kDetectorGrid, CV_32F, const_cast<float*>(cells.data())};
}

CellScores blurred(const CellScores& cells, int field) {
    CellScores result(cells.size());
    cv::Mat to = gridOf(result);
    cv::blur(gridOf(cells), to, {field, field}, {-1, -1}, cv::BORDER_REFLECT_101);
    return result;
}

float highestOf(const CellScores& cells) {
    return *std::max_element(cells.begin(), cells.end());
}

void takeLogarithms(std::vector<float>& distances) {
    for (float& distance : distances)
        distance = std::log(distance + kLeastDistance);
}

void subtract(std::vector<float>& from, const std::vector<float>& what) {
    for (size_t i = 0; i < from.size(); ++i)
        from[i] -= what[i];
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const double at = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<size_t>(at);
    const double high = values[std::min(low + 1, values.size() - 1)];
    return values[low] + (at - static_cast<double>(low)) * (high - values[low]);
}

}  // namespace

bool AnomalyDetector::measures(Measure measure) const {
    if (measure == kSteps) return grain_ != Grain::kNone;
    const bool always = measure == kDeep || measure == kSurface;
    return always || method_ == DetectorMethod::kPositionwise;
}

int32_t AnomalyDetector::width(Measure measure) const {
    if (measure == kSteps) return kStepMeasures;
    return measure == kSurface ? kSurfaceChannels : static_cast<int32_t>(kDeepUsed);
}

std::vector<float> AnomalyDetector::measured(const PictureFeatures& picture, Measure measure) const {
    if (measure == kSteps) return stepsAlong(grain_, picture);
    if (measure == kSurface) return relativeSurface(picture);
    cv::Mat cells;
    picture.cells.convertTo(cells, CV_32F);
    const std::vector<int>& channels = usedChannels(measure != kDeep);
    std::vector<float> scales;
    for (const int channel : channels)
        scales.push_back(layerScales_[channel < kLayerEnds[1] ? 0 : channel < kLayerEnds[2] ? 1 : 2]);
    std::vector<float> values(kCells * kDeepUsed);
    for (size_t p = 0; p < kCells; ++p) {
        const float* from = cells.ptr<float>(static_cast<int>(p));
        for (size_t i = 0; i < kDeepUsed; ++i)
            values[p * kDeepUsed + i] = from[channels[i]] * scales[i];
    }
    if (measure == kDeep || measure == kOtherDeep) return values;
    if (measure == kDirection) return directions(std::move(values), kDeepUsed);
    return averagedOver(kRelativeField, relativeToPicture(std::move(values), kDeepUsed), kDeepUsed);
}

size_t AnomalyDetector::taughtMeasureCount() {
    return 2 * kDeepUsed + kSurfaceChannels;
}

std::vector<float> AnomalyDetector::taughtMeasures(const PictureFeatures& picture) const {
    const size_t width = taughtMeasureCount();
    std::vector<float> all(kCells * width);
    size_t column = 0;
    const std::vector<float> deep = measured(picture, kDeep);
    for (const auto& values : {deep, relativeToPicture(deep, kDeepUsed), measured(picture, kSurface)}) {
        const size_t n = values.size() / kCells;
        for (size_t p = 0; p < kCells; ++p)
            std::copy_n(&values[p * n], n, &all[p * width + column]);
        column += n;
    }
    return all;
}

std::vector<float> AnomalyDetector::distances(const PictureFeatures& picture, Measure measure,
                                              const CellGaussian& gaussian) const {
    std::vector<float> result = gaussian.distances(measured(picture, measure).data());
    return measure == kSteps ? blurred(result, kStepField) : result;
}

AnomalyDetector::Distances AnomalyDetector::distances(const PictureFeatures& picture) const {
    Distances result;
    for (const Measure measure : kAll) {
        if (!measures(measure)) continue;
        const bool byBank = measure == kDeep && method_ == DetectorMethod::kMemoryBank;
        result[measure] = byBank ? bank_.distances(measured(picture, measure))
                                 : distances(picture, measure, gaussians_[measure]);
        if (alone_) continue;
        takeLogarithms(result[measure]);
        subtract(result[measure], expectations_[measure].expected(picture.context));
    }
    return result;
}

float AnomalyDetector::sumAt(const Distances& distances, size_t cell) const {
    float sum = 0;
    for (const auto& [measure, share] :
         {std::pair{kDeep, 1.0F}, std::pair{kOtherDeep, 1.0F}, std::pair{kDirection, kDirectionShare},
          std::pair{kWideRelative, kWideRelativeShare}}) {
        if (!distances[measure].empty()) sum += share * scales_[measure].of(distances[measure][cell]);
    }
    return sum;
}

float AnomalyDetector::loudestAt(const Distances& distances, size_t cell) const {
    const float sum = sumScale_.of(sumAt(distances, cell));
    if (distances[kWideRelative].empty()) return sum;
    return std::max(sum, scales_[kWideRelative].of(distances[kWideRelative][cell]) - kAlone);
}

std::array<CellScores, 2> AnomalyDetector::maps(const Distances& distances) const {
    CellScores fine(kCells), sums(kCells);
    for (size_t p = 0; p < kCells; ++p) {
        sums[p] = sumScale_.of(sumAt(distances, p));
        fine[p] = loudestScale_.of(loudestAt(distances, p));
    }
    CellScores coarse = blurred(sums, kCoarseField);
    for (size_t p = 0; p < kCells; ++p) {
        fine[p] += kSurfaceShare * scales_[kSurface].of(distances[kSurface][p]) - kSurroundings * coarse[p];
        if (measures(kSteps)) coarse[p] += kStepShare * scales_[kSteps].of(distances[kSteps][p]);
    }
    return {fine, coarse};
}

CellScores AnomalyDetector::louder(const std::array<CellScores, 2>& maps) const {
    CellScores result(kCells);
    for (size_t p = 0; p < kCells; ++p) {
        float sum[2];
        for (size_t m = 0; m < 2; ++m)
            sum[m] = mapScales_[m].of(maps[m][p]);
        const float most = std::max(sum[0], sum[1]), least = std::min(sum[0], sum[1]);
        result[p] = most + std::log1p(std::exp(kSharpness * (least - most))) / kSharpness;
    }
    return result;
}

// One good picture does not tell how good parts differ: what stands out of the rest of the picture is left.
CellScores AnomalyDetector::outstanding(const std::vector<float>& distances) const {
    std::vector<double> values(distances.begin(), distances.end());
    const double median = quantile(values, 0.5);
    for (double& value : values)
        value = std::abs(value - median);
    const double deviation = std::max(1.4826 * quantile(values, 0.5), 1e-6);
    CellScores result;
    for (const float value : distances)
        result.push_back(static_cast<float>((value - median) / deviation));
    return result;
}

CellScores AnomalyDetector::score(const PictureFeatures& picture) const {
    const Distances found = distances(picture);
    return alone_ ? outstanding(found[kDeep]) : louder(maps(found));
}

// The steps of a fit, in the order of their definition.
class AnomalyDetector::Fit {
public:
    Fit(std::span<const PictureFeatures> good, std::span<const int32_t> groups,
        std::span<const ImitatedFeatures> imitated, const std::function<void(int64_t, int64_t)>& onProgress,
        std::stop_token stop)
        : good_(good), groups_(groups), imitated_(imitated), onProgress_(onProgress), stop_(std::move(stop)) {
    }

    Result<Fitted> run() {
        groupCount_ = 1 + *std::max_element(groups_.begin(), groups_.end());
        foldOf_ = dealFolds(groups_, kFolds);
        folds_ = 1 + *std::max_element(foldOf_.begin(), foldOf_.end());
        distances_.resize(good_.size());
        detector_.alone_ = groupCount_ == 1;
        scaleLayers();
        if (groupCount_ < kFewGroups) detector_.method_ = DetectorMethod::kMemoryBank;
        detector_.grain_ = grainOf(good_);
        for (const Measure measure : kAll) {
            if (stop_.stop_requested()) return cancelled();
            const bool byBank = measure == kDeep && detector_.method_ == DetectorMethod::kMemoryBank;
            if (detector_.measures(measure) && !byBank) fitGaussian(measure);
            if (measure == kDeep && detector_.method_ == DetectorMethod::kMemoryBank) fitBank();
            if (onProgress_) onProgress_(measure + 1, kMeasures);
        }
        if (stop_.stop_requested()) return cancelled();
        return finish();
    }

private:
    // One scale for a layer: the shrinking of covariances treats them alike.
    void scaleLayers() {
        const size_t step = 1 + good_.size() / 100;
        for (size_t layer = 0; layer + 1 < kLayerEnds.size(); ++layer) {
            double sum = 0, squares = 0, count = 0;
            for (size_t i = 0; i < good_.size(); i += step) {
                cv::Mat values;
                good_[i].cells.colRange(kLayerEnds[layer], kLayerEnds[layer + 1]).convertTo(values, CV_64F);
                sum += cv::sum(values)[0];
                squares += values.dot(values);
                count += static_cast<double>(values.total());
            }
            const double variance = std::max(squares / count - sum / count * (sum / count), 1e-12);
            detector_.layerScales_.push_back(static_cast<float>(1 / std::sqrt(variance)));
        }
    }

    void fitGaussian(Measure measure) {
        CellSums all(kDetectorGrid, detector_.width(measure));
        std::vector<CellSums> ofFold(static_cast<size_t>(folds_), all);
        for (int32_t fold = 0; fold < folds_; ++fold) {
            const std::vector<size_t> members = membersOf(fold);
            for (size_t begin = 0; begin < members.size(); begin += kBatch) {
                const size_t end = std::min(begin + kBatch, members.size());
                std::vector<std::vector<float>> values;
                std::vector<const float*> pictures;
                for (size_t i = begin; i < end; ++i)
                    values.push_back(detector_.measured(good_[members[i]], measure));
                for (const auto& value : values)
                    pictures.push_back(value.data());
                ofFold[static_cast<size_t>(fold)].add(pictures, threads_);
            }
            all.add(ofFold[static_cast<size_t>(fold)]);
        }
        if (measure == kDeep && explainedByPosition(all, ofFold) < kFixedPose) {
            detector_.method_ = DetectorMethod::kMemoryBank;
            return;
        }
        const bool anywhere = detector_.method_ == DetectorMethod::kMemoryBank;
        const double share = anywhere ? 1 : likeliestShare(all, ofFold, threads_);
        detector_.gaussians_[measure] = CellGaussian(all, anywhere, share, threads_);
        std::vector<CellGaussian> gaussians;  // without one fold each
        for (const CellSums& sums : ofFold) {
            CellSums others = all;
            if (folds_ > 1) others.subtract(sums);
            gaussians.emplace_back(others, anywhere, share, threads_);
        }
        weighDirections(measure, gaussians);
        for (int32_t fold = 0; fold < folds_; ++fold) {
            const CellGaussian& gaussian = gaussians[static_cast<size_t>(fold)];
            const std::vector<size_t> members = membersOf(fold);
            threads_.forEach(static_cast<int64_t>(members.size()), 1, [&](int64_t begin, int64_t end, int) {
                for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
                    const size_t picture = members[i];
                    distances_[picture][measure] = detector_.distances(good_[picture], measure, gaussian);
                }
            });
        }
    }

    // By imitated defects on good pictures that the Gaussian has not seen. What is relative to the picture
    // keeps all of its directions: real cracks lie along others of them than drawn ones.
    void weighDirections(Measure measure, std::vector<CellGaussian>& gaussians) {
        if (measure == kWideRelative || measure == kSurface || measure == kSteps) return;
        const auto width = static_cast<size_t>(detector_.width(measure));
        std::vector<DefectDirections> found(static_cast<size_t>(folds_), {width, kImitatedKinds});
        threads_.forEach(folds_, 1, [&](int64_t begin, int64_t end, int) {
            for (auto fold = static_cast<size_t>(begin); fold < static_cast<size_t>(end); ++fold)
                for (const ImitatedFeatures& imitated : imitated_) {
                    if (static_cast<size_t>(foldOf_[imitated.good]) != fold) continue;
                    addDefect(imitated, measure, gaussians[fold], found[fold]);
                }
        });
        for (size_t fold = 1; fold < found.size(); ++fold)
            found.front().add(found[fold]);
        if (found.front().empty()) return;
        const std::vector<float> factor = found.front().factor();
        detector_.gaussians_[measure].multiply(factor);
        threads_.forEach(folds_, 1, [&](int64_t begin, int64_t end, int) {
            for (auto fold = static_cast<size_t>(begin); fold < static_cast<size_t>(end); ++fold)
                gaussians[fold].multiply(factor);
        });
    }

    void addDefect(const ImitatedFeatures& imitated, Measure measure, const CellGaussian& gaussian,
                   DefectDirections& to) const {
        const std::vector<float> values = detector_.measured(imitated.features, measure);
        const CellScores defect = coverage(imitated.mask);
        for (size_t p = 0; p < kCells; ++p) {
            if (defect[p] <= kImitatedInCell) continue;
            to.add(static_cast<size_t>(imitated.kind), gaussian.whitened(values.data(), p));
        }
    }

    // The share of the variance around the common mean that vanishes around the mean of the cell, on pictures
    // that neither mean has seen. Near 0 for parts in any pose.
    double explainedByPosition(const CellSums& all, const std::vector<CellSums>& ofFold) {
        double aroundCell = 0, aroundAll = 0;
        for (int32_t fold = 0; fold < folds_; ++fold) {
            CellSums others = all;
            others.subtract(ofFold[static_cast<size_t>(fold)]);
            const std::vector<float> means = others.means();
            std::vector<double> common(kDeepUsed, 0.0);
            for (size_t i = 0; i < means.size(); ++i)
                common[i % kDeepUsed] += static_cast<double>(means[i]) / kCells;
            for (const size_t picture : membersOf(fold)) {
                const std::vector<float> values = detector_.measured(good_[picture], kDeep);
                for (size_t i = 0; i < values.size(); ++i) {
                    const double fromCell = values[i] - means[i], fromAll = values[i] - common[i % kDeepUsed];
                    aroundCell += fromCell * fromCell;
                    aroundAll += fromAll * fromAll;
                }
            }
        }
        return aroundAll > 0 ? 1 - aroundCell / aroundAll : 0;
    }

    void fitBank() {
        std::vector<std::vector<float>> values;
        for (const PictureFeatures& picture : good_)
            values.push_back(detector_.measured(picture, kDeep));
        detector_.bank_ = PatchBank(values, static_cast<int32_t>(kDeepUsed));
        if (groupCount_ == 1) {
            for (size_t i = 0; i < good_.size(); ++i) {
                distances_[i][kDeep] = detector_.bank_.selfDistances(values[i], kApart);
            }
            return;
        }
        threads_.forEach(folds_, 1, [&](int64_t begin, int64_t end, int) {
            for (auto fold = static_cast<int32_t>(begin); fold < end; ++fold) {
                std::vector<std::vector<float>> others;
                for (size_t i = 0; i < good_.size(); ++i)
                    if (foldOf_[i] != fold) others.push_back(values[i]);
                const PatchBank bank(others, static_cast<int32_t>(kDeepUsed));
                for (const size_t i : membersOf(fold))
                    distances_[i][kDeep] = bank.distances(values[i]);
            }
        });
    }

    // What the surroundings let expect, learned from distances held out, and for these without their own
    // fold. It is left off where these vary no less without it: some parts look the same in any light.
    void expect(Measure measure) {
        ContextSums all;
        std::vector<ContextSums> ofFold(static_cast<size_t>(folds_));
        for (size_t i = 0; i < good_.size(); ++i)
            ofFold[static_cast<size_t>(foldOf_[i])].add(good_[i].context, distances_[i][measure]);
        for (const ContextSums& sums : ofFold)
            all.add(sums);
        std::vector<std::vector<float>> known, beyond;
        for (const Distances& distances : distances_)
            known.push_back(distances[measure]);
        beyond = known;
        for (int32_t fold = 0; fold < folds_; ++fold) {
            ContextSums others;
            others.add(all);
            others.add(ofFold[static_cast<size_t>(fold)], -1);
            const ContextExpectation expectation(others);
            for (const size_t i : membersOf(fold))
                subtract(beyond[i], expectation.expected(good_[i].context));
        }
        if (varianceOf(beyond) >= varianceOf(known)) return;
        for (size_t i = 0; i < good_.size(); ++i)
            distances_[i][measure] = std::move(beyond[i]);
        detector_.expectations_[measure] = ContextExpectation(all);
    }

    Result<Fitted> finish() {
        for (const Measure measure : kAll) {
            if (!detector_.measures(measure)) continue;
            if (!detector_.alone_) {
                for (Distances& distances : distances_)
                    takeLogarithms(distances[measure]);
                expect(measure);
            }
            std::vector<std::vector<float>> cells;
            for (const Distances& distances : distances_)
                cells.push_back(distances[measure]);
            detector_.scales_[measure] = scaleOf(cells, measure == kSurface ? kOrdinarySpread : 0);
        }
        const auto scaleOfCells = [&](auto valueAt) {
            std::vector<std::vector<float>> cells(good_.size());
            for (size_t i = 0; i < good_.size(); ++i)
                for (size_t p = 0; p < kCells; ++p)
                    cells[i].push_back((detector_.*valueAt)(distances_[i], p));
            return scaleOf(cells);
        };
        detector_.sumScale_ = scaleOfCells(&AnomalyDetector::sumAt);
        detector_.loudestScale_ = scaleOfCells(&AnomalyDetector::loudestAt);

        std::vector<std::array<CellScores, 2>> maps;
        for (const Distances& distances : distances_)
            maps.push_back(detector_.maps(distances));
        for (size_t m = 0; m < 2; ++m) {
            std::vector<double> peaks;
            for (const auto& map : maps)
                peaks.push_back(highestOf(map[m]));
            const double middle = quantile(peaks, 0.5), high = quantile(peaks, 0.9);
            // Pictures all alike have no spread: a tenth of what is usually highest stands in for it.
            detector_.mapScales_[m] = {static_cast<float>(middle),
                                       static_cast<float>(std::max(high - middle, 0.1))};
        }
        std::vector<CellScores> heldOut;
        for (size_t i = 0; i < good_.size(); ++i) {
            heldOut.push_back(detector_.alone_ ? detector_.outstanding(distances_[i][kDeep])
                                               : detector_.louder(maps[i]));
        }
        return Fitted{
            .detector = std::move(detector_), .heldOut = std::move(heldOut), .really = groupCount_ > 1};
    }

    static double varianceOf(const std::vector<std::vector<float>>& pictures) {
        double sum = 0, squares = 0;
        for (const auto& cells : pictures)
            for (const double value : cells) {
                sum += value;
                squares += value * value;
            }
        const double count = static_cast<double>(pictures.size() * kCells), mean = sum / count;
        return squares / count - mean * mean;
    }

    // The median cell is 0, the highest cell of a usual picture 1. A standard deviation would be that of the
    // few pictures of another design, which are far off as long as they are held back. Peaks that spread
    // wider than is ordinary make the unit larger: high ones are nothing special then.
    static Scale scaleOf(const std::vector<std::vector<float>>& pictures, double ordinarySpread = 0) {
        std::vector<double> all, peaks;
        for (const auto& cells : pictures) {
            all.insert(all.end(), cells.begin(), cells.end());
            peaks.push_back(highestOf(cells));
        }
        const double centre = quantile(std::move(all), 0.5), usual = quantile(peaks, 0.5);
        double unit = std::max(usual - centre, 1e-6);
        if (ordinarySpread > 0) unit = std::max(unit, (quantile(peaks, 0.9) - usual) / ordinarySpread);
        return {static_cast<float>(centre), static_cast<float>(unit)};
    }

    std::vector<size_t> membersOf(int32_t fold) const {
        std::vector<size_t> members;
        for (size_t i = 0; i < foldOf_.size(); ++i)
            if (foldOf_[i] == fold) members.push_back(i);
        return members;
    }

    std::span<const PictureFeatures> good_;
    std::span<const int32_t> groups_;
    std::span<const ImitatedFeatures> imitated_;
    const std::function<void(int64_t, int64_t)>& onProgress_;
    std::stop_token stop_;
    ThreadPool threads_{0};
    AnomalyDetector detector_;
    std::vector<int32_t> foldOf_;
    int32_t groupCount_ = 0, folds_ = 0;
    std::vector<Distances> distances_;  // of every good picture, held out
};

Result<AnomalyDetector::Fitted> AnomalyDetector::fit(std::span<const PictureFeatures> good,
                                                     std::span<const int32_t> groups,
                                                     std::span<const ImitatedFeatures> imitated,
                                                     const std::function<void(int64_t, int64_t)>& onProgress,
                                                     std::stop_token stop) {
    CONCLAVE_CHECK(!good.empty() && good.size() == groups.size());
    return Fit(good, groups, imitated, onProgress, std::move(stop)).run();
}

void AnomalyDetector::write(ByteWriter& bytes) const {
    bytes.put(static_cast<uint8_t>(method_));
    bytes.put(static_cast<uint8_t>(alone_));
    bytes.put(static_cast<uint8_t>(grain_));
    bytes.put(layerScales_);
    const auto put = [&](const Scale& scale) {
        bytes.put(scale.centre);
        bytes.put(scale.unit);
    };
    for (const ContextExpectation& expectation : expectations_)
        expectation.write(bytes);
    for (const Scale& scale : scales_)
        put(scale);
    for (const Scale& scale : mapScales_)
        put(scale);
    put(sumScale_);
    put(loudestScale_);
    for (const Measure measure : kAll) {
        const bool byBank = measure == kDeep && method_ == DetectorMethod::kMemoryBank;
        if (measures(measure) && !byBank) gaussians_[measure].write(bytes);
    }
    if (method_ == DetectorMethod::kMemoryBank) bank_.write(bytes);
}

AnomalyDetector AnomalyDetector::read(ByteReader& bytes) {
    AnomalyDetector detector;
    const auto method = bytes.get<uint8_t>();
    if (method > static_cast<uint8_t>(DetectorMethod::kMemoryBank)) bytes.fail();
    detector.method_ = static_cast<DetectorMethod>(method);
    detector.alone_ = bytes.get<uint8_t>() != 0;
    const auto grain = bytes.get<uint8_t>();
    if (grain > static_cast<uint8_t>(Grain::kAcross)) bytes.fail();
    detector.grain_ = static_cast<Grain>(grain);
    detector.layerScales_ = bytes.get<float>(kLayerEnds.size() - 1);
    const auto get = [&](Scale& scale) {
        scale.centre = bytes.get<float>();
        scale.unit = bytes.get<float>();
        if (!(scale.unit > 0) || !std::isfinite(scale.centre)) bytes.fail();
    };
    for (ContextExpectation& expectation : detector.expectations_)
        expectation = ContextExpectation::read(bytes);
    for (Scale& scale : detector.scales_)
        get(scale);
    for (Scale& scale : detector.mapScales_)
        get(scale);
    get(detector.sumScale_);
    get(detector.loudestScale_);
    for (const Measure measure : kAll) {
        const bool byBank = measure == kDeep && detector.method_ == DetectorMethod::kMemoryBank;
        if (!detector.measures(measure) || byBank) continue;
        detector.gaussians_[measure] = CellGaussian::read(bytes);
        if (!detector.gaussians_[measure].fits(kDetectorGrid, detector.width(measure))) bytes.fail();
    }
    if (detector.method_ == DetectorMethod::kMemoryBank) {
        detector.bank_ = PatchBank::read(bytes);
        if (detector.bank_.measures() != static_cast<int32_t>(kDeepUsed)) bytes.fail();
    }
    return detector;
}

}  // namespace engine
