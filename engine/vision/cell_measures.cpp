#include "engine/vision/cell_measures.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace engine {
namespace {

constexpr size_t kCells = static_cast<size_t>(kDetectorGrid) * kDetectorGrid;
constexpr double kGrained = 0.7;  // logarithm of the energy of gradients across the grain over that along it
constexpr int kStepsApart[] = {2, 4};  // cells to either side

std::vector<cv::Mat> averaged(const cv::Mat& cells, int field) {
    std::vector<cv::Mat> planes;
    cv::split(cells.reshape(kSurfaceChannels, kDetectorGrid), planes);
    for (cv::Mat& plane : planes)
        cv::blur(plane, plane, {field, field}, {-1, -1}, cv::BORDER_REFLECT_101);
    return planes;
}

}  // namespace

std::vector<float> relativeToPicture(std::vector<float> values, size_t n) {
    std::vector<float> sums(n, 0), squares(n, 0);
    for (size_t p = 0; p < kCells; ++p)
        for (size_t i = 0; i < n; ++i)
            sums[i] += values[p * n + i] / kCells;
    for (size_t p = 0; p < kCells; ++p)
        for (size_t i = 0; i < n; ++i) {
            float& value = values[p * n + i];
            value -= sums[i];
            squares[i] += value * value / kCells;
        }
    for (float& square : squares)
        square = 1 / std::sqrt(square + 1e-3F);
    for (size_t p = 0; p < kCells; ++p)
        for (size_t i = 0; i < n; ++i)
            values[p * n + i] *= squares[i];
    return values;
}

std::vector<float> directions(std::vector<float> values, size_t n) {
    for (size_t p = 0; p < kCells; ++p) {
        float squares = 0;
        for (size_t i = 0; i < n; ++i)
            squares += values[p * n + i] * values[p * n + i];
        const float factor = std::sqrt(static_cast<float>(n) / std::max(squares, 1e-12F));
        for (size_t i = 0; i < n; ++i)
            values[p * n + i] *= factor;
    }
    return values;
}

std::vector<float> averagedOver(int field, const std::vector<float>& values, size_t n) {
    std::vector<float> result(values.size()), column(kCells), mean(kCells);
    cv::Mat from(kDetectorGrid, kDetectorGrid, CV_32F, column.data()), to(from.size(), CV_32F, mean.data());
    for (size_t i = 0; i < n; ++i) {
        for (size_t p = 0; p < kCells; ++p)
            column[p] = values[p * n + i];
        cv::blur(from, to, {field, field}, {-1, -1}, cv::BORDER_REFLECT_101);
        for (size_t p = 0; p < kCells; ++p)
            result[p * n + i] = mean[p];
    }
    return result;
}

std::vector<float> relativeSurface(const PictureFeatures& picture) {
    cv::Mat relative = picture.surface.clone();
    for (int c = 0; c < kSurfaceChannels; ++c)
        relative.col(c) -= cv::mean(relative.col(c));
    return {relative.ptr<float>(), relative.ptr<float>() + kCells * kSurfaceChannels};
}

std::vector<float> coverage(const cv::Mat& mask) {
    if (mask.empty()) return {};
    cv::Mat covered = mask > 127, cells;
    covered.convertTo(covered, CV_32F, 1.0 / 255);
    cv::resize(covered, cells, {kDetectorGrid, kDetectorGrid}, 0, 0, cv::INTER_AREA);
    return {cells.ptr<float>(), cells.ptr<float>() + cells.total()};
}

Grain grainOf(std::span<const PictureFeatures> pictures) {
    double across = 0;
    for (const PictureFeatures& picture : pictures) {
        const auto mean = [&](int channel) { return cv::mean(picture.surface.col(channel))[0]; };
        across += (mean(1) - mean(2) + mean(4) - mean(5) + mean(6) - mean(7)) / 3;
    }
    across /= static_cast<double>(pictures.size());
    return across > kGrained ? Grain::kDown : across < -kGrained ? Grain::kAcross : Grain::kNone;
}

std::vector<float> stepsAlong(Grain grain, const PictureFeatures& picture) {
    const std::vector<cv::Mat> planes = averaged(picture.surface, 3);
    std::vector<float> steps;
    steps.reserve(kCells * kStepMeasures);
    for (int row = 0; row < kDetectorGrid; ++row)
        for (int column = 0; column < kDetectorGrid; ++column)
            for (const int apart : kStepsApart) {
                const int at = grain == Grain::kDown ? row : column;
                const int before = std::max(at - apart, 0), after = std::min(at + apart, kDetectorGrid - 1);
                for (const cv::Mat& plane : planes) {
                    steps.push_back(grain == Grain::kDown
                                        ? plane.at<float>(after, column) - plane.at<float>(before, column)
                                        : plane.at<float>(row, after) - plane.at<float>(row, before));
                }
            }
    return steps;
}

}  // namespace engine
