// How well scores tell defective from good: the chance that a defective one is higher than a good one, ties
// half.
#pragma once

#include <vector>

namespace engine {

// 0.5 when either is empty.
double areaUnderCurve(std::vector<double> good, std::vector<double> defective);

}  // namespace engine
