#include "engine/formats/hf_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/formats/model_fault.h"

namespace engine {
namespace {

using Kind = HfKey::Kind;

constexpr HfKey kKeys[] = {
    {"vocab_size", "vocab_size"},
    {"max_position_embeddings", "context_length"},
    {"hidden_size", "embedding_length"},
    {"num_hidden_layers", "block_count"},
    {"intermediate_size", "feed_forward_length"},
    {"num_attention_heads", "attention.head_count"},
    {"rms_norm_eps", "attention.layer_norm_rms_epsilon", Kind::kNumber},
    {"q_lora_rank", "attention.q_lora_rank"},
    {"kv_lora_rank", "attention.kv_lora_rank"},
    {"clip_qkv", "attention.clamp_kqv", Kind::kNumber},
    {"attention_multiplier", "attention.scale", Kind::kNumber},
    {"embedding_multiplier", "embedding_scale", Kind::kNumber},
    {"residual_multiplier", "residual_scale", Kind::kNumber},
    {"logits_scaling", "logit_scale", Kind::kNumber},
    {"attn_logit_softcapping", "attn_logit_softcapping", Kind::kNumber},
    {"final_logit_softcapping", "final_logit_softcapping", Kind::kNumber},
    {"num_experts_per_tok", "expert_used_count"},
    {"n_shared_experts", "expert_shared_count"},
    {"moe_intermediate_size", "expert_feed_forward_length"},
    {"shared_expert_intermediate_size", "expert_shared_feed_forward_length"},
    {"routed_scaling_factor", "expert_weights_scale", Kind::kNumber},
    {"norm_topk_prob", "expert_weights_norm", Kind::kFlag},
    {"n_group", "expert_group_count"},
    {"topk_group", "expert_group_used_count"},
};

class Describer {
public:
    Describer(const HfConfig& config, const HfFamily& family)
        : config_(config), family_(family), prefix_(std::string(family.architecture) + ".") {}

    HfMetadata describe(const std::string& name, size_t tensors) {
        text("general.architecture", std::string(family_.architecture));
        text("general.name", name);
        for (const char* needed :
             {"vocab_size", "max_position_embeddings", "hidden_size", "intermediate_size"})
            config_.needSize(needed);
        out_.layers = config_.needSize("num_hidden_layers");
        if (static_cast<size_t>(out_.layers) > tensors) {
            config_.broken(fmt::format("it states {} layers, but there are no more than {} tensors",
                                       out_.layers, tensors));
        }
        out_.heads = config_.needSize("num_attention_heads");
        for (const HfKey& key : kKeys)
            copy(key);
        describeHeads();
        describeExperts();
        describeRotation();
        describeWindow();
        return std::move(out_);
    }

private:
    void set(const std::string& key, MetadataValue value) { out_.values[prefix_ + key] = std::move(value); }
    void text(const std::string& key, std::string value) {
        out_.texts.push_back(std::move(value));
        out_.values[key] = std::string_view(out_.texts.back());
    }
    void ownText(const std::string& key, std::string value) { text(prefix_ + key, std::move(value)); }

    void copy(const HfKey& key) {
        const std::string to(key.gguf);
        if (key.kind == Kind::kNumber) {
            if (const auto value = config_.number(key.config)) set(to, *value);
        } else if (key.kind == Kind::kFlag) {
            if (const auto value = config_.flag(key.config)) set(to, *value);
        } else if (const auto value = config_.size(key.config)) {
            set(to, *value);
        }
    }

    void describeHeads() {
        const int64_t width = config_.needSize("hidden_size");
        out_.kvHeads = config_.size("num_key_value_heads").value_or(out_.heads);
        if (out_.kvHeads == 0 || out_.heads % out_.kvHeads != 0)
            config_.broken("its “num_key_value_heads” does not divide its “num_attention_heads”");
        if (family_.latent) return describeLatentHeads();
        set("attention.head_count_kv", out_.kvHeads);
        const auto stated = config_.size("head_dim");
        const int64_t head = stated.value_or(width / out_.heads);
        if (head < 1) config_.broken("its heads have no width");
        if (stated) {
            set("attention.key_length", head);
            set("attention.value_length", head);
        }
        double share = config_.number("partial_rotary_factor").value_or(family_.partialRotary);
        if (const auto* rope = config_.section("rope_parameters"))
            share = config_.numberIn(*rope, "partial_rotary_factor").value_or(share);
        if (!(share > 0.0 && share <= 1.0))
            config_.broken("its “partial_rotary_factor” is not between 0 and 1");
        rotated_ = static_cast<int64_t>(static_cast<double>(head) * share);
        if (rotated_ < 2 || rotated_ % 2 != 0) config_.broken("an odd part of its heads is rotated");
        set("rope.dimension_count", rotated_);
        if (const auto scalar = config_.number("query_pre_attn_scalar")) {
            if (!(*scalar > 0.0)) config_.broken("its “query_pre_attn_scalar” is not above 0");
            set("attention.scale", 1.0 / std::sqrt(*scalar));
        }
    }

    // As the converter has it: one key/value head as wide as the latent, and the widths after expansion
    // beside it.
    void describeLatentHeads() {
        rotated_ = config_.needSize("qk_rope_head_dim");
        out_.unrotatedKeyWidth = config_.needSize("qk_nope_head_dim");
        out_.valueWidth = config_.needSize("v_head_dim");
        const int64_t rank = config_.needSize("kv_lora_rank");
        set("attention.head_count_kv", int64_t{1});
        set("attention.key_length", rank + rotated_);
        set("attention.value_length", rank);
        set("attention.key_length_mla", out_.unrotatedKeyWidth + rotated_);
        set("attention.value_length_mla", out_.valueWidth);
        set("rope.dimension_count", rotated_);
    }

    void describeExperts() {
        out_.experts = family_.experts.empty() ? 0 : config_.size(family_.experts).value_or(0);
        if (out_.experts == 0) return;
        set("expert_count", out_.experts);
        config_.needSize("num_experts_per_tok");
        if (!config_.size("moe_intermediate_size"))
            set("expert_feed_forward_length", config_.needSize("intermediate_size"));
        int gating = family_.gating;
        if (const auto score = config_.text("scoring_func")) {
            if (*score != "softmax" && *score != "sigmoid")
                config_.beyond("the router's score " + inQuotes(*score));
            gating = *score == "softmax" ? 1 : 2;
        }
        if (gating != 0) set("expert_gating_func", int64_t{gating});
        if (config_.text("topk_method").value_or("") == "greedy") {
            out_.values.erase(prefix_ + "expert_group_count");
            out_.values.erase(prefix_ + "expert_group_used_count");
        }
        if (config_.number("swiglu_limit").value_or(7.0) != 7.0)
            config_.beyond("a “swiglu_limit” other than 7");

        const nlohmann::json* dense = config_.list("mlp_only_layers");
        if (dense != nullptr && dense->size() > static_cast<size_t>(out_.layers))
            config_.broken("its “mlp_only_layers” names more layers than it has");
        while (out_.firstExpertLayer < out_.layers && !layerHasExperts(out_.firstExpertLayer))
            ++out_.firstExpertLayer;
        for (int64_t layer = out_.firstExpertLayer; layer < out_.layers; ++layer) {
            if (!layerHasExperts(layer)) config_.beyond("a dense layer behind one with experts");
        }
        if (out_.firstExpertLayer > 0 || config_.size("first_k_dense_replace"))
            set("leading_dense_block_count", out_.firstExpertLayer);
    }

    bool layerHasExperts(int64_t layer) const {
        const int64_t dense = config_.size("first_k_dense_replace").value_or(0);
        const int64_t every = config_.size("moe_layer_freq").value_or(1);
        const int64_t step = config_.size("decoder_sparse_step").value_or(1);
        if (every == 0 || step == 0) config_.broken("experts in every 0th layer cannot be");
        if (layer < dense || layer % every != 0 || (layer + 1) % step != 0) return false;
        const nlohmann::json* named = config_.list("mlp_only_layers");
        return named == nullptr || std::find(named->begin(), named->end(), layer) == named->end();
    }

    void describeRotation() {
        const nlohmann::json* rope = config_.section("rope_parameters");
        if (rope == nullptr) rope = config_.section("rope_scaling");
        double base = config_.number("rope_theta").value_or(10000.0);
        auto local = config_.number("rope_local_base_freq");
        if (rope != nullptr && rope->contains("full_attention")) {
            const auto sliding = rope->find("sliding_attention");
            if (sliding != rope->end() && sliding->is_object())
                local = config_.numberIn(*sliding, "rope_theta").value_or(local.value_or(base));
            rope = &rope->at("full_attention");
            if (!rope->is_object()) config_.broken("its “full_attention” is not an object");
        }
        if (rope != nullptr) base = config_.numberIn(*rope, "rope_theta").value_or(base);
        if (!(base > 1.0)) config_.broken("its “rope_theta” is not above 1");
        set("rope.freq_base", base);
        if (local) set("rope.freq_base_swa", *local);
        if (rope != nullptr) describeScaling(*rope, base);
    }

    void describeScaling(const nlohmann::json& rope, double base) {
        std::string type = config_.textIn(rope, "rope_type").value_or("");
        if (type.empty()) type = config_.textIn(rope, "type").value_or("default");
        if (type == "default") return;
        const double context = static_cast<double>(config_.needSize("max_position_embeddings"));
        const double original =
            config_.numberIn(rope, "original_max_position_embeddings")
                .value_or(config_.number("original_max_position_embeddings").value_or(context));
        if (!(original >= 1.0 && original <= static_cast<double>(HfConfig::kLargest)))
            config_.broken("its “original_max_position_embeddings” cannot be");
        const double factor = config_.numberIn(rope, "factor").value_or(context / original);
        if (!(factor > 0.0)) config_.broken("its rotation is stretched by a factor that is not above 0");
        if (type == "linear") {
            ownText("rope.scaling.type", "linear");
            set("rope.scaling.factor", factor);
        } else if (type == "yarn") {
            ownText("rope.scaling.type", "yarn");
            set("rope.scaling.factor", factor);
            set("rope.scaling.original_context_length", static_cast<int64_t>(original));
            describeYarn(rope, factor);
        } else if (type == "llama3") {
            const Llama3Stretch stretch = {
                .factor = factor,
                .lowFrequency = config_.numberIn(rope, "low_freq_factor").value_or(1.0),
                .highFrequency = config_.numberIn(rope, "high_freq_factor").value_or(4.0),
                .originalContext = original};
            if (!(stretch.highFrequency > stretch.lowFrequency && stretch.lowFrequency > 0.0))
                config_.broken("its “high_freq_factor” is not above its “low_freq_factor”");
            out_.tables.push_back({"rope_freqs.weight", llama3Factors(stretch, base, rotated_)});
        } else if (type == "longrope" || type == "su") {
            ownText("rope.scaling.type", "longrope");
            set("rope.scaling.original_context_length", static_cast<int64_t>(original));
            describeLongRope(rope, context / original, original);
        } else {
            config_.beyond("positions stretched by " + inQuotes(type));
        }
    }

    void describeYarn(const nlohmann::json& rope, double factor) {
        for (const char* name : {"beta_fast", "beta_slow"}) {
            if (const auto value = config_.numberIn(rope, name))
                set(std::string("rope.scaling.yarn_") + name, *value);
        }
        const auto truncate = rope.find("truncate");
        if (truncate != rope.end() && truncate->is_boolean())
            set("rope.scaling.yarn_truncate", truncate->get<bool>());

        const auto temperature = [&](double share) {
            return factor > 1.0 ? 0.1 * share * std::log(factor) + 1.0 : 1.0;
        };
        const double all = config_.numberIn(rope, "mscale_all_dim").value_or(0.0);
        const double single = config_.numberIn(rope, "mscale").value_or(0.0);
        auto magnitude = config_.numberIn(rope, "attention_factor");
        if (!magnitude && all != 0.0 && single != 0.0) magnitude = temperature(single) / temperature(all);
        const double implied = family_.latent ? 1.0 : temperature(1.0);
        if (!magnitude) magnitude = temperature(1.0);
        if (std::abs(*magnitude / implied - 1.0) > 1e-9)
            set("rope.scaling.yarn_attn_factor", *magnitude / implied);
        if (family_.latent && all != 0.0) set("rope.scaling.yarn_log_multiplier", 0.1 * all);
    }

    void describeLongRope(const nlohmann::json& rope, double stretch, double original) {
        double attention = stretch > 1.0 ? std::sqrt(1.0 + std::log(stretch) / std::log(original)) : 1.0;
        attention = config_.numberIn(rope, "attention_factor").value_or(attention);
        if (!std::isfinite(attention)) config_.broken("its “original_max_position_embeddings” cannot be");
        set("rope.scaling.attn_factor", attention);
        for (const char* name : {"long", "short"}) {
            const auto factors = config_.numbers(rope, std::string(name) + "_factor");
            if (static_cast<int64_t>(factors.size()) != rotated_ / 2)
                config_.broken(fmt::format("its “{}_factor” has {} numbers, not {}", name, factors.size(),
                                           rotated_ / 2));
            out_.tables.push_back({std::string("rope_factors_") + name + ".weight",
                                   std::vector<float>(factors.begin(), factors.end())});
        }
    }

    void describeWindow() {
        if (family_.window == Window::kNone) return;
        if (family_.window == Window::kUpper && !config_.flag("use_sliding_window").value_or(false)) return;
        const int64_t window = config_.size("sliding_window").value_or(0);
        if (window == 0) return;
        MetadataArray pattern;
        const nlohmann::json* types = config_.list("layer_types");
        if (types != nullptr && types->size() != static_cast<size_t>(out_.layers))
            config_.broken("its “layer_types” does not name every layer");
        for (int64_t layer = 0; layer < out_.layers; ++layer) {
            const bool windowed = types != nullptr ? windowedByType((*types)[static_cast<size_t>(layer)])
                                                   : windowedByFamily(layer);
            pattern.integers.push_back(windowed ? 1 : 0);
        }
        const auto windowed = std::count(pattern.integers.begin(), pattern.integers.end(), 1);
        if (windowed == 0) return;
        set("attention.sliding_window", window);
        if (windowed < out_.layers) set("attention.sliding_window_pattern", std::move(pattern));
    }

    bool windowedByType(const nlohmann::json& type) const {
        if (type != "sliding_attention" && type != "full_attention")
            config_.beyond("another kind of attention layer");
        return type == "sliding_attention";
    }

    bool windowedByFamily(int64_t layer) const {
        switch (family_.window) {
            case Window::kUpper:
                return layer >= config_.size("max_window_layers").value_or(0);
            case Window::kEverySecond:
                return layer % 2 == 0;
            case Window::kAllButSixth: {
                const int64_t stated = config_.size("_sliding_window_pattern").value_or(0);
                const int64_t every = stated > 0 ? stated : config_.needSize("sliding_window_pattern");
                return (layer + 1) % every != 0;
            }
            case Window::kAllLayers:
            case Window::kNone:
                break;
        }
        return true;
    }

    const HfConfig& config_;
    const HfFamily& family_;
    std::string prefix_;
    int64_t rotated_ = 0;
    HfMetadata out_;
};

}  // namespace

std::span<const HfKey> hfKeys() {
    return kKeys;
}

HfMetadata describeHfModel(const HfConfig& config, const HfFamily& family, const std::string& name,
                           size_t tensors) {
    return Describer(config, family).describe(name, tensors);
}

std::vector<float> llama3Factors(const Llama3Stretch& stretch, double base, int64_t rotated) {
    std::vector<float> factors;
    for (int64_t pair = 0; pair < rotated / 2; ++pair) {
        const double turns = stretch.originalContext / (2.0 * std::numbers::pi) *
                             std::pow(base, -2.0 * static_cast<double>(pair) / static_cast<double>(rotated));
        const double kept = std::clamp(
            (turns - stretch.lowFrequency) / (stretch.highFrequency - stretch.lowFrequency), 0.0, 1.0);
        factors.push_back(static_cast<float>(1.0 / ((1.0 - kept) / stretch.factor + kept)));
    }
    return factors;
}

}  // namespace engine
