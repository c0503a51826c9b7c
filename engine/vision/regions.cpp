#include "engine/vision/regions.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include <opencv2/imgproc.hpp>

#include "engine/vision/region_refinement.h"

namespace engine {
namespace {

constexpr int kMostSide = 1024;       // of anything that is worked on
constexpr int kMostPeaks = 250;       // as many as a mask of bytes can tell apart
constexpr double kLevel = 0.45;       // of the way from the picture's normal places to a peak
constexpr double kLeastCells = 0.25;  // smaller regions are specks
constexpr double kLineElongation = 3, kLineAngle = 0.35, kOverlap = 0.5;

PixelBox toBox(const cv::Rect& rect) {
    return {rect.x, rect.y, rect.width, rect.height};
}

cv::Rect toRect(const PixelBox& box) {
    return {box.x, box.y, box.width, box.height};
}

cv::Rect grown(const cv::Rect& rect, int by, const cv::Size& within) {
    const cv::Rect wide(rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by);
    return wide & cv::Rect({}, within);
}

cv::Mat greyOf(const cv::Mat& pixels) {
    cv::Mat grey;
    cv::cvtColor(pixels, grey, cv::COLOR_BGR2GRAY);
    // The range that is there, so that a dark 16-bit picture keeps its contrast.
    if (grey.depth() != CV_8U) cv::normalize(grey, grey, 0, 255, cv::NORM_MINMAX, CV_8U);
    return grey;
}

RegionShape shapeOf(const cv::Mat& mask, const cv::Mat& grey) {
    RegionShape shape;
    const cv::Moments m = cv::moments(mask, true);
    if (m.m00 <= 0) return shape;
    shape.logArea = std::log(m.m00);
    // A pixel is a square, not a point: hence the twelfth.
    const double xx = m.mu20 / m.m00 + 1.0 / 12, yy = m.mu02 / m.m00 + 1.0 / 12, xy = m.mu11 / m.m00;
    const double half = std::hypot((xx - yy) / 2, xy), middle = (xx + yy) / 2;
    shape.elongation = std::sqrt((middle + half) / std::max(middle - half, 1e-9));
    shape.orientation = std::atan2(2 * xy, xx - yy) / 2;
    std::vector<cv::Point> points, hull;
    cv::findNonZero(mask, points);
    cv::convexHull(points, hull);
    // The hull goes through the middles of pixels: half a pixel is missing all around.
    const double hullArea = cv::contourArea(hull) + cv::arcLength(hull, true) / 2 + 1;
    shape.solidity = std::min(1.0, m.m00 / hullArea);
    cv::Mat wide, ring;
    cv::dilate(mask, wide, cv::Mat::ones(5, 5, CV_8U));
    ring = wide == 0;
    if (cv::countNonZero(ring) > 0) {
        cv::Scalar mean, deviation;
        cv::meanStdDev(grey, mean, deviation, ring);
        shape.contrast = (cv::mean(grey, mask)[0] - mean[0]) / std::max(deviation[0], 1.0);
    }
    return shape;
}

// Pieces of one line, one behind the other.
bool continues(const Region& a, const Region& b) {
    if (a.shape.elongation < kLineElongation || b.shape.elongation < kLineElongation) return false;
    const auto turn = [](double x, double y) {
        const double d = std::abs(std::remainder(x - y, std::numbers::pi));
        return d;
    };
    const double dx = b.box.x + b.box.width / 2.0 - a.box.x - a.box.width / 2.0;
    const double dy = b.box.y + b.box.height / 2.0 - a.box.y - a.box.height / 2.0;
    const double lengthA = std::hypot(a.box.width, a.box.height);
    const double lengthB = std::hypot(b.box.width, b.box.height);
    const double gap = std::hypot(dx, dy) - (lengthA + lengthB) / 2;
    return turn(a.shape.orientation, b.shape.orientation) < kLineAngle &&
           turn(a.shape.orientation, std::atan2(dy, dx)) < kLineAngle && gap < std::max(lengthA, lengthB) / 2;
}

bool overlap(const Region& a, const Region& b) {
    const auto common = static_cast<double>((toRect(a.box) & toRect(b.box)).area());
    return common >= kOverlap * std::min(toRect(a.box).area(), toRect(b.box).area());
}

void absorb(Region& region, const Region& other, bool line) {
    region.box = toBox(toRect(region.box) | toRect(other.box));
    region.hot = toBox(toRect(region.hot) | toRect(other.hot));
    region.area += other.area;
    region.peak = std::max(region.peak, other.peak);
    region.shape.logArea = std::log(static_cast<double>(region.area));
    if (line) region.shape.elongation += other.shape.elongation;
    region.shape.touchesBorder = region.shape.touchesBorder || other.shape.touchesBorder;
}

void mergePieces(std::vector<Region>& regions) {
    for (bool merged = true; merged;) {
        merged = false;
        for (size_t i = 0; i < regions.size() && !merged; ++i) {
            for (size_t j = i + 1; j < regions.size() && !merged; ++j) {
                const bool line = continues(regions[i], regions[j]);
                if (!line && !overlap(regions[i], regions[j])) continue;
                absorb(regions[i], regions[j], line);
                regions.erase(regions.begin() + static_cast<std::ptrdiff_t>(j));
                merged = true;
            }
        }
    }
}

class RegionFinder {
public:
    RegionFinder(const Image& image, const HeatMap& map, double line) : image_(image), line_(line) {
        const double shrink =
            std::max(1.0, static_cast<double>(std::max(image.width(), image.height())) / kMostSide);
        size_ = {std::max(1, static_cast<int>(std::lround(image.width() / shrink))),
                 std::max(1, static_cast<int>(std::lround(image.height() / shrink)))};
        const cv::Mat cells(map.rows, map.columns, CV_32F, const_cast<float*>(map.values.data()));
        cv::resize(cells, heat_, size_, 0, 0, cv::INTER_CUBIC);
        std::vector<float> sorted = map.values;
        const auto quarter = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 4);
        std::nth_element(sorted.begin(), quarter, sorted.end());
        normal_ = *quarter;
        cell_ = std::max(static_cast<double>(size_.width) / map.columns,
                         static_cast<double>(size_.height) / map.rows);
        cellArea_ = static_cast<double>(size_.area()) / (map.columns * map.rows);
        toX_ = static_cast<double>(image.width()) / size_.width;
        toY_ = static_cast<double>(image.height()) / size_.height;
    }

    std::vector<Region> find() {
        std::vector<Region> regions;
        taken_ = cv::Mat::zeros(size_.height + 2, size_.width + 2, CV_8U);
        int number = 0;
        for (const cv::Point& peak : peaks()) {
            if (taken_.at<uint8_t>(peak.y + 1, peak.x + 1)) continue;
            if (++number > kMostPeaks) break;
            const float height = heat_.at<float>(peak);
            const double level = std::max(line_, normal_ + kLevel * (height - normal_));
            cv::Rect hot;
            cv::floodFill(heat_, taken_, peak, {}, &hot, std::max(0.0, height - level), 1e9,
                          8 | cv::FLOODFILL_MASK_ONLY | cv::FLOODFILL_FIXED_RANGE | (number << 8));
            const cv::Mat mask = taken_(cv::Rect(hot.x + 1, hot.y + 1, hot.width, hot.height)) == number;
            const int area = cv::countNonZero(mask);
            if (area < kLeastCells * cellArea_) continue;
            regions.push_back(regionOf(hot, mask, area, height));
        }
        mergePieces(regions);
        std::ranges::stable_sort(regions, std::ranges::greater(), &Region::peak);
        if (regions.size() > kMostRegions) regions.resize(kMostRegions);
        return regions;
    }

private:
    // Places over the line higher than all within a cell, the highest first.
    std::vector<cv::Point> peaks() const {
        const int side = std::max(3, static_cast<int>(cell_) | 1);
        cv::Mat highest;
        cv::dilate(heat_, highest, cv::getStructuringElement(cv::MORPH_RECT, {side, side}));
        const cv::Mat mask = (heat_ >= highest) & (heat_ > line_);
        std::vector<cv::Point> points;
        cv::findNonZero(mask, points);
        std::ranges::stable_sort(points, std::ranges::greater(),
                                 [this](const cv::Point& at) { return heat_.at<float>(at); });
        return points;
    }

    Region regionOf(const cv::Rect& hot, const cv::Mat& mask, int area, double peak) const {
        // In the original's pixels, where those are few enough, or as it is worked on.
        Region region;
        region.peak = peak;
        region.hot = original(hot);
        region.box = region.hot;
        region.area = std::max<int64_t>(1, std::llround(area * toX_ * toY_));
        const cv::Rect window = grown(hot, static_cast<int>(cell_ * 1.5), size_);
        cv::Mat hotMask = cv::Mat::zeros(window.size(), CV_8U);
        mask.copyTo(hotMask(cv::Rect(hot.tl() - window.tl(), hot.size())));
        const cv::Rect wide = toRect(original(window));
        const bool fine = std::max(wide.width, wide.height) <= kMostSide;
        const cv::Size size = fine ? wide.size() : window.size();
        cv::Mat pixels = image_.pixels(wide), heat = cv::max(heat_(window) - normal_, 0.0F);
        if (!fine) cv::resize(pixels, pixels, size, 0, 0, cv::INTER_AREA);
        const cv::Mat grey = greyOf(pixels);
        if (fine && size != window.size()) {
            cv::resize(heat, heat, size, 0, 0, cv::INTER_LINEAR);
            cv::resize(hotMask, hotMask, size, 0, 0, cv::INTER_NEAREST);
        }
        if (fine) {
            if (const auto spots = refineRegion(grey, heat, hotMask, cell_ * std::max(toX_, toY_))) {
                hotMask = *spots;
                const cv::Rect tight = cv::boundingRect(hotMask);
                region.box = toBox(tight + wide.tl());
                region.area = cv::countNonZero(hotMask);
                region.refined = true;
            }
        }
        region.shape = shapeOf(hotMask, grey);
        region.shape.logArea = std::log(static_cast<double>(region.area));
        region.shape.touchesBorder = region.box.x <= 1 || region.box.y <= 1 ||
                                     region.box.x + region.box.width >= image_.width() - 1 ||
                                     region.box.y + region.box.height >= image_.height() - 1;
        return region;
    }

    PixelBox original(const cv::Rect& rect) const {
        const auto at = [](int place, double to, int most) {
            return std::clamp(static_cast<int>(std::lround(place * to)), 0, most);
        };
        const int x = at(rect.x, toX_, image_.width() - 1), y = at(rect.y, toY_, image_.height() - 1);
        return {x, y, std::max(1, at(rect.x + rect.width, toX_, image_.width()) - x),
                std::max(1, at(rect.y + rect.height, toY_, image_.height()) - y)};
    }

    const Image& image_;
    double line_;
    cv::Size size_;         // that is worked on
    cv::Mat heat_, taken_;  // [h, w]; taken_ has a border of one and holds the number of the region
    double normal_ = 0;     // of this picture's ordinary places
    double cell_ = 1, cellArea_ = 1;
    double toX_ = 1, toY_ = 1;  // to pixels of the original
};

}  // namespace

std::vector<Region> findRegions(const Image& image, const HeatMap& map, double line) {
    const auto cells = static_cast<size_t>(map.rows) * static_cast<size_t>(map.columns);
    if (image.pixels.empty() || cells == 0 || map.values.size() != cells) return {};
    return RegionFinder(image, map, line).find();
}

}  // namespace engine
