#include "engine/vision/cell_gaussian.h"

#include <cmath>

#include "engine/base/check.h"
#include "engine/vision/inverse_factor.h"

namespace engine {
namespace {

constexpr int32_t kBlock = 2;                 // cells a side that share a covariance
constexpr int32_t kShared = kBlock * kBlock;  // cells
constexpr double kFloor = 0.01;               // of the mean variance, added to every variance
constexpr double kRounding = 1e-5;            // of the mean square: less is the rounding of sums
constexpr double kShrinkSamples = 600;        // a covariance of as many samples is half that of all cells

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

CellGaussian::CellGaussian(const CellSums& sums, bool anywhere, kernels::Parallel& threads)
    : side_(sums.side_), measures_(sums.measures_), anywhere_(anywhere) {
    CONCLAVE_CHECK(sums.pictures_ > 0);
    const auto n = static_cast<size_t>(measures_), cells = sums.sums_.size() / n, blocks = cells / kShared;
    const auto pictures = static_cast<double>(sums.pictures_);
    if (anywhere) {
        means_.resize(n);
        std::vector<double> mean(n, 0.0);
        for (size_t i = 0; i < sums.sums_.size(); ++i)
            mean[i % n] += sums.sums_[i];
        for (size_t i = 0; i < n; ++i)
            means_[i] = static_cast<float>(mean[i] / pictures / static_cast<double>(cells));
    } else {
        means_ = sums.means();
    }

    const auto covariance = [&](size_t block, std::vector<double>& to) {  // lower triangle
        for (size_t i = 0; i < n; ++i)
            for (size_t j = 0; j <= i; ++j)
                to[i * n + j] = sums.products_[(block * n + i) * n + j];
        for (size_t s = 0; s < kShared; ++s) {
            const float* mean = anywhere ? means_.data() : &means_[cellOf(side_, block, s) * n];
            const float* sum = &sums.sums_[cellOf(side_, block, s) * n];
            for (size_t i = 0; i < n; ++i)
                for (size_t j = 0; j <= i; ++j) {
                    to[i * n + j] -= anywhere ? static_cast<double>(sum[i]) * mean[j] +
                                                    static_cast<double>(mean[i]) * sum[j] -
                                                    pictures * mean[i] * mean[j]
                                              : pictures * mean[i] * mean[j];
                }
        }
        for (double& value : to)
            value /= pictures * kShared;
    };
    std::vector<double> common(n * n, 0.0), one(n * n, 0.0);
    for (size_t block = 0; block < blocks; ++block) {
        covariance(block, one);
        for (size_t i = 0; i < common.size(); ++i)
            common[i] += one[i] / static_cast<double>(blocks);
    }
    double trace = 0, squares = 1e-7;
    for (size_t i = 0; i < n; ++i) {
        trace += common[i * n + i];
        for (size_t block = 0; block < blocks; ++block)
            squares += sums.products_[(block * n + i) * n + i] / (pictures * static_cast<double>(cells));
    }
    const double floor = std::max(kFloor * trace, kRounding * squares) / static_cast<double>(n);
    const double share = kShrinkSamples / (kShrinkSamples + pictures * kShared);

    inverse_.resize((anywhere ? 1 : blocks) * triangleSize(n));
    const auto invertBlocks = [&](int64_t begin, int64_t end, int) {
        std::vector<double> mixed(n * n);
        for (auto block = static_cast<size_t>(begin); block < static_cast<size_t>(end); ++block) {
            if (anywhere) {
                mixed = common;
            } else {
                covariance(block, mixed);
                for (size_t i = 0; i < mixed.size(); ++i)
                    mixed[i] += share * (common[i] - mixed[i]);
            }
            for (size_t i = 0; i < n; ++i)
                mixed[i * n + i] += floor;
            invertFactor(mixed, n, &inverse_[block * triangleSize(n)]);
        }
    };
    threads.forEach(static_cast<int64_t>(anywhere ? 1 : blocks), 1, invertBlocks);
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
