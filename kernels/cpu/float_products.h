// Products of float weights (F32, F16, BF16) and float activations, for any vector path.
//
// Shapes   four weight rows by three tokens at a time, the vectors along the columns; the columns may have
// any number.
#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/backend.h"
#include "kernels/cpu/blocks.h"

namespace kernels::cpu {
namespace {

struct RowsF32 {
    using Element = float;
    template <class S>
    static typename S::Float load(const Element* from) {
        return S::load(from);
    }
    CONCLAVE_INLINE static float one(Element value) { return value; }
};
struct RowsF16 {
    using Element = uint16_t;
    template <class S>
    static typename S::Float load(const Element* from) {
        return S::loadHalf(from);
    }
    CONCLAVE_INLINE static float one(Element value) { return halfToFloat(value); }
};
struct RowsBF16 {
    using Element = uint16_t;
    template <class S>
    static typename S::Float load(const Element* from) {
        return S::loadBfloat(from);
    }
    CONCLAVE_INLINE static float one(Element value) { return bfloatToFloat(value); }
};

template <class S, class Rows, int kRows, int kTokens>
void rowsTimesTokens(const typename Rows::Element* w, int64_t columns, const float* x, int64_t stride,
                     float* out, int64_t outStride) {
    typename S::Float sums[kRows][kTokens];
    for (auto& row : sums) {
        for (auto& sum : row)
            sum = S::zero();
    }
    int64_t d = 0;
    for (; d + S::kLanes <= columns; d += S::kLanes) {
        typename S::Float tokens[kTokens];
#pragma GCC unroll 4
        for (int t = 0; t < kTokens; ++t)
            tokens[t] = S::load(x + t * stride + d);
#pragma GCC unroll 4
        for (int r = 0; r < kRows; ++r) {
            const typename S::Float row = Rows::template load<S>(w + r * columns + d);
#pragma GCC unroll 4
            for (int t = 0; t < kTokens; ++t)
                sums[r][t] = S::multiplyAdd(row, tokens[t], sums[r][t]);
        }
    }
    for (int r = 0; r < kRows; ++r) {
        for (int t = 0; t < kTokens; ++t) {
            float total = S::sum(sums[r][t]);
            for (int64_t rest = d; rest < columns; ++rest) {
                total += Rows::one(w[r * columns + rest]) * x[t * stride + rest];
            }
            out[t * outStride + r] = total;
        }
    }
}

template <class S, class Rows, int kRows>
void rowsTimesAll(const typename Rows::Element* w, int64_t columns, const Activations& x, float* out,
                  int64_t outStride) {
    int64_t t = 0;
    for (; t + 3 <= x.tokens; t += 3) {
        rowsTimesTokens<S, Rows, kRows, 3>(w, columns, x.rows + t * x.stride, x.stride, out + t * outStride,
                                           outStride);
    }
    for (; t < x.tokens; ++t) {
        rowsTimesTokens<S, Rows, kRows, 1>(w, columns, x.rows + t * x.stride, x.stride, out + t * outStride,
                                           outStride);
    }
}

template <class S, class Rows>
void multiplyFloat(const Weights& w, const Activations& x, float* out, int64_t outStride,
                   Parallel& parallel) {
    const auto* data = static_cast<const typename Rows::Element*>(w.data);
    parallel.forEach(w.rows, 4, [&](int64_t begin, int64_t end, int) {
        int64_t n = begin;
        for (; n + 4 <= end; n += 4)
            rowsTimesAll<S, Rows, 4>(data + n * w.columns, w.columns, x, out + n, outStride);
        for (; n < end; ++n)
            rowsTimesAll<S, Rows, 1>(data + n * w.columns, w.columns, x, out + n, outStride);
    });
}

}  // namespace
}  // namespace kernels::cpu
