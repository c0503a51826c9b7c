#include "kernels/cpu/paths.h"
#include "kernels/cpu/products_dispatch.h"
#include "kernels/cpu/simd_avx2.h"

kernels::ActivationForms kernels::cpu::formsAvx2(DType type, Layout layout, int64_t tokens) {
    return activationForms<Avx2>(type, layout, tokens);
}

void kernels::cpu::multiplyAvx2(const Weights& w, const Activations& x, float* out, int64_t outStride,
                                Parallel& parallel) {
    multiply<Avx2>(w, x, out, outStride, parallel);
}
