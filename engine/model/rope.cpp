#include "engine/model/rope.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace engine {
namespace {

// The pair whose wave turns `turns` times within the context that the model was trained for.
double pairOfTurns(const RopeConfig& config, double turns) {
    const double rotated = static_cast<double>(config.rotated);
    return rotated *
           std::log(static_cast<double>(config.originalContext) / (turns * 2.0 * std::numbers::pi)) /
           (2.0 * std::log(config.base));
}

}  // namespace

Rope::Rope(const RopeConfig& config, std::span<const float> divisors) : magnitude_(config.magnitude) {
    const double rotated = static_cast<double>(config.rotated);
    double base = config.base;
    if (config.scaling == RopeScaling::kNtk && config.rotated > 2) {
        base *= std::pow(config.factor, rotated / (rotated - 2.0));
    }
    const bool stretched = config.scaling == RopeScaling::kLinear || config.scaling == RopeScaling::kYarn;
    const double interpolated = stretched ? 1.0 / config.factor : 1.0;
    double low = 0.0;
    double high = 0.0;
    if (config.scaling == RopeScaling::kYarn) {
        low = pairOfTurns(config, config.betaFast);
        high = pairOfTurns(config, config.betaSlow);
        if (config.roundedRamp) {
            low = std::floor(low);
            high = std::ceil(high);
        }
        low = std::max(0.0, low);
        high = std::min(rotated - 1.0, high);
    }
    for (int64_t pair = 0; pair < config.rotated / 2; ++pair) {
        double frequency = std::pow(base, -2.0 * static_cast<double>(pair) / rotated);
        if (!divisors.empty()) frequency /= static_cast<double>(divisors[static_cast<size_t>(pair)]);
        double kept = 0.0;  // share of the original angle: fast pairs are left alone, slow ones interpolated
        if (config.scaling == RopeScaling::kYarn) {
            const double ramp = (static_cast<double>(pair) - low) / std::max(0.001, high - low);
            kept = (1.0 - std::clamp(ramp, 0.0, 1.0)) * config.extrapolation;
        }
        frequencies_.push_back(frequency * (interpolated * (1.0 - kept) + kept));
    }
}

void Rope::angles(int64_t position, float* cosSin) const {
    for (size_t pair = 0; pair < frequencies_.size(); ++pair) {
        const double angle = static_cast<double>(position) * frequencies_[pair];
        cosSin[2 * pair] = static_cast<float>(std::cos(angle) * magnitude_);
        cosSin[2 * pair + 1] = static_cast<float>(std::sin(angle) * magnitude_);
    }
}

}  // namespace engine
