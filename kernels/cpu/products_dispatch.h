// One product for every type and layout of weights.
#pragma once

#include "kernels/cpu/float_products.h"
#include "kernels/cpu/matrix_products.h"
#include "kernels/cpu/tile_products.h"

namespace kernels::cpu {
namespace {

// Calls visit.operator()<Format>() with the format of a quantised type; false for the others.
template <class S, class Visit>
bool withFormat(DType type, Visit visit) {
    switch (type) {
        case DType::kF32:
        case DType::kF16:
        case DType::kBF16:
            return false;
        case DType::kQ8_0:
            visit.template operator()<FormatQ8_0>();
            break;
        case DType::kQ4_0:
            visit.template operator()<FormatQ4_0>();
            break;
        case DType::kQ4_1:
            visit.template operator()<FormatQ4_1>();
            break;
        case DType::kQ5_0:
            visit.template operator()<FormatQ5_0>();
            break;
        case DType::kQ5_1:
            visit.template operator()<FormatQ5_1>();
            break;
        case DType::kQ4_K:
            visit.template operator()<FormatQ4_K>();
            break;
        case DType::kQ5_K:
            visit.template operator()<FormatQ5_K>();
            break;
        case DType::kQ6_K:
            visit.template operator()<FormatQ6_K>();
            break;
        case DType::kQ2_K:
            visit.template operator()<FormatQ2_K>();
            break;
        case DType::kQ3_K:
            visit.template operator()<FormatQ3_K>();
            break;
        case DType::kIQ4_NL:
            visit.template operator()<FormatIQ4_NL<S::kBytesSaturate>>();
            break;
        case DType::kIQ4_XS:
            visit.template operator()<FormatIQ4_XS<S::kBytesSaturate>>();
            break;
        case DType::kMXFP4:
            visit.template operator()<FormatMXFP4>();
            break;
    }
    return true;
}

// Whether matrix registers multiply it.
template <class S>
bool byMatrices(Layout layout, int64_t tokens) {
    return S::kPlanes && layout == Layout::kTiles && tokens > kFewTokens;
}

template <class S>
ActivationForms activationForms(DType type, Layout layout, int64_t tokens) {
    if (byMatrices<S>(layout, tokens)) return kPlaneForm;
    ActivationForms forms = kFloatForm;
    withFormat<S>(type, [&]<class Format>() { forms = Format::kWide ? kWordForm : kByteForm; });
    return forms;
}

template <class S>
void multiply(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel& parallel) {
    const bool quantised = withFormat<S>(w.type, [&]<class Format>() {
        if constexpr (kHasTiles<Format>) {
            if constexpr (S::kPlanes) {
                if (byMatrices<S>(w.layout, x.tokens))
                    return manyTokens(MatrixSource<S, Format>(w), w, x, out, outStride, parallel);
            }
            if (w.layout == Layout::kTiles) return multiplyTiles<S, Format>(w, x, out, outStride, parallel);
        }
        multiplyQuantised<S, Format>(w, x, out, outStride, parallel);
    });
    if (quantised) return;
    switch (w.type) {
        case DType::kF16:
            return multiplyFloat<S, RowsF16>(w, x, out, outStride, parallel);
        case DType::kBF16:
            return multiplyFloat<S, RowsBF16>(w, x, out, outStride, parallel);
        default:
            return multiplyFloat<S, RowsF32>(w, x, out, outStride, parallel);
    }
}

}  // namespace
}  // namespace kernels::cpu
