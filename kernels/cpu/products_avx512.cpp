#include "kernels/cpu/paths.h"
#include "kernels/cpu/products_dispatch.h"
#include "kernels/cpu/simd_avx512.h"

kernels::ActivationForms kernels::cpu::formsAvx512(DType type, Layout layout, int64_t tokens) {
    return activationForms<Avx512>(type, layout, tokens);
}

void kernels::cpu::multiplyAvx512(const Weights& w, const Activations& x, float* out, int64_t outStride,
                                  Parallel& parallel) {
    multiply<Avx512>(w, x, out, outStride, parallel);
}
