// Qwen1.5-MoE and Qwen2-MoE: attention as in Qwen2; beside the routed experts one shared expert, which counts
// by the sigmoid of its own score. The chosen shares are kept as softmax over all gives them.
#include "engine/model/family.h"

namespace engine {

const Family kQwen2MoeFamily = {
    .architecture = "qwen2moe",
    .experts = Presence::kAlways,
    .required = kQueryKeyValueBias,
};

}  // namespace engine
