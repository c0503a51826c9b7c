// Attention over KV pages with an online softmax, for any vector path.
//
// Shapes   the queries of all H/G heads that share a key/value head form one list, token by token; a block of
// up to 64 of
//          them reads the cache once, 32 positions (a span) at a time. Both products (scores, weighted
//          values) are one small matrix product with vectors along positions or along K. Where there are
//          fewer blocks than threads want (decode over a long context), the positions are split too, and the
//          parts are joined by their highest score and total.
// Memory   all working memory is the caller's scratch; see Scratch.
// Source   Milakov & Gimelshein 2018 (online softmax); Dao et al. 2022 (tiling).
#pragma once

#include <algorithm>
#include <limits>

#include "kernels/cpu/blocks.h"
#include "kernels/cpu/tokenwise.h"

namespace kernels::cpu {
namespace {

constexpr int64_t kQueryBlock = 64;
constexpr int64_t kSpan = 32;
constexpr int64_t kMinimumSplit = 256;  // positions; a smaller part costs more to join than it saves
constexpr float kNothing = -std::numeric_limits<float>::infinity();

// K filled up so that whole pairs of vectors fit on every path.
CONCLAVE_INLINE int64_t paddedWidth(int64_t headWidth) {
    return (headWidth + 31) / 32 * 32;
}

// Floats: the state of a query block (weighted values, highest score, total), and what a worker needs beside
// it.
CONCLAVE_INLINE int64_t stateFloats(int64_t width) {
    return kQueryBlock * (width + 2);
}
CONCLAVE_INLINE int64_t workerFloats(const AttentionShape& shape) {
    const int64_t keys = paddedWidth(shape.headWidth);
    const int64_t values = paddedWidth(shape.valueWidth);
    return stateFloats(values) + kQueryBlock * (keys + kSpan) + kSpan * (keys + std::max(keys, values));
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

// The earliest position that a query at `position` sees.
inline int64_t firstVisible(const AttentionShape& shape, int64_t position) {
    return shape.window > 0 ? std::max<int64_t>(0, position - shape.window + 1) : 0;
}

// C [rows, lanes] (+)= A [rows, depth] B [depth, lanes] for up to six rows and two vectors.
template <class S, int kRows>
void smallProduct(const float* a, int64_t aStride, const float* b, int64_t bStride, float* c, int64_t cStride,
                  int64_t depth, bool accumulate) {
    typename S::Float sums[kRows][2];
#pragma GCC unroll 6
    for (int r = 0; r < kRows; ++r) {
        for (int v = 0; v < 2; ++v)
            sums[r][v] = accumulate ? S::load(c + r * cStride + v * S::kLanes) : S::zero();
    }
    for (int64_t k = 0; k < depth; ++k) {
        const typename S::Float first = S::load(b + k * bStride);
        const typename S::Float second = S::load(b + k * bStride + S::kLanes);
#pragma GCC unroll 6
        for (int r = 0; r < kRows; ++r) {
            const typename S::Float factor = S::all(a[r * aStride + k]);
            sums[r][0] = S::multiplyAdd(factor, first, sums[r][0]);
            sums[r][1] = S::multiplyAdd(factor, second, sums[r][1]);
        }
    }
#pragma GCC unroll 6
    for (int r = 0; r < kRows; ++r) {
        for (int v = 0; v < 2; ++v)
            S::store(c + r * cStride + v * S::kLanes, sums[r][v]);
    }
}

template <class S>
void product(const float* a, int64_t aStride, const float* b, int64_t bStride, float* c, int64_t rows,
             int64_t lanes, int64_t depth, bool accumulate) {
    for (int64_t r = 0; r < rows; r += 6) {
        const float* from = a + r * aStride;
        for (int64_t at = 0; at < lanes; at += 2 * S::kLanes) {
            float* to = c + r * lanes + at;
            switch (std::min<int64_t>(6, rows - r)) {
                case 6:
                    smallProduct<S, 6>(from, aStride, b + at, bStride, to, lanes, depth, accumulate);
                    break;
                case 5:
                    smallProduct<S, 5>(from, aStride, b + at, bStride, to, lanes, depth, accumulate);
                    break;
                case 4:
                    smallProduct<S, 4>(from, aStride, b + at, bStride, to, lanes, depth, accumulate);
                    break;
                case 3:
                    smallProduct<S, 3>(from, aStride, b + at, bStride, to, lanes, depth, accumulate);
                    break;
                case 2:
                    smallProduct<S, 2>(from, aStride, b + at, bStride, to, lanes, depth, accumulate);
                    break;
                default:
                    smallProduct<S, 1>(from, aStride, b + at, bStride, to, lanes, depth, accumulate);
            }
        }
    }
}

template <class S>
class BlockAttention {
public:
    BlockAttention(const AttentionShape& shape, float* memory)
        : shape_(shape), width_(paddedWidth(shape.headWidth)), valueWidth_(paddedWidth(shape.valueWidth)),
          group_(shape.heads / shape.kvHeads), query_(memory), scores_(query_ + kQueryBlock * width_),
          keys_(scores_ + kQueryBlock * kSpan), span_(keys_ + kSpan * width_) {}

    void run(const Piece& piece, const float* q, int64_t qStride, const BlockState& state) const {
        loadQueries(piece, q, qStride);
        start(piece, state);
        const AttentionSequence& sequence = *piece.sequence;
        for (int64_t begin = piece.begin; begin < piece.end; begin += kSpan) {
            const int64_t count = std::min(kSpan, piece.end - begin);
            loadSpan(sequence.keyPages, shape_.keyBytes(), shape_.headWidth, width_, piece.kvHead, begin,
                     count);
            turnKeys();
            product<S>(query_, width_, keys_, kSpan, scores_, piece.queries, kSpan, width_, false);
            for (int64_t m = 0; m < piece.queries; ++m) {
                const int64_t position = sequence.firstPosition + (piece.firstQuery + m) / group_;
                const int64_t hidden = firstVisible(shape_, position) - begin;
                weigh(scores_ + m * kSpan, std::clamp<int64_t>(hidden, 0, count),
                      std::clamp<int64_t>(position + 1 - begin, 0, count), state, m);
            }
            loadSpan(sequence.valuePages, shape_.valueBytes(), shape_.valueWidth, valueWidth_, piece.kvHead,
                     begin, count);
            product<S>(scores_, kSpan, span_, valueWidth_, state.sums, piece.queries, valueWidth_, kSpan,
                       true);
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
            state.highest[m] = shape_.sinks[headOf(piece, m)];
            state.totals[m] = 1.0F;
        }
    }

    void loadQueries(const Piece& piece, const float* q, int64_t qStride) const {
        const auto scale = S::all(shape_.scale);
        for (int64_t m = 0; m < piece.queries; ++m) {
            const float* from = q + tokenOf(piece, m) * qStride + headOf(piece, m) * shape_.headWidth;
            eachVector<S>(width_, [&](int64_t d, int64_t) {
                const auto value = S::loadFirst(from + d, shape_.headWidth - d);
                S::store(query_ + m * width_ + d, S::multiply(value, scale));
            });
        }
    }

    // Rows of the cache as float in span_ [span, padded]; what is beyond `count` or the width is zero.
    void loadSpan(const void* const* pages, size_t rowBytes, int64_t width, int64_t padded, int64_t kvHead,
                  int64_t start, int64_t count) const {
        for (int64_t i = 0; i < kSpan; ++i) {
            float* to = span_ + i * padded;
            if (i >= count) {
                std::fill(to, to + padded, 0.0F);
                continue;
            }
            const int64_t position = start + i;
            const int64_t slot = (position % shape_.pageTokens) * shape_.kvHeads + kvHead;
            loadRow(static_cast<const char*>(pages[position / shape_.pageTokens]) +
                        static_cast<size_t>(slot) * rowBytes,
                    to, width, padded);
        }
    }

    void loadRow(const char* from, float* to, int64_t width, int64_t padded) const {
        int64_t d = 0;
        if (shape_.kvType == DType::kF16) {
            const auto* halves = reinterpret_cast<const uint16_t*>(from);
            for (; d + S::kLanes <= width; d += S::kLanes)
                S::store(to + d, S::loadHalf(halves + d));
            for (; d < width; ++d)
                to[d] = halfToFloat(halves[d]);
        } else if (shape_.kvType == DType::kQ8_0) {
            const auto* block = reinterpret_cast<const BlockQ8_0*>(from);
            for (; d < width; d += 32, ++block) {
                const auto scale = S::all(halfToFloat(block->d));
                for (int64_t j = 0; j < 32; j += S::kLanes) {
                    S::store(to + d + j, S::multiply(S::loadInt8(block->qs + j), scale));
                }
            }
        } else {
            std::memcpy(to, from, static_cast<size_t>(width) * sizeof(float));
            d = width;
        }
        for (; d < padded; ++d)
            to[d] = 0.0F;
    }

    // keys_ [K padded, span] from span_ [span, K padded].
    void turnKeys() const {
        for (int64_t i = 0; i < kSpan; i += 8) {
            for (int64_t d = 0; d < width_; d += 8) {
                __m256i rows[8];
#pragma GCC unroll 8
                for (int r = 0; r < 8; ++r) {
                    rows[r] = _mm256_castps_si256(_mm256_loadu_ps(span_ + (i + r) * width_ + d));
                }
                transpose(rows);
#pragma GCC unroll 8
                for (int r = 0; r < 8; ++r) {
                    _mm256_storeu_ps(keys_ + (d + r) * kSpan + i, _mm256_castsi256_ps(rows[r]));
                }
            }
        }
    }

    // Turns a row of scores into weights relative to the highest score so far; only those from `hidden` to
    // `visible` count.
    void weigh(float* row, int64_t hidden, int64_t visible, const BlockState& state, int64_t m) const {
        if (hidden > 0) {
            std::fill(row, row + std::min(hidden, visible), kNothing);
            if (hidden >= visible) {
                std::fill(row, row + kSpan, 0.0F);
                return;
            }
        }
        auto best = S::all(kNothing);
        for (int64_t i = 0; i < kSpan; i += S::kLanes) {
            const auto kept = S::keepFirst(S::load(row + i), visible - i, kNothing);
            S::store(row + i, kept);
            best = S::larger(best, kept);
        }
        const float highest = S::largest(best);
        if (highest > state.highest[m]) {
            const float shrink = std::exp(state.highest[m] - highest);
            state.highest[m] = highest;
            state.totals[m] *= shrink;
            float* sums = state.sums + m * valueWidth_;
            for (int64_t d = 0; d < valueWidth_; d += S::kLanes) {
                S::store(sums + d, S::multiply(S::load(sums + d), S::all(shrink)));
            }
        }
        auto total = S::zero();
        for (int64_t i = 0; i < kSpan; i += S::kLanes) {
            // With nothing visible yet the highest is -inf and the difference no number; the mask makes it 0.
            const auto weight = exponential<S>(S::subtract(S::load(row + i), S::all(state.highest[m])));
            const auto kept = S::keepFirst(weight, visible - i, 0.0F);
            S::store(row + i, kept);
            total = S::add(total, kept);
        }
        state.totals[m] += S::sum(total);
    }

    const AttentionShape& shape_;
    int64_t width_;       // K padded
    int64_t valueWidth_;  // width of a value, padded
    int64_t group_;       // H / G
    float* query_;        // [64, K padded], times the scale
    float* scores_;       // [64, span]
    float* keys_;         // [K padded, span]
    float* span_;         // [span, K or width of a value, padded]
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
                    const float keep = std::exp(sum.highest[m] - highest);
                    const float take = std::exp(more.highest[m] - highest);
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
