// DeepSeek-MoE 16B: llama's attention, permuted by the converter as llama is; the first layers are dense, the
// others have shared experts beside the routed ones, whose shares are kept as softmax over all gives them.
#include "engine/model/family.h"

namespace engine {

const Family kDeepseekFamily = {
    .architecture = "deepseek",
    .ropeStyle = kernels::RopeStyle::kInterleaved,
    .experts = Presence::kAlways,
};

}  // namespace engine
