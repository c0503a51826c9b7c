// Qwen3 with experts: attention as in Qwen3; every layer routes with softmax over all E scores, then takes
// the top A and scales their shares to sum 1 unless expert_weights_norm says otherwise. feed_forward_length
// is not used.
#include "engine/model/family.h"

namespace engine {

const Family kQwen3MoeFamily = {
    .architecture = "qwen3moe",
    .experts = Presence::kAlways,
    .required = kQueryKeyNorm,
    .router = {.renormalise = true},
};

}  // namespace engine
