#include "engine/formats/hf_families.h"

namespace engine {
namespace {

using enum Make;
using enum Need;

constexpr TensorRule kEnds[] = {
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight"},
    {"lm_head.weight", "output.weight", kKeep, kHead},
};
constexpr TensorRule kShiftedEnds[] = {
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight", kAddOne},
    {"lm_head.weight", "output.weight", kKeep, kHead},
};

constexpr TensorRule kNorms[] = {
    {"model.layers.{layer}.input_layernorm.weight", "blk.{layer}.attn_norm.weight"},
    {"model.layers.{layer}.post_attention_layernorm.weight", "blk.{layer}.ffn_norm.weight"},
};
constexpr TensorRule kPostNorms[] = {
    {"model.layers.{layer}.input_layernorm.weight", "blk.{layer}.attn_norm.weight"},
    {"model.layers.{layer}.post_attention_layernorm.weight", "blk.{layer}.post_attention_norm.weight"},
};
constexpr TensorRule kShiftedNorms[] = {
    {"model.layers.{layer}.input_layernorm.weight", "blk.{layer}.attn_norm.weight", kAddOne},
    {"model.layers.{layer}.self_attn.q_norm.weight", "blk.{layer}.attn_q_norm.weight", kAddOne},
    {"model.layers.{layer}.self_attn.k_norm.weight", "blk.{layer}.attn_k_norm.weight", kAddOne},
    {"model.layers.{layer}.post_attention_layernorm.weight", "blk.{layer}.post_attention_norm.weight",
     kAddOne},
    {"model.layers.{layer}.pre_feedforward_layernorm.weight", "blk.{layer}.ffn_norm.weight", kAddOne},
    {"model.layers.{layer}.post_feedforward_layernorm.weight", "blk.{layer}.post_ffw_norm.weight", kAddOne},
};

constexpr TensorRule kAttention[] = {
    {"model.layers.{layer}.self_attn.q_proj.weight", "blk.{layer}.attn_q.weight"},
    {"model.layers.{layer}.self_attn.q_proj.bias", "blk.{layer}.attn_q.bias", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.k_proj.weight", "blk.{layer}.attn_k.weight"},
    {"model.layers.{layer}.self_attn.k_proj.bias", "blk.{layer}.attn_k.bias", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.v_proj.weight", "blk.{layer}.attn_v.weight"},
    {"model.layers.{layer}.self_attn.v_proj.bias", "blk.{layer}.attn_v.bias", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.o_proj.weight", "blk.{layer}.attn_output.weight"},
    {"model.layers.{layer}.self_attn.o_proj.bias", "blk.{layer}.attn_output.bias", kKeep, kOptional},
};
// Rotated as neighbours in GGUF, as halves of a head in the folder.
constexpr TensorRule kPairedAttention[] = {
    {"model.layers.{layer}.self_attn.q_proj.weight", "blk.{layer}.attn_q.weight", kPairQueries},
    {"model.layers.{layer}.self_attn.q_proj.bias", "blk.{layer}.attn_q.bias", kPairQueries, kOptional},
    {"model.layers.{layer}.self_attn.k_proj.weight", "blk.{layer}.attn_k.weight", kPairKeys},
    {"model.layers.{layer}.self_attn.k_proj.bias", "blk.{layer}.attn_k.bias", kPairKeys, kOptional},
    {"model.layers.{layer}.self_attn.v_proj.weight", "blk.{layer}.attn_v.weight"},
    {"model.layers.{layer}.self_attn.v_proj.bias", "blk.{layer}.attn_v.bias", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.o_proj.weight", "blk.{layer}.attn_output.weight"},
    {"model.layers.{layer}.self_attn.o_proj.bias", "blk.{layer}.attn_output.bias", kKeep, kOptional},
};
constexpr TensorRule kQueryKeyNorms[] = {
    {"model.layers.{layer}.self_attn.q_norm.weight", "blk.{layer}.attn_q_norm.weight"},
    {"model.layers.{layer}.self_attn.k_norm.weight", "blk.{layer}.attn_k_norm.weight"},
};
constexpr TensorRule kOptionalQueryKeyNorms[] = {
    {"model.layers.{layer}.self_attn.q_norm.weight", "blk.{layer}.attn_q_norm.weight", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.k_norm.weight", "blk.{layer}.attn_k_norm.weight", kKeep, kOptional},
};
constexpr TensorRule kSinks[] = {
    {"model.layers.{layer}.self_attn.sinks", "blk.{layer}.attn_sinks.weight"},
};
constexpr TensorRule kLatentAttention[] = {
    {"model.layers.{layer}.self_attn.q_proj.weight", "blk.{layer}.attn_q.weight", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.q_a_proj.weight", "blk.{layer}.attn_q_a.weight", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.q_a_layernorm.weight", "blk.{layer}.attn_q_a_norm.weight", kKeep,
     kOptional},
    {"model.layers.{layer}.self_attn.q_b_proj.weight", "blk.{layer}.attn_q_b.weight", kKeep, kOptional},
    {"model.layers.{layer}.self_attn.kv_a_proj_with_mqa.weight", "blk.{layer}.attn_kv_a_mqa.weight"},
    {"model.layers.{layer}.self_attn.kv_a_layernorm.weight", "blk.{layer}.attn_kv_a_norm.weight"},
    {"model.layers.{layer}.self_attn.kv_b_proj.weight", "blk.{layer}.attn_k_b.weight", kLatentKeys},
    {"model.layers.{layer}.self_attn.kv_b_proj.weight", "blk.{layer}.attn_v_b.weight", kLatentValues},
    {"model.layers.{layer}.self_attn.o_proj.weight", "blk.{layer}.attn_output.weight"},
};
constexpr TensorRule kFusedAttention[] = {
    {"model.layers.{layer}.self_attn.qkv_proj.weight", "blk.{layer}.attn_qkv.weight"},
    {"model.layers.{layer}.self_attn.o_proj.weight", "blk.{layer}.attn_output.weight"},
};

constexpr TensorRule kMlp[] = {
    {"model.layers.{layer}.mlp.gate_proj.weight", "blk.{layer}.ffn_gate.weight", kKeep, kAlways,
     Layers::kDense},
    {"model.layers.{layer}.mlp.up_proj.weight", "blk.{layer}.ffn_up.weight", kKeep, kAlways, Layers::kDense},
    {"model.layers.{layer}.mlp.down_proj.weight", "blk.{layer}.ffn_down.weight", kKeep, kAlways,
     Layers::kDense},
};
constexpr TensorRule kFusedMlp[] = {
    {"model.layers.{layer}.mlp.gate_up_proj.weight", "blk.{layer}.ffn_up.weight"},
    {"model.layers.{layer}.mlp.down_proj.weight", "blk.{layer}.ffn_down.weight"},
};

// Experts one by one; some tools stack them, gate and up together.
constexpr TensorRule kExperts[] = {
    {"model.layers.{layer}.mlp.gate.weight", "blk.{layer}.ffn_gate_inp.weight", kKeep, kAlways,
     Layers::kRouted},
    {"model.layers.{layer}.mlp.gate.e_score_correction_bias", "blk.{layer}.exp_probs_b.bias", kKeep,
     kOptional, Layers::kRouted},
    {"model.layers.{layer}.mlp.experts.{expert}.gate_proj.weight", "blk.{layer}.ffn_gate.{expert}.weight",
     kKeep, kAlways, Layers::kRouted},
    {"model.layers.{layer}.mlp.experts.gate_up_proj", "blk.{layer}.ffn_gate.{expert}.weight", kFirstHalf,
     kElse, Layers::kRouted},
    {"model.layers.{layer}.mlp.experts.{expert}.up_proj.weight", "blk.{layer}.ffn_up.{expert}.weight", kKeep,
     kAlways, Layers::kRouted},
    {"model.layers.{layer}.mlp.experts.gate_up_proj", "blk.{layer}.ffn_up.{expert}.weight", kSecondHalf,
     kElse, Layers::kRouted},
    {"model.layers.{layer}.mlp.experts.{expert}.down_proj.weight", "blk.{layer}.ffn_down.{expert}.weight",
     kKeep, kAlways, Layers::kRouted},
    {"model.layers.{layer}.mlp.experts.down_proj", "blk.{layer}.ffn_down_exps.weight", kKeep, kElse,
     Layers::kRouted},
};
constexpr TensorRule kMixtralExperts[] = {
    {"model.layers.{layer}.block_sparse_moe.gate.weight", "blk.{layer}.ffn_gate_inp.weight"},
    {"model.layers.{layer}.block_sparse_moe.experts.{expert}.w1.weight",
     "blk.{layer}.ffn_gate.{expert}.weight"},
    {"model.layers.{layer}.block_sparse_moe.experts.{expert}.w3.weight",
     "blk.{layer}.ffn_up.{expert}.weight"},
    {"model.layers.{layer}.block_sparse_moe.experts.{expert}.w2.weight",
     "blk.{layer}.ffn_down.{expert}.weight"},
};
constexpr TensorRule kGraniteExperts[] = {
    {"model.layers.{layer}.block_sparse_moe.router.layer.weight", "blk.{layer}.ffn_gate_inp.weight"},
    {"model.layers.{layer}.block_sparse_moe.input_linear.weight", "blk.{layer}.ffn_gate.{expert}.weight",
     kFirstHalf},
    {"model.layers.{layer}.block_sparse_moe.input_linear.weight", "blk.{layer}.ffn_up.{expert}.weight",
     kSecondHalf},
    {"model.layers.{layer}.block_sparse_moe.output_linear.weight", "blk.{layer}.ffn_down_exps.weight"},
};
constexpr TensorRule kGptOssExperts[] = {
    {"model.layers.{layer}.mlp.router.weight", "blk.{layer}.ffn_gate_inp.weight"},
    {"model.layers.{layer}.mlp.router.bias", "blk.{layer}.ffn_gate_inp.bias"},
    {"model.layers.{layer}.mlp.experts.gate_up_proj_blocks", "blk.{layer}.ffn_gate_exps.weight", kMxfp4Even},
    {"model.layers.{layer}.mlp.experts.gate_up_proj", "blk.{layer}.ffn_gate_exps.weight", kEvenColumns,
     kElse},
    {"model.layers.{layer}.mlp.experts.gate_up_proj_blocks", "blk.{layer}.ffn_up_exps.weight", kMxfp4Odd},
    {"model.layers.{layer}.mlp.experts.gate_up_proj", "blk.{layer}.ffn_up_exps.weight", kOddColumns, kElse},
    {"model.layers.{layer}.mlp.experts.gate_up_proj_bias", "blk.{layer}.ffn_gate_exps.bias", kEven},
    {"model.layers.{layer}.mlp.experts.gate_up_proj_bias", "blk.{layer}.ffn_up_exps.bias", kOdd},
    {"model.layers.{layer}.mlp.experts.down_proj_blocks", "blk.{layer}.ffn_down_exps.weight", kMxfp4},
    {"model.layers.{layer}.mlp.experts.down_proj", "blk.{layer}.ffn_down_exps.weight", kTranspose, kElse},
    {"model.layers.{layer}.mlp.experts.down_proj_bias", "blk.{layer}.ffn_down_exps.bias"},
};
// One more expert that every token goes through.
constexpr TensorRule kSharedExpert[] = {
    {"model.layers.{layer}.mlp.shared_expert_gate.weight", "blk.{layer}.ffn_gate_inp_shexp.weight", kKeep,
     kAlways, Layers::kRouted},
    {"model.layers.{layer}.mlp.shared_expert.gate_proj.weight", "blk.{layer}.ffn_gate_shexp.weight", kKeep,
     kAlways, Layers::kRouted},
    {"model.layers.{layer}.mlp.shared_expert.up_proj.weight", "blk.{layer}.ffn_up_shexp.weight", kKeep,
     kAlways, Layers::kRouted},
    {"model.layers.{layer}.mlp.shared_expert.down_proj.weight", "blk.{layer}.ffn_down_shexp.weight", kKeep,
     kAlways, Layers::kRouted},
};
constexpr TensorRule kSharedExperts[] = {
    {"model.layers.{layer}.mlp.shared_experts.gate_proj.weight", "blk.{layer}.ffn_gate_shexp.weight", kKeep,
     kOptional, Layers::kRouted},
    {"model.layers.{layer}.mlp.shared_experts.up_proj.weight", "blk.{layer}.ffn_up_shexp.weight", kKeep,
     kOptional, Layers::kRouted},
    {"model.layers.{layer}.mlp.shared_experts.down_proj.weight", "blk.{layer}.ffn_down_shexp.weight", kKeep,
     kOptional, Layers::kRouted},
};

constexpr HfDefault kPlain[] = {{"rms_norm_eps", 1e-6}, {"rope_theta", 1e4}};
constexpr HfDefault kUnweighted[] = {{"rms_norm_eps", 1e-6}, {"rope_theta", 1e4}, {"norm_topk_prob", 0}};
constexpr HfDefault kOlmoe[] = {{"rms_norm_eps", 1e-5}, {"rope_theta", 1e4}, {"norm_topk_prob", 0}};
constexpr HfDefault kMixtral[] = {{"rms_norm_eps", 1e-5}, {"rope_theta", 1e6}};
constexpr HfDefault kPhi3[] = {{"rms_norm_eps", 1e-5}, {"rope_theta", 1e4}};
constexpr HfDefault kGranite[] = {{"rms_norm_eps", 1e-6},      {"rope_theta", 1e4},
                                  {"embedding_multiplier", 1}, {"logits_scaling", 1},
                                  {"residual_multiplier", 1},  {"attention_multiplier", 1}};
constexpr HfDefault kDeepseek[] = {{"rms_norm_eps", 1e-6}, {"rope_theta", 1e4},
                                   {"norm_topk_prob", 0},  {"routed_scaling_factor", 1},
                                   {"moe_layer_freq", 1},  {"first_k_dense_replace", 0}};
constexpr HfDefault kDeepseek3[] = {
    {"rms_norm_eps", 1e-6}, {"rope_theta", 1e4}, {"norm_topk_prob", 1}, {"routed_scaling_factor", 2.5},
    {"moe_layer_freq", 1},  {"n_group", 8},      {"topk_group", 4},     {"first_k_dense_replace", 3}};
constexpr HfDefault kGlm4[] = {{"rms_norm_eps", 1e-5}, {"rope_theta", 1e4},
                               {"norm_topk_prob", 1},  {"routed_scaling_factor", 1},
                               {"moe_layer_freq", 1},  {"first_k_dense_replace", 1}};
constexpr HfDefault kGptOss[] = {{"rms_norm_eps", 1e-5}, {"rope_theta", 150000}, {"head_dim", 64}};
constexpr HfDefault kGemma3[] = {{"vocab_size", 262208},       {"num_attention_heads", 8},
                                 {"num_key_value_heads", 4},   {"head_dim", 256},
                                 {"rms_norm_eps", 1e-6},       {"max_position_embeddings", 131072},
                                 {"rope_theta", 1e6},          {"rope_local_base_freq", 1e4},
                                 {"sliding_window", 4096},     {"query_pre_attn_scalar", 256},
                                 {"sliding_window_pattern", 6}};

constexpr HfFamily kFamilies[] = {
    {.modelType = "llama",
     .className = "LlamaForCausalLM",
     .architecture = "llama",
     .defaults = kPlain,
     .rules = {kEnds, kNorms, kPairedAttention, kMlp}},
    {.modelType = "mistral",
     .className = "MistralForCausalLM",
     .architecture = "llama",
     .defaults = kPlain,
     .rules = {kEnds, kNorms, kPairedAttention, kMlp},
     .window = Window::kAllLayers},
    {.modelType = "mixtral",
     .className = "MixtralForCausalLM",
     .architecture = "llama",
     .experts = "num_local_experts",
     .defaults = kMixtral,
     .rules = {kEnds, kNorms, kPairedAttention, kMixtralExperts},
     .window = Window::kAllLayers},
    {.modelType = "qwen2",
     .className = "Qwen2ForCausalLM",
     .architecture = "qwen2",
     .defaults = kPlain,
     .rules = {kEnds, kNorms, kAttention, kMlp},
     .window = Window::kUpper,
     .fixedBias = true},
    {.modelType = "qwen2_moe",
     .className = "Qwen2MoeForCausalLM",
     .architecture = "qwen2moe",
     .experts = "num_experts",
     .defaults = kUnweighted,
     .rules = {kEnds, kNorms, kAttention, kMlp, kExperts, kSharedExpert},
     .window = Window::kUpper,
     .fixedBias = true},
    {.modelType = "qwen3",
     .className = "Qwen3ForCausalLM",
     .architecture = "qwen3",
     .defaults = kPlain,
     .rules = {kEnds, kNorms, kAttention, kQueryKeyNorms, kMlp},
     .window = Window::kUpper},
    {.modelType = "qwen3_moe",
     .className = "Qwen3MoeForCausalLM",
     .architecture = "qwen3moe",
     .experts = "num_experts",
     .defaults = kUnweighted,
     .rules = {kEnds, kNorms, kAttention, kQueryKeyNorms, kMlp, kExperts},
     .window = Window::kUpper},
    {.modelType = "olmoe",
     .className = "OlmoeForCausalLM",
     .architecture = "olmoe",
     .experts = "num_experts",
     .defaults = kOlmoe,
     .rules = {kEnds, kNorms, kAttention, kQueryKeyNorms, kExperts}},
    {.modelType = "granite",
     .className = "GraniteForCausalLM",
     .architecture = "granite",
     .defaults = kGranite,
     .rules = {kEnds, kNorms, kPairedAttention, kMlp}},
    {.modelType = "granitemoe",
     .className = "GraniteMoeForCausalLM",
     .architecture = "granitemoe",
     .experts = "num_local_experts",
     .defaults = kGranite,
     .rules = {kEnds, kNorms, kPairedAttention, kGraniteExperts}},
    {.modelType = "deepseek",
     .className = "DeepseekForCausalLM",
     .architecture = "deepseek",
     .experts = "n_routed_experts",
     .defaults = kDeepseek,
     .rules = {kEnds, kNorms, kPairedAttention, kMlp, kExperts, kSharedExperts},
     .gating = 1},
    {.modelType = "deepseek_v2",
     .className = "DeepseekV2ForCausalLM",
     .architecture = "deepseek2",
     .experts = "n_routed_experts",
     .defaults = kDeepseek,
     .rules = {kEnds, kNorms, kLatentAttention, kMlp, kExperts, kSharedExperts},
     .gating = 1,
     .latent = true},
    {.modelType = "deepseek_v3",
     .className = "DeepseekV3ForCausalLM",
     .architecture = "deepseek2",
     .experts = "n_routed_experts",
     .defaults = kDeepseek3,
     .rules = {kEnds, kNorms, kLatentAttention, kMlp, kExperts, kSharedExperts},
     .gating = 2,
     .latent = true},
    {.modelType = "gpt_oss",
     .className = "GptOssForCausalLM",
     .architecture = "gpt-oss",
     .experts = "num_local_experts",
     .defaults = kGptOss,
     .rules = {kEnds, kPostNorms, kAttention, kSinks, kGptOssExperts},
     .window = Window::kEverySecond,
     .fixedBias = true},
    {.modelType = "glm4_moe",
     .className = "Glm4MoeForCausalLM",
     .architecture = "glm4moe",
     .experts = "n_routed_experts",
     .defaults = kGlm4,
     .rules = {kEnds, kPostNorms, kAttention, kOptionalQueryKeyNorms, kMlp, kExperts, kSharedExperts},
     .partialRotary = 0.5,
     .gating = 2},
    {.modelType = "gemma3_text",
     .className = "Gemma3ForCausalLM",
     .architecture = "gemma3",
     .defaults = kGemma3,
     .rules = {kShiftedEnds, kShiftedNorms, kAttention, kMlp},
     .window = Window::kAllButSixth},
    {.modelType = "phi3",
     .className = "Phi3ForCausalLM",
     .architecture = "phi3",
     .defaults = kPhi3,
     .rules = {kEnds, kNorms, kFusedAttention, kFusedMlp},
     .window = Window::kAllLayers},
};

std::string withNumber(std::string name, std::string_view place, int64_t number) {
    const size_t at = name.find(place);
    return at == std::string::npos ? name : name.replace(at, place.size(), std::to_string(number));
}

}  // namespace

std::string numberedName(std::string_view pattern, int64_t layer, int64_t expert) {
    return withNumber(withNumber(std::string(pattern), "{layer}", layer), "{expert}", expert);
}

std::span<const HfFamily> hfFamilies() {
    return kFamilies;
}

const HfFamily* findHfFamily(std::string_view modelType) {
    if (modelType == "gemma3") modelType = "gemma3_text";
    for (const HfFamily& family : kFamilies) {
        if (family.modelType == modelType) return &family;
    }
    return nullptr;
}

}  // namespace engine
