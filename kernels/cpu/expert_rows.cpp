// What surrounds the experts' products: choosing experts, gathering their rows, adding their outputs. Scores
// are few and rows are only moved, so one plain version serves every path.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/cpu/paths.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kRowGrain = 16;

// The `count` largest of values, largest first; of equal ones the lower comes first.
void pickLargest(const double* values, int64_t size, int64_t count, int32_t* picks) {
    int64_t held = 0;
    for (int32_t e = 0; e < size; ++e) {
        int64_t at = held;
        while (at > 0 && values[e] > values[picks[at - 1]])
            --at;
        if (at >= count) continue;
        if (held < count) ++held;
        for (int64_t k = held - 1; k > at; --k)
            picks[k] = picks[k - 1];
        picks[at] = e;
    }
}

void softmax(double* values, int64_t count) {
    const double highest = *std::max_element(values, values + count);
    double total = 0.0;
    for (int64_t i = 0; i < count; ++i)
        total += values[i] = std::exp(values[i] - highest);
    for (int64_t i = 0; i < count; ++i)
        values[i] /= total;
}

// Experts of the groups that are not used are out of the choice.
void maskGroups(const RouterSpec& spec, double* choice) {
    const int64_t size = spec.experts / spec.groups;
    double ranks[kMaxExperts];
    for (int64_t g = 0; g < spec.groups; ++g) {
        const double* group = choice + g * size;
        int32_t best[2] = {0, 0};
        pickLargest(group, size, std::min<int64_t>(2, size), best);
        ranks[g] = group[best[0]];
        if (spec.groupRank == GroupRank::kBestTwo && size > 1) ranks[g] += group[best[1]];
    }
    int32_t used[kMaxExperts];
    pickLargest(ranks, spec.groups, spec.groupsUsed, used);
    for (int64_t g = 0; g < spec.groups; ++g) {
        if (std::find(used, used + spec.groupsUsed, g) != used + spec.groupsUsed) continue;
        std::fill(choice + g * size, choice + (g + 1) * size, -std::numeric_limits<double>::infinity());
    }
}

void routeToken(const RouterSpec& spec, const float* scores, const float* bias, int32_t* chosen,
                float* shares) {
    double values[kMaxExperts];
    double choice[kMaxExperts];
    std::copy(scores, scores + spec.experts, values);
    if (spec.score == RouterScore::kSoftmax) softmax(values, spec.experts);
    if (spec.score == RouterScore::kSigmoid) {
        for (int64_t e = 0; e < spec.experts; ++e)
            values[e] = 1.0 / (1.0 + std::exp(-values[e]));
    }
    for (int64_t e = 0; e < spec.experts; ++e)
        choice[e] = values[e] + (bias != nullptr ? static_cast<double>(bias[e]) : 0.0);
    if (spec.groupsUsed < spec.groups) maskGroups(spec, choice);
    pickLargest(choice, spec.experts, spec.active, chosen);

    double kept[kMaxExperts];
    for (int64_t k = 0; k < spec.active; ++k)
        kept[k] = values[chosen[k]];
    if (spec.score == RouterScore::kSoftmaxOfChosen) softmax(kept, spec.active);
    double total = 1.0;
    if (spec.renormalise) {
        total = 1e-20;
        for (int64_t k = 0; k < spec.active; ++k)
            total += kept[k];
    }
    for (int64_t k = 0; k < spec.active; ++k)
        shares[k] = static_cast<float>(kept[k] / total) * spec.scale;
}

}  // namespace

void routeExperts(const RouterSpec& spec, const float* scores, const float* bias, int64_t tokens,
                  int32_t* chosen, float* shares) {
    for (int64_t t = 0; t < tokens; ++t) {
        routeToken(spec, scores + t * spec.experts, bias, chosen + t * spec.active, shares + t * spec.active);
    }
}

void gatherRows(const float* x, const int32_t* places, int64_t rows, int64_t width, float* out,
                Parallel& parallel) {
    parallel.forEach(rows, kRowGrain, [&](int64_t begin, int64_t end, int) {
        for (int64_t i = begin; i < end; ++i)
            std::memcpy(out + i * width, x + places[i] * width, static_cast<size_t>(width) * sizeof(float));
    });
}

// Spread over the threads by columns, so that rows of one place never meet.
void addSharedRows(float* x, const int32_t* places, const float* shares, const float* y, int64_t rows,
                   int64_t width, Parallel& parallel) {
    constexpr int64_t kColumns = 64;
    const int64_t grain = std::max<int64_t>(1, 8192 / (std::max<int64_t>(1, rows) * kColumns));
    parallel.forEach((width + kColumns - 1) / kColumns, grain, [&](int64_t begin, int64_t end, int) {
        const int64_t first = begin * kColumns;
        const int64_t last = std::min(end * kColumns, width);
        for (int64_t i = 0; i < rows; ++i) {
            float* to = x + places[i] * width;
            const float* from = y + i * width;
            const float share = shares[i];
            for (int64_t d = first; d < last; ++d)
                to[d] += share * from[d];
        }
    });
}

}  // namespace kernels::cpu
