#include "engine/vision/good_groups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace engine {
namespace {

constexpr float kSamePart = 0.5F;  // correlation of what sets pictures apart; between parts it is below 0.3
constexpr float kSamePicture = 0.85F;  // correlation of pictures, where too few tell what they have in common
constexpr int kKnownDesign = 4;        // pictures from which that can be told
constexpr double kNothingApart = 0.02;                    // of a picture
constexpr int kLikenessChannels = 80, kEveryChannel = 4;  // of the finest layer of the cells
constexpr int kRows = 512;                                // pictures compared at once

class Sets {  // union and find
public:
    explicit Sets(size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), size_t{0}); }
    size_t find(size_t i) {
        while (parent_[i] != i)
            i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(size_t a, size_t b) { parent_[find(a)] = find(b); }

private:
    std::vector<size_t> parent_;
};

// What a picture looks like as a whole: the means of its features.
cv::Mat looksOf(std::span<const PictureFeatures> pictures) {
    cv::Mat looks, cells, mean;
    for (const PictureFeatures& picture : pictures) {
        picture.cells.convertTo(cells, CV_32F);
        cv::reduce(cells, mean, 0, cv::REDUCE_AVG);
        looks.push_back(mean);
    }
    return looks;
}

int farthestFrom(const cv::Mat& rows, const cv::Mat& point) {
    int farthest = 0;
    double most = -1;
    for (int i = 0; i < rows.rows; ++i) {
        const double distance = cv::norm(rows.row(i), point);
        if (distance > most) {
            most = distance;
            farthest = i;
        }
    }
    return farthest;
}

// Pictures of two products fall into two heaps with an empty space between them, wider than the heaps
// themselves.
bool fallIntoTwo(const cv::Mat& looks) {
    constexpr int kRounds = 10;
    constexpr double kSmallestShare = 0.1, kApart = 6, kExplained = 0.4;  // kApart in deviations of a heap
    if (looks.rows < 8) return false;
    cv::Mat mean;
    cv::reduce(looks, mean, 0, cv::REDUCE_AVG);
    cv::Mat centres[2];
    centres[0] = looks.row(farthestFrom(looks, mean)).clone();
    centres[1] = looks.row(farthestFrom(looks, centres[0])).clone();
    std::vector<int> heap(static_cast<size_t>(looks.rows));
    int counts[2] = {};
    for (int round = 0; round < kRounds; ++round) {
        cv::Mat sums[2] = {cv::Mat::zeros(mean.size(), CV_32F), cv::Mat::zeros(mean.size(), CV_32F)};
        counts[0] = counts[1] = 0;
        for (int i = 0; i < looks.rows; ++i) {
            const cv::Mat row = looks.row(i);
            const int nearer = cv::norm(row, centres[1]) < cv::norm(row, centres[0]) ? 1 : 0;
            heap[static_cast<size_t>(i)] = nearer;
            sums[nearer] += row;
            ++counts[nearer];
        }
        if (counts[0] == 0 || counts[1] == 0) return false;
        for (int k = 0; k < 2; ++k)
            centres[k] = sums[k] / counts[k];
    }
    if (std::min(counts[0], counts[1]) < kSmallestShare * looks.rows) return false;
    cv::Mat axis = centres[1] - centres[0];
    const double apart = cv::norm(axis);
    axis /= std::max(apart, 1e-12);
    double along = 0, within = 0, total = 0;
    for (int i = 0; i < looks.rows; ++i) {
        const cv::Mat offset = looks.row(i) - centres[heap[static_cast<size_t>(i)]];
        along += std::pow(offset.dot(axis), 2) / looks.rows;
        within += offset.dot(offset);
        const cv::Mat fromMean = looks.row(i) - mean;
        total += fromMean.dot(fromMean);
    }
    return apart > kApart * std::sqrt(along) && total - within > kExplained * total;
}

// What is where in a picture, whatever its light: how far every place is from the mean of the picture.
cv::Mat placesOf(const PictureFeatures& picture) {
    cv::Mat cells, mean, deviation;
    std::vector<cv::Mat> planes;
    for (int c = 0; c < kLikenessChannels; c += kEveryChannel) {
        picture.cells.col(c).clone().reshape(1, kDetectorGrid).convertTo(cells, CV_32F);
        cv::meanStdDev(cells, mean, deviation);
        cells = (cells - mean.at<double>(0)) / std::max(deviation.at<double>(0), 0.03);
        cv::Mat small;
        cv::resize(cells, small, {}, 0.5, 0.5, cv::INTER_AREA);
        planes.push_back(small.reshape(1, 1));
    }
    cv::hconcat(planes, cells);
    return cells;
}

// Of every column; a few defects do not move them, as they would a mean.
cv::Mat mediansOf(const cv::Mat& rows) {
    cv::Mat columns = rows.t(), medians(1, rows.cols, CV_32F);
    const int middle = rows.rows / 2;
    for (int c = 0; c < columns.rows; ++c) {
        auto* values = columns.ptr<float>(c);
        std::nth_element(values, values + middle, values + rows.rows);
        const float upper = values[middle];
        const float lower = rows.rows % 2 != 0 ? upper : *std::max_element(values, values + middle);
        medians.at<float>(c) = (upper + lower) / 2;
    }
    return medians;
}

}  // namespace

std::vector<int32_t> groupPictures(std::span<const PictureFeatures> pictures,
                                   std::span<const std::string> keys) {
    Sets sets(pictures.size());
    std::map<std::string, size_t> firstOf;
    for (size_t i = 0; i < std::min(pictures.size(), keys.size()); ++i) {
        if (!keys[i].empty()) sets.join(i, firstOf.try_emplace(keys[i], i).first->second);
    }
    cv::Mat looks;
    for (const PictureFeatures& picture : pictures)
        looks.push_back(placesOf(picture));
    const cv::Mat common = mediansOf(looks);
    const bool known = looks.rows >= kKnownDesign;
    int ordinary = -1;  // a picture that nothing sets apart
    for (int i = 0; i < looks.rows; ++i) {
        cv::Mat row = looks.row(i);
        const double whole = cv::norm(row);
        if (known) row -= common;
        const double length = cv::norm(row);
        if (length <= kNothingApart * whole) {
            ordinary = ordinary < 0 ? i : ordinary;
            sets.join(static_cast<size_t>(i), static_cast<size_t>(ordinary));
        }
        row *= 1 / std::max(length, 1e-9);
    }
    const float least = known ? kSamePart : kSamePicture;
    for (int begin = 0; begin < looks.rows; begin += kRows) {
        const int end = std::min(begin + kRows, looks.rows);
        cv::Mat likeness;
        cv::gemm(looks.rowRange(begin, end), looks.rowRange(0, end), 1, cv::noArray(), 0, likeness,
                 cv::GEMM_2_T);
        for (int i = begin; i < end; ++i)
            for (int j = 0; j < i; ++j)
                if (likeness.at<float>(i - begin, j) > least) {
                    sets.join(static_cast<size_t>(i), static_cast<size_t>(j));
                }
    }
    std::map<size_t, int32_t> numbers;
    std::vector<int32_t> groups;
    for (size_t i = 0; i < pictures.size(); ++i) {
        groups.push_back(
            numbers.try_emplace(sets.find(i), static_cast<int32_t>(numbers.size())).first->second);
    }
    return groups;
}

std::vector<int32_t> dealFolds(std::span<const int32_t> groups, int32_t folds) {
    std::map<int32_t, int64_t> sizes;
    for (const int32_t group : groups)
        ++sizes[group];
    std::vector<std::pair<int64_t, int32_t>> largestFirst;
    for (const auto& [group, size] : sizes)
        largestFirst.emplace_back(-size, group);
    std::sort(largestFirst.begin(), largestFirst.end());

    const auto count =
        std::clamp<size_t>(static_cast<size_t>(std::max(folds, 1)), 1, std::max<size_t>(sizes.size(), 1));
    std::vector<int64_t> load(count, 0);
    std::map<int32_t, int32_t> foldOf;
    for (const auto& [size, group] : largestFirst) {
        const auto fold = std::min_element(load.begin(), load.end()) - load.begin();
        load[static_cast<size_t>(fold)] -= size;
        foldOf[group] = static_cast<int32_t>(fold);
    }
    std::vector<int32_t> result;
    for (const int32_t group : groups)
        result.push_back(foldOf[group]);
    return result;
}

OddPictures findOddPictures(std::span<const PictureFeatures> pictures,
                            std::span<const double> heldOutScores) {
    constexpr double kFar = 5;     // standard deviations, estimated from the middle half
    constexpr size_t kFewest = 6;  // fewer cannot outvote an odd one
    OddPictures odd;
    if (pictures.size() < kFewest) return odd;
    std::vector<double> sorted(heldOutScores.begin(), heldOutScores.end());
    std::sort(sorted.begin(), sorted.end());
    const double median = sorted[sorted.size() / 2], upper = sorted[sorted.size() * 3 / 4];
    const double line = median + kFar * std::max((upper - median) / 0.6745, 1e-3);
    for (size_t i = 0; i < heldOutScores.size(); ++i)
        if (heldOutScores[i] > line) odd.unlike.push_back(i);
    std::sort(odd.unlike.begin(), odd.unlike.end(),
              [&](size_t a, size_t b) { return heldOutScores[a] > heldOutScores[b]; });
    odd.twoProducts = fallIntoTwo(looksOf(pictures));
    return odd;
}

}  // namespace engine
