#include "engine/vision/inverse_factor.h"

#include <algorithm>
#include <cmath>

namespace engine {
namespace {

// Takes multiples of rows off a row, from column begin to end; several at once, as a sum that goes to memory
// and back after each would wait for it. The order of the subtractions, and so the rounding, is that of one
// by one.
void subtractRows(double* to, const double* rows, size_t n, const double* factors, size_t count, size_t begin,
                  size_t end) {
    size_t k = 0;
    for (; k + 4 <= count; k += 4) {
        const double a = factors[k * n], b = factors[(k + 1) * n], c = factors[(k + 2) * n],
                     d = factors[(k + 3) * n];
        const double *p = rows + k * n, *q = p + n, *r = q + n, *s = r + n;
        for (size_t j = begin; j < end; ++j)
            to[j] = (((to[j] - a * p[j]) - b * q[j]) - c * r[j]) - d * s[j];
    }
    for (; k < count; ++k)
        for (size_t j = begin; j < end; ++j)
            to[j] -= factors[k * n] * rows[k * n + j];
}

}  // namespace

void invertFactor(std::vector<double>& matrix, size_t n, float* inverse) {
    // Rounding may leave a matrix that is nearly singular with a pivot below zero.
    double least = 1e-30;
    for (size_t j = 0; j < n; ++j)
        least = std::max(least, 1e-10 * matrix[j * n + j]);
    // The upper triangle takes the factor, column by column, so that every step runs along memory.
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < i; ++j)
            matrix[j * n + i] = matrix[i * n + j];
    for (size_t j = 0; j < n; ++j) {
        double* column = &matrix[j * n];
        subtractRows(column, matrix.data(), n, &matrix[j], j, j, n);
        column[j] = std::sqrt(std::max(column[j], least));
        for (size_t i = j + 1; i < n; ++i)
            column[i] /= column[j];
    }
    // Row by row: row i of the inverse is the unit row less what the rows above it explain.
    std::vector<double> rows(n * n, 0.0);
    for (size_t i = 0; i < n; ++i) {
        double* to = &rows[i * n];
        to[i] = 1;
        subtractRows(to, rows.data(), n, &matrix[i], i, 0, i);
        const double scale = 1 / matrix[i * n + i];
        for (size_t j = 0; j <= i; ++j) {
            to[j] *= scale;
            *inverse++ = static_cast<float>(to[j]);
        }
    }
}

}  // namespace engine
