// Multinomial logistic regression with a quadratic penalty, for tens to thousands of examples.
//
// Shapes   n examples, d features, K classes; x is [n, d], row after row, weights [K, d + 1], the last of a
// row
//          is the intercept, which is not penalised.
// Source   minimised by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) in double.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace engine {

struct SoftmaxExamples {
    size_t features = 0, classes = 0;
    std::vector<double> x;       // [n, d]
    std::vector<size_t> labels;  // [n], below classes
};

// Classes weigh the same however many examples they have. strength: how much an example counts against the
// penalty.
std::vector<double> fitSoftmax(const SoftmaxExamples& examples, double strength);

// The K scores before the softmax.
std::vector<double> softmaxScores(std::span<const double> weights, std::span<const double> x);
// Probabilities of scores divided by the temperature.
std::vector<double> softmax(std::vector<double> scores, double temperature = 1);

}  // namespace engine
