// A Hugging Face folder made value by value, for tests of how it is read.
//
// Memory   owns the temporary folder.
#pragma once

#include <QTemporaryDir>
#include <map>
#include <string>
#include <vector>

#include "engine/formats/model_file.h"
#include "tests/support/safetensors_bytes.h"

namespace tests {

class HfFolder {
public:
    std::map<std::string, std::string> config;  // JSON of each value of config.json
    SafetensorsBytes weights;

    // A configuration that is complete for a model type without experts: D 4, H 2, G 1, V 3, one layer.
    explicit HfFolder(const std::string& modelType) {
        config = {{"model_type", "\"" + modelType + "\""},
                  {"hidden_size", "4"},
                  {"intermediate_size", "6"},
                  {"num_attention_heads", "2"},
                  {"num_key_value_heads", "1"},
                  {"num_hidden_layers", "1"},
                  {"vocab_size", "3"},
                  {"max_position_embeddings", "64"},
                  {"rms_norm_eps", "1e-5"},
                  {"tie_word_embeddings", "true"}};
    }
    HfFolder& set(const std::string& name, const std::string& json) {
        config[name] = json;
        return *this;
    }
    // [sizes…] numbered from `first`.
    HfFolder& numbered(const std::string& name, const std::vector<int64_t>& shape, float first = 0) {
        size_t count = 1;
        for (const int64_t size : shape)
            count *= static_cast<size_t>(size);
        std::vector<float> values(count);
        for (size_t i = 0; i < count; ++i)
            values[i] = first + static_cast<float>(i);
        weights.tensor<float>(name, "F32", shape, values);
        return *this;
    }
    HfFolder& ends() {
        return numbered("model.embed_tokens.weight", {3, 4}).numbered("model.norm.weight", {4});
    }
    HfFolder& norms() {
        return numbered("model.layers.0.input_layernorm.weight", {4})
            .numbered("model.layers.0.post_attention_layernorm.weight", {4});
    }
    HfFolder& attention(int64_t headWidth = 2) {
        return numbered("model.layers.0.self_attn.q_proj.weight", {2 * headWidth, 4})
            .numbered("model.layers.0.self_attn.k_proj.weight", {headWidth, 4})
            .numbered("model.layers.0.self_attn.v_proj.weight", {headWidth, 4})
            .numbered("model.layers.0.self_attn.o_proj.weight", {4, 2 * headWidth});
    }
    HfFolder& mlp() {
        return numbered("model.layers.0.mlp.gate_proj.weight", {6, 4})
            .numbered("model.layers.0.mlp.up_proj.weight", {6, 4})
            .numbered("model.layers.0.mlp.down_proj.weight", {4, 6});
    }
    static HfFolder llama() {
        HfFolder made("llama");
        made.ends().norms().attention().mlp();
        return made;
    }

    std::filesystem::path path() const { return folder_->path().toStdString(); }
    void save() const {
        std::string text;
        for (const auto& [name, json] : config)
            text += (text.empty() ? "{" : ", ") + ("\"" + name + "\": ") + json;
        SafetensorsBytes::write(path() / "config.json", text + "}");
        weights.save(path() / "model.safetensors");
    }
    engine::Result<std::shared_ptr<const engine::ModelFile>> open() const {
        save();
        return engine::ModelFile::open(path());
    }
    std::string sentence() const {
        const auto file = open();
        return file ? "" : file.error().text();
    }

private:
    std::shared_ptr<QTemporaryDir> folder_ = std::make_shared<QTemporaryDir>();
};

// The floats of a tensor of type F32; empty when it is absent or of another type.
inline std::vector<float> floatsOf(const engine::ModelFile& file, const std::string& name) {
    const engine::TensorView* view = file.find(name);
    if (view == nullptr || view->type != kernels::DType::kF32) return {};
    const auto bytes = file.read(*view);
    std::vector<float> values(bytes->bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes->bytes.data(), values.size() * sizeof(float));
    return values;
}

}  // namespace tests
