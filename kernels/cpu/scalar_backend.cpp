// The truth: float32 activations, sums in double, no instruction beyond the base set. Every other path is
// held against this one, so it is written to be read and only then to be quick.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "kernels/cpu/dequantize.h"
#include "kernels/cpu/paths.h"
#include "kernels/cpu/quantize.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kPiece = 256;  // elements dequantised at a time: the largest block
constexpr int64_t kTile = 16;    // tokens that share one dequantised piece

ActivationForms activationForms(DType, Layout, int64_t) {
    return kFloatForm;
}
size_t activationBytes(ActivationForms, int64_t, int64_t) {
    return 0;
}
void packActivations(ActivationForms, const float*, int64_t, int64_t, int64_t, void*, Parallel&) {}
size_t repackedBytes(DType, int64_t, int64_t) {
    return 0;
}
void repack(const Weights&, void*, Parallel&) {}

double dot(const float* a, const float* b, int64_t count) {
    double sums[4] = {};
    int64_t i = 0;
    for (; i + 4 <= count; i += 4) {
        for (int j = 0; j < 4; ++j)
            sums[j] += static_cast<double>(a[i + j]) * static_cast<double>(b[i + j]);
    }
    for (; i < count; ++i)
        sums[0] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void matmul(const Weights& w, const Activations& x, float* out, int64_t outStride, Parallel& parallel) {
    const size_t bytes = rowBytes(w.type, w.columns);
    parallel.forEach(w.rows, 8, [&](int64_t begin, int64_t end, int) {
        float piece[kPiece];
        for (int64_t n = begin; n < end; ++n) {
            const char* row = static_cast<const char*>(w.data) + static_cast<size_t>(n) * bytes;
            for (int64_t first = 0; first < x.tokens; first += kTile) {
                const int64_t tokens = std::min(kTile, x.tokens - first);
                double sums[kTile] = {};
                for (int64_t d = 0; d < w.columns; d += kPiece) {
                    const int64_t count = std::min(kPiece, w.columns - d);
                    dequantize(w.type, row + rowBytes(w.type, d), count, piece);
                    for (int64_t t = 0; t < tokens; ++t) {
                        sums[t] += dot(piece, x.rows + (first + t) * x.stride + d, count);
                    }
                }
                for (int64_t t = 0; t < tokens; ++t) {
                    out[(first + t) * outStride + n] = static_cast<float>(sums[t]);
                }
            }
        }
    });
}

void rmsNorm(const float* x, int64_t rows, int64_t width, const float* weight, float epsilon, float* out,
             Parallel& parallel) {
    parallel.forEach(rows, 4, [&](int64_t begin, int64_t end, int) {
        for (int64_t r = begin; r < end; ++r) {
            const float* in = x + r * width;
            const double mean = dot(in, in, width) / static_cast<double>(width);
            const double factor = 1.0 / std::sqrt(mean + static_cast<double>(epsilon));
            for (int64_t d = 0; d < width; ++d) {
                out[r * width + d] = static_cast<float>(static_cast<double>(in[d]) * factor) * weight[d];
            }
        }
    });
}

void addRows(float* x, const float* y, int64_t rows, int64_t width, Parallel& parallel) {
    parallel.forEach(rows, 16, [&](int64_t begin, int64_t end, int) {
        for (int64_t i = begin * width; i < end * width; ++i)
            x[i] += y[i];
    });
}

void addBias(float* x, int64_t stride, int64_t rows, int64_t width, const float* bias, Parallel& parallel) {
    parallel.forEach(rows, 16, [&](int64_t begin, int64_t end, int) {
        for (int64_t r = begin; r < end; ++r) {
            for (int64_t d = 0; d < width; ++d)
                x[r * stride + d] += bias[d];
        }
    });
}

void scale(float* x, int64_t count, float factor, Parallel& parallel) {
    parallel.forEach(count, 4096, [&](int64_t begin, int64_t end, int) {
        for (int64_t i = begin; i < end; ++i)
            x[i] *= factor;
    });
}

void clamp(float* x, int64_t count, float limit, Parallel& parallel) {
    parallel.forEach(count, 4096, [&](int64_t begin, int64_t end, int) {
        for (int64_t i = begin; i < end; ++i)
            x[i] = std::clamp(x[i], -limit, limit);
    });
}

double gated(Gating gating, double gate, double up) {
    switch (gating) {
        case Gating::kSilu:
            return gate / (1.0 + std::exp(-gate)) * up;
        case Gating::kGelu:
            return 0.5 * gate *
                   (1.0 + std::tanh(std::numbers::inv_sqrtpi * std::numbers::sqrt2 *
                                    (gate + 0.044715 * gate * gate * gate))) *
                   up;
        case Gating::kClampedSilu:
            gate = std::min(gate, kClampedLimit);
            return gate / (1.0 + std::exp(-kClampedSlope * gate)) *
                   (std::clamp<double>(up, -kClampedLimit, kClampedLimit) + 1.0);
    }
    return 0.0;
}

void gateMultiply(Gating gating, float* gate, const float* up, int64_t count, Parallel& parallel) {
    parallel.forEach(count, 1024, [&](int64_t begin, int64_t end, int) {
        for (int64_t i = begin; i < end; ++i) {
            gate[i] =
                static_cast<float>(gated(gating, static_cast<double>(gate[i]), static_cast<double>(up[i])));
        }
    });
}

void rope(float* x, int64_t stride, int64_t tokens, int64_t heads, int64_t headWidth, int64_t rotated,
          const float* cosSin, RopeStyle style, Parallel& parallel) {
    const int64_t pairs = rotated / 2;
    const int64_t step = style == RopeStyle::kInterleaved ? 2 : 1;
    const int64_t apart = style == RopeStyle::kInterleaved ? 1 : pairs;
    parallel.forEach(tokens, 4, [&](int64_t begin, int64_t end, int) {
        for (int64_t t = begin; t < end; ++t) {
            const float* angles = cosSin + t * rotated;
            for (int64_t h = 0; h < heads; ++h) {
                float* head = x + t * stride + h * headWidth;
                for (int64_t i = 0; i < pairs; ++i) {
                    const float cosine = angles[2 * i];
                    const float sine = angles[2 * i + 1];
                    const float a = head[i * step];
                    const float b = head[i * step + apart];
                    head[i * step] = a * cosine - b * sine;
                    head[i * step + apart] = a * sine + b * cosine;
                }
            }
        }
    });
}

// Keys and values are read in whole blocks.
int64_t cachedRow(const AttentionShape& shape) {
    return cachedWidth(shape.kvType, std::max(shape.headWidth, shape.valueWidth));
}

size_t attentionScratchBytes(const AttentionShape& shape, int64_t, int64_t, int threads) {
    // For each worker one row of keys or values in float and one weighted sum in double.
    return static_cast<size_t>(threads) * (static_cast<size_t>(shape.valueWidth) * sizeof(double) +
                                           static_cast<size_t>(cachedRow(shape)) * sizeof(float));
}

struct QueryRow {
    const AttentionShape* shape;
    const AttentionSequence* sequence;
    int64_t head;
    int64_t position;  // its own, the last that it sees
};

// One query of one head over all its positions: softmax in one pass, rescaled whenever a larger score turns
// up.
void attendOne(const QueryRow& task, const float* query, double* sum, float* row, float* out) {
    const AttentionShape& shape = *task.shape;
    const int64_t kvHead = task.head / (shape.heads / shape.kvHeads);
    const auto load = [&](const void* const* pages, size_t bytes, int64_t width, int64_t position) {
        const auto slot = static_cast<size_t>(kvHead * shape.pageTokens + position % shape.pageTokens);
        dequantize(shape.kvType, static_cast<const char*>(pages[position / shape.pageTokens]) + slot * bytes,
                   cachedWidth(shape.kvType, width), row);
    };
    double highest = -std::numeric_limits<double>::infinity();
    double total = 0.0;
    if (shape.sinks != nullptr) {
        highest = static_cast<double>(shape.sinks[task.head]);
        total = 1.0;
    }
    std::fill(sum, sum + shape.valueWidth, 0.0);
    const int64_t first = shape.window > 0 ? std::max<int64_t>(0, task.position - shape.window + 1) : 0;
    for (int64_t position = first; position <= task.position; ++position) {
        load(task.sequence->keyPages, shape.keyBytes(), shape.headWidth, position);
        const double score = dot(query, row, shape.headWidth) * static_cast<double>(shape.scale);
        if (score > highest) {
            const double shrink = std::exp(highest - score);
            for (int64_t d = 0; d < shape.valueWidth; ++d)
                sum[d] *= shrink;
            total *= shrink;
            highest = score;
        }
        const double share = std::exp(score - highest);
        total += share;
        load(task.sequence->valuePages, shape.valueBytes(), shape.valueWidth, position);
        for (int64_t d = 0; d < shape.valueWidth; ++d)
            sum[d] += share * static_cast<double>(row[d]);
    }
    for (int64_t d = 0; d < shape.valueWidth; ++d)
        out[d] = static_cast<float>(sum[d] / total);
}

void attention(const AttentionShape& shape, const AttentionSequence* sequences, int64_t count, const float* q,
               int64_t qStride, float* out, int64_t outStride, void* scratch, Parallel& parallel) {
    auto* sums = static_cast<double*>(scratch);
    auto* rows = reinterpret_cast<float*>(sums + parallel.threads() * shape.valueWidth);
    for (int64_t s = 0; s < count; ++s) {
        const AttentionSequence& sequence = sequences[s];
        parallel.forEach(sequence.rows * shape.heads, 1, [&](int64_t begin, int64_t end, int worker) {
            for (int64_t item = begin; item < end; ++item) {
                const int64_t i = item / shape.heads;
                const int64_t head = item % shape.heads;
                const QueryRow task = {&shape, &sequence, head, sequence.firstPosition + i};
                const int64_t t = sequence.firstRow + i;
                attendOne(task, q + t * qStride + head * shape.headWidth, sums + worker * shape.valueWidth,
                          rows + worker * cachedRow(shape), out + t * outStride + head * shape.valueWidth);
            }
        });
    }
}

}  // namespace

const Backend& scalarBackend() {
    static constexpr Backend kBackend = {
        .name = "cpu scalar",
        .activationForms = activationForms,
        .activationBytes = activationBytes,
        .packActivations = packActivations,
        .matmul = matmul,
        .repackedBytes = repackedBytes,
        .repack = repack,
        .fetchRow = fetchRow,
        .storeRow = storeRow,
        .rmsNorm = rmsNorm,
        .addRows = addRows,
        .scale = scale,
        .clamp = clamp,
        .addBias = addBias,
        .gateMultiply = gateMultiply,
        .rope = rope,
        .attentionScratchBytes = attentionScratchBytes,
        .attention = attention,
        .routeExperts = routeExperts,
        .gatherRows = gatherRows,
        .addSharedRows = addSharedRows,
        .peakBytes = nullptr,
        .peakFloats = nullptr,
    };
    return kBackend;
}

}  // namespace kernels::cpu
