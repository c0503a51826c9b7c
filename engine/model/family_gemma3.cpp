// Gemma 3: embeddings scaled by the root of D, norms before and behind both blocks, norms of q and k, GeGLU,
// five layers with a sliding window for one that sees all. Layers with a window rotate by a base of their
// own. The converter adds the 1 that every norm's weight is stored without.
#include "engine/model/family.h"

namespace engine {

static constexpr std::string_view kGemmaNorms[] = {"attn_q_norm.weight", "attn_k_norm.weight",
                                                   "post_attention_norm.weight", "post_ffw_norm.weight"};

const Family kGemma3Family = {
    .architecture = "gemma3",
    .gating = kernels::Gating::kGelu,
    .required = kGemmaNorms,
    .windowPattern = 6,
    .localRopeBase = 10000.0,
    .scaledEmbedding = true,
};

}  // namespace engine
