#include "engine/vision/picture_features.h"

#include <opencv2/imgproc.hpp>

#include "engine/base/check.h"

namespace engine {
namespace {

constexpr int kSurroundings = 13;                // cells
constexpr double kWhite = 245.5, kBlack = 11.5;  // of 255: nothing can be told apart beyond
constexpr std::array<BackboneLayer, 3> kLayers = {kB7, kB10, kB14};

cv::Mat greySquare(const Image& image) {
    cv::Mat small, grey;
    cv::resize(image.pixels, small, {kDetectorInput, kDetectorInput}, 0, 0, cv::INTER_AREA);
    if (small.depth() == CV_16U) small.convertTo(small, CV_8U, 1.0 / 257);
    cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
    return grey;
}

// [rows of the grid * columns, 384]
cv::Mat deepCells(const Features& features) {
    cv::Mat cells(kDetectorGrid * kDetectorGrid, kDeepChannels, CV_32F);
    int column = 0;
    cv::Mat mean, fitted;
    for (const BackboneLayer layer : kLayers) {
        const FeatureMap& map = features[layer];
        for (int c = 0; c < map.channels; ++c, ++column) {
            const cv::Mat plane(map.rows, map.columns, CV_32F,
                                const_cast<float*>(map.values.data()) +
                                    static_cast<size_t>(c) * static_cast<size_t>(map.rows * map.columns));
            cv::blur(plane, mean, {3, 3}, {-1, -1}, cv::BORDER_REFLECT_101);
            const bool same = map.rows == kDetectorGrid && map.columns == kDetectorGrid;
            if (!same) cv::resize(mean, fitted, {kDetectorGrid, kDetectorGrid}, 0, 0, cv::INTER_LINEAR);
            const float* from = (same ? mean : fitted).ptr<float>();
            float* to = cells.ptr<float>() + column;
            for (int p = 0; p < cells.rows; ++p)
                to[static_cast<ptrdiff_t>(p) * kDeepChannels] = from[p];
        }
    }
    cv::Mat half;
    cells.convertTo(half, CV_16F);
    return half;
}

cv::Mat surfaceCells(const cv::Mat& grey) {
    cv::Mat light;
    grey.convertTo(light, CV_32F);
    light += 8;  // dark pixels are mostly noise
    cv::log(light, light);
    std::array<cv::Mat, kSurfaceChannels> planes;
    size_t next = 0;
    const auto keep = [&](const cv::Mat& full) {
        cv::resize(full, planes[next++], {kDetectorGrid, kDetectorGrid}, 0, 0, cv::INTER_AREA);
    };
    keep(light);
    for (const double sigma : {1.0, 2.0, 4.0}) {
        cv::Mat soft, slope;
        cv::GaussianBlur(light, soft, {0, 0}, sigma);
        for (const bool across : {true, false}) {
            cv::Sobel(soft, slope, CV_32F, across ? 1 : 0, across ? 0 : 1, 3);
            keep(slope.mul(slope));
            cv::log(planes[next - 1] + 1e-4, planes[next - 1]);
        }
        if (sigma > 1) continue;
        const cv::Mat grain = light - soft;
        keep(grain.mul(grain));
        cv::log(planes[next - 1] + 1e-5, planes[next - 1]);
    }
    cv::Mat cells(kDetectorGrid * kDetectorGrid, kSurfaceChannels, CV_32F);
    for (int c = 0; c < kSurfaceChannels; ++c)
        for (int p = 0; p < cells.rows; ++p)
            cells.at<float>(p, c) = planes[static_cast<size_t>(c)].ptr<float>()[p];
    return cells;
}

cv::Mat contextCells(const cv::Mat& grey, const cv::Mat& surface) {
    std::vector<cv::Mat> planes;
    cv::split(surface.reshape(kSurfaceChannels, kDetectorGrid), planes);
    for (const cv::Mat& clipped : {cv::Mat(grey > kWhite), cv::Mat(grey < kBlack)}) {
        cv::Mat share;
        clipped.convertTo(share, CV_32F, 1.0 / 255);
        cv::resize(share, share, {kDetectorGrid, kDetectorGrid}, 0, 0, cv::INTER_AREA);
        planes.push_back(share);
    }
    cv::Mat cells;
    for (cv::Mat& plane : planes)
        cv::blur(plane, plane, {kSurroundings, kSurroundings}, {-1, -1}, cv::BORDER_REFLECT_101);
    cv::merge(planes, cells);
    return cells.reshape(1, kDetectorGrid * kDetectorGrid);
}

}  // namespace

PictureFeatures pictureFeatures(const Features& features, const Image& image) {
    int channels = 0;
    for (const BackboneLayer layer : kLayers)
        channels += features[layer].channels;
    CONCLAVE_CHECK(channels == kDeepChannels);
    const cv::Mat grey = greySquare(image), surface = surfaceCells(grey);
    return {.width = image.width(),
            .height = image.height(),
            .cells = deepCells(features),
            .surface = surface,
            .context = contextCells(grey, surface)};
}

Result<PictureFeatures> pictureFeatures(const Backbone& backbone, const Image& image) {
    auto features = backbone.features(image, kDetectorInput);
    if (!features) return features.error();
    return pictureFeatures(*features, image);
}

}  // namespace engine
