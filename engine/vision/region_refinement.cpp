#include "engine/vision/region_refinement.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace engine {
namespace {

// In units of the noise around the region. Chosen on magnetic tiles, by the overlap of boxes with masks.
constexpr float kSpotLow = 3.0F, kSpotHigh = 6.0F, kMeanContrast = 4.5F;
constexpr double kEdge = 0.25;  // of the spot's strongest contrast
constexpr int kLeastPixels = 6;
constexpr double kKeptShare = 0.4;      // of the most striking spot
constexpr size_t kMostSpots = 3;        // more are texture
constexpr double kMostOfRegion = 0.35;  // larger things the heat map outlines well
constexpr float kLeastNoise = 1.0F;     // grey levels

struct Spot {
    double weight = 0;  // contrast times heat, summed
    double contrast = 0;
    int area = 0;
    cv::Rect box;
    cv::Mat mask;  // of the box
};

float medianOf(std::vector<float>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// Spots brighter (sign 1) or darker (sign −1) than their surroundings.
void findSpots(const cv::Mat& difference, float sign, float noise, const cv::Mat& heat, const cv::Mat& hot,
               std::vector<Spot>& spots) {
    const cv::Mat contrast = cv::max(difference * sign, 0.0F);
    cv::Mat mask = (contrast > kSpotLow * noise) & (hot > 0);
    cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, cv::Mat::ones(3, 3, CV_8U));
    cv::Mat labels, stats, centroids;
    const int count = cv::connectedComponentsWithStats(mask, labels, stats, centroids, 8, CV_32S);
    for (int label = 1; label < count; ++label) {
        const int* row = stats.ptr<int>(label);
        if (row[cv::CC_STAT_AREA] < kLeastPixels) continue;
        Spot spot;
        spot.area = row[cv::CC_STAT_AREA];
        spot.box = {row[cv::CC_STAT_LEFT], row[cv::CC_STAT_TOP], row[cv::CC_STAT_WIDTH],
                    row[cv::CC_STAT_HEIGHT]};
        spot.mask = labels(spot.box) == label;
        double highest = 0;
        cv::minMaxLoc(contrast(spot.box), nullptr, &highest, nullptr, nullptr, spot.mask);
        if (highest < kSpotHigh * noise) continue;
        // Its edge is where the contrast falls off, however strong it is.
        spot.mask &= contrast(spot.box) > kEdge * highest;
        spot.area = cv::countNonZero(spot.mask);
        spot.contrast = cv::mean(contrast(spot.box), spot.mask)[0] / noise;
        spot.weight =
            cv::mean(contrast(spot.box).mul(heat(spot.box)), spot.mask)[0] * static_cast<double>(spot.area);
        spots.push_back(std::move(spot));
    }
}

}  // namespace

std::optional<cv::Mat> refineRegion(const cv::Mat& grey, const cv::Mat& heat, const cv::Mat& hot,
                                    double cell) {
    if (std::min(grey.rows, grey.cols) < 4) return std::nullopt;
    cv::Mat smooth, surroundings, difference;
    grey.convertTo(smooth, CV_32F);
    cv::GaussianBlur(smooth, smooth, {}, 0.8);
    // The surroundings are smooth: half the pixels show them as well in a quarter of the time.
    const int width = std::clamp(static_cast<int>(1.1 * cell) | 1, 3, 127);
    cv::resize(grey, surroundings, {}, 0.5, 0.5, cv::INTER_AREA);
    cv::medianBlur(surroundings, surroundings, width);
    surroundings.convertTo(surroundings, CV_32F);
    cv::GaussianBlur(surroundings, surroundings, {}, width / 6.0);
    cv::resize(surroundings, surroundings, grey.size(), 0, 0, cv::INTER_LINEAR);
    difference = smooth - surroundings;

    std::vector<float> around;
    double hotPixels = 0;
    for (int y = 0; y < grey.rows; ++y) {
        const auto* inside = hot.ptr<uint8_t>(y);
        const auto* value = difference.ptr<float>(y);
        for (int x = 0; x < grey.cols; ++x) {
            if (inside[x]) {
                ++hotPixels;
            } else {
                around.push_back(std::abs(value[x]));
            }
        }
    }
    if (around.size() < 50) return std::nullopt;
    const float noise = std::max(1.4826F * medianOf(around), kLeastNoise);

    std::vector<Spot> spots;
    findSpots(difference, 1, noise, heat, hot, spots);
    findSpots(difference, -1, noise, heat, hot, spots);
    if (spots.empty()) return std::nullopt;
    const double most =
        std::ranges::max_element(spots, {}, [](const Spot& spot) { return spot.weight; })->weight;
    std::erase_if(spots, [most](const Spot& spot) { return spot.weight < kKeptShare * most; });
    double area = 0, contrast = 0;
    for (const Spot& spot : spots) {
        area += spot.area;
        contrast += spot.contrast * spot.area;
    }
    if (spots.size() > kMostSpots || area > kMostOfRegion * hotPixels || contrast < kMeanContrast * area)
        return std::nullopt;
    cv::Mat mask = cv::Mat::zeros(grey.size(), CV_8U);
    for (const Spot& spot : spots)
        mask(spot.box).setTo(255, spot.mask);
    return mask;
}

}  // namespace engine
