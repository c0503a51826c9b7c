// The inverse of the Cholesky factor, in double precision: it turns a covariance into independent measures of
// unit variance.
#pragma once

#include <cstddef>
#include <vector>

namespace engine {

inline size_t triangleSize(size_t n) {
    return n * (n + 1) / 2;
}

// matrix is [n, n] with its lower triangle filled, positive definite; it is overwritten. inverse gets n (n +
// 1) / 2 numbers, row by row.
void invertFactor(std::vector<double>& matrix, size_t n, float* inverse);

}  // namespace engine
