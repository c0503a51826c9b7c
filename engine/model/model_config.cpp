#include "engine/model/model_config.h"

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

Status readRope(KeyReader& keys, const Family& family, ModelConfig& config) {
    RopeConfig& rope = config.rope;
    rope.style = family.ropeStyle;
    rope.rotated = keys.size("rope.dimension_count", config.headWidth);
    if (rope.rotated > config.headWidth || rope.rotated % 2 != 0) {
        keys.fail("The model's “{0}” is {1}, which does not suit its heads.", "rope.dimension_count",
                  std::to_string(rope.rotated));
    }
    rope.base = keys.number("rope.freq_base", 10000.0);
    if (rope.base <= 1.0) keys.fail("The model's “{0}” must be above 1.", "rope.freq_base");
    rope.originalContext = keys.size("rope.scaling.original_context_length", config.contextLength);

    // scale_linear is how the first GGUF files spelt it.
    const double linear = keys.number("rope.scale_linear", 1.0);
    const auto stated = keys.text("rope.scaling.type");
    const std::string_view kind = stated.value_or(linear != 1.0 ? "linear" : "none");
    if (kind == "none") {
        rope.scaling = RopeScaling::kNone;
    } else if (kind == "linear") {
        rope.scaling = RopeScaling::kLinear;
    } else if (kind == "ntk") {
        rope.scaling = RopeScaling::kNtk;
    } else if (kind == "yarn") {
        rope.scaling = RopeScaling::kYarn;
    } else {
        return unsupported("This model stretches its positions by “{0}”, which this version does not know.",
                           std::string(kind));
    }
    if (rope.scaling == RopeScaling::kNone) return {};
    rope.factor = keys.number("rope.scaling.factor", linear);
    if (rope.factor <= 0.0) keys.fail("The model's “{0}” must be above 0.", "rope.scaling.factor");
    rope.attentionFactor =
        keys.number("rope.scaling.yarn_attn_factor", keys.number("rope.scaling.attn_factor", 1.0));
    rope.extrapolation = keys.number("rope.scaling.yarn_ext_factor", 1.0);
    rope.betaFast = keys.number("rope.scaling.yarn_beta_fast", 32.0);
    rope.betaSlow = keys.number("rope.scaling.yarn_beta_slow", 1.0);
    return {};
}

void readExperts(KeyReader& keys, const Family& family, ModelConfig& config) {
    config.experts = keys.size("expert_count");
    config.expertsUsed = keys.size("expert_used_count");
    if (config.expertsUsed > config.experts) {
        keys.fail("The model's “{0}” is {1}, more than it has experts.", "expert_used_count",
                  std::to_string(config.expertsUsed));
    }
    // Mixtral's experts are as wide as the file's one feed-forward length.
    config.feedForward = keys.integer("expert_feed_forward_length").has_value()
                             ? keys.size("expert_feed_forward_length")
                             : keys.size("feed_forward_length");
    config.renormaliseExperts = keys.flag("expert_weights_norm").value_or(family.renormaliseExperts);
    const double scale = keys.number("expert_weights_scale", 1.0);
    config.expertScale = scale == 0.0 ? 1.0F : static_cast<float>(scale);
}

// Parts of a model that would be left out in silence if nobody asked for them.
Status refuseUnknownParts(const KeyReader& keys) {
    for (const char* key : {"expert_shared_count", "expert_shared_feed_forward_length",
                            "leading_dense_block_count", "expert_group_count"}) {
        if (keys.integer(key).value_or(0) > 0)
            return unsupported("This model sets “{0}”, which this version does not know.", key);
    }
    return {};
}

}  // namespace

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
    config.width = keys.size("embedding_length");
    config.heads = keys.size("attention.head_count");
    config.kvHeads = keys.size("attention.head_count_kv", config.heads);
    config.contextLength = keys.size("context_length");
    if (config.heads % config.kvHeads != 0) {
        keys.fail("The model's “{0}” is {1}, which does not divide its query heads.",
                  "attention.head_count_kv", std::to_string(config.kvHeads));
    }
    config.headWidth = keys.size("attention.key_length", std::max<int64_t>(1, config.width / config.heads));
    if (config.heads * config.headWidth > kLargest) {
        keys.fail("The model's “{0}” is {1}, which cannot be.", "attention.key_length",
                  std::to_string(config.headWidth));
    }
    if (keys.size("attention.value_length", config.headWidth) != config.headWidth)
        return unsupported("This model's values and keys differ in width, which this version does not know.",
                           "");
    config.rmsEpsilon = static_cast<float>(keys.number("attention.layer_norm_rms_epsilon", 1e-5));
    config.queryKeyNorm = family->queryKeyNorm;
    if (auto status = readRope(keys, *family, config); !status) return status.error();
    const bool experts =
        family->experts == Presence::kAlways ||
        (family->experts == Presence::kOptional && keys.integer("expert_count").value_or(0) > 0);
    if (experts) {
        readExperts(keys, *family, config);
    } else {
        config.feedForward = keys.size("feed_forward_length");
    }
    if (auto status = refuseUnknownParts(keys); !status) return status.error();

    const TensorView* bias = file.find("blk.0.attn_q.bias");
    config.attentionBias = family->attentionBias == Presence::kAlways ||
                           (family->attentionBias == Presence::kOptional && bias != nullptr);
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
