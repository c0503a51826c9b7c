#include "kernels/cpu/simd_avx2.h"
#include "kernels/cpu/vector_backend.h"

const kernels::Backend& kernels::cpu::avx2Backend() {
    static constexpr Backend kBackend = vectorBackend<Avx2>("cpu avx2", formsAvx2, multiplyAvx2);
    return kBackend;
}
