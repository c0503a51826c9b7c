// DeepSeek-V2, V2-Lite, V3 and R1: latent attention, first layers dense, shared experts. V2 routes by softmax
// and ranks groups by their best expert; V3 by sigmoid with a bias that counts in the choice only, and ranks
// groups by their best two. YaRN leaves cos and sin alone and sharpens the scores instead.
//
// Keys     attention.q_lora_rank (absent: queries are not compressed), .kv_lora_rank, .key_length_mla,
//          .value_length_mla, rope.dimension_count, rope.scaling.yarn_log_multiplier (0.1 mscale_all_dim)
// Tensors  attn_q, or attn_q_a, attn_q_a_norm and attn_q_b; attn_kv_a_mqa, attn_kv_a_norm, attn_k_b
//          [H, C, nope] and attn_v_b [H, v, C], or both in attn_kv_b [H (nope + v), C] as first files have it
#include "engine/model/family.h"

namespace engine {

const Family kDeepseek2Family = {
    .architecture = "deepseek2",
    .ropeStyle = kernels::RopeStyle::kInterleaved,
    .experts = Presence::kOptional,
    .latentAttention = true,
    .yarnTemperature = false,
};

}  // namespace engine
