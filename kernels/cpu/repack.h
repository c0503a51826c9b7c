// Weights repacked into tiles (kernels/cpu/tiles.h) for both vector paths, and rows read in either layout.
//
// Memory   borrowed; nothing is allocated.
// Thread   repack() spreads over the Parallel; the processor must have AVX2.
#pragma once

#include "kernels/backend.h"

namespace kernels::cpu {

size_t repackedBytes(DType type, int64_t rows, int64_t columns);
void repack(const Weights& w, void* out, Parallel& parallel);
void fetchRowOfLayout(const Weights& w, int64_t row, float* out);

}  // namespace kernels::cpu
