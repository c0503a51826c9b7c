#include "engine/vision/patch_classifier.h"

#include <algorithm>
#include <cmath>

#include "engine/vision/inverse_factor.h"

namespace engine {
namespace {

constexpr double kShrink = 0.03;  // towards the mean variance on the diagonal
constexpr size_t kEveryCell = 3;  // neighbouring cells say nearly the same
constexpr uint64_t kMostKinds = 256;
constexpr float kNothingAlike = -1e3F;

}  // namespace

MeasureStatistics::MeasureStatistics(size_t measures)
    : measures_(measures), sums_(measures, 0.0), products_(measures * measures, 0.0F) {}

void MeasureStatistics::add(const std::vector<float>& cells) {
    const size_t n = measures_;
    for (size_t p = 0; p + n <= cells.size(); p += kEveryCell * n) {
        const float* x = &cells[p];
        ++count_;
        for (size_t i = 0; i < n; ++i) {
            sums_[i] += x[i];
            float* row = &products_[i * n];
            for (size_t j = 0; j <= i; ++j)
                row[j] += x[i] * x[j];
        }
    }
}

void MeasureStatistics::add(const MeasureStatistics& other, double sign) {
    count_ += sign * other.count_;
    for (size_t i = 0; i < sums_.size(); ++i)
        sums_[i] += sign * other.sums_[i];
    for (size_t i = 0; i < products_.size(); ++i)
        products_[i] += static_cast<float>(sign) * other.products_[i];
}

std::vector<double> MeasureStatistics::mean() const {
    std::vector<double> mean = sums_;
    for (double& value : mean)
        value /= count_;
    return mean;
}

std::vector<float> MeasureStatistics::inverseFactor() const {
    const size_t n = measures_;
    const std::vector<double> middle = mean();
    std::vector<double> covariance(n * n, 0.0);
    double trace = 0;
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j <= i; ++j)
            covariance[i * n + j] = products_[i * n + j] / count_ - middle[i] * middle[j];
        trace += covariance[i * n + i];
    }
    for (double& value : covariance)
        value *= 1 - kShrink;
    const double floor = kShrink * std::max(trace / static_cast<double>(n), 1e-9);
    for (size_t i = 0; i < n; ++i)
        covariance[i * n + i] += floor;
    std::vector<float> inverse(triangleSize(n));
    invertFactor(covariance, n, inverse.data());
    return inverse;
}

PatchClassifier::PatchClassifier(const std::vector<double>& goodMean, const std::vector<float>& inverseFactor,
                                 std::span<const std::vector<double>> kindMeans) {
    const size_t n = goodMean.size();
    for (const auto& kindMean : kindMeans) {
        // direction = covariance⁻¹ (kind - good); the cell half way between the means scores 0.
        std::vector<double> direction(n, 0.0);
        double offset = 0;
        for (size_t i = 0; i < n; ++i) {
            const float* row = &inverseFactor[triangleSize(i)];
            double white = 0;
            for (size_t j = 0; j <= i; ++j)
                white += row[j] * (kindMean[j] - goodMean[j]);
            for (size_t j = 0; j <= i; ++j)
                direction[j] += row[j] * white;
            offset -= white * white / 2;
        }
        for (size_t i = 0; i < n; ++i) {
            offset -= direction[i] * goodMean[i];
            directions_.push_back(static_cast<float>(direction[i]));
        }
        offsets_.push_back(static_cast<float>(offset));
    }
}

std::vector<float> PatchClassifier::score(const std::vector<float>& cells) const {
    const size_t n = directions_.size() / offsets_.size();
    std::vector<float> scores;
    std::vector<float> ofKind(offsets_.size());
    for (size_t p = 0; p + n <= cells.size(); p += n) {
        for (size_t kind = 0; kind < ofKind.size(); ++kind) {
            const float* direction = &directions_[kind * n];
            float lanes[8] = {};
            size_t i = 0;
            for (; i + 8 <= n; i += 8)
                for (size_t k = 0; k < 8; ++k)
                    lanes[k] += direction[i + k] * cells[p + i + k];
            float sum = offsets_[kind];
            for (const float lane : lanes)
                sum += lane;
            for (; i < n; ++i)
                sum += direction[i] * cells[p + i];
            ofKind[kind] = sum;
        }
        const float most = *std::max_element(ofKind.begin(), ofKind.end());
        float total = 0;
        for (const float value : ofKind)
            total += std::exp(value - most);
        // Measures without any variation, as of drawn pictures, can make what was taught say nothing.
        const float score = most + std::log(total / static_cast<float>(ofKind.size()));
        scores.push_back(std::isfinite(score) ? score : kNothingAlike);
    }
    return scores;
}

void PatchClassifier::write(ByteWriter& bytes) const {
    bytes.put(static_cast<uint64_t>(offsets_.size()));
    bytes.put(directions_);
    bytes.put(offsets_);
}

PatchClassifier PatchClassifier::read(ByteReader& bytes, size_t measures) {
    PatchClassifier classifier;
    const auto kinds = bytes.get<uint64_t>();
    if (kinds > kMostKinds) bytes.fail();
    if (!bytes.ok()) return {};
    classifier.directions_ = bytes.get<float>(kinds * measures);
    classifier.offsets_ = bytes.get<float>(kinds);
    return classifier;
}

}  // namespace engine
