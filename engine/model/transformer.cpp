#include "engine/model/transformer.h"

#include <algorithm>

#include "engine/base/check.h"

namespace engine {

Transformer::Work::Work(const ModelConfig& model, const kernels::Backend& backend,
                        kernels::Parallel* parallel, const StepLimits& most, kernels::DType kvType,
                        int threads)
    : config(model), limits(most), projector(backend, parallel),
      attention(AttentionBlock::make(model, model.cacheShape(kvType), projector, most.rows, most.positions,
                                     threads)),
      feedForward(projector, model.gating, most.rows, model.width, model.feedForward) {
    if (model.router.experts > 0) experts.emplace(model, projector, most.rows);
    projector.reserve(most.rows, model.width);
}

// Without memory it only counts.
size_t Transformer::Work::place(std::byte* memory) {
    WorkArea area(memory);
    x = area.takeFloats(limits.rows * config.width);
    normed = area.takeFloats(limits.rows * config.width);
    added = area.takeFloats(limits.rows * config.width);
    cosSin = area.takeFloats(limits.rows * config.rope.rotated);
    localCosSin = config.window > 0 ? area.takeFloats(limits.rows * config.rope.rotated) : nullptr;
    logits = area.takeFloats(limits.scoredRows * config.vocabulary);
    projector.place(area);
    // A layer's blocks run one after the other, and none leaves anything for the next layer.
    area.takeInTurn([&] { attention->place(area); }, [&] { feedForward.place(area); },
                    [&] {
                        if (experts) experts->place(area);
                    });
    return area.used();
}

uint64_t Transformer::workingBytes(const ModelConfig& config, const kernels::Backend& backend,
                                   const StepLimits& limits, kernels::DType kvType, int threads) {
    return Work(config, backend, nullptr, limits, kvType, threads).place(nullptr);
}

Result<std::unique_ptr<Transformer>> Transformer::create(const ModelConfig& config,
                                                         const ModelWeights& weights,
                                                         const kernels::Backend& backend, KvPages& pages,
                                                         kernels::Parallel& parallel,
                                                         const StepLimits& limits) {
    std::unique_ptr<Transformer> made(new Transformer(config, weights, backend, pages, parallel, limits));
    auto memory = Buffer::allocate(made->work_.place(nullptr));
    if (!memory) return memory.error();
    made->work_.place(memory->data());
    made->memory_ = std::move(*memory);
    return made;
}

Transformer::Transformer(const ModelConfig& config, const ModelWeights& weights,
                         const kernels::Backend& backend, KvPages& pages, kernels::Parallel& parallel,
                         const StepLimits& limits)
    : config_(config), weights_(weights), backend_(backend), parallel_(parallel), limits_(limits),
      rope_(config.rope, weights.ropeDivisors), localRope_(config.localRope, weights.ropeDivisors),
      step_(pages), work_(config, backend, &parallel, limits, pages.shape().type, parallel.threads()) {
    if (!weights.longRopeDivisors.empty()) longRope_.emplace(config.rope, weights.longRopeDivisors);
}

bool Transformer::run(std::span<const StepPart> parts, Proceed proceed) {
    step_.set(parts);
    embed();
    for (int64_t layer = 0; layer < config_.layers; ++layer) {
        if (!runLayer(layer, proceed)) return false;
    }
    backend_.rmsNorm(work_.x, step_.wanted().rows, config_.width, weights_.outputNorm.data(),
                     config_.rmsEpsilon, work_.normed, parallel_);
    return proceed();
}

void Transformer::embed() {
    const int64_t rotated = config_.rope.rotated;
    int64_t row = 0;
    for (const StepPart& part : step_.parts()) {
        const auto count = static_cast<int64_t>(part.tokens.size());
        const Rope& rope = part.beyondTrained ? *longRope_ : rope_;
        CONCLAVE_CHECK(row + count <= limits_.rows && part.firstPosition + count <= limits_.positions);
        CONCLAVE_CHECK(part.firstPosition + count <= part.pages->capacity());
        for (int64_t i = 0; i < count; ++i, ++row) {
            const int32_t token = part.tokens[static_cast<size_t>(i)];
            CONCLAVE_CHECK(token >= 0 && token < config_.vocabulary);
            backend_.fetchRow(weights_.embedding, token, work_.x + row * config_.width);
            rope.angles(part.firstPosition + i, work_.cosSin + row * rotated);
            if (work_.localCosSin != nullptr)
                localRope_.angles(part.firstPosition + i, work_.localCosSin + row * rotated);
        }
    }
    if (config_.embeddingScale != 1.0F)
        backend_.scale(work_.x, row * config_.width, config_.embeddingScale, parallel_);
}

// After the last layer's keys and values are stored, rows that nobody wants have done their part.
void Transformer::keepWanted() {
    step_.keepWanted(work_.x, config_.width);
    step_.keepWanted(work_.normed, config_.width);
    step_.keepWanted(work_.cosSin, config_.rope.rotated);
    if (work_.localCosSin != nullptr) step_.keepWanted(work_.localCosSin, config_.rope.rotated);
}

// What a block has made joins the residual stream.
void Transformer::add(std::span<const float> endNorm, int64_t rows) {
    if (!endNorm.empty()) {
        backend_.rmsNorm(work_.added, rows, config_.width, endNorm.data(), config_.rmsEpsilon, work_.added,
                         parallel_);
    }
    if (config_.residualScale != 1.0F)
        backend_.scale(work_.added, rows * config_.width, config_.residualScale, parallel_);
    backend_.addRows(work_.x, work_.added, rows, config_.width, parallel_);
}

bool Transformer::runLayer(int64_t index, Proceed proceed) {
    const LayerWeights& layer = weights_.layers[static_cast<size_t>(index)];
    const bool windowed = config_.hasWindow(index);
    const RowAngles angles = {windowed ? work_.localCosSin : work_.cosSin, config_.rope.rotated,
                              config_.rope.style};
    const bool last = index + 1 == config_.layers;
    const Batch& batch = last ? step_.wanted() : step_.all();

    backend_.rmsNorm(work_.x, step_.all().rows, config_.width, layer.attentionNorm.data(), config_.rmsEpsilon,
                     work_.normed, parallel_);
    if (!work_.attention->remember(layer, index, work_.normed, angles, step_, batch, proceed)) return false;
    if (batch.rows == 0) return true;
    if (batch.rows < step_.all().rows) keepWanted();
    step_.pointAtPages(index);
    if (!work_.attention->attend(layer, work_.normed, angles, batch, windowed ? config_.window : 0,
                                 work_.added, proceed)) {
        return false;
    }
    add(layer.attentionEndNorm, batch.rows);

    backend_.rmsNorm(work_.x, batch.rows, config_.width, layer.feedForwardNorm.data(), config_.rmsEpsilon,
                     work_.normed, parallel_);
    const bool done =
        config_.hasExperts(index)
            ? work_.experts->run(layer, index, work_.normed, batch, work_.added, proceed)
            : work_.feedForward.run(layer.dense, work_.normed, batch.rows, work_.added, proceed);
    if (!done) return false;
    add(layer.feedForwardEndNorm, batch.rows);
    return true;
}

float* Transformer::logits(int64_t first, int64_t count) {
    CONCLAVE_CHECK(first >= 0 && count <= limits_.scoredRows && first + count <= wantedRows());
    const auto input =
        work_.projector.pack(work_.normed + first * config_.width, count, config_.width, {weights_.head});
    backend_.matmul(weights_.head, input, work_.logits, config_.vocabulary, parallel_);
    if (config_.logitScale != 1.0F)
        backend_.scale(work_.logits, count * config_.vocabulary, config_.logitScale, parallel_);
    return work_.logits;
}

void Transformer::scores(int64_t row, std::span<const int32_t> choices, float* out) {
    CONCLAVE_CHECK(row >= 0 && row < wantedRows());
    const kernels::Weights& head = weights_.head;
    const auto input = work_.projector.pack(work_.normed + row * config_.width, 1, config_.width, {head});
    // Where the weights are tiles, all rows of one are computed together.
    const int64_t together = head.layout == kernels::Layout::kTiles ? kernels::kTileRows : 1;
    float some[kernels::kTileRows];
    for (size_t i = 0; i < choices.size(); ++i) {
        const int64_t token = choices[i];
        CONCLAVE_CHECK(token >= 0 && token < config_.vocabulary);
        const int64_t first = token / together * together;
        backend_.matmul(head.slice(first, std::min(together, head.rows - first)), input, some, together,
                        parallel_);
        out[i] = some[token - first] * config_.logitScale;
    }
}

}  // namespace engine
