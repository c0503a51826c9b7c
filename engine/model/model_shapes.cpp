#include "engine/model/model_shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <tuple>
#include <variant>

namespace engine {
namespace {

// No published model comes near.
constexpr int64_t kLargest = int64_t{1} << 20;
constexpr int64_t kMostLayers = 1024;
constexpr double kMostParameters = 1e13;
constexpr uintmax_t kMaxFileBytes = uintmax_t{1} << 20;
constexpr const char* kRemedy = "conclave-cli make-model --help lists the keys.";

struct PublishedShape {
    std::string_view name;
    ModelShape shape;
};

std::span<const PublishedShape> published() {
    static const PublishedShape kShapes[] = {
        {"smollm2-135m",
         {.architecture = "llama",
          .layers = 30,
          .width = 576,
          .heads = 9,
          .kvHeads = 3,
          .feedForward = 1536,
          .vocabulary = 49152,
          .context = 8192,
          .ropeBase = 1e5,
          .rmsEpsilon = 1e-5,
          .tied = true}},
        {"qwen2.5-0.5b",
         {.architecture = "qwen2",
          .layers = 24,
          .width = 896,
          .heads = 14,
          .kvHeads = 2,
          .feedForward = 4864,
          .vocabulary = 151936,
          .context = 32768,
          .ropeBase = 1e6,
          .rmsEpsilon = 1e-6,
          .tied = true}},
        {"qwen3-30b-a3b",
         {.architecture = "qwen3moe",
          .layers = 48,
          .width = 2048,
          .heads = 32,
          .kvHeads = 4,
          .headWidth = 128,
          .feedForward = 6144,
          .expertForward = 768,
          .vocabulary = 151936,
          .context = 40960,
          .experts = 128,
          .expertsUsed = 8,
          .ropeBase = 1e6,
          .rmsEpsilon = 1e-6}},
        {"deepseek-v2-lite",
         {.architecture = "deepseek2",
          .layers = 27,
          .width = 2048,
          .heads = 16,
          .feedForward = 10944,
          .expertForward = 1408,
          .vocabulary = 102400,
          .context = 163840,
          .experts = 64,
          .expertsUsed = 6,
          .sharedExperts = 2,
          .denseLayers = 1,
          .kvRank = 512,
          .nopeWidth = 128,
          .ropeWidth = 64,
          .valueWidth = 128,
          .originalContext = 4096,
          .stretch = 40.0,
          .ropeBase = 1e4,
          .rmsEpsilon = 1e-6,
          .sharpening = 0.707}},
        {"mixtral-8x7b",
         {.architecture = "llama",
          .layers = 32,
          .width = 4096,
          .heads = 32,
          .kvHeads = 8,
          .feedForward = 14336,
          .vocabulary = 32000,
          .context = 32768,
          .experts = 8,
          .expertsUsed = 2,
          .ropeBase = 1e6,
          .rmsEpsilon = 1e-5}},
        {"olmoe-1b-7b",
         {.architecture = "olmoe",
          .layers = 16,
          .width = 2048,
          .heads = 16,
          .feedForward = 1024,
          .vocabulary = 50304,
          .context = 4096,
          .experts = 64,
          .expertsUsed = 8,
          .ropeBase = 1e4,
          .rmsEpsilon = 1e-5}},
        {"gpt-oss-20b",
         {.architecture = "gpt-oss",
          .layers = 24,
          .width = 2880,
          .heads = 64,
          .kvHeads = 8,
          .headWidth = 64,
          .feedForward = 2880,
          .vocabulary = 201088,
          .context = 131072,
          .experts = 32,
          .expertsUsed = 4,
          .window = 128,
          .originalContext = 4096,
          .stretch = 32.0,
          .ropeBase = 150000.0,
          .rmsEpsilon = 1e-5}},
    };
    return kShapes;
}

struct Field {
    std::string_view key;
    std::string_view configKey;  // of a published config.json; further spellings of it have rows of their own
    std::variant<int64_t ModelShape::*, double ModelShape::*, bool ModelShape::*> member;
};

constexpr Field kFields[] = {
    {"layers", "num_hidden_layers", &ModelShape::layers},
    {"width", "hidden_size", &ModelShape::width},
    {"heads", "num_attention_heads", &ModelShape::heads},
    {"kv_heads", "num_key_value_heads", &ModelShape::kvHeads},
    {"head_width", "head_dim", &ModelShape::headWidth},
    {"feed_forward", "intermediate_size", &ModelShape::feedForward},
    {"expert_feed_forward", "moe_intermediate_size", &ModelShape::expertForward},
    {"vocabulary", "vocab_size", &ModelShape::vocabulary},
    {"context", "max_position_embeddings", &ModelShape::context},
    {"experts", "num_experts", &ModelShape::experts},
    {"experts", "num_local_experts", &ModelShape::experts},
    {"experts", "n_routed_experts", &ModelShape::experts},
    {"experts_used", "num_experts_per_tok", &ModelShape::expertsUsed},
    {"shared_experts", "n_shared_experts", &ModelShape::sharedExperts},
    {"dense_layers", "first_k_dense_replace", &ModelShape::denseLayers},
    {"window", "sliding_window", &ModelShape::window},
    {"kv_rank", "kv_lora_rank", &ModelShape::kvRank},
    {"query_rank", "q_lora_rank", &ModelShape::queryRank},
    {"nope_width", "qk_nope_head_dim", &ModelShape::nopeWidth},
    {"rope_width", "qk_rope_head_dim", &ModelShape::ropeWidth},
    {"value_width", "v_head_dim", &ModelShape::valueWidth},
    {"original_context", "original_max_position_embeddings", &ModelShape::originalContext},
    {"stretch", "factor", &ModelShape::stretch},
    {"rope_base", "rope_theta", &ModelShape::ropeBase},
    {"rms_epsilon", "rms_norm_eps", &ModelShape::rmsEpsilon},
    {"sharpening", "mscale_all_dim", &ModelShape::sharpening},
    {"tied", "tie_word_embeddings", &ModelShape::tied},
};

// The architecture of a config.json.
constexpr std::pair<std::string_view, std::string_view> kModelTypes[] = {
    {"llama", "llama"}, {"mistral", "llama"},         {"mixtral", "llama"},
    {"qwen2", "qwen2"}, {"qwen3", "qwen3"},           {"qwen3_moe", "qwen3moe"},
    {"olmoe", "olmoe"}, {"deepseek_v2", "deepseek2"}, {"gpt_oss", "gpt-oss"},
};
constexpr std::string_view kArchitectures[] = {"llama", "qwen2",     "qwen3",  "qwen3moe",
                                               "olmoe", "deepseek2", "gpt-oss"};

double parametersOf(const ModelShape& shape) {
    const auto real = [](int64_t value) { return static_cast<double>(value); };
    const double feedForward = 3.0 * real(std::max(shape.feedForward, shape.expertForward)) *
                               real(std::max<int64_t>(shape.experts + shape.sharedExperts, 1));
    const double attention = 2.0 * real(shape.heads) *
                             real(shape.headWidth + shape.nopeWidth + shape.ropeWidth + shape.valueWidth);
    return real(shape.width) *
           (real(shape.layers) * (feedForward + attention) + 2.0 * real(shape.vocabulary));
}

Error cannotBe(std::string_view key, const std::string& value) {
    return {.kind = ErrorKind::kBadInput,
            .what = "A model cannot have “{0}” of {1}.",
            .remedy = kRemedy,
            .args = {std::string(key), value}};
}

// A JSON null is as good as absence.
Status readField(const Field& field, const nlohmann::json& value, std::string_view key, ModelShape& shape) {
    if (value.is_null()) return {};
    if (const auto* size = std::get_if<int64_t ModelShape::*>(&field.member)) {
        if (!value.is_number_unsigned()) return cannotBe(key, value.dump());
        shape.** size = static_cast<int64_t>(std::min(value.get<uint64_t>(), uint64_t{INT64_MAX}));
    } else if (const auto* number = std::get_if<double ModelShape::*>(&field.member)) {
        if (!value.is_number()) return cannotBe(key, value.dump());
        shape.** number = value.get<double>();
    } else {
        if (!value.is_boolean()) return cannotBe(key, value.dump());
        shape.*std::get<bool ModelShape::*>(field.member) = value.get<bool>();
    }
    return {};
}

Result<ModelShape> readOwnKeys(const nlohmann::json& object) {
    ModelShape shape;
    for (const auto& [key, value] : object.items()) {
        if (key == "architecture" && value.is_string()) {
            shape.architecture = value.get<std::string>();
            continue;
        }
        const auto* field = std::find_if(std::begin(kFields), std::end(kFields),
                                         [&key = key](const Field& each) { return each.key == key; });
        if (field == std::end(kFields)) {
            return Error{.kind = ErrorKind::kBadInput,
                         .what = "A model's shape has no “{0}”.",
                         .remedy = kRemedy,
                         .args = {key}};
        }
        if (auto read = readField(*field, value, key, shape); !read) return read.error();
    }
    return completeShape(std::move(shape));
}

Result<ModelShape> readPublishedConfig(const nlohmann::json& object, const std::string& modelType) {
    ModelShape shape;
    shape.architecture = modelType;  // named in the sentence when it is not known
    for (const auto& [type, architecture] : kModelTypes) {
        if (type == modelType) shape.architecture = architecture;
    }
    const auto scaling = object.find("rope_scaling");
    const bool yarn = scaling != object.end() && scaling->is_object() &&
                      (scaling->value("type", "") == "yarn" || scaling->value("rope_type", "") == "yarn");
    for (const Field& field : kFields) {
        for (const nlohmann::json* section : {&object, yarn ? &*scaling : nullptr}) {
            if (section == nullptr) continue;
            const auto found = section->find(field.configKey);
            if (found == section->end()) continue;
            if (auto read = readField(field, *found, field.configKey, shape); !read) return read.error();
        }
    }
    if (shape.architecture != "gpt-oss") shape.window = 0;
    return completeShape(std::move(shape));
}

}  // namespace

std::vector<std::string_view> publishedShapes() {
    std::vector<std::string_view> names;
    for (const PublishedShape& each : published())
        names.push_back(each.name);
    return names;
}

std::vector<std::string_view> shapeKeys() {
    std::vector<std::string_view> keys = {"architecture"};
    for (const Field& field : kFields) {
        if (field.key != keys.back()) keys.push_back(field.key);
    }
    return keys;
}

Result<ModelShape> findShape(const std::string& nameOrFile) {
    for (const PublishedShape& each : published()) {
        if (each.name == nameOrFile) return completeShape(each.shape);
    }
    std::error_code failed;
    const uintmax_t bytes = std::filesystem::file_size(nameOrFile, failed);
    if (failed) {
        return Error{.kind = ErrorKind::kNotFound,
                     .what = "“{0}” is neither a published shape nor a file.",
                     .remedy = "Name one of {1}, or a JSON file.",
                     .args = {nameOrFile, fmt::format("{}", fmt::join(publishedShapes(), ", "))}};
    }
    std::string text;
    if (bytes <= kMaxFileBytes) {
        std::ifstream in(nameOrFile, std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(in), {});
    }
    const nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
    if (!object.is_object()) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” holds no JSON object with the measures of a model.",
                     .remedy = kRemedy,
                     .args = {nameOrFile}};
    }
    const auto modelType = object.find("model_type");
    if (modelType != object.end() && modelType->is_string())
        return readPublishedConfig(object, modelType->get<std::string>());
    return readOwnKeys(object);
}

Result<ModelShape> completeShape(ModelShape shape) {
    if (std::find(std::begin(kArchitectures), std::end(kArchitectures), shape.architecture) ==
        std::end(kArchitectures)) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "No random model of the architecture “{0}” can be made.",
                     .remedy = "Choose one of {1}.",
                     .args = {shape.architecture, fmt::format("{}", fmt::join(kArchitectures, ", "))}};
    }
    const bool latent = shape.architecture == "deepseek2";
    if (shape.kvHeads == 0) shape.kvHeads = shape.heads;
    if (shape.headWidth == 0 && shape.heads > 0) shape.headWidth = shape.width / shape.heads;
    if (shape.feedForward == 0) shape.feedForward = shape.expertForward;
    if (shape.expertForward == 0) shape.expertForward = shape.feedForward;

    std::vector<std::pair<std::string_view, int64_t>> needed = {
        {"layers", shape.layers},         {"width", shape.width},
        {"heads", shape.heads},           {"kv_heads", shape.kvHeads},
        {"head_width", shape.headWidth},  {"feed_forward", shape.feedForward},
        {"vocabulary", shape.vocabulary}, {"context", shape.context}};
    const bool routed = shape.experts > 0 || shape.architecture == "qwen3moe" ||
                        shape.architecture == "olmoe" || shape.architecture == "gpt-oss";
    if (routed)
        needed.insert(needed.end(), {{"experts", shape.experts}, {"experts_used", shape.expertsUsed}});
    if (latent) {
        needed.insert(needed.end(), {{"kv_rank", shape.kvRank},
                                     {"nope_width", shape.nopeWidth},
                                     {"rope_width", shape.ropeWidth},
                                     {"value_width", shape.valueWidth}});
    } else {
        shape.kvRank = 0;
    }
    for (const auto& [key, value] : needed) {
        if (value < 1 || value > kLargest) return cannotBe(key, std::to_string(value));
    }
    const bool windows = shape.architecture == "gpt-oss";
    const std::tuple<std::string_view, int64_t, bool> optional[] = {
        {"query_rank", shape.queryRank, latent},
        {"shared_experts", shape.sharedExperts, latent},
        {"dense_layers", shape.denseLayers, latent},
        {"window", shape.window, windows},
        {"original_context", shape.originalContext, true}};
    for (const auto& [key, value, known] : optional) {
        if (value > (known ? kLargest : 0)) return cannotBe(key, std::to_string(value));
    }
    if (const double parameters = parametersOf(shape); !(parameters < kMostParameters)) {
        return Error{.kind = ErrorKind::kDoesNotFit,
                     .what = "A model of these measures would have {0} thousand million parameters.",
                     .remedy = kRemedy,
                     .args = {fmt::format("{:.0f}", parameters / 1e9)}};
    }
    if (shape.layers > kMostLayers) return cannotBe("layers", std::to_string(shape.layers));
    if (shape.heads % shape.kvHeads != 0) return cannotBe("kv_heads", std::to_string(shape.kvHeads));
    if (latent && shape.ropeWidth % 2 != 0) return cannotBe("rope_width", std::to_string(shape.ropeWidth));
    if (!latent && shape.headWidth % 2 != 0) return cannotBe("head_width", std::to_string(shape.headWidth));
    if (shape.expertsUsed > shape.experts) return cannotBe("experts_used", std::to_string(shape.expertsUsed));
    if (shape.denseLayers > shape.layers) return cannotBe("dense_layers", std::to_string(shape.denseLayers));
    if (!(shape.ropeBase > 1.0)) return cannotBe("rope_base", std::to_string(shape.ropeBase));
    if (!(shape.rmsEpsilon > 0.0)) return cannotBe("rms_epsilon", std::to_string(shape.rmsEpsilon));
    if (!(shape.stretch >= 1.0)) return cannotBe("stretch", std::to_string(shape.stretch));
    return shape;
}

}  // namespace engine
