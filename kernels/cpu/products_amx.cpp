#include "kernels/cpu/paths.h"
#include "kernels/cpu/products_dispatch.h"
#include "kernels/cpu/simd_amx.h"

kernels::ActivationForms kernels::cpu::formsAmx(DType type, Layout layout, int64_t tokens) {
    return activationForms<Amx>(type, layout, tokens);
}

void kernels::cpu::multiplyAmx(const Weights& w, const Activations& x, float* out, int64_t outStride,
                               Parallel& parallel) {
    multiply<Amx>(w, x, out, outStride, parallel);
}
