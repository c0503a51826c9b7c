#include "engine/vision/softmax_regression.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "engine/base/check.h"

namespace engine {
namespace {

constexpr int kMostSteps = 300;
constexpr size_t kMemory = 10;
constexpr double kFlat = 1e-6;  // gradient against the size of the weights

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

class Objective {
public:
    Objective(const SoftmaxExamples& examples, double strength) : examples_(examples) {
        Vector count(examples.classes, 0);
        for (size_t label : examples.labels)
            ++count[label];
        for (size_t label : examples.labels) {
            weight_.push_back(strength * static_cast<double>(examples.labels.size()) /
                              (static_cast<double>(examples.classes) * count[label]));
        }
    }

    double operator()(const Vector& weights, Vector& gradient) const {
        const size_t d = examples_.features, row = d + 1;
        std::ranges::fill(gradient, 0.0);
        double value = 0;
        for (size_t k = 0; k < examples_.classes; ++k) {
            for (size_t j = 0; j < d; ++j) {
                const double w = weights[k * row + j];
                value += w * w / 2;
                gradient[k * row + j] = w;
            }
        }
        for (size_t i = 0; i < examples_.labels.size(); ++i) {
            const std::span<const double> x(&examples_.x[i * d], d);
            const Vector p = softmax(softmaxScores(weights, x));
            value -= weight_[i] * std::log(std::max(p[examples_.labels[i]], 1e-300));
            for (size_t k = 0; k < examples_.classes; ++k) {
                const double slope = weight_[i] * (p[k] - (k == examples_.labels[i] ? 1.0 : 0.0));
                double* to = &gradient[k * row];
                for (size_t j = 0; j < d; ++j)
                    to[j] += slope * x[j];
                to[d] += slope;
            }
        }
        return value;
    }

private:
    const SoftmaxExamples& examples_;
    Vector weight_;  // [n]
};

struct Pair {
    Vector step, change;
    double curvature = 0;  // of step and change
};

// The gradient through the inverse of what is known of the curvature.
Vector direction(const Vector& gradient, const std::deque<Pair>& pairs) {
    Vector q = gradient;
    Vector alpha(pairs.size());
    for (size_t i = pairs.size(); i-- > 0;) {
        alpha[i] = dot(pairs[i].step, q) / pairs[i].curvature;
        for (size_t j = 0; j < q.size(); ++j)
            q[j] -= alpha[i] * pairs[i].change[j];
    }
    if (!pairs.empty()) {
        const Pair& last = pairs.back();
        const double scale = last.curvature / dot(last.change, last.change);
        for (double& value : q)
            value *= scale;
    }
    for (size_t i = 0; i < pairs.size(); ++i) {
        const double beta = dot(pairs[i].change, q) / pairs[i].curvature;
        for (size_t j = 0; j < q.size(); ++j)
            q[j] += (alpha[i] - beta) * pairs[i].step[j];
    }
    return q;
}

}  // namespace

std::vector<double> softmaxScores(std::span<const double> weights, std::span<const double> x) {
    const size_t row = x.size() + 1;
    Vector scores;
    for (size_t at = 0; at + row <= weights.size(); at += row) {
        scores.push_back(std::inner_product(
            x.begin(), x.end(), weights.begin() + static_cast<std::ptrdiff_t>(at), weights[at + x.size()]));
    }
    return scores;
}

std::vector<double> softmax(std::vector<double> scores, double temperature) {
    const double most = *std::ranges::max_element(scores);
    double sum = 0;
    for (double& score : scores) {
        score = std::exp((score - most) / temperature);
        sum += score;
    }
    for (double& score : scores)
        score /= sum;
    return scores;
}

std::vector<double> fitSoftmax(const SoftmaxExamples& examples, double strength) {
    CONCLAVE_CHECK(examples.classes > 0 && examples.x.size() == examples.labels.size() * examples.features);
    const Objective objective(examples, strength);
    Vector weights(examples.classes * (examples.features + 1), 0.0), gradient(weights.size());
    double value = objective(weights, gradient);
    std::deque<Pair> pairs;
    Vector next(weights.size()), nextGradient(weights.size());
    for (int step = 0; step < kMostSteps; ++step) {
        if (dot(gradient, gradient) <= kFlat * kFlat * std::max(1.0, dot(weights, weights))) break;
        const Vector down = direction(gradient, pairs);
        const double slope = dot(gradient, down);
        if (slope <= 0) break;  // rounding has the last word
        double length = pairs.empty() ? 1 / std::sqrt(dot(gradient, gradient)) : 1;
        double nextValue = value;
        bool lower = false;
        for (int halving = 0; halving < 40 && !lower; ++halving, length /= 2) {
            for (size_t j = 0; j < weights.size(); ++j)
                next[j] = weights[j] - length * down[j];
            nextValue = objective(next, nextGradient);
            lower = nextValue <= value - 1e-4 * length * slope;
        }
        if (!lower) break;
        Pair pair{Vector(weights.size()), Vector(weights.size()), 0};
        for (size_t j = 0; j < weights.size(); ++j) {
            pair.step[j] = next[j] - weights[j];
            pair.change[j] = nextGradient[j] - gradient[j];
        }
        pair.curvature = dot(pair.step, pair.change);
        if (pair.curvature > 0) pairs.push_back(std::move(pair));
        if (pairs.size() > kMemory) pairs.pop_front();
        weights.swap(next);
        gradient.swap(nextGradient);
        value = nextValue;
    }
    return weights;
}

}  // namespace engine
