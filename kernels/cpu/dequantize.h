// Quantised blocks to float32, exactly as the format defines them; portable code, used by every path.
#pragma once

#include "kernels/types.h"

namespace kernels::cpu {

// Writes `elements` floats (a multiple of the type's block) from the blocks at `blocks`.
void dequantize(DType type, const void* blocks, int64_t elements, float* out);

void fetchRow(const Weights& w, int64_t row, float* out);

}  // namespace kernels::cpu
