#include "engine/formats/hf_config_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numbers>
#include <optional>

#include "engine/formats/model_fault.h"

namespace engine {
namespace {

using Json = nlohmann::ordered_json;

class Writer {
public:
    Writer(const ModelFile& model, const HfFamily& family)
        : model_(model), family_(family), prefix_(std::string(family.architecture) + ".") {}

    Json write() {
        out_["architectures"] = {family_.className};
        out_["model_type"] = family_.modelType;
        for (const HfKey& key : hfKeys())
            copy(key);
        if (const TensorView* embedding = model_.find("token_embd.weight"))
            out_["vocab_size"] = embedding->shape.front();
        out_["tie_word_embeddings"] = model_.find("output.weight") == nullptr;
        // Left out they would be what the family's first model has, which may lie beyond this vocabulary.
        const std::pair<const char*, const char*> kTokens[] = {
            {"bos", "bos"}, {"eos", "eos"}, {"pad", "padding"}};
        for (const auto& [name, key] : kTokens) {
            const auto id = model_.integer(std::string("tokenizer.ggml.") + key + "_token_id");
            out_[std::string(name) + "_token_id"] = id ? Json(*id) : Json(nullptr);
        }
        writeHeads();
        writeExperts();
        writeRotation();
        writeWindow();
        return std::move(out_);
    }

private:
    [[noreturn]] void beyond(const std::string& fact) const {
        throw Beyond{model_.path().filename().string(), fact};
    }
    std::optional<int64_t> size(const char* key) const { return model_.integer(prefix_ + key); }
    std::optional<double> number(const char* key) const { return model_.number(prefix_ + key); }
    int64_t needSize(const char* key) const {
        const auto value = size(key);
        if (!value || *value < 1 || *value > HfConfig::kLargest) beyond("no usable “" + prefix_ + key + "”");
        return *value;
    }
    bool has(const char* tensor) const { return model_.find(tensor) != nullptr; }

    void copy(const HfKey& key) {
        const std::string from = prefix_ + std::string(key.gguf);
        const std::string to(key.config);
        if (key.kind == HfKey::Kind::kNumber) {
            if (const auto value = model_.number(from)) out_[to] = shortest(*value);
        } else if (key.kind == HfKey::Kind::kFlag) {
            if (const auto value = model_.flag(from)) out_[to] = *value;
        } else if (const auto value = model_.integer(from)) {
            out_[to] = *value;
        }
    }

    // GGUF keeps single precision: 9.999999974752427e-07 was 1e-06.
    static double shortest(double value) {
        const auto single = static_cast<float>(value);
        if (static_cast<double>(single) != value) return value;
        char text[32];
        for (int digits = 1; digits < 9; ++digits) {
            std::snprintf(text, sizeof(text), "%.*g", digits, value);
            if (std::strtof(text, nullptr) == single) return std::strtod(text, nullptr);
        }
        return value;
    }

    void writeHeads() {
        const int64_t heads = needSize("attention.head_count");
        if (family_.latent) return writeLatentHeads(heads);
        out_["num_key_value_heads"] = size("attention.head_count_kv").value_or(heads);
        const int64_t width = size("attention.key_length").value_or(needSize("embedding_length") / heads);
        if (size("attention.key_length")) out_["head_dim"] = width;
        rotated_ = size("rope.dimension_count").value_or(width);
        if (rotated_ != width)
            out_["partial_rotary_factor"] = static_cast<double>(rotated_) / static_cast<double>(width);
        const bool bias = has("blk.0.attn_q.bias");
        if (bias && !family_.fixedBias) {
            out_["attention_bias"] = true;
            if (family_.gating != 2 && !has("blk.0.attn_output.bias"))
                beyond("biases of queries without one of the output");
        }
        if (family_.gating == 2) out_["use_qk_norm"] = has("blk.0.attn_q_norm.weight");
        if (family_.window == Window::kAllButSixth) {
            out_.erase("attention_multiplier");
            const double scale = number("attention.scale").value_or(0.0);
            // Files of llama.cpp do not say: the largest of the family, of 62 layers, is the one that
            // differs.
            const int64_t implied =
                needSize("block_count") == 62 ? needSize("embedding_length") / heads : width;
            out_["query_pre_attn_scalar"] =
                scale > 0.0 ? std::round(1e4 / (scale * scale)) / 1e4 : static_cast<double>(implied);
        }
    }

    void writeLatentHeads(int64_t heads) {
        rotated_ = needSize("rope.dimension_count");
        out_["num_key_value_heads"] = heads;
        out_["qk_rope_head_dim"] = rotated_;
        out_["qk_nope_head_dim"] = needSize("attention.key_length_mla") - rotated_;
        out_["v_head_dim"] = needSize("attention.value_length_mla");
        if (!out_.contains("q_lora_rank")) out_["q_lora_rank"] = nullptr;
    }

    void writeExperts() {
        if (family_.experts.empty() || size("expert_count").value_or(0) == 0) return;
        out_[std::string(family_.experts)] = needSize("expert_count");
        const int64_t dense = size("leading_dense_block_count").value_or(0);
        if (family_.experts == "n_routed_experts") {
            const int64_t gating = size("expert_gating_func").value_or(family_.gating);
            out_["scoring_func"] = gating == 2 ? "sigmoid" : "softmax";
            out_["first_k_dense_replace"] = dense;
            out_["moe_layer_freq"] = 1;
            const bool groups = size("expert_group_count").value_or(0) > 1;
            if (family_.latent)
                out_["topk_method"] = gating == 2 ? "noaux_tc" : groups ? "group_limited_greedy" : "greedy";
            if (gating == 2 && !out_.contains("n_group")) out_["n_group"] = out_["topk_group"] = 1;
        } else if (dense > 0) {
            for (int64_t layer = 0; layer < dense && layer < needSize("block_count"); ++layer)
                out_["mlp_only_layers"].push_back(layer);
        }
    }

    void writeRotation() {
        out_["rope_theta"] = shortest(number("rope.freq_base").value_or(10000.0));
        if (const auto local = number("rope.freq_base_swa")) out_["rope_local_base_freq"] = shortest(*local);
        const auto type = model_.text(prefix_ + "rope.scaling.type").value_or("none");
        if (model_.find("rope_freqs.weight") != nullptr) {
            writeLlama3();
        } else if (type == "linear") {
            out_["rope_scaling"] = {{"rope_type", "linear"},
                                    {"factor", shortest(number("rope.scaling.factor").value_or(1.0))}};
        } else if (type == "yarn") {
            writeYarn();
        } else if (type == "longrope") {
            writeLongRope();
        } else if (type != "none") {
            beyond("positions stretched by " + inQuotes(type));
        }
    }

    std::vector<float> table(const char* name) const {
        const TensorView* view = model_.find(name);
        if (view == nullptr || view->type != kernels::DType::kF32 || view->elements() != rotated_ / 2 ||
            view->data.empty())
            beyond(std::string("no usable “") + name + "”");
        std::vector<float> values(static_cast<size_t>(rotated_ / 2));
        std::memcpy(values.data(), view->data.data(), view->data.size());
        return values;
    }

    // The factors alone are in the file. Any that lies between 1 and the largest tells the original context;
    // where none does, every context that keeps the last 1 gives the same factors.
    void writeLlama3() {
        const std::vector<float> factors = table("rope_freqs.weight");
        Llama3Stretch stretch;
        stretch.factor = *std::max_element(factors.begin(), factors.end());
        const double base = out_["rope_theta"];
        for (size_t pair = 0; pair < factors.size() && factors[pair] < static_cast<float>(stretch.factor);
             ++pair) {
            const double kept = (1.0 / factors[pair] - 1.0 / stretch.factor) / (1.0 - 1.0 / stretch.factor);
            const double turns = stretch.lowFrequency + kept * (stretch.highFrequency - stretch.lowFrequency);
            const double wave =
                2.0 * std::numbers::pi *
                std::pow(base, 2.0 * static_cast<double>(pair) / static_cast<double>(rotated_));
            stretch.originalContext = kept < 1.0 ? std::round(turns * wave) : std::ceil(turns * wave);
        }
        out_["rope_scaling"] = {
            {"rope_type", "llama3"},
            {"factor", shortest(stretch.factor)},
            {"low_freq_factor", stretch.lowFrequency},
            {"high_freq_factor", stretch.highFrequency},
            {"original_max_position_embeddings", static_cast<int64_t>(stretch.originalContext)}};
    }

    void writeYarn() {
        const double factor = number("rope.scaling.factor").value_or(1.0);
        Json rope = {{"rope_type", "yarn"}, {"type", "yarn"}, {"factor", shortest(factor)}};
        rope["original_max_position_embeddings"] =
            size("rope.scaling.original_context_length").value_or(needSize("context_length"));
        for (const char* name : {"beta_fast", "beta_slow"}) {
            if (const auto value = number((std::string("rope.scaling.yarn_") + name).c_str()))
                rope[name] = shortest(*value);
        }
        if (const auto truncate = model_.flag(prefix_ + "rope.scaling.yarn_truncate"))
            rope["truncate"] = *truncate;
        const double unit = factor > 1.0 ? 0.1 * std::log(factor) : 0.0;
        const auto share = number("rope.scaling.yarn_attn_factor");
        const double all = 10.0 * number("rope.scaling.yarn_log_multiplier").value_or(0.0);
        if (family_.latent && all != 0.0) {
            rope["mscale_all_dim"] = shortest(static_cast<float>(all));
            const double single = share && unit > 0.0 ? (*share * (all * unit + 1.0) - 1.0) / unit : all;
            rope["mscale"] = shortest(static_cast<float>(single));
        } else if (family_.latent) {
            rope["attention_factor"] = share.value_or(1.0);
        } else if (share) {
            rope["attention_factor"] = *share * (1.0 + unit);
        }
        out_["rope_scaling"] = std::move(rope);
    }

    void writeLongRope() {
        Json rope = {{"type", "longrope"}};
        for (const char* name : {"long", "short"}) {
            Json factors = Json::array();
            for (const float each : table((std::string("rope_factors_") + name + ".weight").c_str()))
                factors.push_back(shortest(each));
            rope[std::string(name) + "_factor"] = std::move(factors);
        }
        out_["original_max_position_embeddings"] = needSize("rope.scaling.original_context_length");
        out_["rope_scaling"] = std::move(rope);
    }

    void writeWindow() {
        const int64_t window = size("attention.sliding_window").value_or(0);
        if (family_.window == Window::kNone || window == 0) return;
        out_["sliding_window"] = window;
        if (family_.window == Window::kAllLayers) return;
        const int64_t layers = needSize("block_count");
        const MetadataArray* pattern = model_.array(prefix_ + "attention.sliding_window_pattern");
        if (family_.window == Window::kUpper) {
            out_["use_sliding_window"] = true;
            out_["max_window_layers"] = 0;
        }
        if (pattern == nullptr && family_.window == Window::kUpper) return;
        const int64_t every = family_.window == Window::kEverySecond ? 2 : 6;
        if (pattern != nullptr && static_cast<int64_t>(pattern->integers.size()) != layers)
            beyond("a pattern of windows that does not name every layer");
        for (int64_t layer = 0; layer < layers; ++layer) {
            const bool windowed = pattern != nullptr ? pattern->integers[static_cast<size_t>(layer)] != 0
                                                     : (layer + 1) % every != 0;
            out_["layer_types"].push_back(windowed ? "sliding_attention" : "full_attention");
        }
    }

    const ModelFile& model_;
    const HfFamily& family_;
    std::string prefix_;
    int64_t rotated_ = 0;
    Json out_;
};

bool same(const MetadataValue& a, const MetadataValue& b) {
    const auto number = [](const MetadataValue& value) -> std::optional<double> {
        if (const auto* real = std::get_if<double>(&value)) return *real;
        if (const auto* integer = std::get_if<int64_t>(&value)) return static_cast<double>(*integer);
        if (const auto* natural = std::get_if<uint64_t>(&value)) return static_cast<double>(*natural);
        return std::nullopt;
    };
    const auto x = number(a);
    const auto y = number(b);
    if (x && y) return std::abs(*x - *y) <= 1e-5 * std::max(std::abs(*x), std::abs(*y));
    if (a.index() != b.index()) return false;
    if (const auto* list = std::get_if<MetadataArray>(&a))
        return list->integers == std::get<MetadataArray>(b).integers;
    if (const auto* text = std::get_if<std::string_view>(&a)) return *text == std::get<std::string_view>(b);
    return std::get_if<bool>(&a) != nullptr && std::get<bool>(a) == std::get<bool>(b);
}

// Said by the tensors, or of no consequence, or implied where the folder says nothing.
bool mayBeLost(std::string_view key, const MetadataValue& value) {
    for (const char* each : {"vocab_size", "rope.scaling.finetuned", "expert_gating_func",
                             "expert_group_count", "expert_group_used_count", "leading_dense_block_count"}) {
        if (key == each) return true;
    }
    const auto* text = std::get_if<std::string_view>(&value);
    if (key == "rope.scaling.type" && text != nullptr && *text == "none") return true;
    const auto* number = std::get_if<double>(&value);
    const bool one = number != nullptr && *number == 1.0;
    return one && (key == "expert_weights_scale" || key == "rope.scaling.attn_factor");
}

void holdAgainst(const ModelFile& model, const HfMetadata& written, const HfFamily& family) {
    const std::string prefix = std::string(family.architecture) + ".";
    const std::string file = model.path().filename().string();
    for (const auto& [key, value] : model.metadata()) {
        if (!key.starts_with(prefix)) continue;
        const auto found = written.values.find(key);
        if (found == written.values.end() && mayBeLost(std::string_view(key).substr(prefix.size()), value))
            continue;
        if (found == written.values.end() || !same(value, found->second))
            throw Beyond{file, "a value of “" + key + "” that a folder cannot state"};
    }
    for (const HfMetadata::Table& table : written.tables) {
        const TensorView* view = model.find(table.name);
        const auto* values = view == nullptr ? nullptr : reinterpret_cast<const float*>(view->data.data());
        for (size_t i = 0; i < table.values.size(); ++i) {
            if (values == nullptr || std::abs(values[i] - table.values[i]) > 1e-4F * table.values[i])
                throw Beyond{file, "factors in “" + table.name + "” that a folder cannot state"};
        }
    }
}

}  // namespace

const HfFamily* familyOfGguf(const ModelFile& model) {
    const std::string architecture(model.text("general.architecture").value_or(""));
    const HfFamily* found = nullptr;
    for (const HfFamily& family : hfFamilies()) {
        if (family.architecture != architecture) continue;
        const auto size = [&](const char* key) {
            return model.integer(architecture + "." + key).value_or(0);
        };
        const bool suits = family.latent ? (size("expert_gating_func") == 2) == (family.gating == 2)
                           : architecture == "llama"
                               ? (size("expert_count") > 0) == !family.experts.empty() &&
                                     (size("attention.sliding_window") == 0 || family.window != Window::kNone)
                               : true;
        if (suits && found == nullptr) found = &family;
    }
    return found;
}

HfDescription configOfGguf(const ModelFile& model, const HfFamily& family) {
    HfDescription description;
    description.config = Writer(model, family).write();
    HfConfig config(nlohmann::json::parse(description.config.dump()));
    config.setDefaults(family.defaults);
    description.metadata = describeHfModel(config, family, "", model.tensors().size());
    holdAgainst(model, description.metadata, family);
    return description;
}

}  // namespace engine
