// DeepSeek's multi-head latent attention in its absorbed form: keys and values of all heads are one
// compressed row c [C] and one rotated key [R] in the cache. What would expand c to a head's key is applied
// to the query instead, what would expand it to a head's value to the attended row.
//
//   q_h = [W_kᵀ q_nope, rope(q_rope)]   k = [norm(c), rope(k_rope)]   out_h = W_v Σ softmax(q_h · k) c
#include <algorithm>
#include <cstring>

#include "engine/model/attention_block.h"

namespace engine {
namespace {

constexpr float kEpsilon = 1e-6F;  // of the norms inside, whatever the config says of the others

class LatentAttention final : public AttentionBlock {
public:
    LatentAttention(const ModelConfig& config, const KvShape& cache, Projector& projector, int64_t maxRows,
                    int64_t maxPositions, int threads)
        : config_(config), latent_(config.latent), projector_(projector), backend_(projector.backend()),
          maxRows_(maxRows) {
        shape_ = {.heads = config.heads,
                  .kvHeads = 1,
                  .headWidth = cachedRow(),
                  .valueWidth = latent_.kvRank,
                  .pageTokens = KvPages::kPageTokens,
                  .kvType = cache.type,
                  .scale = config.attentionScale,
                  .valuesInKeys = true};
        scratchBytes_ = backend_.attentionScratchBytes(shape_, maxRows, maxPositions, threads);
        projector.reserve(maxRows, std::max({config.width, latent_.queryRank, latent_.kvRank,
                                             config.heads * latent_.valueWidth}));
    }

    void place(WorkArea& area) override {
        compressed_ = area.takeFloats(maxRows_ * std::max(latent_.kvRank, latent_.queryRank));
        rotatedKey_ = area.takeFloats(maxRows_ * latent_.ropeWidth);
        row_ = area.takeFloats(maxRows_ * cachedRow());
        query_ = area.takeFloats(maxRows_ * config_.queryWidth());
        absorbed_ = area.takeFloats(maxRows_ * config_.heads * cachedRow());
        attended_ = area.takeFloats(maxRows_ * config_.heads * latent_.kvRank);
        values_ = area.takeFloats(maxRows_ * config_.heads * latent_.valueWidth);
        scratch_ = area.take(scratchBytes_);
    }

    bool remember(const LayerWeights& layer, int64_t index, const float* normed, const RowAngles& angles,
                  const StepBatch& step, const Batch&, Proceed proceed) override {
        const int64_t rows = step.all().rows;
        const auto input = projector_.pack(normed, rows, config_.width, {layer.key, layer.rotatedKey});
        projector_.projectAll({{layer.key, {}, compressed_}, {layer.rotatedKey, {}, rotatedKey_}}, input);
        if (!proceed()) return false;
        backend_.rmsNorm(compressed_, rows, latent_.kvRank, layer.keyNorm.data(), kEpsilon, compressed_,
                         projector_.parallel());
        backend_.rope(rotatedKey_, latent_.ropeWidth, rows, 1, latent_.ropeWidth, angles.rotated,
                      angles.cosSin, angles.style, projector_.parallel());
        for (int64_t t = 0; t < rows; ++t) {
            float* to = row_ + t * cachedRow();
            copyRow(compressed_ + t * latent_.kvRank, latent_.kvRank, to);
            copyRow(rotatedKey_ + t * latent_.ropeWidth, latent_.ropeWidth, to + latent_.kvRank);
        }
        step.store(backend_, index, row_, nullptr, projector_.parallel());
        return true;
    }

    bool attend(const LayerWeights& layer, const float* normed, const RowAngles& angles, const Batch& batch,
                int64_t window, float* out, Proceed proceed) override {
        const int64_t rows = batch.rows;
        if (!makeQueries(layer, normed, rows, proceed)) return false;
        const int64_t width = config_.headWidth;
        backend_.rope(query_ + latent_.nopeWidth, config_.queryWidth(), rows, config_.heads, width,
                      angles.rotated, angles.cosSin, angles.style, projector_.parallel());
        absorb(layer, rows);
        if (!proceed()) return false;
        shape_.window = window;
        if (!attendInPieces(projector_, shape_, batch, absorbed_, attended_, scratch_, proceed)) return false;

        const int64_t valueRow = config_.heads * latent_.valueWidth;
        for (int64_t h = 0; h < config_.heads; ++h) {
            const kernels::Weights w = layer.headValues[h];
            const auto input = projector_.pack(attended_ + h * latent_.kvRank, rows, latent_.kvRank,
                                               config_.heads * latent_.kvRank, {w});
            backend_.matmul(w, input, values_ + h * latent_.valueWidth, valueRow, projector_.parallel());
        }
        if (!proceed()) return false;
        projector_.project(layer.output, projector_.pack(values_, rows, valueRow, {layer.output}),
                           layer.outputBias, out);
        return proceed();
    }

private:
    int64_t cachedRow() const { return latent_.kvRank + latent_.ropeWidth; }

    static void copyRow(const float* from, int64_t count, float* to) {
        std::memcpy(to, from, static_cast<size_t>(count) * sizeof(float));
    }

    // query_ [T, H, nope and rope], through the compressed query where there is one.
    bool makeQueries(const LayerWeights& layer, const float* normed, int64_t rows, Proceed proceed) {
        if (latent_.queryRank == 0) {
            projector_.project(layer.query, projector_.pack(normed, rows, config_.width, {layer.query}), {},
                               query_);
            return proceed();
        }
        projector_.project(layer.queryDown, projector_.pack(normed, rows, config_.width, {layer.queryDown}),
                           {}, compressed_);
        backend_.rmsNorm(compressed_, rows, latent_.queryRank, layer.queryNorm.data(), kEpsilon, compressed_,
                         projector_.parallel());
        if (!proceed()) return false;
        projector_.project(layer.query, projector_.pack(compressed_, rows, latent_.queryRank, {layer.query}),
                           {}, query_);
        return proceed();
    }

    void absorb(const LayerWeights& layer, int64_t rows) {
        const int64_t width = config_.headWidth;
        const int64_t stride = config_.heads * cachedRow();
        for (int64_t h = 0; h < config_.heads; ++h) {
            const kernels::Weights w = layer.headKeys[h];
            const float* head = query_ + h * width;
            const auto input = projector_.pack(head, rows, latent_.nopeWidth, config_.queryWidth(), {w});
            float* to = absorbed_ + h * cachedRow();
            backend_.matmul(w, input, to, stride, projector_.parallel());
            for (int64_t t = 0; t < rows; ++t) {
                copyRow(head + t * config_.queryWidth() + latent_.nopeWidth, latent_.ropeWidth,
                        to + t * stride + latent_.kvRank);
            }
        }
    }

    const ModelConfig& config_;
    const LatentShape& latent_;
    Projector& projector_;
    const kernels::Backend& backend_;
    int64_t maxRows_;
    kernels::AttentionShape shape_;
    size_t scratchBytes_ = 0;
    float* compressed_ = nullptr;  // [T, C], or [T, rank of the query]
    float* rotatedKey_ = nullptr;  // [T, R]
    float* row_ = nullptr;         // [T, C + R] as it is cached
    float* query_ = nullptr;       // [T, H, nope + R]
    float* absorbed_ = nullptr;    // [T, H, C + R]
    float* attended_ = nullptr;    // [T, H, C]
    float* values_ = nullptr;      // [T, H, width of a value]
    std::byte* scratch_ = nullptr;
};

}  // namespace

std::unique_ptr<AttentionBlock> makeLatentAttention(const ModelConfig& config, const KvShape& cache,
                                                    Projector& projector, int64_t maxRows,
                                                    int64_t maxPositions, int threads) {
    return std::make_unique<LatentAttention>(config, cache, projector, maxRows, maxPositions, threads);
}

}  // namespace engine
