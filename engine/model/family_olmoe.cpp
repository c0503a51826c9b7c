// OLMoE: the norms of q and k go over all heads of a row at once; q, k and v may be clamped
// (attention.clamp_kqv); shares are kept as softmax over all gives them.
#include "engine/model/family.h"

namespace engine {

const Family kOlmoeFamily = {
    .architecture = "olmoe",
    .experts = Presence::kAlways,
    .queryKeyNorm = QueryKeyNorm::kRow,
    .required = kQueryKeyNorm,
};

}  // namespace engine
