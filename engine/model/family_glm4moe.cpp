// GLM-4.5 and its relatives: half of each head is rotated, biases on q, k and v, norms of q and k in some;
// first layers dense, one shared expert, routed as in DeepSeek-V3. Layers that predict further tokens
// (nextn_predict_layers, the last ones) are not read.
#include "engine/model/family.h"

namespace engine {

const Family kGlm4MoeFamily = {
    .architecture = "glm4moe",
    .experts = Presence::kOptional,
    .feedForwardNorm = "post_attention_norm",
    .required = kQueryKeyValueBias,
    .router = {.score = kernels::RouterScore::kSigmoid,
               .groupRank = kernels::GroupRank::kBestTwo,
               .renormalise = true},
};

}  // namespace engine
