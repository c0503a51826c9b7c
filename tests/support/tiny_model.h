// The small models under tests/fixtures/models: where they are, what transformers computed for them, and
// copies of them with something changed, for tests of what must be refused.
//
// Memory   a TinyModel owns its bytes; save() writes a GGUF file of version 3.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/formats/model_file.h"

namespace tests {

inline std::filesystem::path fixture(const std::string& name) {
    return std::filesystem::path(CONCLAVE_SOURCE_DIR) / "tests/fixtures/models" / name;
}

inline std::vector<int32_t> fixtureTokens(const std::string& model) {
    std::ifstream in(fixture(model + ".tokens"));
    return {std::istream_iterator<int32_t>(in), std::istream_iterator<int32_t>()};
}

// [T, V]
inline std::vector<float> fixtureLogits(const std::string& model) {
    std::ifstream in(fixture(model + ".f32"), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
}

// The small Hugging Face folders beside the models, for the functions above.
inline std::string folder(const std::string& name) {
    return "../folders/" + name;
}

// The largest difference between two sets of logits, as a share of the range of the first.
inline float worstShare(const std::vector<float>& expected, const std::vector<float>& got) {
    if (expected.empty() || expected.size() != got.size()) return 1.0F;
    const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
    float worst = 0.0F;
    for (size_t i = 0; i < expected.size(); ++i)
        worst = std::max(worst, got[i] == got[i] ? std::abs(expected[i] - got[i]) : *high - *low);
    return worst / (*high - *low);
}

// A model file with float32 tensors and single-valued metadata (lists are left out: these copies have no
// vocabulary).
struct TinyModel {
    struct Tensor {
        std::vector<int64_t> shape;  // outermost first
        std::vector<float> values;
    };
    std::map<std::string, std::variant<int64_t, double, std::string>> metadata;
    std::map<std::string, Tensor> tensors;

    static TinyModel copyOf(const std::string& name) {
        TinyModel model;
        auto file = engine::ModelFile::open(fixture(name + ".gguf"));
        for (const auto& [key, value] : (*file)->metadata()) {
            if (const auto* whole = std::get_if<int64_t>(&value)) model.metadata[key] = *whole;
            if (const auto* whole = std::get_if<uint64_t>(&value))
                model.metadata[key] = static_cast<int64_t>(*whole);
            if (const auto* number = std::get_if<double>(&value)) model.metadata[key] = *number;
            if (const auto* text = std::get_if<std::string_view>(&value))
                model.metadata[key] = std::string(*text);
        }
        for (const auto& view : (*file)->tensors()) {
            Tensor& tensor = model.tensors[std::string(view.name)];
            tensor.shape = view.shape;
            tensor.values.resize(view.data.size() / sizeof(float));
            std::memcpy(tensor.values.data(), view.data.data(), view.data.size());
        }
        return model;
    }

    void save(const std::filesystem::path& path) const {
        std::string head = "GGUF";
        put<uint32_t>(head, 3);
        put<uint64_t>(head, tensors.size());
        put<uint64_t>(head, metadata.size());
        for (const auto& [key, value] : metadata) {
            putText(head, key);
            if (const auto* whole = std::get_if<int64_t>(&value)) {
                put<uint32_t>(head, 11);
                put<int64_t>(head, *whole);
            } else if (const auto* number = std::get_if<double>(&value)) {
                put<uint32_t>(head, 12);
                put<double>(head, *number);
            } else {
                put<uint32_t>(head, 8);
                putText(head, std::get<std::string>(value));
            }
        }
        std::string data;
        for (const auto& [name, tensor] : tensors) {
            putText(head, name);
            put<uint32_t>(head, static_cast<uint32_t>(tensor.shape.size()));
            for (auto size = tensor.shape.rbegin(); size != tensor.shape.rend(); ++size)
                put<uint64_t>(head, static_cast<uint64_t>(*size));
            put<uint32_t>(head, 0);
            put<uint64_t>(head, data.size());
            data.append(reinterpret_cast<const char*>(tensor.values.data()),
                        tensor.values.size() * sizeof(float));
            data.resize((data.size() + 31) / 32 * 32);
        }
        head.resize((head.size() + 31) / 32 * 32);
        std::ofstream(path, std::ios::binary | std::ios::trunc) << head << data;
    }

private:
    template <class T>
    static void put(std::string& out, T value) {
        out.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    static void putText(std::string& out, const std::string& text) {
        put<uint64_t>(out, text.size());
        out += text;
    }
};

}  // namespace tests
