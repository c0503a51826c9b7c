#include "engine/vision/inverse_factor.h"

#include <algorithm>
#include <cmath>

namespace engine {

void invertFactor(std::vector<double>& matrix, size_t n, float* inverse) {
    // Rounding may leave a matrix that is nearly singular with a pivot below zero.
    double least = 1e-30;
    for (size_t j = 0; j < n; ++j)
        least = std::max(least, 1e-10 * matrix[j * n + j]);
    for (size_t j = 0; j < n; ++j) {
        double* rowJ = &matrix[j * n];
        for (size_t i = j; i < n; ++i) {
            double* rowI = &matrix[i * n];
            double value = rowI[j];
            for (size_t k = 0; k < j; ++k)
                value -= rowI[k] * rowJ[k];
            rowI[j] = i == j ? std::sqrt(std::max(value, least)) : value / rowJ[j];
        }
    }
    // Row by row: row i of the inverse is the unit row less what the rows above it explain.
    std::vector<double> rows(n * n, 0.0);
    for (size_t i = 0; i < n; ++i) {
        double* to = &rows[i * n];
        to[i] = 1;
        for (size_t k = 0; k < i; ++k) {
            const double factor = matrix[i * n + k];
            const double* above = &rows[k * n];
            for (size_t j = 0; j <= k; ++j)
                to[j] -= factor * above[j];
        }
        const double scale = 1 / matrix[i * n + i];
        for (size_t j = 0; j <= i; ++j) {
            to[j] *= scale;
            *inverse++ = static_cast<float>(to[j]);
        }
    }
}

}  // namespace engine
