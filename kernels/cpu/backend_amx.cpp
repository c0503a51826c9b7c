#include "kernels/cpu/simd_amx.h"
#include "kernels/cpu/vector_backend.h"

const kernels::Backend& kernels::cpu::amxBackend() {
    static constexpr Backend kBackend = vectorBackend<Amx>("cpu amx", formsAmx, multiplyAmx);
    return kBackend;
}
