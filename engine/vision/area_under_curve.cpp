#include "engine/vision/area_under_curve.h"

#include <algorithm>

namespace engine {

double areaUnderCurve(std::vector<double> good, std::vector<double> defective) {
    if (good.empty() || defective.empty()) return 0.5;
    std::sort(good.begin(), good.end());
    double wins = 0;
    for (const double score : defective) {
        const auto [below, notAbove] = std::equal_range(good.begin(), good.end(), score);
        wins += static_cast<double>(below - good.begin()) + static_cast<double>(notAbove - below) / 2;
    }
    return wins / static_cast<double>(good.size()) / static_cast<double>(defective.size());
}

}  // namespace engine
