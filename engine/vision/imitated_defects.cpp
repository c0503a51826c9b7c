#include "engine/vision/imitated_defects.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <random>

namespace engine {
namespace {

constexpr int kLongestSide = 640;                  // pixels; the network sees half of it
constexpr size_t kWanted = 200, kOnOneAtMost = 8;  // pictures with a defect

class Random {
public:
    explicit Random(uint32_t seed) : numbers_(seed) {}
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(numbers_()) / 4294967296.0;
    }
    int count(int low, int high) { return low + static_cast<int>(between(0, high - low + 1)); }
    bool chance(double share) { return between(0, 1) < share; }
    uint64_t number() { return numbers_(); }

private:
    std::mt19937 numbers_;
};

// One picture while a defect is drawn on it: pixels of 0 … 255 in floats, and the share of the defect in
// each.
class Canvas {
public:
    Canvas(cv::Mat pixels, uint32_t seed)
        : pixels_(std::move(pixels)), share_(cv::Mat::zeros(pixels_.size(), CV_32F)), random_(seed),
          side_(std::min(pixels_.cols, pixels_.rows)) {}

    void crack() {
        const cv::Point2d start = place(0.1);
        const double direction = random_.between(0, 2 * std::numbers::pi);
        const int branches = random_.count(1, 3);
        for (int branch = 0; branch < branches; ++branch) {
            cv::Point2d at = start;
            double angle = direction + (branch > 0 ? random_.between(-1.5, 1.5) : 0);
            const double turn = random_.between(0.05, 0.5), step = 0.02 * side_;
            const int width = std::max(1, cvRound(random_.between(0.003, 0.012) * side_));
            for (int left = random_.count(4, 24); left > 0; --left) {
                angle += random_.between(-turn, turn);
                const cv::Point2d next = at + step * cv::Point2d(std::cos(angle), std::sin(angle));
                cv::line(share_, at, next, 1, width);
                at = next;
            }
        }
        soften(0.003);
        double most = 0;
        cv::minMaxLoc(share_, nullptr, &most);
        share_ /= std::max(most, 1e-6);
        darkenOrLighten(0.25, 0.85);
    }
    void spots() {
        for (int left = random_.count(1, 3); left > 0; --left)
            ellipse(0.05, 0.006, 0.03);
        soften(0.004);
        darkenOrLighten(0.25, 0.85);
    }
    void misplaced() {
        polygon();
        const int across = cvRound(random_.between(0.15, 0.85) * pixels_.cols),
                  down = cvRound(random_.between(0.15, 0.85) * pixels_.rows);
        cv::Mat twice, moved;
        cv::repeat(pixels_, 2, 2, twice);
        moved = twice(cv::Rect(across, down, pixels_.cols, pixels_.rows)).clone();
        if (random_.chance(0.5)) cv::rotate(moved, moved, cv::ROTATE_180);
        blend(moved);
    }
    void stain() {
        ellipse(0.1, 0.06, 0.25);
        soften(random_.between(0.01, 0.06));
        darkenOrLighten(0.15, 0.45);
    }
    void broken() {
        polygon();
        const double level = random_.chance(0.7) ? random_.between(0, 60) : random_.between(150, 255);
        cv::Mat noise(pixels_.size(), CV_32F), grey;
        cv::RNG numbers(random_.number());
        numbers.fill(noise, cv::RNG::NORMAL, 0, random_.between(2, 25));
        cv::GaussianBlur(noise, noise, {0, 0}, random_.between(0.5, 3));
        noise += level;
        cv::cvtColor(noise, grey, cv::COLOR_GRAY2BGR);
        blend(grey);
    }

    Imitation result() const {
        Imitation imitation;
        pixels_.convertTo(imitation.image.pixels, CV_8U);
        share_.convertTo(imitation.mask, CV_8U, 2 * 255);  // from a quarter on
        return imitation;
    }

private:
    cv::Point2d place(double margin) {
        const double x = random_.between(margin, 1 - margin) * pixels_.cols;
        return {x, random_.between(margin, 1 - margin) * pixels_.rows};
    }
    void ellipse(double margin, double least, double most) {
        const cv::Point2d middle = place(margin);
        const double width = random_.between(least, most) * side_;
        cv::ellipse(share_,
                    cv::RotatedRect(middle, cv::Size2d(2 * width, 2 * random_.between(least, most) * side_),
                                    static_cast<float>(random_.between(0, 180))),
                    1, cv::FILLED);
    }
    void polygon() {
        cv::Point2d middle = place(0);
        if (random_.chance(0.4)) {
            const bool far = random_.chance(0.5);
            if (random_.chance(0.5)) {
                middle.x = far ? pixels_.cols - 1 : 0;
            } else {
                middle.y = far ? pixels_.rows - 1 : 0;
            }
        }
        const double radius = random_.between(0.04, 0.16) * side_;
        const int corners = random_.count(5, 10);
        std::vector<cv::Point> outline;
        for (int k = 0; k < corners; ++k) {
            const double angle = 2 * std::numbers::pi * k / corners;
            outline.emplace_back(middle + radius * random_.between(0.4, 1.2) *
                                              cv::Point2d(std::cos(angle), std::sin(angle)));
        }
        cv::fillPoly(share_, std::vector<std::vector<cv::Point>>{outline}, 1);
        soften(0.003);
    }
    void soften(double ofSide) { cv::GaussianBlur(share_, share_, {0, 0}, ofSide * side_ + 0.3); }
    void darkenOrLighten(double least, double most) {
        const bool dark = random_.chance(0.75);
        const double strength = random_.between(least, most);
        share_ *= dark ? strength : 0.6 * strength;
        blend(cv::Mat(pixels_.size(), pixels_.type(), cv::Scalar::all(dark ? 0 : 255)));
        share_ /= dark ? strength : 0.6 * strength;
    }
    void blend(const cv::Mat& other) {
        cv::Mat share;
        cv::cvtColor(share_, share, cv::COLOR_GRAY2BGR);
        pixels_ += (other - pixels_).mul(share);
    }

    cv::Mat pixels_, share_;
    Random random_;
    double side_;
};

}  // namespace

Imitation imitateDefect(const Image& good, ImitatedKind kind, uint32_t seed) {
    cv::Mat pixels;
    const double scale =
        std::min(1.0, static_cast<double>(kLongestSide) / std::max(good.width(), good.height()));
    const cv::Size size(std::max(1, cvRound(scale * good.width())),
                        std::max(1, cvRound(scale * good.height())));
    cv::resize(good.pixels, pixels, size, 0, 0, cv::INTER_AREA);
    pixels.convertTo(pixels, CV_32F, pixels.depth() == CV_16U ? 1.0 / 257 : 1.0);
    Canvas canvas(pixels, seed);
    switch (kind) {
        case ImitatedKind::kCrack:
            canvas.crack();
            break;
        case ImitatedKind::kSpots:
            canvas.spots();
            break;
        case ImitatedKind::kMisplaced:
            canvas.misplaced();
            break;
        case ImitatedKind::kStain:
            canvas.stain();
            break;
        case ImitatedKind::kBreak:
            canvas.broken();
            break;
    }
    return canvas.result();
}

size_t imitationsOn(size_t goodCount) {
    return std::min(kWanted, kOnOneAtMost * goodCount);
}

Result<std::vector<ImitatedFeatures>> imitatedFeatures(const Backbone& backbone, const Image& image,
                                                       size_t good, size_t goodCount) {
    // They are dealt evenly: picture i gets those from i * n / count to (i + 1) * n / count.
    const size_t all = imitationsOn(goodCount);
    std::vector<ImitatedFeatures> found;
    for (size_t k = good * all / goodCount; k < (good + 1) * all / goodCount; ++k) {
        const auto kind = static_cast<ImitatedKind>(k % kImitatedKinds);
        const Imitation imitation = imitateDefect(image, kind, static_cast<uint32_t>(k));
        auto features = pictureFeatures(backbone, imitation.image);
        if (!features) return features.error();
        found.push_back({std::move(*features), imitation.mask, kind, good});
    }
    return found;
}

}  // namespace engine
