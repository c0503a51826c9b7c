// Attention over KV pages with an online softmax, for any vector path.
//
// Shapes   the queries of all H/G heads that share a key/value head form one list, token by token; a block of
// up to 128 of
//          them reads the cache once, 64 positions (a span) at a time. Both products (scores, weighted
//          values) are one small matrix product with vectors along positions or along K; what they read lies
//          in panels of two vectors. Where there are fewer blocks than threads want (decode over a long
//          context), the positions are split too, and the parts are joined by their highest score and total.
// Units    scores are in powers of two: the scale holds log2 e.
// Memory   all working memory is the caller's scratch; see Scratch.
// Source   Milakov & Gimelshein 2018 (online softmax); Dao et al. 2022 (tiling).
#pragma once

#include <algorithm>
#include <limits>

#include "kernels/cpu/blocks.h"
#include "kernels/cpu/small_product.h"
#include "kernels/cpu/tokenwise.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kQueryBlock = 128;
constexpr int64_t kSpan = 64;
constexpr int64_t kFewQueries = 8;
constexpr int64_t kMinimumSplit = 256;  // positions; a smaller part costs more to join than it saves
constexpr float kLog2E = 1.44269504F;
constexpr float kNothing = -std::numeric_limits<float>::infinity();
constexpr float kLeast = std::numeric_limits<float>::lowest();

// K filled up so that whole pairs of vectors fit on every path.
CONCLAVE_INLINE int64_t paddedWidth(int64_t headWidth) {
    return (headWidth + 31) / 32 * 32;
}

// Floats: the state of a query block (weighted values, highest score, total), and what a worker needs beside
// it.
CONCLAVE_INLINE int64_t stateFloats(int64_t width) {
    return kQueryBlock * (width + 2);
}
// A span of rows, with room between panels.
CONCLAVE_INLINE int64_t spanFloats(int64_t width) {
    return (kSpan + 1) * width;
}
CONCLAVE_INLINE int64_t turnedFloats(int64_t width) {
    return kSpan * (width + 1);
}
CONCLAVE_INLINE int64_t workerFloats(const AttentionShape& shape) {
    const int64_t keys = paddedWidth(shape.headWidth);
    const int64_t values = paddedWidth(shape.valueWidth);
    return stateFloats(values) + kQueryBlock * (keys + kSpan) + turnedFloats(keys) +
           spanFloats(std::max(keys, values));
}
// Splitting stops at four parts a thread, and starts only below two blocks a thread.
CONCLAVE_INLINE int64_t partLimit(int threads) {
    return 6 * static_cast<int64_t>(threads);
}

struct BlockState {
    float* sums;     // [64, width of a value, padded]
    float* highest;  // [64]
    float* totals;   // [64]
};

CONCLAVE_INLINE BlockState stateAt(float* memory, int64_t width) {
    return {memory, memory + kQueryBlock * width, memory + kQueryBlock * (width + 1)};
}

// One piece of work: a block of queries of one key/value head of one sequence, over some of the positions.
struct Piece {
    const AttentionSequence* sequence;
    int64_t kvHead;
    int64_t firstQuery;  // in the list of rows * group queries
    int64_t queries;
    int64_t begin, end;  // positions
    bool first;          // not a later part of a split piece
};

// 2^x for x not above 0; 2^-126 below that.
template <class S>
typename S::Float powerOfTwo(typename S::Float x) {
    using Float = typename S::Float;
    x = S::larger(x, S::all(-126.0F));
    const Float n = S::roundToWhole(x);
    const Float r = S::subtract(x, n);
    Float p = S::all(1.5403530e-4F);
    for (const float coefficient :
         {1.3333558e-3F, 9.6181291e-3F, 5.5504109e-2F, 2.4022651e-1F, 6.9314718e-1F, 1.0F}) {
        p = S::multiplyAdd(p, r, S::all(coefficient));
    }
    return S::scaleByPower(p, n);
}

// The earliest position that a query at `position` sees.
inline int64_t firstVisible(const AttentionShape& shape, int64_t position) {
    return shape.window > 0 ? std::max<int64_t>(0, position - shape.window + 1) : 0;
}

template <class S>
class BlockAttention {
public:
    BlockAttention(const AttentionShape& shape, float* memory)
        : shape_(shape), width_(paddedWidth(shape.headWidth)), valueWidth_(paddedWidth(shape.valueWidth)),
          group_(shape.heads / shape.kvHeads), query_(memory), scores_(query_ + kQueryBlock * width_),
          keys_(scores_ + kQueryBlock * kSpan), span_(keys_ + turnedFloats(width_)) {}

    void run(const Piece& piece, const float* q, int64_t qStride, const BlockState& state) const {
        loadQueries(piece, q, qStride);
        start(piece, state);
        const AttentionSequence& sequence = *piece.sequence;
        for (int64_t begin = piece.begin; begin < piece.end; begin += kSpan) {
            const int64_t count = std::min(kSpan, piece.end - begin);
            // Keys lie row after row until they are turned; values are in panels from the start.
            loadSpan<false>(sequence.keyPages, shape_.keyBytes(), shape_.headWidth, width_, piece.kvHead,
                            begin, count);
            const int64_t next = begin + kSpan;
            const int64_t ahead = std::min(kSpan, piece.end - next);
            prefetchSpan(sequence.keyPages, shape_.keyBytes(), piece.kvHead, next, ahead);
            if (piece.queries <= kFewQueries) {
                scoreFew(piece.queries);
            } else {
                turnKeys();
                product<S>(query_, width_, keys_, width_, scores_, piece.queries, kSpan, false);
            }
            for (int64_t m = 0; m < piece.queries; ++m) {
                const int64_t position = sequence.firstPosition + (piece.firstQuery + m) / group_;
                const int64_t hidden = firstVisible(shape_, position) - begin;
                const int64_t visible = position + 1 - begin;
                if (hidden <= 0 && visible >= kSpan && count == kSpan)
                    weigh<false>(scores_ + m * kSpan, 0, kSpan, state, m);
                else
                    weigh<true>(scores_ + m * kSpan, std::clamp<int64_t>(hidden, 0, count),
                                std::clamp<int64_t>(visible, 0, count), state, m);
            }
            loadSpan<true>(sequence.valuePages, shape_.valueBytes(), shape_.valueWidth, valueWidth_,
                           piece.kvHead, begin, count);
            if (!shape_.valuesInKeys)
                prefetchSpan(sequence.valuePages, shape_.valueBytes(), piece.kvHead, next, ahead);
            product<S>(scores_, kSpan, span_, kSpan, state.sums, piece.queries, valueWidth_, true);
        }
    }

    void finish(const Piece& piece, const BlockState& state, float* out, int64_t outStride) const {
        for (int64_t m = 0; m < piece.queries; ++m) {
            float* to = out + tokenOf(piece, m) * outStride + headOf(piece, m) * shape_.valueWidth;
            const auto share = S::all(1.0F / state.totals[m]);
            eachVector<S>(shape_.valueWidth, [&](int64_t d, int64_t left) {
                S::storeFirst(to + d, left, S::multiply(S::load(state.sums + m * valueWidth_ + d), share));
            });
        }
    }

private:
    static constexpr int64_t kPanel = 2 * S::kLanes;

    int64_t headOf(const Piece& piece, int64_t m) const {
        return piece.kvHead * group_ + (piece.firstQuery + m) % group_;
    }
    int64_t tokenOf(const Piece& piece, int64_t m) const {
        return piece.sequence->firstRow + (piece.firstQuery + m) / group_;
    }

    // A sink is a score without a value; of a split piece, the first part counts it.
    void start(const Piece& piece, const BlockState& state) const {
        std::fill(state.sums, state.sums + piece.queries * valueWidth_, 0.0F);
        std::fill(state.highest, state.highest + piece.queries, kNothing);
        std::fill(state.totals, state.totals + piece.queries, 0.0F);
        if (shape_.sinks == nullptr || !piece.first) return;
        for (int64_t m = 0; m < piece.queries; ++m) {
            state.highest[m] = shape_.sinks[headOf(piece, m)] * kLog2E;
            state.totals[m] = 1.0F;
        }
    }

    void loadQueries(const Piece& piece, const float* q, int64_t qStride) const {
        const auto scale = S::all(shape_.scale * kLog2E);
        for (int64_t m = 0; m < piece.queries; ++m) {
            const float* from = q + tokenOf(piece, m) * qStride + headOf(piece, m) * shape_.headWidth;
            eachVector<S>(width_, [&](int64_t d, int64_t) {
                const auto value = S::loadFirst(from + d, shape_.headWidth - d);
                S::store(query_ + m * width_ + d, S::multiply(value, scale));
            });
        }
    }

    const char* rowAt(const void* const* pages, size_t rowBytes, int64_t kvHead, int64_t position) const {
        const int64_t slot = kvHead * shape_.pageTokens + position % shape_.pageTokens;
        return static_cast<const char*>(pages[position / shape_.pageTokens]) +
               static_cast<size_t>(slot) * rowBytes;
    }

    // Rows of the cache as float in span_, [span, padded] or, with kPanels, in panels of [span, two vectors].
    // What is beyond `count` or the width is zero.
    template <bool kPanels>
    void loadSpan(const void* const* pages, size_t rowBytes, int64_t width, int64_t padded, int64_t kvHead,
                  int64_t start, int64_t count) const {
        const auto load = [&](auto vectorAt) __attribute__((always_inline)) {
            for (int64_t i = 0; i < count; ++i) {
                const char* row = rowAt(pages, rowBytes, kvHead, start + i);
                float* to = span_ + i * (kPanels ? kPanel : padded);
                for (int64_t d = 0; d < width; d += kPanel) {
                    S::store(to, vectorAt(row, d));
                    if (d + S::kLanes < width) S::store(to + S::kLanes, vectorAt(row, d + S::kLanes));
                    to += kPanels ? panelStride<S>(kSpan) : kPanel;
                }
            }
        };
        if (width % S::kLanes != 0 || width != padded || count < kSpan)
            std::fill(span_, span_ + spanFloats(padded), 0.0F);
        if (shape_.kvType == DType::kF16) {
            load([&](const char* row, int64_t d) __attribute__((always_inline)) {
                const auto* halves = reinterpret_cast<const uint16_t*>(row) + d;
                if (width - d >= S::kLanes) return S::loadHalf(halves);
                uint16_t rest[S::kLanes] = {};
                std::copy(halves, halves + (width - d), rest);
                return S::loadHalf(rest);
            });
        } else if (shape_.kvType == DType::kQ8_0) {
            // Cached rows are whole blocks, and a vector never crosses one.
            load([&](const char* row, int64_t d) __attribute__((always_inline)) {
                const BlockQ8_0& block = reinterpret_cast<const BlockQ8_0*>(row)[d / 32];
                return S::multiply(S::loadInt8(block.qs + d % 32), S::all(halfToFloat(block.d)));
            });
        } else {
            load([&](const char* row, int64_t d) __attribute__((always_inline)) {
                return S::loadFirst(reinterpret_cast<const float*>(row) + d, width - d);
            });
        }
    }

    // Asks for the rows of a span to come.
    void prefetchSpan(const void* const* pages, size_t rowBytes, int64_t kvHead, int64_t start,
                      int64_t count) const {
        for (int64_t i = 0; i < count; ++i) {
            const char* row = rowAt(pages, rowBytes, kvHead, start + i);
            for (size_t at = 0; at < rowBytes; at += 64)
                _mm_prefetch(row + at, _MM_HINT_T0);
        }
    }

    // Scores of a span whose keys are in span_, for so few queries that turning the keys would cost more.
    [[gnu::noinline]] void scoreFew(int64_t queries) const {
        for (int64_t m = 0; m < queries; ++m) {
            const float* query = query_ + m * width_;
            for (int64_t i = 0; i < kSpan; i += 8) {
                const float* keys = span_ + i * width_;
                typename S::Float sums[8];
#pragma GCC unroll 8
                for (int r = 0; r < 8; ++r)
                    sums[r] = S::zero();
                for (int64_t d = 0; d < width_; d += S::kLanes) {
                    const auto factor = S::load(query + d);
#pragma GCC unroll 8
                    for (int r = 0; r < 8; ++r)
                        sums[r] = S::multiplyAdd(S::load(keys + r * width_ + d), factor, sums[r]);
                }
                S::sumEach(sums, scores_ + m * kSpan + i);
            }
        }
    }

    // keys_, panels of [K padded, two vectors of positions], from span_ [span, K padded].
    void turnKeys() const {
        for (int64_t i = 0; i < kSpan; i += 8) {
            float* panel = keys_ + i / kPanel * panelStride<S>(width_) + i % kPanel;
            for (int64_t d = 0; d < width_; d += 8) {
                __m256i rows[8];
#pragma GCC unroll 8
                for (int r = 0; r < 8; ++r) {
                    rows[r] = _mm256_castps_si256(_mm256_loadu_ps(span_ + (i + r) * width_ + d));
                }
                transpose(rows);
#pragma GCC unroll 8
                for (int r = 0; r < 8; ++r) {
                    _mm256_storeu_ps(panel + (d + r) * kPanel, _mm256_castsi256_ps(rows[r]));
                }
            }
        }
    }

    // Turns a row of scores into weights relative to the highest score so far; of a masked one only those
    // from `hidden` to `visible` count.
    template <bool kMasked>
    [[gnu::noinline]] void weigh(float* row, int64_t hidden, int64_t visible, const BlockState& state,
                                 int64_t m) const {
        if (kMasked && hidden > 0) {
            std::fill(row, row + std::min(hidden, visible), kNothing);
            if (hidden >= visible) {
                std::fill(row, row + kSpan, 0.0F);
                return;
            }
        }
        auto best = S::all(kNothing);
#pragma GCC unroll 8
        for (int64_t i = 0; i < kSpan; i += S::kLanes) {
            auto score = S::load(row + i);
            if constexpr (kMasked) {
                score = S::keepFirst(score, visible - i, kNothing);
                S::store(row + i, score);
            }
            best = S::larger(best, score);
        }
        const float highest = S::largest(best);
        if (highest > state.highest[m]) {
            const float shrink = std::exp2(state.highest[m] - highest);
            state.highest[m] = highest;
            state.totals[m] *= shrink;
            float* sums = state.sums + m * valueWidth_;
            for (int64_t d = 0; d < valueWidth_; d += S::kLanes) {
                S::store(sums + d, S::multiply(S::load(sums + d), S::all(shrink)));
            }
        }
        // With nothing visible yet the highest is -inf and the differences are no numbers; the mask drops
        // them.
        const auto top = S::all(state.highest[m]);
        auto total = S::zero();
#pragma GCC unroll 8
        for (int64_t i = 0; i < kSpan; i += S::kLanes) {
            const auto score = S::load(row + i);
            auto weight = powerOfTwo<S>(S::subtract(score, top));
            if constexpr (kMasked)
                weight = S::zeroWhereBelow(S::keepFirst(weight, visible - i, 0.0F), score, kLeast);
            S::store(row + i, weight);
            total = S::add(total, weight);
        }
        state.totals[m] += S::sum(total);
    }

    const AttentionShape& shape_;
    int64_t width_;       // K padded
    int64_t valueWidth_;  // width of a value, padded
    int64_t group_;       // H / G
    float* query_;        // [64, K padded], times the scale
    float* scores_;       // [64, span]
    float* keys_;         // [span / panel, K padded, panel]
    float* span_;         // [span, K padded], or [width of a value, padded / panel, span, panel]
};

inline int64_t blocksOf(const AttentionSequence& sequence, const AttentionShape& shape) {
    return (sequence.rows * (shape.heads / shape.kvHeads) + kQueryBlock - 1) / kQueryBlock * shape.kvHeads;
}

// The whole of block `index` of all sequences' blocks.
inline Piece pieceOf(const AttentionShape& shape, const AttentionSequence* sequences, int64_t index) {
    while (index >= blocksOf(*sequences, shape))
        index -= blocksOf(*sequences++, shape);
    const int64_t group = shape.heads / shape.kvHeads;
    Piece piece = {};
    piece.sequence = sequences;
    piece.kvHead = index % shape.kvHeads;
    piece.firstQuery = index / shape.kvHeads * kQueryBlock;
    piece.queries = std::min(kQueryBlock, sequences->rows * group - piece.firstQuery);
    piece.begin = firstVisible(shape, sequences->firstPosition + piece.firstQuery / group) / kSpan * kSpan;
    piece.end = sequences->firstPosition + (piece.firstQuery + piece.queries - 1) / group + 1;
    piece.first = true;
    return piece;
}

template <class S>
struct Attention {
    static size_t scratchBytes(const AttentionShape& shape, int64_t, int64_t, int threads) {
        const int64_t floats =
            threads * workerFloats(shape) + partLimit(threads) * stateFloats(paddedWidth(shape.valueWidth));
        return static_cast<size_t>(floats) * sizeof(float);
    }

    static void run(const AttentionShape& shape, const AttentionSequence* sequences, int64_t count,
                    const float* q, int64_t qStride, float* out, int64_t outStride, void* scratch,
                    Parallel& parallel) {
        const int64_t width = paddedWidth(shape.valueWidth);
        int64_t blocks = 0;
        int64_t longest = 0;
        for (int64_t s = 0; s < count; ++s) {
            blocks += blocksOf(sequences[s], shape);
            longest = std::max(longest, sequences[s].firstPosition + sequences[s].rows);
        }
        if (shape.window > 0) longest = std::min(longest, shape.window + kQueryBlock);
        if (blocks == 0) return;
        auto* workers = static_cast<float*>(scratch);
        auto* parts = workers + parallel.threads() * workerFloats(shape);
        int64_t splits = 1;
        if (blocks < 2 * parallel.threads()) {
            splits = std::min((4 * parallel.threads() + blocks - 1) / blocks,
                              std::max<int64_t>(1, longest / kMinimumSplit));
        }
        parallel.forEach(blocks * splits, 1, [&](int64_t begin, int64_t end, int worker) {
            float* own = workers + worker * workerFloats(shape);
            const BlockAttention<S> attention(shape, own + stateFloats(width));
            for (int64_t i = begin; i < end; ++i) {
                // Last blocks first: they see the most positions, and the short ones even out the end.
                Piece piece = pieceOf(shape, sequences, blocks - 1 - i / splits);
                if (splits == 1) {
                    attention.run(piece, q, qStride, stateAt(own, width));
                    attention.finish(piece, stateAt(own, width), out, outStride);
                    continue;
                }
                const int64_t start = piece.begin;
                const int64_t spans = (piece.end - start + kSpan - 1) / kSpan;
                const int64_t part = i % splits;
                piece.first = part == 0;
                piece.begin = start + spans * part / splits * kSpan;
                piece.end = std::min(piece.end, start + spans * (part + 1) / splits * kSpan);
                attention.run(piece, q, qStride, stateAt(parts + i * stateFloats(width), width));
            }
        });
        if (splits > 1) join(shape, sequences, blocks, splits, workers, parts, out, outStride);
    }

private:
    // Few and small: one thread adds the parts of each block into the first.
    static void join(const AttentionShape& shape, const AttentionSequence* sequences, int64_t blocks,
                     int64_t splits, float* memory, float* parts, float* out, int64_t outStride) {
        const int64_t width = paddedWidth(shape.valueWidth);
        const BlockAttention<S> attention(shape, memory + stateFloats(width));
        for (int64_t block = 0; block < blocks; ++block) {
            const Piece piece = pieceOf(shape, sequences, blocks - 1 - block);
            const BlockState sum = stateAt(parts + block * splits * stateFloats(width), width);
            for (int64_t part = 1; part < splits; ++part) {
                const BlockState more = stateAt(parts + (block * splits + part) * stateFloats(width), width);
                for (int64_t m = 0; m < piece.queries; ++m) {
                    const float highest = std::max(sum.highest[m], more.highest[m]);
                    if (highest == kNothing) continue;
                    const float keep = std::exp2(sum.highest[m] - highest);
                    const float take = std::exp2(more.highest[m] - highest);
                    sum.highest[m] = highest;
                    sum.totals[m] = sum.totals[m] * keep + more.totals[m] * take;
                    float* to = sum.sums + m * width;
                    const float* from = more.sums + m * width;
                    for (int64_t d = 0; d < width; d += S::kLanes) {
                        const auto kept = S::multiply(S::load(to + d), S::all(keep));
                        S::store(to + d, S::multiplyAdd(S::load(from + d), S::all(take), kept));
                    }
                }
            }
            attention.finish(piece, sum, out, outStride);
        }
    }
};

}  // namespace
}  // namespace kernels::cpu
