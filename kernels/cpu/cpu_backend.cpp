// Chooses the path by what this processor says it can do.
#include "kernels/backend.h"
#include "kernels/cpu/paths.h"

namespace kernels {
namespace {

bool hasAvx2() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
#else
    return false;
#endif
}

// Without VNNI the wider vectors gain little over AVX2, so those processors take that path.
bool hasAvx512() {
#if defined(__x86_64__)
    return hasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
#else
    return false;
#endif
}

}  // namespace

const Backend* cpuBackend(CpuPath path) {
    switch (path) {
        case CpuPath::kAuto:
            if (hasAvx512()) return &cpu::avx512Backend();
            return hasAvx2() ? &cpu::avx2Backend() : &cpu::scalarBackend();
        case CpuPath::kScalar:
            return &cpu::scalarBackend();
        case CpuPath::kAvx2:
            return hasAvx2() ? &cpu::avx2Backend() : nullptr;
        case CpuPath::kAvx512:
            return hasAvx512() ? &cpu::avx512Backend() : nullptr;
    }
    return nullptr;
}

}  // namespace kernels
