// The instruction-set paths of the CPU backend, and what they share. Only cpu_backend.cpp chooses between
// them.
#pragma once

#include "kernels/backend.h"

namespace kernels::cpu {

const Backend& scalarBackend();
const Backend& avx2Backend();    // AVX2, FMA, F16C
const Backend& avx512Backend();  // AVX-512 F, BW, DQ, VL, VNNI beside the former

void multiplyAvx2(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel&);
void multiplyAvx512(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel&);

void routeTopK(const float* scores, int64_t tokens, int64_t experts, int64_t active, bool renormalise,
               int32_t* chosen, float* weights);

}  // namespace kernels::cpu
