// One step of the model over a ragged batch: rows of many sequences pass every matrix together, each attends
// to its own pages, and scores over the vocabulary are computed only for the rows that somebody wants.
//
// Shapes   a step has T rows in the order of its parts; R of them are wanted, in the same order.
// Memory   working memory for the largest step is taken once in create(); a step allocates nothing
//          noteworthy. Weights, pages and the pool of threads are borrowed.
// Thread   one engine thread.
// Errors   a step that proceed() stopped leaves the sequences as they were: rows it had stored are written
//          again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "engine/memory/buffer.h"
#include "engine/model/attention_block.h"
#include "engine/model/expert_block.h"
#include "engine/model/feed_forward.h"
#include "engine/model/rope.h"

namespace engine {

struct StepLimits {
    int64_t rows = 512;        // T at most
    int64_t scoredRows = 32;   // rows that logits() computes at once
    int64_t positions = 4096;  // the longest sequence
};

class Transformer {
public:
    static uint64_t workingBytes(const ModelConfig& config, const kernels::Backend& backend,
                                 const StepLimits& limits, kernels::DType kvType, int threads);
    static Result<std::unique_ptr<Transformer>> create(const ModelConfig& config, const ModelWeights& weights,
                                                       const kernels::Backend& backend, KvPages& pages,
                                                       kernels::Parallel& parallel, const StepLimits& limits);

    // Reads the parts' tokens into their pages; proceed is asked after every larger product. False when it
    // said no.
    bool run(std::span<const StepPart> parts, Proceed proceed);

    // Whether a sequence of this length rotates by the divisors for contexts longer than trained; it does so
    // from its first token on.
    bool goesBeyondTrained(int64_t length) const {
        return longRope_.has_value() && length > config_.rope.originalContext;
    }
    int64_t wantedRows() const { return step_.wanted().rows; }
    // [count, V] for wanted rows first … first + count, at most scoredRows; valid until the next call.
    float* logits(int64_t first, int64_t count);
    // The scores of single tokens for one wanted row: out is [choices].
    void scores(int64_t row, std::span<const int32_t> choices, float* out);
    const StepLimits& limits() const { return limits_; }

private:
    // The blocks and what lies between them, with or without memory.
    struct Work {
        Work(const ModelConfig& config, const kernels::Backend& backend, kernels::Parallel* parallel,
             const StepLimits& limits, kernels::DType kvType, int threads);
        size_t place(std::byte* memory);

        const ModelConfig& config;
        StepLimits limits;
        Projector projector;
        std::unique_ptr<AttentionBlock> attention;
        FeedForward feedForward;
        std::optional<ExpertBlock> experts;
        float* x = nullptr;            // [T, D] the residual stream
        float* normed = nullptr;       // [T, D]
        float* added = nullptr;        // [T, D] what a block adds to x
        float* cosSin = nullptr;       // [T, rotated / 2, 2]
        float* localCosSin = nullptr;  // the same for layers with a window
        float* logits = nullptr;       // [scoredRows, V]
    };

    Transformer(const ModelConfig& config, const ModelWeights& weights, const kernels::Backend& backend,
                KvPages& pages, kernels::Parallel& parallel, const StepLimits& limits);

    void embed();
    void keepWanted();
    void add(std::span<const float> endNorm, int64_t rows);
    bool runLayer(int64_t index, Proceed proceed);

    const ModelConfig& config_;
    const ModelWeights& weights_;
    const kernels::Backend& backend_;
    kernels::Parallel& parallel_;
    StepLimits limits_;
    Rope rope_;
    Rope localRope_;                // of layers with a window
    std::optional<Rope> longRope_;  // of sequences longer than trained
    StepBatch step_;
    Work work_;
    Buffer memory_;
};

}  // namespace engine
