#include "engine/vision/defect_directions.h"

#include <algorithm>

#include "engine/vision/inverse_factor.h"

namespace engine {
namespace {

constexpr double kFloor = 1e-3;  // of the mean direction: few defects do not lie along all of them

}  // namespace

DefectDirections::DefectDirections(size_t measures, size_t kinds)
    : measures_(measures), kinds_(kinds, {std::vector<double>(measures * measures, 0.0), 0}) {}

void DefectDirections::add(size_t kind, const std::vector<float>& whitened) {
    double square = 0;
    for (const float value : whitened)
        square += static_cast<double>(value) * value;
    if (!(square > 0)) return;
    Moments& moments = kinds_[kind];
    const double scale = static_cast<double>(measures_) / square;
    for (size_t i = 0; i < measures_; ++i)
        for (size_t j = 0; j <= i; ++j)
            moments.sums[i * measures_ + j] += scale * whitened[i] * whitened[j];
    ++moments.cells;
}

void DefectDirections::add(const DefectDirections& other) {
    for (size_t kind = 0; kind < kinds_.size(); ++kind) {
        kinds_[kind].cells += other.kinds_[kind].cells;
        for (size_t i = 0; i < kinds_[kind].sums.size(); ++i)
            kinds_[kind].sums[i] += other.kinds_[kind].sums[i];
    }
}

bool DefectDirections::empty() const {
    return std::ranges::all_of(kinds_, [](const Moments& kind) { return kind.cells == 0; });
}

std::vector<float> DefectDirections::factor() const {
    const size_t n = measures_;
    const auto known = std::ranges::count_if(kinds_, [](const Moments& kind) { return kind.cells > 0; });
    std::vector<double> moments(n * n, 0.0);
    for (const Moments& kind : kinds_) {
        if (kind.cells == 0) continue;
        for (size_t i = 0; i < moments.size(); ++i)
            moments[i] += kind.sums[i] / kind.cells / static_cast<double>(known);
    }
    for (size_t i = 0; i < n; ++i)
        moments[i * n + i] += kFloor;
    // λ / (λ + 1) is the inverse of 1 + 1 / λ, and the inverse factor of that is what is wanted.
    std::vector<float> inverse(triangleSize(n));
    invertFactor(moments, n, inverse.data());
    std::vector<double> variance(n * n, 0.0);
    for (size_t k = 0; k < n; ++k) {
        const float* row = &inverse[triangleSize(k)];
        for (size_t i = 0; i <= k; ++i)
            for (size_t j = 0; j <= i; ++j)
                variance[i * n + j] += static_cast<double>(row[i]) * row[j];
    }
    for (size_t i = 0; i < n; ++i)
        variance[i * n + i] += 1;
    std::vector<float> factor(triangleSize(n));
    invertFactor(variance, n, factor.data());
    return factor;
}

}  // namespace engine
