// The vector paths of the CPU backend that a test goes through, each null where this machine or build has not
// got it.
#pragma once

#include "kernels/backend.h"

namespace support {

// The AVX-512 and the AMX path computed with AVX2; null where that is missing.
const kernels::Backend* emulatedAvx512();
const kernels::Backend* emulatedAmx();

struct CpuPathCase {
    const char* name;
    const kernels::Backend* (*backend)();
};

inline constexpr CpuPathCase kVectorPaths[] = {
    {"avx2", [] { return kernels::cpuBackend(kernels::CpuPath::kAvx2); }},
    {"avx512", [] { return kernels::cpuBackend(kernels::CpuPath::kAvx512); }},
    {"amx", [] { return kernels::cpuBackend(kernels::CpuPath::kAmx); }},
    {"avx512 emulated", emulatedAvx512},
    {"amx emulated", emulatedAmx},
};

}  // namespace support
