// Features of pictures that were never taken: parts in one pose whose cells differ from place to place, with
// shots of one part nearly alike.
#pragma once

#include <opencv2/core.hpp>

#include "engine/vision/picture_features.h"

inline engine::PictureFeatures madeUpFeatures(int part, int shot, double likenessOfPlaces = 1) {
    constexpr int kCells = engine::kDetectorGrid * engine::kDetectorGrid;
    engine::PictureFeatures picture{.width = 400, .height = 400};
    const auto normal = [](int rows, int columns, uint64_t seed, double sigma) {
        cv::Mat values(rows, columns, CV_32F);
        cv::RNG random(seed);
        random.fill(values, cv::RNG::NORMAL, 0, sigma);
        return values;
    };
    const auto seed = static_cast<uint64_t>(part * 100 + shot);
    const cv::Mat cells = normal(kCells, engine::kDeepChannels, 1, likenessOfPlaces) +
                          normal(kCells, engine::kDeepChannels, 30'000 + static_cast<uint64_t>(part), 0.45) +
                          normal(kCells, engine::kDeepChannels, 10'000 + seed, 0.2);
    cells.convertTo(picture.cells, CV_16F);
    picture.surface = normal(kCells, engine::kSurfaceChannels, 2, likenessOfPlaces) +
                      normal(kCells, engine::kSurfaceChannels, 20'000 + seed, 0.5);
    picture.context = cv::Mat::zeros(kCells, engine::kContextMeasures, CV_32F);
    return picture;
}

// The same with a defect of some kind over 3 × 3 cells.
inline engine::PictureFeatures withDefect(engine::PictureFeatures picture, int row, int column, int kind,
                                          double strength) {
    cv::Mat cells, direction(1, engine::kDeepChannels, CV_32F);
    picture.cells.convertTo(cells, CV_32F);
    cv::RNG random(static_cast<uint64_t>(50'000 + kind));
    random.fill(direction, cv::RNG::NORMAL, 0, strength);
    for (int y = row - 1; y <= row + 1; ++y)
        for (int x = column - 1; x <= column + 1; ++x)
            cells.row(y * engine::kDetectorGrid + x) += direction;
    picture.cells = cv::Mat();  // whatever it shares numbers with stays as it is
    cells.convertTo(picture.cells, CV_16F);
    return picture;
}
