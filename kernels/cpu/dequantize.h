// Quantised blocks to float32 and back, exactly as the format defines them; portable code, used by every
// path.
//
// Errors   storeRow knows kF32, kF16, kBF16 and kQ8_0 only; other types write nothing.
#pragma once

#include "kernels/types.h"

namespace kernels::cpu {

// Writes `elements` floats (a multiple of the type's block) from the blocks at `blocks`.
void dequantize(DType type, const void* blocks, int64_t elements, float* out);

void fetchRow(const Weights& w, int64_t row, float* out);
void storeRow(DType type, const float* in, int64_t columns, void* out);

}  // namespace kernels::cpu
