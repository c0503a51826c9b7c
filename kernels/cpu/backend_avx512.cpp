#include "kernels/cpu/simd_avx512.h"
#include "kernels/cpu/vector_backend.h"

const kernels::Backend& kernels::cpu::avx512Backend() {
    static constexpr Backend kBackend = vectorBackend<Avx512>("cpu avx512", formsAvx512, multiplyAvx512);
    return kBackend;
}
