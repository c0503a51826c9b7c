// What sets one architecture family apart: a row of facts that the one transformer is built by. A family has
// one small file, which states its keys and tensors where they differ from the common ones.
//
// The common keys     <arch>.block_count, .context_length, .embedding_length, .feed_forward_length,
//                     .attention.head_count, .head_count_kv, .key_length, .layer_norm_rms_epsilon,
//                     .rope.dimension_count, .freq_base, .scaling.*
// The common tensors  token_embd, output_norm, output (absent: tied to token_embd), rope_freqs (absent: all
// 1);
//                     blk.N.attn_norm, attn_q, attn_k, attn_v, attn_output, ffn_norm, ffn_gate, ffn_up,
//                     ffn_down
// With experts        <arch>.expert_count, .expert_used_count, .expert_feed_forward_length,
// .expert_weights_norm,
//                     .expert_weights_scale; blk.N.ffn_gate_inp [E, D], ffn_gate_exps [E, F, D],
//                     ffn_up_exps [E, F, D], ffn_down_exps [E, D, F]
#pragma once

#include <string_view>

#include "kernels/backend.h"

namespace engine {

enum class Presence : uint8_t { kNever, kOptional, kAlways };

struct Family {
    std::string_view architecture;  // general.architecture
    kernels::RopeStyle ropeStyle = kernels::RopeStyle::kHalves;
    Presence attentionBias = Presence::kNever;  // blk.N.attn_{q,k,v}.bias
    Presence experts = Presence::kNever;
    bool queryKeyNorm = false;       // blk.N.attn_q_norm, attn_k_norm [K]
    bool renormaliseExperts = true;  // where the file does not say
};

extern const Family kLlamaFamily;
extern const Family kQwen2Family;
extern const Family kQwen3Family;
extern const Family kQwen3MoeFamily;

// Null for an architecture that none speaks for.
const Family* findFamily(std::string_view architecture);

}  // namespace engine
