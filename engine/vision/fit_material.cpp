#include "engine/vision/fit_material.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <thread>

#include "engine/base/machine.h"
#include "engine/vision/image_reader.h"

namespace engine {

namespace fs = std::filesystem;

namespace {

constexpr int kMaskSide = 512;  // boxes are drawn on a mask of this size

Error badMask(const fs::path& mask) {
    return {.kind = ErrorKind::kBadInput,
            .what = "The mask “{0}” cannot be used.",
            .remedy = "Draw it as a picture that is white where the defect is.",
            .args = {mask.string()}};
}

Result<cv::Mat> maskFrom(const fs::path& file) {
    auto drawn = readImage(file);
    if (!drawn) return drawn.error();
    try {
        cv::Mat mask;
        cv::cvtColor(drawn->pixels, mask, cv::COLOR_BGR2GRAY);
        if (mask.depth() == CV_16U) mask.convertTo(mask, CV_8U, 1.0 / 257);
        return cv::countNonZero(mask > 127) > 0 ? mask : cv::Mat();
    } catch (const cv::Exception&) {
        return badMask(file);
    }
}

// The regions of one kind, drawn on a small mask.
cv::Mat maskOf(const TaughtPicture& picture, const std::string& kind, const Image& image) {
    cv::Mat mask;
    for (const TaughtRegion& region : picture.regions) {
        if (region.kind != kind || region.box.width <= 0 || region.box.height <= 0) continue;
        if (mask.empty()) mask = cv::Mat::zeros(kMaskSide, kMaskSide, CV_8U);
        const double across = static_cast<double>(kMaskSide) / image.width();
        const double down = static_cast<double>(kMaskSide) / image.height();
        const cv::Rect box(cv::Point(cvFloor(region.box.x * across), cvFloor(region.box.y * down)),
                           cv::Point(cvCeil((region.box.x + region.box.width) * across),
                                     cvCeil((region.box.y + region.box.height) * down)));
        mask(box & cv::Rect(0, 0, kMaskSide, kMaskSide)) = 255;
    }
    return mask;
}

Result<std::vector<TaughtSpot>> spotsOf(const TaughtPicture& picture, size_t index, const Image& image) {
    std::vector<TaughtSpot> kinds;
    if (!picture.mask.empty() || picture.regions.empty()) {
        cv::Mat mask;
        if (!picture.mask.empty()) {
            auto drawn = maskFrom(picture.mask);
            if (!drawn) return drawn.error();
            mask = std::move(*drawn);
        }
        kinds.push_back(
            {index, picture.regions.empty() ? std::string() : picture.regions.front().kind, mask});
        return kinds;
    }
    for (const TaughtRegion& region : picture.regions) {
        if (std::ranges::any_of(kinds, [&](const TaughtSpot& each) { return each.kind == region.kind; }))
            continue;
        kinds.push_back({index, region.kind, maskOf(picture, region.kind, image)});
    }
    return kinds;
}

Error noGoodPicture() {
    return {.kind = ErrorKind::kBadInput,
            .what = "There is no good picture to learn from.",
            .remedy = "Add pictures of parts without defects."};
}

Error noneReadable() {
    return {.kind = ErrorKind::kBadInput,
            .what = "None of the good pictures can be read.",
            .remedy = "Choose JPEG, PNG, TIFF, BMP or WebP files that open in an image viewer."};
}

class Reader {
public:
    Reader(const Backbone& backbone, const FitOptions& options,
           const std::function<void(const FitProgress&)>& progress)
        : backbone_(backbone), options_(options), progress_(progress), good_(options.good.size()),
          imitated_(options.good.size()), taught_(options.taught.size()) {}

    Result<FitMaterial> read(std::stop_token stop) {
        const size_t all = good_.size() + taught_.size();
        const bool whole = onAllCores(all, stop, [&](size_t i) {
            if (i < good_.size()) {
                readGood(i);
            } else {
                readTaught(i - good_.size());
            }
            const std::scoped_lock lock(mutex_);
            if (progress_) progress_({"reading", static_cast<int64_t>(++done_), static_cast<int64_t>(all)});
        });
        if (!whole) return cancelled();
        return gather();
    }

private:
    struct TaughtOne {
        PictureFeatures features;
        std::vector<TaughtSpot> spots;
    };

    void readGood(size_t i) {
        const fs::path& file = options_.good[i].file;
        auto image = readImage(file);
        auto features = image ? pictureFeatures(backbone_, *image) : Result<PictureFeatures>(image.error());
        if (!features) return leaveOut(file, features.error());
        auto imitated = imitatedFeatures(backbone_, *image, i, good_.size());
        if (!imitated) return leaveOut(file, imitated.error());
        good_[i] = std::move(*features);
        imitated_[i] = std::move(*imitated);
    }
    void readTaught(size_t i) {
        const TaughtPicture& picture = options_.taught[i];
        auto image = readImage(picture.file);
        if (!image) return leaveOut(picture.file, image.error());
        auto spots = spotsOf(picture, i, *image);
        if (!spots) return leaveOut(picture.mask, spots.error());
        auto features = pictureFeatures(backbone_, *image);
        if (!features) return leaveOut(picture.file, features.error());
        taught_[i] = TaughtOne{std::move(*features), std::move(*spots)};
    }
    void leaveOut(const fs::path& file, const Error& error) {
        const std::scoped_lock lock(mutex_);
        unreadable_.emplace_back(file.string(), error);
    }
    Result<FitMaterial> gather() {
        FitMaterial material;
        for (size_t i = 0; i < good_.size(); ++i) {
            if (!good_[i]) continue;
            for (ImitatedFeatures& imitated : imitated_[i]) {
                imitated.good = material.good.size();
                material.imitated.push_back(std::move(imitated));
            }
            material.good.push_back(std::move(*good_[i]));
            material.goodKeys.push_back(options_.good[i].group);
            material.goodFiles.push_back(options_.good[i].file.string());
        }
        for (size_t i = 0; i < taught_.size(); ++i) {
            if (!taught_[i]) continue;
            for (TaughtSpot& each : taught_[i]->spots) {
                material.taught.push_back({.features = taught_[i]->features,
                                           .kind = each.kind,
                                           .mask = each.mask,
                                           .group = options_.taught[i].group});
                material.spots.push_back(std::move(each));
            }
        }
        std::ranges::sort(unreadable_, {}, [](const auto& each) { return each.first; });
        material.unreadable = std::move(unreadable_);
        if (material.good.empty()) return material.unreadable.empty() ? noGoodPicture() : noneReadable();
        return material;
    }

    const Backbone& backbone_;
    const FitOptions& options_;
    const std::function<void(const FitProgress&)>& progress_;
    std::vector<std::optional<PictureFeatures>> good_;
    std::vector<std::vector<ImitatedFeatures>> imitated_;  // on each of the good ones
    std::vector<std::optional<TaughtOne>> taught_;
    std::vector<std::pair<std::string, Error>> unreadable_;
    std::mutex mutex_;
    size_t done_ = 0;
};

}  // namespace

bool onAllCores(size_t count, std::stop_token stop, const std::function<void(size_t)>& body) {
    std::atomic<size_t> next{0};
    const auto work = [&] {
        for (size_t i = next++; i < count && !stop.stop_requested(); i = next++)
            body(i);
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < readMachine().cores; ++i)
        others.emplace_back(work);
    work();
    others.clear();
    return !stop.stop_requested();
}

Result<FitMaterial> readMaterial(const Backbone& backbone, const FitOptions& options,
                                 const std::function<void(const FitProgress&)>& onProgress,
                                 std::stop_token stop) {
    if (options.good.empty()) return noGoodPicture();
    return Reader(backbone, options, onProgress).read(stop);
}

}  // namespace engine
