#include "engine/run/model_info.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/base/sha256.h"
#include "engine/model/weights.h"
#include "engine/text/tokenizer.h"

namespace engine {
namespace {

constexpr size_t kSampleBytes = 64;

// general.file_type of the GGUF specification.
std::string_view fileTypeName(int64_t type) {
    switch (type) {
        case 0:
            return "F32";
        case 1:
            return "F16";
        case 2:
            return "Q4_0";
        case 3:
            return "Q4_1";
        case 7:
            return "Q8_0";
        case 8:
            return "Q5_0";
        case 9:
            return "Q5_1";
        case 10:
            return "Q2_K";
        case 11:
            return "Q3_K_S";
        case 12:
            return "Q3_K_M";
        case 13:
            return "Q3_K_L";
        case 14:
            return "Q4_K_S";
        case 15:
            return "Q4_K_M";
        case 16:
            return "Q5_K_S";
        case 17:
            return "Q5_K_M";
        case 18:
            return "Q6_K";
        case 25:
            return "IQ4_NL";
        case 30:
            return "IQ4_XS";
        case 32:
            return "BF16";
        case 38:
            return "MXFP4";
        default:
            return {};
    }
}

// The type that most of the bytes have, for files that do not say.
std::string_view commonestType(const ModelFile& file) {
    std::array<uint64_t, kernels::kDTypeCount> bytes = {};
    for (const TensorView& view : file.tensors())
        bytes[static_cast<size_t>(view.type)] += view.bytes();
    const auto most = std::max_element(bytes.begin(), bytes.end());
    if (*most == 0) return {};
    return kernels::describe(static_cast<kernels::DType>(most - bytes.begin())).name;
}

}  // namespace

ModelInfo describeModel(const ModelFile& file) {
    ModelInfo info;
    info.architecture = file.text("general.architecture").value_or("");
    info.name = file.text("general.name").value_or("");
    if (info.name.empty()) info.name = file.path().stem().string();
    const std::string prefix = info.architecture + ".";
    const auto number = [&](const char* key) { return file.integer(prefix + key).value_or(0); };
    info.experts = static_cast<int32_t>(number("expert_count"));
    info.expertsUsed = static_cast<int32_t>(number("expert_used_count"));
    info.layers = static_cast<int32_t>(number("block_count"));
    info.contextLength = number("context_length");
    info.bytes = file.bytes();
    info.chatTemplate = file.text("tokenizer.chat_template").value_or("");
    const MetadataArray* tokens = file.array("tokenizer.ggml.tokens");
    info.hasTokenizer = Tokenizer::isIn(file);
    const TensorView* embedding = file.find("token_embd.weight");
    info.hasWeights = embedding != nullptr;
    if (embedding != nullptr && !embedding->shape.empty()) {
        info.vocabulary = static_cast<int32_t>(embedding->shape.front());
    } else if (tokens != nullptr) {
        info.vocabulary = static_cast<int32_t>(tokens->strings.size());
    }
    if (!file.tensors().empty()) {
        info.quantization = fileTypeName(file.integer("general.file_type").value_or(-1));
        if (info.quantization.empty()) info.quantization = commonestType(file);
    }
    const WeightSizes sizes = measureWeights(file, info.experts, info.expertsUsed);
    info.parameters = sizes.parameters;
    info.activeParameters = sizes.activeParameters;
    if (embedding != nullptr) info.headParameters = embedding->elements();
    info.bytesPerToken = sizes.bytesPerToken;
    return info;
}

std::string hashWeights(const ModelFile& file) {
    std::map<std::string_view, const TensorView*> sorted;  // whatever the order in the file
    for (const TensorView& view : file.tensors())
        sorted.emplace(view.name, &view);
    Sha256 hash;
    hash.add(file.text("general.architecture").value_or(""));
    for (const auto& [name, view] : sorted) {
        std::string line = "\n";
        line.append(name).append(" ").append(kernels::describe(view->type).name);
        for (const int64_t size : view->shape)
            line.append(" ").append(std::to_string(size));
        hash.add(line);
        const size_t size = view->data.size();
        const size_t sample = std::min(size, kSampleBytes);
        for (const size_t at : {size_t{0}, (size - sample) / 2, size - sample})
            hash.add(view->data.subspan(at, sample));
    }
    return hash.hex();
}

}  // namespace engine
