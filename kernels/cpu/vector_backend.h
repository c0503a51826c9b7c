// The table of a vector path: which template serves which line of the menu.
#pragma once

#include "kernels/cpu/attention.h"
#include "kernels/cpu/paths.h"
#include "kernels/cpu/peak.h"
#include "kernels/cpu/repack.h"
#include "kernels/cpu/tokenwise.h"

namespace kernels::cpu {
namespace {

using Forms = ActivationForms (*)(DType type, Layout layout, int64_t tokens);
using Matmul = void (*)(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel&);

template <class S>
constexpr Backend vectorBackend(const char* name, Forms forms, Matmul matmul) {
    return {
        .name = name,
        .activationForms = forms,
        .activationBytes = Tokenwise<S>::activationBytes,
        .packActivations = Tokenwise<S>::packActivations,
        .matmul = matmul,
        .repackedBytes = repackedBytes,
        .repack = repack,
        .fetchRow = fetchRowOfLayout,
        .storeRow = Tokenwise<S>::storeRow,
        .rmsNorm = Tokenwise<S>::rmsNorm,
        .addRows = Tokenwise<S>::addRows,
        .scale = Tokenwise<S>::scale,
        .clamp = Tokenwise<S>::clamp,
        .addBias = Tokenwise<S>::addBias,
        .gateMultiply = Tokenwise<S>::gateMultiply,
        .rope = Tokenwise<S>::rope,
        .attentionScratchBytes = Attention<S>::scratchBytes,
        .attention = Attention<S>::run,
        .routeExperts = routeExperts,
        .gatherRows = gatherRows,
        .addSharedRows = addSharedRows,
        .peakBytes = Peak<S>::bytes,
        .peakFloats = Peak<S>::floats,
    };
}

}  // namespace
}  // namespace kernels::cpu
