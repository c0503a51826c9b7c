// The vector paths of the CPU backend that a test goes through, each null where this machine or build has not
// got it.
#pragma once

#include "kernels/backend.h"

namespace support {

// The AVX-512 path computed with AVX2; null where that is missing.
const kernels::Backend* emulatedAvx512();

struct CpuPathCase {
    const char* name;
    const kernels::Backend* (*backend)();
};

inline constexpr CpuPathCase kVectorPaths[] = {
    {"avx2", [] { return kernels::cpuBackend(kernels::CpuPath::kAvx2); }},
    {"avx512", [] { return kernels::cpuBackend(kernels::CpuPath::kAvx512); }},
    {"avx512 emulated", emulatedAvx512},
};

}  // namespace support
