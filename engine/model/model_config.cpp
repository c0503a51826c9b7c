#include "engine/model/model_config.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/model/family.h"

namespace engine {
namespace {

// No published model comes near; sizes beyond are lies and would overflow products of two of them.
constexpr int64_t kLargest = int64_t{1} << 24;
constexpr const char* kRemedy = "The file is damaged or was made by a newer converter; fetch it again.";

// Reads keys below the architecture's own prefix and remembers the first that is wrong.
class KeyReader {
public:
    KeyReader(const ModelFile& file, std::string architecture)
        : file_(file), prefix_(std::move(architecture) + ".") {}

    int64_t size(const std::string& key, std::optional<int64_t> otherwise = std::nullopt) {
        const auto value = file_.integer(prefix_ + key);
        if (!value && otherwise) return *otherwise;
        if (!value) {
            fail(file_.metadata().contains(prefix_ + key) ? "The model's “{0}” is not one whole number."
                                                          : "The model file does not state “{0}”.",
                 key);
            return 1;
        }
        if (*value < 1 || *value > kLargest) {
            fail("The model's “{0}” is {1}, which cannot be.", key, std::to_string(*value));
            return 1;
        }
        return *value;
    }

    double number(const std::string& key, double otherwise) {
        // Converters write whole numbers as integers now and then.
        auto value = file_.number(prefix_ + key);
        if (!value) {
            if (const auto whole = file_.integer(prefix_ + key)) value = static_cast<double>(*whole);
        }
        if (!value) return otherwise;
        if (!std::isfinite(*value) || *value < 0.0) {
            fail("The model's “{0}” is {1}, which cannot be.", key, std::to_string(*value));
            return otherwise;
        }
        return *value;
    }

    std::optional<int64_t> integer(const std::string& key) const { return file_.integer(prefix_ + key); }
    std::optional<bool> flag(const std::string& key) const { return file_.flag(prefix_ + key); }
    std::optional<std::string_view> text(const std::string& key) const { return file_.text(prefix_ + key); }
    const MetadataArray* array(const std::string& key) const { return file_.array(prefix_ + key); }

    void fail(const char* what, const std::string& key, std::string value = {}) {
        if (error_) return;
        error_ = Error{.kind = ErrorKind::kBadInput,
                       .what = what,
                       .remedy = kRemedy,
                       .args = {prefix_ + key, std::move(value)}};
    }
    const std::optional<Error>& error() const { return error_; }

private:
    const ModelFile& file_;
    std::string prefix_;
    std::optional<Error> error_;
};

Error unsupported(const char* what, std::string first, std::string second = {}) {
    return {.kind = ErrorKind::kUnsupported,
            .what = what,
            .remedy = "Choose another model.",
            .args = {std::move(first), std::move(second)}};
}

Status readScaling(KeyReader& keys, const Family& family, RopeConfig& rope) {
    // scale_linear is how the first GGUF files spelt it.
    const double linear = keys.number("rope.scale_linear", 1.0);
    const auto stated = keys.text("rope.scaling.type");
    const std::string_view kind = stated.value_or(linear != 1.0 ? "linear" : "none");
    if (kind == "linear") {
        rope.scaling = RopeScaling::kLinear;
    } else if (kind == "ntk") {
        rope.scaling = RopeScaling::kNtk;
    } else if (kind == "yarn") {
        rope.scaling = RopeScaling::kYarn;
    } else if (kind == "longrope") {
        rope.scaling = RopeScaling::kFactors;
    } else if (kind != "none") {
        return unsupported("This model stretches its positions by “{0}”, which this version does not know.",
                           std::string(kind));
    }
    const double attention =
        keys.number("rope.scaling.yarn_attn_factor", keys.number("rope.scaling.attn_factor", 1.0));
    rope.magnitude = attention;
    if (rope.scaling == RopeScaling::kNone || rope.scaling == RopeScaling::kFactors) return {};
    rope.factor = keys.number("rope.scaling.factor", linear);
    if (rope.factor <= 0.0) keys.fail("The model's “{0}” must be above 0.", "rope.scaling.factor");
    if (rope.scaling != RopeScaling::kYarn) return {};
    if (family.yarnTemperature && rope.factor > 1.0) rope.magnitude *= 1.0 + 0.1 * std::log(rope.factor);
    rope.extrapolation = keys.number("rope.scaling.yarn_ext_factor", 1.0);
    rope.betaFast = keys.number("rope.scaling.yarn_beta_fast", 32.0);
    rope.betaSlow = keys.number("rope.scaling.yarn_beta_slow", 1.0);
    rope.roundedRamp = keys.flag("rope.scaling.yarn_truncate").value_or(family.roundedYarn);
    return {};
}

Status readRope(KeyReader& keys, const Family& family, ModelConfig& config) {
    RopeConfig& rope = config.rope;
    const int64_t widest = config.latent.kvRank > 0 ? config.latent.ropeWidth : config.headWidth;
    rope.style = family.ropeStyle;
    rope.rotated = keys.size("rope.dimension_count", widest);
    if (rope.rotated > widest || rope.rotated % 2 != 0) {
        keys.fail("The model's “{0}” is {1}, which does not suit its heads.", "rope.dimension_count",
                  std::to_string(rope.rotated));
    }
    rope.base = keys.number("rope.freq_base", 10000.0);
    if (rope.base <= 1.0) keys.fail("The model's “{0}” must be above 1.", "rope.freq_base");
    rope.originalContext = keys.size("rope.scaling.original_context_length", config.contextLength);
    config.localRope = rope;
    if (auto status = readScaling(keys, family, rope); !status) return status;
    const double local = keys.number("rope.freq_base_swa", family.localRopeBase);
    if (local == 0.0) {
        config.localRope = rope;
    } else if (local > 1.0) {
        config.localRope.base = local;
    } else {
        keys.fail("The model's “{0}” must be above 1.", "rope.freq_base_swa");
    }
    return {};
}

void readLatent(KeyReader& keys, ModelConfig& config) {
    LatentShape& latent = config.latent;
    latent.kvRank = keys.size("attention.kv_lora_rank");
    latent.queryRank =
        keys.integer("attention.q_lora_rank").value_or(0) > 0 ? keys.size("attention.q_lora_rank") : 0;
    latent.ropeWidth = keys.size("rope.dimension_count");
    // Files that keep keys and values apart state a head's widths by the plain names.
    const bool absorbed = keys.integer("attention.key_length_mla").has_value();
    config.headWidth = keys.size(absorbed ? "attention.key_length_mla" : "attention.key_length");
    latent.valueWidth = keys.size(absorbed ? "attention.value_length_mla" : "attention.value_length");
    latent.nopeWidth = config.headWidth - latent.ropeWidth;
    config.valueWidth = latent.valueWidth;
    config.kvHeads = config.heads;
    if (latent.nopeWidth < 1) {
        keys.fail("The model's “{0}” is {1}, which does not suit its heads.", "rope.dimension_count",
                  std::to_string(latent.ropeWidth));
    }
}

void readHeads(KeyReader& keys, const Family& family, ModelConfig& config) {
    config.heads = keys.size("attention.head_count");
    if (family.latentAttention) {
        readLatent(keys, config);
    } else {
        config.kvHeads = keys.size("attention.head_count_kv", config.heads);
        config.headWidth =
            keys.size("attention.key_length", std::max<int64_t>(1, config.width / config.heads));
        config.valueWidth = keys.size("attention.value_length", config.headWidth);
        if (config.heads % config.kvHeads != 0) {
            keys.fail("The model's “{0}” is {1}, which does not divide its query heads.",
                      "attention.head_count_kv", std::to_string(config.kvHeads));
        }
    }
    if (config.heads * std::max(config.headWidth, config.valueWidth) > kLargest) {
        keys.fail("The model's “{0}” is {1}, which cannot be.", "attention.key_length",
                  std::to_string(config.headWidth));
    }
}

// After the rotation is known: what sharpens or flattens the scores.
void readAttentionScale(KeyReader& keys, ModelConfig& config) {
    double scale = keys.number("attention.scale", 0.0);
    if (scale == 0.0) scale = 1.0 / std::sqrt(static_cast<double>(config.headWidth));
    if (config.rope.scaling == RopeScaling::kYarn && config.rope.factor > 1.0) {
        const double temperature =
            1.0 + keys.number("rope.scaling.yarn_log_multiplier", 0.0) * std::log(config.rope.factor);
        scale *= temperature * temperature;
    }
    config.attentionScale = static_cast<float>(scale);
}

void readWindow(KeyReader& keys, const Family& family, ModelConfig& config) {
    if (keys.integer("attention.sliding_window").value_or(0) <= 0) return;
    config.window = keys.size("attention.sliding_window");
    config.windowed.assign(static_cast<size_t>(config.layers), true);
    if (const MetadataArray* pattern = keys.array("attention.sliding_window_pattern")) {
        const auto count = pattern->integers.size();
        if (count != config.windowed.size()) {
            keys.fail("The model's “{0}” does not name every layer.", "attention.sliding_window_pattern");
            return;
        }
        for (size_t i = 0; i < count; ++i)
            config.windowed[i] = pattern->integers[i] != 0;
        return;
    }
    const int64_t every = keys.size("attention.sliding_window_pattern", family.windowPattern);
    for (int64_t i = every - 1; every > 1 && i < config.layers; i += every)
        config.windowed[static_cast<size_t>(i)] = false;
}

// expert_gating_func of the GGUF converter.
Status readScoring(KeyReader& keys, kernels::RouterSpec& router) {
    const int64_t function = keys.integer("expert_gating_func").value_or(0);
    if (function == 1) {
        router.score = kernels::RouterScore::kSoftmax;
    } else if (function == 2) {
        router.score = kernels::RouterScore::kSigmoid;
        router.groupRank = kernels::GroupRank::kBestTwo;
    } else if (function == 3) {
        router.score = kernels::RouterScore::kSoftmaxOfChosen;
    } else if (function != 0) {
        return unsupported("This model's router scores in the way “{0}”, which this version does not know.",
                           std::to_string(function));
    }
    return {};
}

Status readExperts(const ModelFile& file, KeyReader& keys, const Family& family, ModelConfig& config) {
    kernels::RouterSpec& router = config.router;
    router = family.router;
    router.experts = keys.size("expert_count");
    router.active = keys.size("expert_used_count");
    if (router.experts > kernels::kMaxExperts)
        keys.fail("The model's “{0}” is {1}, which cannot be.", "expert_count",
                  std::to_string(router.experts));
    if (router.active > router.experts) {
        keys.fail("The model's “{0}” is {1}, more than it has experts.", "expert_used_count",
                  std::to_string(router.active));
    }
    if (auto status = readScoring(keys, router); !status) return status;
    router.renormalise = keys.flag("expert_weights_norm").value_or(router.renormalise);
    const double scale = keys.number("expert_weights_scale", 1.0);
    router.scale = scale == 0.0 ? 1.0F : static_cast<float>(scale);
    if (keys.integer("expert_group_count").value_or(0) > 1) {
        router.groups = keys.size("expert_group_count");
        router.groupsUsed = keys.size("expert_group_used_count");
        if (router.experts % router.groups != 0 || router.groupsUsed > router.groups ||
            router.active > router.experts / router.groups * router.groupsUsed) {
            keys.fail("The model's “{0}” is {1}, which does not suit its experts.", "expert_group_count",
                      std::to_string(router.groups));
            router.groups = 1;
        }
    }
    // Mixtral's experts are as wide as the file's one feed-forward length.
    config.expertForward = keys.integer("expert_feed_forward_length").has_value()
                               ? keys.size("expert_feed_forward_length")
                               : keys.size("feed_forward_length");
    const int64_t shared = keys.integer("expert_shared_count").value_or(0);
    if (keys.integer("expert_shared_feed_forward_length").value_or(0) > 0) {
        config.sharedForward = keys.size("expert_shared_feed_forward_length");
    } else if (shared > 0) {
        config.sharedForward = keys.size("expert_shared_count") * config.expertForward;
    }
    // The first layers are dense where the file says so; others where it has no router for them.
    const int64_t dense = keys.integer("leading_dense_block_count").value_or(0);
    config.expertLayers.resize(static_cast<size_t>(config.layers));
    for (int64_t i = 0; i < config.layers; ++i) {
        const std::string block = "blk." + std::to_string(i) + ".";
        config.expertLayers[static_cast<size_t>(i)] =
            i >= dense && (file.find(block + "ffn_gate_inp.weight") != nullptr ||
                           file.find(block + "ffn_down.weight") == nullptr);
    }
    if (std::count(config.expertLayers.begin(), config.expertLayers.end(), false) > 0)
        config.feedForward = keys.size("feed_forward_length");
    return {};
}

}  // namespace

KvShape ModelConfig::cacheShape(kernels::DType type) const {
    if (latent.kvRank > 0) return {layers, 1, latent.kvRank + latent.ropeWidth, 0, type};
    return {layers, kvHeads, headWidth, valueWidth, type};
}

Result<ModelConfig> readModelConfig(const ModelFile& file) {
    ModelConfig config;
    config.architecture = std::string(file.text("general.architecture").value_or(""));
    const Family* family = findFamily(config.architecture);
    if (family == nullptr) {
        if (config.architecture.empty()) {
            return Error{.kind = ErrorKind::kBadInput,
                         .what = "The model file does not state its architecture.",
                         .remedy = kRemedy};
        }
        return unsupported("Models of the architecture “{0}” are beyond this version.", config.architecture);
    }
    KeyReader keys(file, config.architecture);
    config.layers = keys.size("block_count");
    // The last ones predict further tokens and have no part in this one.
    config.layers -=
        std::clamp<int64_t>(keys.integer("nextn_predict_layers").value_or(0), 0, config.layers - 1);
    config.width = keys.size("embedding_length");
    config.contextLength = keys.size("context_length");
    config.rmsEpsilon = static_cast<float>(keys.number("attention.layer_norm_rms_epsilon", 1e-5));
    config.gating = family->gating;
    config.queryKeyNorm = family->queryKeyNorm;
    readHeads(keys, *family, config);
    if (auto status = readRope(keys, *family, config); !status) return status.error();
    readAttentionScale(keys, config);
    readWindow(keys, *family, config);
    const bool experts =
        family->experts == Presence::kAlways ||
        (family->experts == Presence::kOptional && keys.integer("expert_count").value_or(0) > 0);
    if (experts) {
        if (auto status = readExperts(file, keys, *family, config); !status) return status.error();
    } else {
        config.feedForward = keys.size("feed_forward_length");
    }
    config.embeddingScale = static_cast<float>(keys.number(
        "embedding_scale", family->scaledEmbedding ? std::sqrt(static_cast<double>(config.width)) : 1.0));
    config.residualScale = static_cast<float>(keys.number("residual_scale", 1.0));
    const double logitScale = keys.number("logit_scale", 1.0);
    config.logitScale = static_cast<float>(1.0 / (logitScale == 0.0 ? 1.0 : logitScale));
    config.clampQkv = static_cast<float>(keys.number("attention.clamp_kqv", 0.0));

    const TensorView* embedding = file.find("token_embd.weight");
    if (embedding == nullptr) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The model file has no weights: the tensor “{0}” is not in it.",
                     .remedy = "Use a complete model file.",
                     .args = {"token_embd.weight"}};
    }
    config.vocabulary = embedding->shape.empty() ? 0 : embedding->shape.front();
    if (config.vocabulary < 1 || config.vocabulary > kLargest)
        keys.fail("The model's vocabulary holds {1} tokens, which cannot be.", "vocab_size",
                  std::to_string(config.vocabulary));
    if (keys.error()) return *keys.error();
    return config;
}

}  // namespace engine
