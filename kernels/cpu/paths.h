// The instruction-set paths of the CPU backend, and what they share. Only cpu_backend.cpp chooses between
// them.
#pragma once

#include "kernels/backend.h"

namespace kernels::cpu {

const Backend& scalarBackend();
const Backend& avx2Backend();    // AVX2, FMA, F16C
const Backend& avx512Backend();  // AVX-512 F, BW, DQ, VL, VNNI beside the former
const Backend& amxBackend();     // AMX-TILE and AMX-INT8 beside the former

ActivationForms formsAvx2(DType type, Layout layout, int64_t tokens);
ActivationForms formsAvx512(DType type, Layout layout, int64_t tokens);
ActivationForms formsAmx(DType type, Layout layout, int64_t tokens);
void multiplyAvx2(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel&);
void multiplyAvx512(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel&);
void multiplyAmx(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel&);

void routeExperts(const RouterSpec&, const float* scores, const float* bias, int64_t tokens, int32_t* chosen,
                  float* shares);
void gatherRows(const float* x, const int32_t* places, int64_t rows, int64_t width, float* out, Parallel&);
void addSharedRows(float* x, const int32_t* places, const float* shares, const float* y, int64_t rows,
                   int64_t width, Parallel&);

// gpt-oss: gate at most the limit, up within it, and the slope of its sigmoid.
inline constexpr double kClampedLimit = 7.0;
inline constexpr double kClampedSlope = 1.702;

}  // namespace kernels::cpu
