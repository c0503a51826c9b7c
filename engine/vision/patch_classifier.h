// How like the defects that were taught every cell of a picture is: a linear discriminant for each kind
// against the good cells. Its score is added to how unlike the good ones a cell is, never put in its place:
// it knows only what it was shown.
//
// Shapes   a cell is [D] measures; a kind is a direction [D] and an offset.
// Source   Fisher's discriminant with a covariance shrunk to its diagonal's mean; a few dozen cells a kind
// are enough,
//          because the covariance is that of the good cells.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/vision/value_bytes.h"

namespace engine {

// Mean and covariance of cells, gathered picture by picture.
class MeasureStatistics {
public:
    explicit MeasureStatistics(size_t measures);
    void add(const std::vector<float>& cells);  // [cells, D]
    void add(const MeasureStatistics& other, double sign = 1);

    std::vector<double> mean() const;
    // The inverse of the shrunk covariance's Cholesky factor, [D (D + 1) / 2].
    std::vector<float> inverseFactor() const;

private:
    size_t measures_;
    double count_ = 0;
    std::vector<double> sums_;
    std::vector<float> products_;  // [D, D], lower triangle
};

class PatchClassifier {
public:
    PatchClassifier() = default;
    // kindMeans are the mean measures of each kind's cells.
    PatchClassifier(const std::vector<double>& goodMean, const std::vector<float>& inverseFactor,
                    std::span<const std::vector<double>> kindMeans);

    bool empty() const { return offsets_.empty(); }
    // The logarithm of how much likelier a cell is of one of the kinds than good.
    std::vector<float> score(const std::vector<float>& cells) const;

    void write(ByteWriter& bytes) const;
    static PatchClassifier read(ByteReader& bytes, size_t measures);

private:
    std::vector<float> directions_;  // [kinds, D]
    std::vector<float> offsets_;     // [kinds]
};

}  // namespace engine
