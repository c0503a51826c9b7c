// The attention block of a layer: projections of its input, rotation, the KV cache, attention, and the
// projection back. Two kinds: grouped heads (multi-head, GQA, MQA), and DeepSeek's latent attention, which
// caches one compressed row for all heads and is computed in its absorbed form.
//
// Shapes   input [T, D] and output [n, D]; n rows are left where the last layer has dropped the others.
// Memory   places its working memory for the largest step in the caller's area; allocates nothing itself.
// Thread   one engine thread.
// Source   GQA (arXiv 2305.13245); DeepSeek-V2 (2405.04434), section 2.1.
#pragma once

#include <memory>

#include "engine/model/model_config.h"
#include "engine/model/projector.h"
#include "engine/model/step_batch.h"
#include "engine/model/weights.h"

namespace engine {

using Proceed = kernels::FunctionRef<bool()>;

// Positions of the rows, as this layer rotates them.
struct RowAngles {
    const float* cosSin = nullptr;  // [T, rotated / 2, 2]
    int64_t rotated = 0;
    kernels::RopeStyle style = kernels::RopeStyle::kHalves;
};

class AttentionBlock {
public:
    static std::unique_ptr<AttentionBlock> make(const ModelConfig& config, const KvShape& cache,
                                                Projector& projector, int64_t maxRows, int64_t maxPositions,
                                                int threads);
    virtual ~AttentionBlock() = default;

    virtual void place(WorkArea& area) = 0;
    // Keys and values of all rows of the step, to the cache; the rows of the batch will attend next.
    virtual bool remember(const LayerWeights& layer, int64_t index, const float* normed,
                          const RowAngles& angles, const StepBatch& step, const Batch& batch,
                          Proceed proceed) = 0;
    // What the rows of the batch attend to, projected back: out [rows, D].
    virtual bool attend(const LayerWeights& layer, const float* normed, const RowAngles& angles,
                        const Batch& batch, int64_t window, float* out, Proceed proceed) = 0;
};

// Attention in pieces short enough for a stop to be heard between them.
bool attendInPieces(const Projector& projector, const kernels::AttentionShape& shape, const Batch& batch,
                    const float* query, float* out, std::byte* scratch, Proceed proceed);

}  // namespace engine
