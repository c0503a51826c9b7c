// One product for every type of weight.
#pragma once

#include "kernels/cpu/float_products.h"
#include "kernels/cpu/products.h"

namespace kernels::cpu {
namespace {

template <class S>
void multiply(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel& parallel) {
    switch (w.type) {
        case DType::kF32:
            return multiplyFloat<S, RowsF32>(w, x, out, outStride, parallel);
        case DType::kF16:
            return multiplyFloat<S, RowsF16>(w, x, out, outStride, parallel);
        case DType::kBF16:
            return multiplyFloat<S, RowsBF16>(w, x, out, outStride, parallel);
        case DType::kQ8_0:
            return multiplyQuantised<S, FormatQ8_0>(w, x, out, outStride, parallel);
        case DType::kQ4_0:
            return multiplyQuantised<S, FormatQ4_0>(w, x, out, outStride, parallel);
        case DType::kQ4_1:
            return multiplyQuantised<S, FormatQ4_1>(w, x, out, outStride, parallel);
        case DType::kQ5_0:
            return multiplyQuantised<S, FormatQ5_0>(w, x, out, outStride, parallel);
        case DType::kQ5_1:
            return multiplyQuantised<S, FormatQ5_1>(w, x, out, outStride, parallel);
        case DType::kQ4_K:
            return multiplyQuantised<S, FormatQ4_K>(w, x, out, outStride, parallel);
        case DType::kQ5_K:
            return multiplyQuantised<S, FormatQ5_K>(w, x, out, outStride, parallel);
        case DType::kQ6_K:
            return multiplyQuantised<S, FormatQ6_K>(w, x, out, outStride, parallel);
        case DType::kQ2_K:
            return multiplyQuantised<S, FormatQ2_K>(w, x, out, outStride, parallel);
        case DType::kQ3_K:
            return multiplyQuantised<S, FormatQ3_K>(w, x, out, outStride, parallel);
        case DType::kIQ4_NL:
            return multiplyQuantised<S, FormatIQ4_NL<S::kBytesSaturate>>(w, x, out, outStride, parallel);
        case DType::kIQ4_XS:
            return multiplyQuantised<S, FormatIQ4_XS<S::kBytesSaturate>>(w, x, out, outStride, parallel);
        case DType::kMXFP4:
            return multiplyQuantised<S, FormatMXFP4>(w, x, out, outStride, parallel);
    }
}

}  // namespace
}  // namespace kernels::cpu
