// The preview of a picture without any good one to hold it against: places unlike the rest of the same
// picture.
//
// Source   mean distance to the nearest tenth of the picture's other cells, in whitened deep features.
#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "engine/vision/inspection_project.h"
#include "engine/vision/picture_features.h"
#include "engine/vision/regions.h"

namespace engine {

namespace {

constexpr int kNearest = kDetectorGrid * kDetectorGrid / 10;
constexpr float kLine = 4;  // deviations above the median cell

// [400, 384], each channel with mean 0 and deviation 1 over the picture.
cv::Mat whitened(const PictureFeatures& picture) {
    cv::Mat cells;
    picture.cells.convertTo(cells, CV_32F);
    for (int channel = 0; channel < cells.cols; ++channel) {
        cv::Scalar mean, deviation;
        cv::meanStdDev(cells.col(channel), mean, deviation);
        cv::Mat column = cells.col(channel);
        column = (column - mean[0]) / (deviation[0] + 1e-6);
    }
    return cells;
}

// In robust deviations from the median cell.
std::vector<float> unlikeness(const PictureFeatures& picture) {
    const cv::Mat cells = whitened(picture);
    cv::Mat products;
    cv::mulTransposed(cells, products, false);
    std::vector<float> values(static_cast<size_t>(cells.rows));
    std::vector<float> distances(values.size());
    for (int i = 0; i < cells.rows; ++i) {
        const float* row = products.ptr<float>(i);
        for (int j = 0; j < cells.rows; ++j)
            distances[static_cast<size_t>(j)] =
                std::sqrt(std::max(0.0F, row[i] + products.at<float>(j, j) - 2 * row[j]));
        std::nth_element(distances.begin(), distances.begin() + kNearest, distances.end());
        float sum = 0;
        for (int k = 0; k < kNearest; ++k)
            sum += distances[static_cast<size_t>(k)];
        values[static_cast<size_t>(i)] = sum / kNearest;
    }
    const auto medianOf = [](std::vector<float> of) {
        std::nth_element(of.begin(), of.begin() + static_cast<ptrdiff_t>(of.size() / 2), of.end());
        return of[of.size() / 2];
    };
    const float median = medianOf(values);
    std::vector<float> away = values;
    for (float& value : away)
        value = std::abs(value - median);
    const float deviation = 1.4826F * medianOf(away) + 1e-6F;
    for (float& value : values)
        value = (value - median) / deviation;
    return values;
}

}  // namespace

Result<Inspection> previewUnusualAreas(const Backbone& backbone, const Image& image) {
    auto features = pictureFeatures(backbone, image);
    if (!features) return features.error();
    Inspection found;
    found.width = image.width();
    found.height = image.height();
    found.heatMap = {.columns = kDetectorGrid, .rows = kDetectorGrid, .values = unlikeness(*features)};
    for (float& value : found.heatMap.values)
        value /= kLine;
    found.score = *std::ranges::max_element(found.heatMap.values);
    for (const Region& region : findRegions(image, found.heatMap, 1.0)) {
        found.defects.push_back({.kind = kUnknownKind,
                                 .confidence = std::clamp(0.25 * region.peak, 0.0, 0.5),
                                 .score = region.peak,
                                 .box = region.box,
                                 .area = region.area});
    }
    return found;
}

}  // namespace engine
