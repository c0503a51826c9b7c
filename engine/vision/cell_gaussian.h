// What is usual at every cell of the grid: a mean for each cell, and a covariance that two by two cells
// share.
//
// Shapes   a picture is [cells, D], row by row of a square grid with an even number of cells a side.
// Memory   4 bytes for every cell and measure, and 2 D² for every four cells; the sums of a fit twice that.
// Thread   distances() from any number of threads.
// Source   Defard and others, PaDiM (2020); the covariance is shrunk towards the mean one of all cells, by
// the
//          share that makes good pictures likeliest that were held back.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/value_bytes.h"
#include "kernels/types.h"

namespace engine {

// Sums over pictures; those of a fold are taken off those of all.
class CellSums {
public:
    CellSums(int32_t side, int32_t measures);
    // pictures are [cells, D] each; blocks of cells are dealt to the threads.
    void add(std::span<const float* const> pictures, kernels::Parallel& threads);
    void add(const CellSums& other);
    void subtract(const CellSums& other);
    std::vector<float> means() const;  // [cells, D]
    size_t blocks() const;

private:
    friend class CellGaussian;
    friend class HeldOutLikelihood;
    // The mean square of a block's cells around the means, [D, D], lower triangle. anywhere: means are [D].
    void squares(size_t block, const std::vector<float>& means, bool anywhere, std::vector<double>& to) const;
    // That of all cells.
    std::vector<double> commonSquares(const std::vector<float>& means, bool anywhere) const;
    int32_t side_ = 0, measures_ = 0;
    int64_t pictures_ = 0;
    std::vector<float> sums_;      // [cells, D]
    std::vector<float> products_;  // [blocks, D, D], lower triangle
};

class CellGaussian {
public:
    CellGaussian() = default;
    // Every covariance is that of all cells by the share. anywhere: one mean and one covariance for all
    // cells, for parts that lie in any pose.
    CellGaussian(const CellSums& sums, bool anywhere, double share, kernels::Parallel& threads);

    // The Mahalanobis distance of every cell of a picture [cells, D].
    std::vector<float> distances(const float* picture) const;
    // The measures of a cell [D] as independent ones of unit variance, of which that distance is the length.
    std::vector<float> whitened(const float* picture, size_t cell) const;
    // From now on these are multiplied by a lower triangular matrix [D (D + 1) / 2].
    void multiply(const std::vector<float>& factor);

    bool fits(int32_t side, int32_t measures) const { return side_ == side && measures_ == measures; }
    void write(ByteWriter& bytes) const;
    // Errors   none: what cannot be is marked in the reader.
    static CellGaussian read(ByteReader& bytes);

private:
    int32_t side_ = 0, measures_ = 0;
    bool anywhere_ = false;
    std::vector<float> means_;    // [cells, D] or [D]
    std::vector<float> inverse_;  // [blocks or 1, D (D + 1) / 2] inverse of the Cholesky factor, row by row
};

// The share under which the pictures of a fold are likeliest, learned from the others: near 1 for few parts,
// or for places that vary alike. The middle one of the folds': a fold of another design says nothing of it.
double likeliestShare(const CellSums& all, std::span<const CellSums> folds, kernels::Parallel& threads);

}  // namespace engine
