#include "engine/model/expert_block.h"

#include <algorithm>
#include <cstring>

#include "engine/model/work_area.h"

namespace engine {
namespace {

struct Parts {
    float* scores;
    float* gathered;
    float* gate;
    float* up;
    float* down;
    std::byte* packedInput;
    std::byte* packed;
    size_t bytes;
};

Parts cut(const ModelConfig& config, const kernels::Backend& backend, int64_t maxTokens, std::byte* memory) {
    WorkArea area(memory);
    Parts parts = {};
    parts.scores = area.takeFloats(maxTokens * config.experts);
    parts.gathered = area.takeFloats(maxTokens * config.width);
    parts.gate = area.takeFloats(maxTokens * config.feedForward);
    parts.up = area.takeFloats(maxTokens * config.feedForward);
    parts.down = area.takeFloats(maxTokens * config.width);
    parts.packedInput = area.take(backend.activationBytes(maxTokens, config.width));
    parts.packed = area.take(std::max(backend.activationBytes(maxTokens, config.width),
                                      backend.activationBytes(maxTokens, config.feedForward)));
    parts.bytes = area.used();
    return parts;
}

}  // namespace

size_t ExpertBlock::bytes(const ModelConfig& config, const kernels::Backend& backend, int64_t maxTokens) {
    return cut(config, backend, maxTokens, nullptr).bytes;
}

Result<ExpertBlock> ExpertBlock::create(const ModelConfig& config, const kernels::Backend& backend,
                                        int64_t maxTokens) {
    auto memory = Buffer::allocate(bytes(config, backend, maxTokens));
    if (!memory) return memory.error();
    const Parts parts = cut(config, backend, maxTokens, memory->data());
    ExpertBlock block;
    block.config_ = &config;
    block.backend_ = &backend;
    block.memory_ = std::move(*memory);
    block.scores_ = parts.scores;
    block.gathered_ = parts.gathered;
    block.gate_ = parts.gate;
    block.up_ = parts.up;
    block.down_ = parts.down;
    block.packedInput_ = parts.packedInput;
    block.packed_ = parts.packed;
    const auto places = static_cast<size_t>(maxTokens * config.expertsUsed);
    block.chosen_.resize(places);
    block.shares_.resize(places);
    block.places_.resize(places);
    block.firstOf_.resize(static_cast<size_t>(config.experts) + 1);
    return block;
}

void ExpertBlock::sortByExpert(int64_t tokens) {
    const int64_t active = config_->expertsUsed;
    std::fill(firstOf_.begin(), firstOf_.end(), 0);
    const auto count = static_cast<size_t>(tokens * active);
    for (size_t i = 0; i < count; ++i)
        ++firstOf_[static_cast<size_t>(chosen_[i]) + 1];
    for (size_t e = 1; e < firstOf_.size(); ++e)
        firstOf_[e] += firstOf_[e - 1];
    for (size_t i = 0; i < count; ++i) {
        places_[static_cast<size_t>(firstOf_[static_cast<size_t>(chosen_[i])]++)] = {
            static_cast<int32_t>(static_cast<int64_t>(i) / active), shares_[i] * config_->expertScale};
    }
    // Filling moved every beginning to its end: move them back by one expert.
    std::copy_backward(firstOf_.begin(), firstOf_.end() - 1, firstOf_.end());
    firstOf_.front() = 0;
}

bool ExpertBlock::run(const LayerWeights& layer, const float* normed, int64_t tokens, float* x,
                      kernels::Parallel& parallel, kernels::FunctionRef<bool()> proceed) {
    const ModelConfig& config = *config_;
    backend_->packActivations(normed, config.width, tokens, config.width, packedInput_, parallel);
    const kernels::Activations input = {normed, packedInput_, tokens, config.width, config.width};
    backend_->matmul(layer.router, input, scores_, config.experts, parallel);
    backend_->routeTopK(scores_, tokens, config.experts, config.expertsUsed, config.renormaliseExperts,
                        chosen_.data(), shares_.data());
    sortByExpert(tokens);
    for (int64_t expert = 0; expert < config.experts; ++expert) {
        if (firstOf_[static_cast<size_t>(expert)] == firstOf_[static_cast<size_t>(expert) + 1]) continue;
        if (!runExpert(layer, expert, normed, packedInput_, tokens, x, parallel, proceed)) return false;
    }
    return true;
}

bool ExpertBlock::runExpert(const LayerWeights& layer, int64_t expert, const float* normed,
                            const void* packedInput, int64_t tokens, float* x, kernels::Parallel& parallel,
                            kernels::FunctionRef<bool()> proceed) {
    const int64_t width = config_->width;
    const int64_t inner = config_->feedForward;
    const Place* places = places_.data() + firstOf_[static_cast<size_t>(expert)];
    const int64_t rows = firstOf_[static_cast<size_t>(expert) + 1] - firstOf_[static_cast<size_t>(expert)];

    // An expert that serves every token of the step reads the step's own rows: the rule in decode.
    kernels::Activations input = {normed, packedInput, tokens, width, width};
    if (rows != tokens) {
        parallel.forEach(rows, 16, [&](int64_t begin, int64_t end, int) {
            for (int64_t i = begin; i < end; ++i) {
                std::memcpy(gathered_ + i * width, normed + places[i].token * width,
                            static_cast<size_t>(width) * sizeof(float));
            }
        });
        backend_->packActivations(gathered_, width, rows, width, packed_, parallel);
        input = {gathered_, packed_, rows, width, width};
    }
    backend_->matmul(layer.expertGate[expert], input, gate_, inner, parallel);
    if (!proceed()) return false;
    backend_->matmul(layer.expertUp[expert], input, up_, inner, parallel);
    backend_->siluMultiply(gate_, up_, rows * inner, parallel);
    backend_->packActivations(gate_, inner, rows, inner, packed_, parallel);
    const kernels::Activations hidden = {gate_, packed_, rows, inner, inner};
    backend_->matmul(layer.expertDown[expert], hidden, down_, width, parallel);
    parallel.forEach(rows, 16, [&](int64_t begin, int64_t end, int) {
        for (int64_t i = begin; i < end; ++i) {
            float* sum = x + places[i].token * width;
            const float* part = down_ + i * width;
            const float share = places[i].share;
            for (int64_t d = 0; d < width; ++d)
                sum[d] += share * part[d];
        }
    });
    return proceed();
}

}  // namespace engine
