// Which directions of the whitened measures of a cell speak for a defect: a distance counts them all alike,
// and so alarms at everything that is new. Learned from imitated defects, in the units of the good cells.
//
// Shapes   a cell is [D], a kind's second moments are [D, D].
// Units    a direction along which the share λ of a defect lies, 1 for the mean one, counts by λ / (λ + 1).
#pragma once

#include <cstddef>
#include <vector>

namespace engine {

class DefectDirections {
public:
    DefectDirections(size_t measures, size_t kinds);

    void add(size_t kind,
             const std::vector<float>& whitened);  // the cell of a defect; only its direction counts
    void add(const DefectDirections& other);
    bool empty() const;
    // Lower triangular, [D (D + 1) / 2]: the distance after it counts the directions as above.
    std::vector<float> factor() const;

private:
    struct Moments {
        std::vector<double> sums;  // [D, D], lower triangle
        double cells = 0;
    };
    size_t measures_;
    std::vector<Moments> kinds_;
};

}  // namespace engine
