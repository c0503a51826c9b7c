// The instruction-set paths of the CPU backend, and what they share. Only cpu_backend.cpp chooses between
// them.
#pragma once

#include "kernels/backend.h"

namespace kernels::cpu {

const Backend& scalarBackend();

void routeTopK(const float* scores, int64_t tokens, int64_t experts, int64_t active, bool renormalise,
               int32_t* chosen, float* weights);

}  // namespace kernels::cpu
