// How unlike the good pictures a place is expected to be, judged by the light and the grain of its wide
// surroundings alone: overexposed and coarse places of good parts are always less usual than others. What is
// beyond the expectation is what speaks for a defect.
//
// Shapes   contexts are [400, kContextMeasures] of a picture; distances are one number for every cell.
// Thread   expected() from any number of threads.
// Source   ridge regression on the measures and their squares, on good pictures that were held back.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "engine/vision/value_bytes.h"

namespace engine {

// Sums over pictures; those of a fold are taken off those of all.
class ContextSums {
public:
    ContextSums();
    void add(const cv::Mat& context, const std::vector<float>& distances);
    void add(const ContextSums& other, double sign = 1);

private:
    friend class ContextExpectation;
    cv::Mat products_;  // [R + 2, R + 2] of the regressors, 1 and the distance; 64-bit floats
};

class ContextExpectation {
public:
    ContextExpectation() = default;  // expects nothing anywhere
    explicit ContextExpectation(const ContextSums& sums);

    std::vector<float> expected(const cv::Mat& context) const;

    void write(ByteWriter& bytes) const;
    // Errors   none: what cannot be is marked in the reader.
    static ContextExpectation read(ByteReader& bytes);

private:
    std::vector<float> weights_;           // of the regressors and of 1
    std::vector<float> lowest_, highest_;  // of every measure: as far as the good pictures know
};

}  // namespace engine
