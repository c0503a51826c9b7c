#include "engine/model/attention_block.h"

#include <algorithm>

namespace engine {
namespace {

// Multiplications in one call of the attention kernel.
constexpr int64_t kAttentionWork = int64_t{1} << 30;

class GroupedAttention final : public AttentionBlock {
public:
    GroupedAttention(const ModelConfig& config, const KvShape& cache, Projector& projector, int64_t maxRows,
                     int64_t maxPositions, int threads)
        : config_(config), projector_(projector), backend_(projector.backend()), maxRows_(maxRows) {
        shape_ = {.heads = config.heads,
                  .kvHeads = config.kvHeads,
                  .headWidth = config.headWidth,
                  .valueWidth = config.valueWidth,
                  .pageTokens = KvPages::kPageTokens,
                  .kvType = cache.type,
                  .scale = config.attentionScale};
        scratchBytes_ = backend_.attentionScratchBytes(shape_, maxRows, maxPositions, threads);
        projector.reserve(maxRows, std::max(config.width, config.heads * config.valueWidth));
    }

    void place(WorkArea& area) override {
        query_ = area.takeFloats(maxRows_ * config_.queryWidth());
        key_ = area.takeFloats(maxRows_ * config_.keyWidth());
        value_ = area.takeFloats(maxRows_ * config_.kvHeads * config_.valueWidth);
        attended_ = area.takeFloats(maxRows_ * config_.heads * config_.valueWidth);
        scratch_ = area.take(scratchBytes_);
    }

    bool remember(const LayerWeights& layer, int64_t index, const float* normed, const RowAngles& angles,
                  const StepBatch& step, const Batch& batch, Proceed proceed) override {
        const int64_t rows = step.all().rows;
        const auto input =
            projector_.pack(normed, rows, config_.width, {layer.query, layer.key, layer.value});
        // Where every row is wanted, the queries come with them.
        queried_ = batch.rows == rows;
        if (queried_) {
            projector_.projectAll({{layer.query, layer.queryBias, query_},
                                   {layer.key, layer.keyBias, key_},
                                   {layer.value, layer.valueBias, value_}},
                                  input);
        } else {
            projector_.projectAll({{layer.key, layer.keyBias, key_}, {layer.value, layer.valueBias, value_}},
                                  input);
        }
        if (!proceed()) return false;
        norm(key_, rows, config_.kvHeads, layer.keyNorm);
        clamp(key_, rows * config_.keyWidth());
        clamp(value_, rows * config_.kvHeads * config_.valueWidth);
        backend_.rope(key_, config_.keyWidth(), rows, config_.kvHeads, config_.headWidth, angles.rotated,
                      angles.cosSin, angles.style, projector_.parallel());
        step.store(backend_, index, key_, value_, projector_.parallel());
        return true;
    }

    bool attend(const LayerWeights& layer, const float* normed, const RowAngles& angles, const Batch& batch,
                int64_t window, float* out, Proceed proceed) override {
        if (!queried_) {
            projector_.project(layer.query, projector_.pack(normed, batch.rows, config_.width, {layer.query}),
                               layer.queryBias, query_);
            if (!proceed()) return false;
        }
        norm(query_, batch.rows, config_.heads, layer.queryNorm);
        clamp(query_, batch.rows * config_.queryWidth());
        backend_.rope(query_, config_.queryWidth(), batch.rows, config_.heads, config_.headWidth,
                      angles.rotated, angles.cosSin, angles.style, projector_.parallel());
        shape_.window = window;
        shape_.sinks = layer.sinks.empty() ? nullptr : layer.sinks.data();
        if (!attendInPieces(projector_, shape_, batch, query_, attended_, scratch_, proceed)) return false;
        projector_.project(
            layer.output,
            projector_.pack(attended_, batch.rows, config_.heads * config_.valueWidth, {layer.output}),
            layer.outputBias, out);
        return proceed();
    }

private:
    void clamp(float* x, int64_t count) const {
        if (config_.clampQkv > 0.0F) backend_.clamp(x, count, config_.clampQkv, projector_.parallel());
    }

    // Over each head, or over all heads of a row at once.
    void norm(float* rows, int64_t count, int64_t heads, std::span<const float> weight) const {
        if (weight.empty()) return;
        const int64_t width =
            config_.queryKeyNorm == QueryKeyNorm::kRow ? heads * config_.headWidth : config_.headWidth;
        backend_.rmsNorm(rows, count * heads * config_.headWidth / width, width, weight.data(),
                         config_.rmsEpsilon, rows, projector_.parallel());
    }

    const ModelConfig& config_;
    Projector& projector_;
    const kernels::Backend& backend_;
    int64_t maxRows_;
    kernels::AttentionShape shape_;
    size_t scratchBytes_ = 0;
    bool queried_ = false;       // remember() has made the queries too
    float* query_ = nullptr;     // [T, H K]
    float* key_ = nullptr;       // [T, G K]
    float* value_ = nullptr;     // [T, G, width of a value]
    float* attended_ = nullptr;  // [T, H, width of a value]
    std::byte* scratch_ = nullptr;
};

}  // namespace

std::unique_ptr<AttentionBlock> makeLatentAttention(const ModelConfig& config, const KvShape& cache,
                                                    Projector& projector, int64_t maxRows,
                                                    int64_t maxPositions, int threads);

std::unique_ptr<AttentionBlock> AttentionBlock::make(const ModelConfig& config, const KvShape& cache,
                                                     Projector& projector, int64_t maxRows,
                                                     int64_t maxPositions, int threads) {
    if (config.latent.kvRank > 0)
        return makeLatentAttention(config, cache, projector, maxRows, maxPositions, threads);
    return std::make_unique<GroupedAttention>(config, cache, projector, maxRows, maxPositions, threads);
}

bool attendInPieces(const Projector& projector, const kernels::AttentionShape& shape, const Batch& batch,
                    const float* query, float* out, std::byte* scratch, Proceed proceed) {
    const kernels::Backend& backend = projector.backend();
    const int64_t queryStride = shape.heads * shape.headWidth;
    const int64_t outStride = shape.heads * shape.valueWidth;
    // Short rows go together in one call; a sequence with much to do goes in pieces.
    int64_t work = 0;
    for (const auto& sequence : batch.sequences)
        work += sequence.rows * (sequence.firstPosition + sequence.rows) * (queryStride + outStride);
    if (work <= kAttentionWork) {
        backend.attention(shape, batch.sequences.data(), static_cast<int64_t>(batch.sequences.size()), query,
                          queryStride, out, outStride, scratch, projector.parallel());
        return proceed();
    }
    for (const auto& sequence : batch.sequences) {
        const int64_t each = (sequence.firstPosition + sequence.rows) * (queryStride + outStride);
        const int64_t step = std::max<int64_t>(8, kAttentionWork / each / 8 * 8);
        for (int64_t done = 0; done < sequence.rows; done += step) {
            kernels::AttentionSequence piece = sequence;
            piece.firstRow += done;
            piece.rows = std::min(step, sequence.rows - done);
            piece.firstPosition += done;
            backend.attention(shape, &piece, 1, query, queryStride, out, outStride, scratch,
                              projector.parallel());
            if (!proceed()) return false;
        }
    }
    return true;
}

}  // namespace engine
