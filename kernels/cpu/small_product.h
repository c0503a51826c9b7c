// Products of small float matrices that fit the caches: what attention is made of.
//
// Shapes   C [rows, lanes] (+)= A [rows, depth] B, with B in panels of two vectors.
// Memory   everything is the caller's; nothing is allocated.
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/cpu/blocks.h"

namespace kernels::cpu {
namespace {

template <class S>
CONCLAVE_INLINE int64_t panelStride(int64_t depth) {
    return (depth + 1) * 2 * S::kLanes;
}

// C [rows, lanes] (+)= A [rows, depth] B for up to six rows and one panel, or three and two. A panel is
// [depth, two vectors], and a little apart from the next: at a power of two all would fall into the same
// lines of the cache. Inlined it would be slower: GCC then runs out of registers.
template <class S, int kRows, int kPanels>
[[gnu::noinline]] void smallProduct(const float* a, int64_t aStride, const float* b, int64_t depth, float* c,
                                    int64_t cStride, bool accumulate) {
    constexpr int kVectors = 2 * kPanels;
    constexpr int64_t kPanel = 2 * S::kLanes;
    typename S::Float sums[kRows][kVectors];
#pragma GCC unroll 6
    for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v)
            sums[r][v] = accumulate ? S::load(c + r * cStride + v * S::kLanes) : S::zero();
    }
    for (int64_t k = 0; k < depth; ++k) {
        typename S::Float columns[kVectors];
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v)
            columns[v] = S::load(b + v / 2 * panelStride<S>(depth) + k * kPanel + v % 2 * S::kLanes);
#pragma GCC unroll 6
        for (int r = 0; r < kRows; ++r) {
            const typename S::Float factor = S::all(a[r * aStride + k]);
#pragma GCC unroll 4
            for (int v = 0; v < kVectors; ++v)
                sums[r][v] = S::multiplyAdd(factor, columns[v], sums[r][v]);
        }
    }
#pragma GCC unroll 6
    for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v)
            S::store(c + r * cStride + v * S::kLanes, sums[r][v]);
    }
}

// The same for any rows and whole panels: a panel stays in the first-level cache while all rows pass.
template <class S>
void product(const float* a, int64_t aStride, const float* b, int64_t depth, float* c, int64_t rows,
             int64_t lanes, bool accumulate) {
    constexpr int64_t kPanel = 2 * S::kLanes;
    // Few rows leave registers for twice the vectors, which keep the adders as busy.
    if (rows <= 3 && lanes % (2 * kPanel) == 0) {
        for (int64_t at = 0; at < lanes; at += 2 * kPanel) {
            const float* panels = b + at / kPanel * panelStride<S>(depth);
            switch (rows) {
                case 3:
                    smallProduct<S, 3, 2>(a, aStride, panels, depth, c + at, lanes, accumulate);
                    break;
                case 2:
                    smallProduct<S, 2, 2>(a, aStride, panels, depth, c + at, lanes, accumulate);
                    break;
                default:
                    smallProduct<S, 1, 2>(a, aStride, panels, depth, c + at, lanes, accumulate);
            }
        }
        return;
    }
    for (int64_t at = 0; at < lanes; at += kPanel) {
        const float* panel = b + at / kPanel * panelStride<S>(depth);
        for (int64_t r = 0; r < rows; r += 6) {
            const float* from = a + r * aStride;
            float* to = c + r * lanes + at;
            switch (std::min<int64_t>(6, rows - r)) {
                case 6:
                    smallProduct<S, 6, 1>(from, aStride, panel, depth, to, lanes, accumulate);
                    break;
                case 5:
                    smallProduct<S, 5, 1>(from, aStride, panel, depth, to, lanes, accumulate);
                    break;
                case 4:
                    smallProduct<S, 4, 1>(from, aStride, panel, depth, to, lanes, accumulate);
                    break;
                case 3:
                    smallProduct<S, 3, 1>(from, aStride, panel, depth, to, lanes, accumulate);
                    break;
                case 2:
                    smallProduct<S, 2, 1>(from, aStride, panel, depth, to, lanes, accumulate);
                    break;
                default:
                    smallProduct<S, 1, 1>(from, aStride, panel, depth, to, lanes, accumulate);
            }
        }
    }
}

}  // namespace
}  // namespace kernels::cpu
