// The menu: every operation a device offers, on one page. A backend is a table of functions; a missing
// backend is a null pointer. Model code calls through the table and never asks which device it is.
//
// Shapes   matrices are row-major; a row of activations is contiguous float32; `stride` is in elements.
// Memory   all pointers are borrowed for the call; nothing is allocated, printed or read from the
// environment. Thread   called from one engine thread; work is spread by the Parallel that is handed in.
// Errors   shapes are checked by the callers when the model is loaded; a wrong call is a defect, not a
// status.
#pragma once

#include "kernels/router.h"
#include "kernels/types.h"

namespace kernels {

// Forms of activations, as bits of a set: what a product reads is packed once and shared by every product of
// the same rows (q, k, v; gate, up).
using ActivationForms = uint8_t;
inline constexpr ActivationForms kFloatForm = 1;  // the float32 rows themselves
inline constexpr ActivationForms kByteForm = 2;   // int8 with a scale for each 32
inline constexpr ActivationForms kWordForm = 4;   // int16 with a scale for each 32
inline constexpr ActivationForms kPlaneForm = 8;  // 16 bits as two planes of bytes, a step for each 256
inline constexpr ActivationForms kAllForms = 15;

struct Activations {
    const float* rows = nullptr;         // [T, D]
    const void* packed = nullptr;        // what packActivations wrote; null when only rows are read
    int64_t tokens = 0;                  // T
    int64_t width = 0;                   // D
    int64_t stride = 0;                  // elements from one row to the next in rows
    ActivationForms forms = kFloatForm;  // that there are
};

enum class RopeStyle : uint8_t {
    kInterleaved,  // pairs (0,1), (2,3) …: llama files in GGUF order
    kHalves        // pairs (i, i + K/2): qwen2, qwen3, neox
};

// One sequence's share of a step's attention.
struct AttentionSequence {
    int64_t firstRow = 0;       // row of its first query in [T, …]
    int64_t rows = 0;           // its queries in this step
    int64_t firstPosition = 0;  // position of the first query; query i sees positions 0 … firstPosition+i
    // Pages of [G, pageTokens, row of a key] and [G, pageTokens, row of a value] in kvType.
    const void* const* keyPages = nullptr;
    const void* const* valuePages = nullptr;
};

struct AttentionShape {
    int64_t heads = 0;             // H
    int64_t kvHeads = 0;           // G
    int64_t headWidth = 0;         // K, of a query and a key
    int64_t valueWidth = 0;        // of a value and a head's output
    int64_t pageTokens = 0;        // tokens in one page
    DType kvType = DType::kF16;    // kF32, kF16 or kQ8_0
    float scale = 1.0F;            // usually 1/sqrt(K)
    int64_t window = 0;            // a query sees this many positions, its own the last; 0: all
    bool valuesInKeys = false;     // a value is the beginning of its key: valuePages are the keyPages
    const float* sinks = nullptr;  // [H] one more score in each softmax, without a value; null: none

    size_t keyBytes() const { return rowBytes(kvType, cachedWidth(kvType, headWidth)); }
    size_t valueBytes() const {
        return valuesInKeys ? keyBytes() : rowBytes(kvType, cachedWidth(kvType, valueWidth));
    }
};

// What joins the gate and the up projection of a feed-forward block.
enum class Gating : uint8_t {
    kSilu,        // silu(gate) up
    kGelu,        // gelu(gate) up, with the tanh approximation
    kClampedSilu  // gate at most 7, up within ±7: gate sigmoid(1.702 gate) (up + 1), as gpt-oss has it
};

struct Backend {
    const char* name;  // "cpu scalar", "cpu avx2", "cpu avx512", "cpu amx"

    // -- products
    // --------------------------------------------------------------------------------------------------
    // What a product with a matrix of this type and layout reads of so many tokens.
    ActivationForms (*activationForms)(DType type, Layout layout, int64_t tokens);
    // Bytes that packActivations writes for T rows of D; 0 where no form but the rows themselves is asked
    // for.
    size_t (*activationBytes)(ActivationForms forms, int64_t tokens, int64_t width);
    void (*packActivations)(ActivationForms forms, const float* rows, int64_t stride, int64_t tokens,
                            int64_t width, void* packed, Parallel&);
    // out[t, n] = sum_d x[t, d] w[n, d] for rows n in [firstRow, firstRow + rowCount) of w; out has
    // outStride.
    void (*matmul)(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel&);
    // Bytes of a matrix repacked into tiles, which makes products with few tokens faster; 0: it stays as it
    // is.
    size_t (*repackedBytes)(DType type, int64_t rows, int64_t columns);
    // Writes w, which lies in rows, as tiles: out holds repackedBytes() of it, aligned to 32.
    void (*repack)(const Weights& w, void* out, Parallel&);
    // Copies (dequantises) one row of w.
    void (*fetchRow)(const Weights& w, int64_t row, float* out);
    // Writes `columns` float32 as blocks of type (kernels/cpu/quantize.h says which): rows of the KV cache,
    // quantised models.
    void (*storeRow)(DType type, const float* in, int64_t columns, void* out);

    // -- token-wise
    // ------------------------------------------------------------------------------------------------ out[t]
    // = x[t] / rms(x[t]) * weight, over rows of `width` (D for layers, K for per-head norms).
    void (*rmsNorm)(const float* x, int64_t rows, int64_t width, const float* weight, float epsilon,
                    float* out, Parallel&);
    void (*addRows)(float* x, const float* y, int64_t rows, int64_t width, Parallel&);  // x += y
    void (*scale)(float* x, int64_t count, float factor, Parallel&);                    // x *= factor
    void (*clamp)(float* x, int64_t count, float limit, Parallel&);                     // x within ±limit
    void (*addBias)(float* x, int64_t stride, int64_t rows, int64_t width, const float* bias,
                    Parallel&);                                                            // each row += bias
    void (*gateMultiply)(Gating, float* gate, const float* up, int64_t count, Parallel&);  // gate = gate ∘ up
    // Rotates x [T, heads, K] (stride elements a token) in place. cosSin [T, rotated/2, 2] holds cos and sin
    // per token.
    void (*rope)(float* x, int64_t stride, int64_t tokens, int64_t heads, int64_t headWidth, int64_t rotated,
                 const float* cosSin, RopeStyle style, Parallel&);

    // -- attention over pages
    // -------------------------------------------------------------------------------------- Bytes of working
    // memory for attention with these limits.
    size_t (*attentionScratchBytes)(const AttentionShape&, int64_t maxRows, int64_t maxPositions,
                                    int threads);
    // q is [T, H, K] with qStride elements from token to token, out [T, H, width of a value] with outStride.
    void (*attention)(const AttentionShape&, const AttentionSequence* sequences, int64_t count,
                      const float* q, int64_t qStride, float* out, int64_t outStride, void* scratch,
                      Parallel&);

    // -- experts
    // Experts of each token by the spec, best first, with their shares; bias [E] is added for the choice only
    // and may be null.
    void (*routeExperts)(const RouterSpec&, const float* scores, const float* bias, int64_t tokens,
                         int32_t* chosen, float* shares);
    // out[i] = x[places[i]] for rows of `width`.
    void (*gatherRows)(const float* x, const int32_t* places, int64_t rows, int64_t width, float* out,
                       Parallel&);
    // x[places[i]] += shares[i] y[i], in this order where a place comes more than once.
    void (*addSharedRows)(float* x, const int32_t* places, const float* shares, const float* y, int64_t rows,
                          int64_t width, Parallel&);

    // -- limits
    // Does nothing but the fastest multiply-adds of this path, of bytes (amx: of two) or of floats, on the
    // calling thread; returns how many. Null where there is nothing to compare with.
    int64_t (*peakBytes)(int64_t rounds);
    int64_t (*peakFloats)(int64_t rounds);
};

enum class CpuPath : uint8_t { kAuto, kScalar, kAvx2, kAvx512, kAmx };

// Null where this processor (or this build) has not got the path. kAuto is the best there is. The scalar path
// keeps activations in float32 and adds in double: it is the truth that the others are held against.
const Backend* cpuBackend(CpuPath path);

// Null where there is no CUDA device or no CUDA in this build.
const Backend* cudaBackend();

}  // namespace kernels
