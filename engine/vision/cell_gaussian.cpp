#include "engine/vision/cell_gaussian.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/check.h"
#include "engine/vision/inverse_factor.h"

namespace engine {
namespace {

constexpr int32_t kBlock = 2;                 // cells a side that share a covariance
constexpr int32_t kShared = kBlock * kBlock;  // cells
constexpr double kFloor = 0.01;               // of the mean variance, added to every variance
constexpr double kRounding = 1e-5;            // of the mean square: less is the rounding of sums
constexpr std::array kShares = {0.1, 0.3, 0.5, 0.7, 0.9};
constexpr size_t kEveryBlock = 13, kEveryFold = 2;  // are enough to choose between them

using Lanes = float __attribute__((vector_size(kShared * sizeof(float))));

size_t cellOf(int32_t side, size_t block, size_t inBlock) {
    const auto across = static_cast<size_t>(side / kBlock);
    const size_t row = block / across * kBlock + inBlock / kBlock;
    return row * static_cast<size_t>(side) + block % across * kBlock + inBlock % kBlock;
}

// Four cells at once: the squared lengths of inverse × offset, offsets as [D] lanes.
Lanes squaredLengths(const float* inverse, const Lanes* offsets, size_t n) {
    Lanes total = {};
    const float* row = inverse;
    for (size_t i = 0; i < n; ++i) {
        Lanes even = {}, odd = {}, third = {}, fourth = {};
        size_t j = 0;
        for (; j + 4 <= i + 1; j += 4) {
            even += row[j] * offsets[j];
            odd += row[j + 1] * offsets[j + 1];
            third += row[j + 2] * offsets[j + 2];
            fourth += row[j + 3] * offsets[j + 3];
        }
        for (; j <= i; ++j)
            even += row[j] * offsets[j];
        const Lanes sum = (even + odd) + (third + fourth);
        total += sum * sum;
        row += i + 1;
    }
    return total;
}

}  // namespace

CellSums::CellSums(int32_t side, int32_t measures) : side_(side), measures_(measures) {
    CONCLAVE_CHECK(side % kBlock == 0 && measures > 0);
    const auto cells = static_cast<size_t>(side * side), n = static_cast<size_t>(measures);
    sums_.assign(cells * n, 0);
    products_.assign(cells / kShared * n * n, 0);
}

void CellSums::add(std::span<const float* const> pictures, kernels::Parallel& threads) {
    const auto n = static_cast<size_t>(measures_);
    pictures_ += static_cast<int64_t>(pictures.size());
    const auto addBlocks = [&](int64_t begin, int64_t end, int) {
        for (auto block = static_cast<size_t>(begin); block < static_cast<size_t>(end); ++block) {
            float* products = &products_[block * n * n];
            for (const float* picture : pictures) {
                const float* x[kShared];
                for (size_t s = 0; s < kShared; ++s) {
                    const size_t cell = cellOf(side_, block, s);
                    x[s] = picture + cell * n;
                    float* sum = &sums_[cell * n];
                    for (size_t i = 0; i < n; ++i)
                        sum[i] += x[s][i];
                }
                for (size_t i = 0; i < n; ++i) {
                    float* row = products + i * n;
                    const float a = x[0][i], b = x[1][i], c = x[2][i], d = x[3][i];
                    for (size_t j = 0; j <= i; ++j)
                        row[j] += a * x[0][j] + b * x[1][j] + c * x[2][j] + d * x[3][j];
                }
            }
        }
    };
    threads.forEach(static_cast<int64_t>(products_.size() / (n * n)), 1, addBlocks);
}

void CellSums::add(const CellSums& other) {
    pictures_ += other.pictures_;
    for (size_t i = 0; i < sums_.size(); ++i)
        sums_[i] += other.sums_[i];
    for (size_t i = 0; i < products_.size(); ++i)
        products_[i] += other.products_[i];
}

void CellSums::subtract(const CellSums& other) {
    pictures_ -= other.pictures_;
    for (size_t i = 0; i < sums_.size(); ++i)
        sums_[i] -= other.sums_[i];
    for (size_t i = 0; i < products_.size(); ++i)
        products_[i] -= other.products_[i];
}

std::vector<float> CellSums::means() const {
    std::vector<float> means = sums_;
    for (float& value : means)
        value /= static_cast<float>(pictures_);
    return means;
}

size_t CellSums::blocks() const {
    return static_cast<size_t>(side_ * side_ / kShared);
}

void CellSums::squares(size_t block, const std::vector<float>& means, bool anywhere,
                       std::vector<double>& to) const {
    const auto n = static_cast<size_t>(measures_);
    const auto pictures = static_cast<double>(pictures_);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j <= i; ++j)
            to[i * n + j] = products_[(block * n + i) * n + j];
    for (size_t s = 0; s < kShared; ++s) {
        const size_t cell = cellOf(side_, block, s);
        const float* mean = anywhere ? means.data() : &means[cell * n];
        const float* sum = &sums_[cell * n];
        for (size_t i = 0; i < n; ++i)
            for (size_t j = 0; j <= i; ++j) {
                to[i * n + j] -= static_cast<double>(sum[i]) * mean[j] +
                                 static_cast<double>(mean[i]) * sum[j] - pictures * mean[i] * mean[j];
            }
    }
    for (double& value : to)
        value /= pictures * kShared;
}

std::vector<double> CellSums::commonSquares(const std::vector<float>& means, bool anywhere) const {
    const auto n = static_cast<size_t>(measures_);
    std::vector<double> common(n * n, 0.0), one(n * n, 0.0);
    for (size_t block = 0; block < blocks(); ++block) {
        squares(block, means, anywhere, one);
        for (size_t i = 0; i < common.size(); ++i)
            common[i] += one[i] / static_cast<double>(blocks());
    }
    return common;
}

namespace {

double floorOf(const std::vector<double>& common, const std::vector<float>& means, size_t n) {
    double trace = 0, square = 0;
    for (size_t i = 0; i < n; ++i)
        trace += common[i * n + i];
    for (const float mean : means)
        square += static_cast<double>(mean) * mean;
    const double variance = std::max(trace / static_cast<double>(n), 1e-12);
    return std::max(kFloor * variance, kRounding * (variance + square / static_cast<double>(means.size())));
}

std::vector<double> mixed(const std::vector<double>& own, const std::vector<double>& common, double share,
                          double floor, size_t n) {
    std::vector<double> result = own;
    for (size_t i = 0; i < result.size(); ++i)
        result[i] += share * (common[i] - result[i]);
    for (size_t i = 0; i < n; ++i)
        result[i * n + i] += floor;
    return result;
}

}  // namespace

CellGaussian::CellGaussian(const CellSums& sums, bool anywhere, double share, kernels::Parallel& threads)
    : side_(sums.side_), measures_(sums.measures_), anywhere_(anywhere), means_(sums.means()) {
    CONCLAVE_CHECK(sums.pictures_ > 0);
    const auto n = static_cast<size_t>(measures_), blocks = sums.blocks();
    if (anywhere) {
        std::vector<double> mean(n, 0.0);
        for (size_t i = 0; i < means_.size(); ++i)
            mean[i % n] += means_[i];
        means_.resize(n);
        for (size_t i = 0; i < n; ++i)
            means_[i] = static_cast<float>(mean[i] / static_cast<double>(blocks * kShared));
    }
    const std::vector<double> common = sums.commonSquares(means_, anywhere);
    const double floor = floorOf(common, means_, n);
    inverse_.resize((anywhere ? 1 : blocks) * triangleSize(n));
    const auto invertBlocks = [&](int64_t begin, int64_t end, int) {
        std::vector<double> own = common;
        for (auto block = static_cast<size_t>(begin); block < static_cast<size_t>(end); ++block) {
            if (!anywhere) sums.squares(block, means_, anywhere, own);
            std::vector<double> covariance = mixed(own, common, share, floor, n);
            invertFactor(covariance, n, &inverse_[block * triangleSize(n)]);
        }
    };
    threads.forEach(static_cast<int64_t>(anywhere ? 1 : blocks), 1, invertBlocks);
}

// Of the pictures of one fold, by what the others say; all of it from sums.
class HeldOutLikelihood {
public:
    HeldOutLikelihood(const CellSums& others, const CellSums& heldOut)
        : others_(others), heldOut_(heldOut), means_(others.means()),
          common_(others.commonSquares(means_, false)),
          floor_(floorOf(common_, means_, static_cast<size_t>(others.measures_))) {}

    // For every share, the logarithm of a block's likelihood up to what is the same for all of them.
    std::array<double, kShares.size()> ofBlock(size_t block) const {
        const auto n = static_cast<size_t>(others_.measures_);
        std::vector<double> own(n * n), seen(n * n), row(n);
        std::vector<float> inverse(triangleSize(n));
        others_.squares(block, means_, false, own);
        heldOut_.squares(block, means_, false, seen);
        for (size_t i = 0; i < n; ++i)
            for (size_t j = 0; j < i; ++j)
                seen[j * n + i] = seen[i * n + j];
        std::array<double, kShares.size()> result;
        for (size_t s = 0; s < kShares.size(); ++s) {
            std::vector<double> covariance = mixed(own, common_, kShares[s], floor_, n);
            invertFactor(covariance, n, inverse.data());
            double distance = 0,
                   logVolume = 0;  // the mean square of inverse × offset is inverse × seen × inverse'
            for (size_t i = 0; i < n; ++i) {
                const float* weights = &inverse[triangleSize(i)];
                logVolume -= std::log(static_cast<double>(weights[i]));
                std::fill(row.begin(), row.end(), 0.0);
                for (size_t k = 0; k <= i; ++k)
                    for (size_t j = 0; j <= i; ++j)
                        row[j] += weights[k] * seen[k * n + j];
                for (size_t j = 0; j <= i; ++j)
                    distance += row[j] * weights[j];
            }
            result[s] = -static_cast<double>(heldOut_.pictures_) * (distance / 2 + logVolume);
        }
        return result;
    }

private:
    const CellSums& others_;
    const CellSums& heldOut_;
    std::vector<float> means_;
    std::vector<double> common_;
    double floor_;
};

double likeliestShare(const CellSums& all, std::span<const CellSums> folds, kernels::Parallel& threads) {
    std::vector<double> best;
    for (size_t fold = 0; fold < folds.size() && folds.size() > 1; fold += kEveryFold) {
        CellSums others = all;
        others.subtract(folds[fold]);
        const HeldOutLikelihood likelihood(others, folds[fold]);
        const size_t count = (all.blocks() + kEveryBlock - 1) / kEveryBlock;
        std::vector<std::array<double, kShares.size()>> ofBlock(count);
        threads.forEach(static_cast<int64_t>(count), 1, [&](int64_t begin, int64_t end, int) {
            for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
                ofBlock[i] = likelihood.ofBlock(i * kEveryBlock);
        });
        std::array<double, kShares.size()> total = {};
        for (const auto& values : ofBlock)
            for (size_t s = 0; s < total.size(); ++s)
                total[s] += values[s];
        best.push_back(
            kShares[static_cast<size_t>(std::max_element(total.begin(), total.end()) - total.begin())]);
    }
    if (best.empty()) return kShares.back();
    std::sort(best.begin(), best.end());
    return best[best.size() / 2];
}

std::vector<float> CellGaussian::distances(const float* picture) const {
    const auto n = static_cast<size_t>(measures_), cells = static_cast<size_t>(side_ * side_);
    std::vector<float> distances(cells);
    std::vector<float> offsets(n * kShared);  // [D, cells of a block]
    for (size_t block = 0; block < cells / kShared; ++block) {
        for (size_t s = 0; s < kShared; ++s) {
            const size_t cell = cellOf(side_, block, s);
            const float* mean = anywhere_ ? means_.data() : &means_[cell * n];
            for (size_t i = 0; i < n; ++i)
                offsets[i * kShared + s] = picture[cell * n + i] - mean[i];
        }
        std::vector<Lanes> lanes(n);
        std::memcpy(lanes.data(), offsets.data(), offsets.size() * sizeof(float));
        const Lanes squares =
            squaredLengths(&inverse_[anywhere_ ? 0 : block * triangleSize(n)], lanes.data(), n);
        for (size_t s = 0; s < kShared; ++s)
            distances[cellOf(side_, block, s)] = std::sqrt(squares[s]);
    }
    return distances;
}

std::vector<float> CellGaussian::whitened(const float* picture, size_t cell) const {
    const auto n = static_cast<size_t>(measures_), side = static_cast<size_t>(side_);
    const size_t block = cell / side / kBlock * (side / kBlock) + cell % side / kBlock;
    const float* mean = anywhere_ ? means_.data() : &means_[cell * n];
    const float* row = &inverse_[anywhere_ ? 0 : block * triangleSize(n)];
    std::vector<float> result(n, 0.0F);
    for (size_t i = 0; i < n; ++i, row += i)
        for (size_t j = 0; j <= i; ++j)
            result[i] += row[j] * (picture[cell * n + j] - mean[j]);
    return result;
}

void CellGaussian::multiply(const std::vector<float>& factor) {
    const auto n = static_cast<size_t>(measures_);
    CONCLAVE_CHECK(factor.size() == triangleSize(n));
    std::vector<float> row(n);
    for (size_t block = 0; block < inverse_.size(); block += triangleSize(n)) {
        for (size_t i = n; i-- > 0;) {  // a row of the product needs only rows up to its own
            std::fill(row.begin(), row.end(), 0.0F);
            for (size_t k = 0; k <= i; ++k) {
                const float weight = factor[triangleSize(i) + k];
                const float* from = &inverse_[block + triangleSize(k)];
                for (size_t j = 0; j <= k; ++j)
                    row[j] += weight * from[j];
            }
            std::copy_n(row.begin(), i + 1, &inverse_[block + triangleSize(i)]);
        }
    }
}

void CellGaussian::write(ByteWriter& bytes) const {
    bytes.put(side_);
    bytes.put(measures_);
    bytes.put(static_cast<uint8_t>(anywhere_));
    bytes.put(means_);
    bytes.put(inverse_);
}

CellGaussian CellGaussian::read(ByteReader& bytes) {
    CellGaussian gaussian;
    gaussian.side_ = bytes.get<int32_t>();
    gaussian.measures_ = bytes.get<int32_t>();
    gaussian.anywhere_ = bytes.get<uint8_t>() != 0;
    const bool sensible = gaussian.side_ > 0 && gaussian.side_ <= 1024 && gaussian.side_ % kBlock == 0 &&
                          gaussian.measures_ > 0 && gaussian.measures_ <= 4096;
    if (!sensible) {
        bytes.fail();
        return {};
    }
    const auto cells = static_cast<size_t>(gaussian.side_ * gaussian.side_),
               n = static_cast<size_t>(gaussian.measures_);
    gaussian.means_ = bytes.get<float>(gaussian.anywhere_ ? n : cells * n);
    gaussian.inverse_ = bytes.get<float>((gaussian.anywhere_ ? 1 : cells / kShared) * triangleSize(n));
    return gaussian;
}

}  // namespace engine
