// What sets one architecture family apart: a row of facts that the one transformer is built by. A family has
// one small file, which states its keys and tensors where they differ from the common ones.
//
// The common keys     <arch>.block_count, .context_length, .embedding_length, .feed_forward_length,
//                     .attention.head_count, .head_count_kv, .key_length, .value_length, .scale,
//                     .sliding_window, .layer_norm_rms_epsilon, .rope.dimension_count, .freq_base, .scaling.*
// The common tensors  token_embd, output_norm, output (absent: tied to token_embd), rope_freqs (absent: all
//                     1); blk.N.attn_norm, attn_q, attn_k, attn_v (or one attn_qkv), attn_output, ffn_norm,
//                     ffn_gate, ffn_up (or both in ffn_up), ffn_down
// With experts        <arch>.expert_count, .expert_used_count, .expert_feed_forward_length,
//                     .expert_gating_func, .expert_weights_norm, .expert_weights_scale, .expert_group_count,
//                     .expert_group_used_count, .leading_dense_block_count, .expert_shared_count,
//                     .expert_shared_feed_forward_length; blk.N.ffn_gate_inp [E, D], ffn_gate_exps [E, F, D],
//                     ffn_up_exps [E, F, D], ffn_down_exps [E, D, F] (or ffn_gate.0, ffn_gate.1 …),
//                     exp_probs_b [E]; ffn_gate_shexp, ffn_up_shexp, ffn_down_shexp, ffn_gate_inp_shexp [D]
// A tensor that is optional is read where the file has it: biases, norms of q and k, sinks, norms behind
// blocks.
#pragma once

#include <span>
#include <string_view>

#include "engine/model/model_config.h"

namespace engine {

enum class Presence : uint8_t { kNever, kOptional, kAlways };

struct Family {
    std::string_view architecture;  // general.architecture
    kernels::RopeStyle ropeStyle = kernels::RopeStyle::kHalves;
    Presence experts = Presence::kNever;
    bool latentAttention = false;
    QueryKeyNorm queryKeyNorm = QueryKeyNorm::kHead;  // where the file has norms of q and k
    kernels::Gating gating = kernels::Gating::kSilu;
    std::string_view feedForwardNorm = "ffn_norm";
    // Tensors of every layer that would otherwise be left out in silence.
    std::span<const std::string_view> required = {};
    // What the file need not say.
    kernels::RouterSpec router = {};
    int64_t windowPattern = 1;     // with a sliding window: every n-th layer sees all positions; 1: none does
    double localRopeBase = 0.0;    // layers with a window rotate by this base, unscaled; 0: like the others
    bool scaledEmbedding = false;  // by the root of D
    bool roundedYarn = true;       // the borders of YaRN's ramp are whole pairs
    bool yarnTemperature = true;   // YaRN multiplies cos and sin by 1 + 0.1 ln(factor)
};

inline constexpr std::string_view kQueryKeyValueBias[] = {"attn_q.bias", "attn_k.bias", "attn_v.bias"};
inline constexpr std::string_view kQueryKeyNorm[] = {"attn_q_norm.weight", "attn_k_norm.weight"};

extern const Family kLlamaFamily;
extern const Family kQwen2Family;
extern const Family kQwen2MoeFamily;
extern const Family kQwen3Family;
extern const Family kQwen3MoeFamily;
extern const Family kOlmoeFamily;
extern const Family kGraniteFamily;
extern const Family kGraniteMoeFamily;
extern const Family kDeepseekFamily;
extern const Family kDeepseek2Family;
extern const Family kGptOssFamily;
extern const Family kGlm4MoeFamily;
extern const Family kGemma3Family;
extern const Family kPhi3Family;

// Null for an architecture that none speaks for.
const Family* findFamily(std::string_view architecture);

}  // namespace engine
