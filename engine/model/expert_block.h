// The feed-forward block of a layer with experts: the router chooses A of E for each token, the tokens are
// sorted by expert, and only the chosen experts are read and computed.
//
// Shapes   input and output are [T, D]; rows of one expert are gathered to [n, D] and pass gate and up [n,
// F]. Memory   working memory for the largest step is taken once; run() allocates nothing. Thread   one
// engine thread. Source   Mixtral (arXiv 2401.04088); Qwen3 (2505.09388).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/memory/buffer.h"
#include "engine/model/model_config.h"
#include "engine/model/weights.h"
#include "kernels/backend.h"

namespace engine {

class ExpertBlock {
public:
    static size_t bytes(const ModelConfig& config, const kernels::Backend& backend, int64_t maxTokens);
    static Result<ExpertBlock> create(const ModelConfig& config, const kernels::Backend& backend,
                                      int64_t maxTokens);

    // Adds the block's output to x [T, D]; normed [T, D] is its input. Null when proceed said no.
    bool run(const LayerWeights& layer, const float* normed, int64_t tokens, float* x,
             kernels::Parallel& parallel, kernels::FunctionRef<bool()> proceed);

private:
    // One token's place in one of its experts.
    struct Place {
        int32_t token = 0;
        float share = 0.0F;
    };

    void sortByExpert(int64_t tokens);
    bool runExpert(const LayerWeights& layer, int64_t expert, const float* normed, const void* packedInput,
                   int64_t tokens, float* x, kernels::Parallel& parallel,
                   kernels::FunctionRef<bool()> proceed);

    const ModelConfig* config_ = nullptr;
    const kernels::Backend* backend_ = nullptr;
    Buffer memory_;
    float* scores_ = nullptr;    // [T, E]
    float* gathered_ = nullptr;  // [T, D]
    float* gate_ = nullptr;      // [T, F]
    float* up_ = nullptr;        // [T, F]
    float* down_ = nullptr;      // [T, D]
    std::byte* packedInput_ = nullptr;
    std::byte* packed_ = nullptr;
    std::vector<int32_t> chosen_;   // [T, A]
    std::vector<float> shares_;     // [T, A]
    std::vector<int32_t> firstOf_;  // [E + 1] where each expert's places begin
    std::vector<Place> places_;     // [T A] sorted by expert
};

}  // namespace engine
