#include "engine/vision/patch_bank.h"

#include <array>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>

#include "engine/vision/inverse_factor.h"

namespace engine {
namespace {

constexpr size_t kPatches = 600;
constexpr size_t kCandidates = 12'000;  // more are thinned out evenly before the choice
constexpr double kFloor = 0.02;         // of the mean variance

constexpr size_t kLanes = 8;  // cells at once
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

cv::Mat matrixOf(const std::vector<float>& values, size_t columns) {  // a view
    return {static_cast<int>(values.size() / columns), static_cast<int>(columns), CV_32F,
            const_cast<float*>(values.data())};
}

float squaredDistance(const float* a, const float* b, size_t n) {
    float lanes[8] = {};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; ++k)
            lanes[k] += (a[i + k] - b[i + k]) * (a[i + k] - b[i + k]);
    float sum = 0;
    for (const float lane : lanes)
        sum += lane;
    for (; i < n; ++i)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

// Rows of points such that every point is near one of them: always the one farthest from those chosen so far.
std::vector<size_t> spreadOut(const std::vector<float>& points, size_t n, size_t count) {
    const size_t all = points.size() / n;
    std::vector<float> nearest(all, std::numeric_limits<float>::max());
    std::vector<size_t> chosen;
    size_t next = 0;
    while (chosen.size() < std::min(count, all)) {
        chosen.push_back(next);
        const float* newest = &points[next * n];
        for (size_t i = 0; i < all; ++i) {
            if (nearest[i] > 0) nearest[i] = std::min(nearest[i], squaredDistance(&points[i * n], newest, n));
        }
        next = static_cast<size_t>(std::max_element(nearest.begin(), nearest.end()) - nearest.begin());
        if (nearest[next] <= 0) break;
    }
    return chosen;
}

}  // namespace

PatchBank::PatchBank(std::span<const std::vector<float>> pictures, int32_t measures) : measures_(measures) {
    const auto n = static_cast<size_t>(measures);
    size_t all = 0;
    for (const auto& picture : pictures)
        all += picture.size() / n;
    const size_t step = std::max<size_t>(1, (all + kCandidates - 1) / kCandidates);
    std::vector<float> candidates;
    size_t index = 0;
    for (const auto& picture : pictures)
        for (size_t p = 0; p + n <= picture.size(); p += n)
            if (index++ % step == 0) candidates.insert(candidates.end(), &picture[p], &picture[p] + n);

    cv::Mat covariance, mean;
    cv::calcCovarMatrix(matrixOf(candidates, n), covariance, mean,
                        cv::COVAR_NORMAL | cv::COVAR_ROWS | cv::COVAR_SCALE, CV_64F);
    const double variance = std::max(cv::trace(covariance)[0] / static_cast<double>(n), 1e-12);
    covariance += kFloor * variance * cv::Mat::eye(measures, measures, CV_64F);
    mean.convertTo(mean, CV_32F);
    mean_.assign(mean.ptr<float>(), mean.ptr<float>() + n);
    std::vector<double> matrix(covariance.ptr<double>(), covariance.ptr<double>() + n * n);
    inverse_.resize(triangleSize(n));
    invertFactor(matrix, n, inverse_.data());

    const std::vector<float> white = whitened(candidates);
    for (const size_t row : spreadOut(white, n, kPatches)) {
        patches_.insert(patches_.end(), &white[row * n], &white[row * n] + n);
    }
}

std::vector<float> PatchBank::whitened(const std::vector<float>& picture) const {
    const auto n = static_cast<size_t>(measures_);
    std::vector<float> white(picture.size());
    std::vector<Lanes> offsets(n);
    for (size_t first = 0; first < picture.size() / n; first += kLanes) {
        const size_t cells = std::min(kLanes, picture.size() / n - first);
        for (size_t i = 0; i < n; ++i)
            for (size_t c = 0; c < cells; ++c)
                offsets[i][c] = picture[(first + c) * n + i] - mean_[i];
        const float* row = inverse_.data();
        for (size_t i = 0; i < n; row += ++i) {
            Lanes sum = {};
            for (size_t j = 0; j <= i; ++j)
                sum += row[j] * offsets[j];
            for (size_t c = 0; c < cells; ++c)
                white[(first + c) * n + i] = sum[c];
        }
    }
    return white;
}

std::vector<float> PatchBank::distances(const std::vector<float>& picture) const {
    const auto n = static_cast<size_t>(measures_);
    const std::vector<float> white = whitened(picture);
    std::vector<float> distances(white.size() / n);
    std::vector<Lanes> own(n);  // several cells at once
    for (size_t first = 0; first < distances.size(); first += kLanes) {
        const size_t cells = std::min(kLanes, distances.size() - first);
        for (size_t i = 0; i < n; ++i)
            for (size_t c = 0; c < cells; ++c)
                own[i][c] = white[(first + c) * n + i];
        std::array<float, kLanes> nearest;
        nearest.fill(std::numeric_limits<float>::max());
        for (const float* patch = patches_.data(); patch != patches_.data() + patches_.size(); patch += n) {
            Lanes even = {}, odd = {};
            size_t i = 0;
            for (; i + 2 <= n; i += 2) {
                const Lanes a = own[i] - patch[i], b = own[i + 1] - patch[i + 1];
                even += a * a;
                odd += b * b;
            }
            for (; i < n; ++i)
                even += (own[i] - patch[i]) * (own[i] - patch[i]);
            const Lanes sum = even + odd;
            for (size_t c = 0; c < cells; ++c)
                nearest[c] = std::min(nearest[c], sum[c]);
        }
        for (size_t c = 0; c < cells; ++c)
            distances[first + c] = std::sqrt(nearest[c]);
    }
    return distances;
}

std::vector<float> PatchBank::selfDistances(const std::vector<float>& picture, int32_t apart) const {
    const auto n = static_cast<size_t>(measures_);
    const std::vector<float> white = whitened(picture);
    const size_t cells = white.size() / n;
    const auto side = static_cast<int32_t>(std::lround(std::sqrt(static_cast<double>(cells))));
    std::vector<float> distances;
    for (int32_t a = 0; a < side * side; ++a) {
        float nearest = std::numeric_limits<float>::max();
        for (int32_t b = 0; b < side * side; ++b) {
            if (std::max(std::abs(a / side - b / side), std::abs(a % side - b % side)) <= apart) continue;
            nearest = std::min(nearest, squaredDistance(&white[static_cast<size_t>(a) * n],
                                                        &white[static_cast<size_t>(b) * n], n));
        }
        distances.push_back(std::sqrt(nearest));
    }
    return distances;
}

void PatchBank::write(ByteWriter& bytes) const {
    bytes.put(measures_);
    bytes.put(static_cast<uint64_t>(patches_.size() / static_cast<size_t>(measures_)));
    bytes.put(mean_);
    bytes.put(inverse_);
    bytes.put(patches_);
}

PatchBank PatchBank::read(ByteReader& bytes) {
    PatchBank bank;
    bank.measures_ = bytes.get<int32_t>();
    const auto count = bytes.get<uint64_t>();
    if (bank.measures_ <= 0 || bank.measures_ > 4096 || count == 0 || count > kPatches) {
        bytes.fail();
        return {};
    }
    const auto n = static_cast<size_t>(bank.measures_);
    bank.mean_ = bytes.get<float>(n);
    bank.inverse_ = bytes.get<float>(triangleSize(n));
    bank.patches_ = bytes.get<float>(count * n);
    return bank;
}

}  // namespace engine
