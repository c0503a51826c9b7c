// One step of the model over a ragged batch: rows of many sequences pass every matrix together, each attends
// to its own pages, and scores over the vocabulary are computed only for the rows that somebody wants.
//
// Shapes   a step has T rows in the order of its parts; R of them are wanted, in the same order.
// Memory   working memory for the largest step is taken once in create(); a step allocates nothing
// noteworthy.
//          Weights, pages and the pool of threads are borrowed.
// Thread   one engine thread.
// Errors   a step that proceed() stopped leaves the sequences as they were: rows it had stored are written
// again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/memory/buffer.h"
#include "engine/memory/page_table.h"
#include "engine/model/expert_block.h"
#include "engine/model/model_config.h"
#include "engine/model/rope.h"
#include "engine/model/weights.h"
#include "kernels/backend.h"

namespace engine {

enum class Wanted : uint8_t { kNone, kLast, kAll };

// One sequence's share of a step.
struct StepPart {
    std::span<const int32_t> tokens;
    int64_t firstPosition = 0;
    const PageTable* pages = nullptr;  // with room for these tokens
    Wanted wanted = Wanted::kLast;
};

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
    bool run(std::span<const StepPart> parts, kernels::FunctionRef<bool()> proceed);

    int64_t wantedRows() const { return wantedRows_; }
    // [count, V] for wanted rows first … first + count, at most scoredRows; valid until the next call.
    float* logits(int64_t first, int64_t count);
    // The scores of single tokens for one wanted row: out is [choices].
    void scores(int64_t row, std::span<const int32_t> choices, float* out);
    const StepLimits& limits() const { return limits_; }

private:
    Transformer(const ModelConfig& config, const ModelWeights& weights, const kernels::Backend& backend,
                KvPages& pages, kernels::Parallel& parallel, const StepLimits& limits);

    // Rows of x that a layer works on, and the sequences they belong to.
    struct Batch {
        int64_t rows = 0;
        std::vector<kernels::AttentionSequence> sequences;
    };

    void embed(std::span<const StepPart> parts);
    void listSequences(std::span<const StepPart> parts);
    void pointAtPages(std::span<const StepPart> parts, int64_t layer);
    void storeKeysAndValues(std::span<const StepPart> parts, int64_t layer, int64_t rows);
    void keepWantedRows();
    kernels::Activations pack(const float* rows, int64_t count, int64_t width, kernels::DType a,
                              kernels::DType b, kernels::DType c);
    void project(const kernels::Weights& w, const kernels::Activations& x, std::span<const float> bias,
                 float* out);
    void normHeads(float* rows, int64_t count, int64_t heads, std::span<const float> weight);
    bool runLayer(std::span<const StepPart> parts, int64_t index, kernels::FunctionRef<bool()> proceed);
    bool attend(const Batch& batch, kernels::FunctionRef<bool()> proceed);
    bool feedForward(const LayerWeights& layer, int64_t rows, kernels::FunctionRef<bool()> proceed);

    const ModelConfig& config_;
    const ModelWeights& weights_;
    const kernels::Backend& backend_;
    KvPages& pages_;
    kernels::Parallel& parallel_;
    StepLimits limits_;
    Rope rope_;
    kernels::AttentionShape shape_;
    std::optional<ExpertBlock> experts_;

    Buffer memory_;
    float* x_ = nullptr;          // [T, D] the residual stream
    float* normed_ = nullptr;     // [T, D]
    float* query_ = nullptr;      // [T, H K]
    float* key_ = nullptr;        // [T, G K]
    float* value_ = nullptr;      // [T, G K]
    float* attended_ = nullptr;   // [T, H K]
    float* projected_ = nullptr;  // [T, D] what is added to x
    float* gate_ = nullptr;       // [T, F]
    float* up_ = nullptr;         // [T, F]
    float* cosSin_ = nullptr;     // [T, rotated / 2, 2]
    float* logits_ = nullptr;     // [scoredRows, V]
    std::byte* packed_ = nullptr;
    std::byte* scratch_ = nullptr;

    Batch all_;                         // every row of the step
    Batch wanted_;                      // those that pass the last layer
    std::vector<int64_t> wantedIndex_;  // [R] row of x before the others are dropped
    std::vector<const void*> keyPages_;
    std::vector<const void*> valuePages_;
    int64_t wantedRows_ = 0;
};

}  // namespace engine
