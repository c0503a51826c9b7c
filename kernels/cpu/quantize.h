// Float32 to the blocks that dequantize.h reads; portable code, used by every path.
//
// Shapes   a row at a time; `columns` is a multiple of the type's block.
// Errors   kF32, kF16, kBF16, kQ8_0, kQ4_0, kQ4_1, kQ5_0, kQ5_1, kQ4_K, kQ5_K, kQ6_K and kMXFP4 are written;
//          of the other types nothing is.
// Source   floats and Q8_0 round to nearest. The others take, for each group, the scale (and minimum) that
//          leaves the least squared error: for each of a few ranges the levels are rounded to nearest, and
//          the scale that suits these levels best is the least-squares solution.
#pragma once

#include "kernels/types.h"

namespace kernels::cpu {

void storeRow(DType type, const float* in, int64_t columns, void* out);

}  // namespace kernels::cpu
