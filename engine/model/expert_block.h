// The feed-forward block of a layer with experts: the router chooses A of E for each token, the tokens are
// sorted by expert, and only the chosen experts are read and computed. Shared experts see every token.
//
// Shapes   input [T, D] and output [T, D]; rows of as many experts as there is room for are gathered to
//          [n, D], sorted by expert, and pass gate and up [n, F].
// Memory   places its working memory for the largest step in the caller's area; run() allocates nothing.
// Thread   one engine thread; statistics are added on it.
// Source   Mixtral (arXiv 2401.04088); DeepSeek-MoE (2401.06066); Qwen3 (2505.09388).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/feed_forward.h"
#include "engine/model/model_config.h"
#include "engine/model/step_batch.h"

namespace engine {

class ExpertBlock {
public:
    ExpertBlock(const ModelConfig& config, Projector& projector, int64_t maxRows);

    void place(WorkArea& area);
    // out [T, D] is the block's output for normed [T, D], the rows of the batch.
    bool run(const LayerWeights& layer, int64_t index, const float* normed, const Batch& batch, float* out,
             kernels::FunctionRef<bool()> proceed);

private:
    kernels::Activations route(const LayerWeights& layer, const float* normed, int64_t tokens);
    void joinSameExperts(const LayerWeights& layer, int64_t tokens);
    void sortByExpert(int64_t tokens);
    static void readExpertAhead(const LayerWeights& layer, int64_t expert);
    size_t fitting(size_t first) const;
    bool runExperts(const LayerWeights& layer, std::span<const int32_t> experts,
                    const kernels::Activations& input, float* out, kernels::FunctionRef<bool()> proceed);
    bool runShared(const LayerWeights& layer, const float* normed, int64_t tokens, float* out,
                   kernels::FunctionRef<bool()> proceed);

    int64_t placesBegin(int32_t expert) const { return firstOf_[static_cast<size_t>(expert)]; }
    int64_t placesEnd(int32_t expert) const { return firstOf_[static_cast<size_t>(expert) + 1]; }

    const ModelConfig& config_;
    Projector& projector_;
    const kernels::Backend& backend_;
    int64_t maxRows_;
    FeedForward shared_;
    float* scores_ = nullptr;    // [T, E]
    float* gathered_ = nullptr;  // [T, D]
    float* gate_ = nullptr;      // [T, F]
    float* up_ = nullptr;        // [T, F]
    float* down_ = nullptr;      // [T, D]
    std::byte* packedInput_ = nullptr;
    std::vector<int32_t> chosen_;   // [T, A]
    std::vector<float> shares_;     // [T, A]
    std::vector<int32_t> firstOf_;  // [E + 1] where each expert's places begin
    std::vector<int32_t> used_;     // the experts that have places, at most E
    std::vector<int32_t> places_;   // [T A] tokens, sorted by expert
    std::vector<float> placeShares_;
    std::vector<int32_t> everyRow_;  // 0 … T-1
};

}  // namespace engine
