// Drawn defects under a coarse heat map: boxes, areas, shapes, merging and limits.
#include "engine/vision/regions.h"

#include <cmath>
#include <numbers>

#include <QObject>
#include <QTest>
#include <opencv2/imgproc.hpp>

using engine::HeatMap;
using engine::Image;
using engine::Region;

namespace {

// A grey surface with a little noise.
Image surface(int width, int height, int type = CV_8UC3) {
    cv::Mat grey(height, width, CV_8U);
    cv::RNG random(7);
    random.fill(grey, cv::RNG::NORMAL, 128, 4);
    Image image;
    cv::cvtColor(grey, image.pixels, cv::COLOR_GRAY2BGR);
    if (type == CV_16UC3) image.pixels.convertTo(image.pixels, type, 20);
    return image;
}

// −1 everywhere, and around the given places as a detector would blur them.
HeatMap heatAround(const Image& image, const std::vector<cv::Point>& places, float peak = 3, int cells = 20) {
    HeatMap map{cells, cells, std::vector<float>(static_cast<size_t>(cells * cells), -1)};
    for (int y = 0; y < cells; ++y) {
        for (int x = 0; x < cells; ++x) {
            float& value = map.values[static_cast<size_t>(y * cells + x)];
            for (const cv::Point& place : places) {
                const double dx = x + 0.5 - place.x * static_cast<double>(cells) / image.width();
                const double dy = y + 0.5 - place.y * static_cast<double>(cells) / image.height();
                value =
                    std::max(value, static_cast<float>(-1 + (peak + 1) * std::exp(-(dx * dx + dy * dy) / 4)));
            }
        }
    }
    return map;
}

double overlap(const engine::PixelBox& box, const cv::Rect& truth) {
    const cv::Rect rect(box.x, box.y, box.width, box.height);
    return static_cast<double>((rect & truth).area()) / (rect | truth).area();
}

}  // namespace

class RegionsTest : public QObject {
    Q_OBJECT

private slots:
    void aSmallDarkSpotIsFoundToThePixel() {
        Image image = surface(400, 300);
        cv::circle(image.pixels, {210, 120}, 5, {20, 20, 20}, cv::FILLED);
        const auto regions = engine::findRegions(image, heatAround(image, {{216, 112}}), 0.5);
        QCOMPARE(regions.size(), 1U);
        const Region& region = regions.front();
        QVERIFY(region.refined);
        QVERIFY(overlap(region.box, {205, 115, 11, 11}) > 0.6);
        QVERIFY(std::abs(region.area - 81) < 40);  // smoothing widens the edge by a pixel
        QVERIFY(region.shape.contrast < -3);
        QVERIFY(region.shape.elongation < 1.3);
        QVERIFY(region.shape.solidity > 0.85);
        QVERIFY(!region.shape.touchesBorder);
        QVERIFY(region.hot.width > region.box.width);
        QVERIFY(std::abs(region.peak - 3) < 0.5);
    }

    void aThinScratchIsLongAndLies() {
        Image image = surface(400, 400);
        cv::line(image.pixels, {150, 150}, {230, 190}, {230, 230, 230}, 2);
        const auto regions =
            engine::findRegions(image, heatAround(image, {{160, 155}, {190, 170}, {220, 185}}), 0.5);
        QCOMPARE(regions.size(), 1U);
        const Region& region = regions.front();
        QVERIFY(region.refined);
        QVERIFY(overlap(region.box, {149, 149, 83, 43}) > 0.7);
        QVERIFY(region.shape.elongation > 8);
        QVERIFY(std::abs(region.shape.orientation - std::atan2(40, 80)) < 0.1);
        QVERIFY(region.shape.contrast > 3);
    }

    void withoutAnythingToSeeTheHeatMapIsBelieved() {
        const Image image = surface(400, 400);
        const auto regions = engine::findRegions(image, heatAround(image, {{200, 200}}), 0.5);
        QCOMPARE(regions.size(), 1U);
        QVERIFY(!regions.front().refined);
        QCOMPARE(regions.front().box, regions.front().hot);
        // exp(−r²/4) · 4 − 1 > −1 + 0.45 · 4 within r = 1.79 cells of 20 pixels.
        const double area = std::numbers::pi * std::pow(1.79 * 20, 2);
        QVERIFY(std::abs(static_cast<double>(regions.front().area) - area) < area * 0.15);
    }

    void areasAndBoxesAreThoseOfTheOriginal() {
        // 4,000 pixels are worked on as 1,024.
        Image image;
        image.pixels = cv::Mat(3000, 4000, CV_8UC3, cv::Scalar::all(128));
        const auto regions = engine::findRegions(image, heatAround(image, {{3000, 600}}), 0.5);
        QCOMPARE(regions.size(), 1U);
        const double area = std::numbers::pi * 1.79 * 1.79 * 200 * 150;
        QVERIFY(std::abs(static_cast<double>(regions.front().area) - area) < area * 0.15);
        QVERIFY(std::abs(regions.front().box.x + regions.front().box.width / 2 - 3000) < 60);
        QVERIFY(std::abs(regions.front().box.y + regions.front().box.height / 2 - 600) < 60);
    }

    void sixteenBitsAreSeenAsWell() {
        Image image = surface(400, 300, CV_16UC3);
        cv::circle(image.pixels, {210, 120}, 5, {400, 400, 400}, cv::FILLED);
        const auto regions = engine::findRegions(image, heatAround(image, {{216, 112}}), 0.5);
        QCOMPARE(regions.size(), 1U);
        QVERIFY(regions.front().refined);
        QVERIFY(overlap(regions.front().box, {205, 115, 11, 11}) > 0.6);
    }

    void twoPlacesAreTwoAndPiecesOfALineOne() {
        Image image = surface(400, 400);
        const auto two = engine::findRegions(image, heatAround(image, {{80, 80}, {300, 250}}), 0.5);
        QCOMPARE(two.size(), 2U);
        cv::line(image.pixels, {60, 200}, {140, 200}, {230, 230, 230}, 2);
        cv::line(image.pixels, {170, 200}, {250, 200}, {230, 230, 230}, 2);
        const HeatMap map =
            heatAround(image, {{70, 200}, {100, 200}, {130, 200}, {180, 200}, {210, 200}, {240, 200}});
        const auto one = engine::findRegions(image, map, 1.5);
        QCOMPARE(one.size(), 1U);
        QVERIFY(overlap(one.front().box, {59, 199, 193, 3}) > 0.5);
    }

    void aLowPeakBesideAHighOneIsNotLost() {
        const Image image = surface(400, 400);
        HeatMap map = heatAround(image, {{120, 200}}, 8);
        const HeatMap low = heatAround(image, {{240, 200}}, 2);
        for (size_t i = 0; i < map.values.size(); ++i)
            map.values[i] = std::max(map.values[i], low.values[i]);
        const auto regions = engine::findRegions(image, map, -0.9);
        QCOMPARE(regions.size(), 2U);
        QVERIFY(regions[0].peak > 7 && regions[1].peak < 2.5);
    }

    void bordersSpecksAndTheLine() {
        const Image image = surface(400, 400);
        const auto edge = engine::findRegions(image, heatAround(image, {{0, 200}}), 0.5);
        QCOMPARE(edge.size(), 1U);
        QVERIFY(edge.front().shape.touchesBorder);
        QVERIFY(engine::findRegions(image, heatAround(image, {{200, 200}}), 3.5).empty());
        // Just the tip is over the line.
        QVERIFY(engine::findRegions(image, heatAround(image, {{210, 210}}), 2.99).empty());
    }

    void noMoreThanAHundred() {
        const Image image = surface(800, 800);
        std::vector<cv::Point> places;
        for (int i = 0; i < 144; ++i)
            places.emplace_back(33 + 66 * (i % 12), 33 + 66 * (i / 12));
        HeatMap map = heatAround(image, places, 3, 100);
        QCOMPARE(engine::findRegions(image, map, 0.5).size(), engine::kMostRegions);
    }

    void nonsenseIsNothing() {
        const Image image = surface(40, 40);
        QVERIFY(engine::findRegions(image, {}, 0).empty());
        QVERIFY(engine::findRegions(image, {2, 2, {1, 1, 1}}, 0).empty());
        QVERIFY(engine::findRegions({}, {1, 1, {1}}, 0).empty());
    }
};

QTEST_APPLESS_MAIN(RegionsTest)
#include "regions_test.moc"
