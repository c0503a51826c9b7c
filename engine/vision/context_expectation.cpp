#include "engine/vision/context_expectation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>

#include "engine/vision/picture_features.h"

namespace engine {
namespace {

constexpr int kRegressors = 2 * kContextMeasures;
constexpr double kRidge = 1;  // of the variance of a regressor
constexpr double kKnown = 5;  // deviations from the mean; what lies farther, as in a defect, says no more

using Row = std::array<double, kRegressors + 2>;

void set(Row& row, int measure, double value) {
    row[static_cast<size_t>(measure)] = value;
    row[static_cast<size_t>(measure + kContextMeasures)] = value * value;
}

}  // namespace

ContextSums::ContextSums() : products_(cv::Mat::zeros(kRegressors + 2, kRegressors + 2, CV_64F)) {}

void ContextSums::add(const cv::Mat& context, const std::vector<float>& distances) {
    Row row;
    for (size_t p = 0; p < distances.size(); ++p) {
        for (int i = 0; i < kContextMeasures; ++i)
            set(row, i, context.at<float>(static_cast<int>(p), i));
        row[kRegressors] = 1;
        row[kRegressors + 1] = distances[p];
        for (int i = 0; i < products_.rows; ++i) {
            auto* to = products_.ptr<double>(i);
            for (int j = 0; j <= i; ++j)
                to[j] += row[static_cast<size_t>(i)] * row[static_cast<size_t>(j)];
        }
    }
}

void ContextSums::add(const ContextSums& other, double sign) {
    products_ += sign * other.products_;
}

ContextExpectation::ContextExpectation(const ContextSums& sums) {
    cv::Mat products = sums.products_.clone();
    cv::completeSymm(products, true);
    const double count = products.at<double>(kRegressors, kRegressors);
    if (count <= 0) return;
    products /= count;
    const cv::Mat mean = products.row(kRegressors).clone();
    products -= mean.t() * mean;
    // The regressors in units of their own spread; one that never varies has no say.
    const cv::Mat variances = products.diag();
    cv::Mat normal(kRegressors, kRegressors, CV_64F), with(kRegressors, 1, CV_64F), weights;
    std::array<double, kRegressors> unit;
    for (int i = 0; i < kRegressors; ++i) {
        const double least = 1e-9 * (1 + mean.at<double>(i) * mean.at<double>(i));
        const double variance = variances.at<double>(i);
        unit[static_cast<size_t>(i)] = variance > least ? 1 / std::sqrt(variance) : 0;
    }
    for (int i = 0; i < kRegressors; ++i) {
        const double own = unit[static_cast<size_t>(i)];
        for (int j = 0; j < kRegressors; ++j)
            normal.at<double>(i, j) =
                own * unit[static_cast<size_t>(j)] * products.at<double>(i, j) + (i == j ? kRidge : 0);
        with.at<double>(i) = own * products.at<double>(kRegressors + 1, i);
    }
    cv::solve(normal, with, weights, cv::DECOMP_CHOLESKY);
    double constant = mean.at<double>(kRegressors + 1);
    for (int i = 0; i < kRegressors; ++i) {
        const double weight = unit[static_cast<size_t>(i)] * weights.at<double>(i);
        weights_.push_back(static_cast<float>(weight));
        constant -= weight * mean.at<double>(i);
    }
    weights_.push_back(static_cast<float>(constant));
    for (int i = 0; i < kContextMeasures; ++i) {
        const double reach = kKnown * std::sqrt(std::max(variances.at<double>(i), 0.0));
        lowest_.push_back(static_cast<float>(mean.at<double>(i) - reach));
        highest_.push_back(static_cast<float>(mean.at<double>(i) + reach));
    }
}

std::vector<float> ContextExpectation::expected(const cv::Mat& context) const {
    std::vector<float> result(static_cast<size_t>(context.rows), 0.0F);
    if (weights_.empty()) return result;
    Row row;
    for (size_t p = 0; p < result.size(); ++p) {
        for (int i = 0; i < kContextMeasures; ++i) {
            const auto at = static_cast<size_t>(i);
            set(row, i, std::clamp(context.at<float>(static_cast<int>(p), i), lowest_[at], highest_[at]));
        }
        row[kRegressors] = 1;
        double sum = 0;
        for (size_t i = 0; i < weights_.size(); ++i)
            sum += weights_[i] * row[i];
        result[p] = static_cast<float>(sum);
    }
    return result;
}

void ContextExpectation::write(ByteWriter& bytes) const {
    bytes.put(static_cast<uint8_t>(weights_.empty() ? 0 : 1));
    if (weights_.empty()) return;
    bytes.put(weights_);
    bytes.put(lowest_);
    bytes.put(highest_);
}

ContextExpectation ContextExpectation::read(ByteReader& bytes) {
    ContextExpectation read;
    if (bytes.get<uint8_t>() == 0) return read;
    read.weights_ = bytes.get<float>(kRegressors + 1);
    read.lowest_ = bytes.get<float>(kContextMeasures);
    read.highest_ = bytes.get<float>(kContextMeasures);
    bool sensible = bytes.ok();
    for (const float weight : read.weights_)
        sensible = sensible && std::isfinite(weight);
    for (size_t i = 0; sensible && i < read.lowest_.size(); ++i)
        sensible = read.lowest_[i] <= read.highest_[i];
    if (sensible) return read;
    bytes.fail();
    return {};
}

}  // namespace engine
