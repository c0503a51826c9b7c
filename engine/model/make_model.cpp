#include "engine/model/make_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <random>

#include "engine/base/log.h"
#include "engine/model/family.h"
#include "engine/model/random_blocks.h"

namespace engine {
namespace {

using kernels::DType;

constexpr Quantization kQuantizations[] = {
    {"F32", DType::kF32, 0},
    {"F16", DType::kF16, 1},
    {"BF16", DType::kBF16, 32},
    {"Q8_0", DType::kQ8_0, 7},
    {"Q4_0", DType::kQ4_0, 2},
    {"Q4_1", DType::kQ4_1, 3},
    {"Q5_0", DType::kQ5_0, 8},
    {"Q5_1", DType::kQ5_1, 9},
    {"Q2_K", DType::kQ2_K, 10},
    {"Q3_K", DType::kQ3_K, 11},
    {"Q4_K", DType::kQ4_K, 14},
    {"Q5_K", DType::kQ5_K, 16},
    {"Q6_K", DType::kQ6_K, 18},
    {"Q4_K_M", DType::kQ4_K, 15, true},
    {"Q5_K_M", DType::kQ5_K, 17, true},
    {"IQ4_NL", DType::kIQ4_NL, 25},
    {"IQ4_XS", DType::kIQ4_XS, 30},
    {"MXFP4", DType::kMXFP4, 38},
};

// Experts of these are as wide as the one feed-forward length of the file.
bool statesExpertWidth(const ModelShape& shape) {
    return shape.architecture != "llama" && shape.architecture != "olmoe";
}

// The type for rows that are no whole number of blocks.
DType typeForRows(DType type, int64_t columns) {
    const auto fits = [&](DType each) { return columns % kernels::describe(each).blockElements == 0; };
    if (fits(type)) return type;
    DType smaller = DType::kF16;
    if (type == DType::kQ2_K || type == DType::kQ3_K || type == DType::kIQ4_XS) smaller = DType::kIQ4_NL;
    if (type == DType::kQ4_K) smaller = DType::kQ5_0;
    if (type == DType::kQ5_K) smaller = DType::kQ5_1;
    if (type == DType::kQ6_K) smaller = DType::kQ8_0;
    return fits(smaller) ? smaller : DType::kF16;
}

class Planner {
public:
    Planner(const ModelShape& shape, const Quantization& quantization)
        : shape_(shape), family_(*findFamily(shape.architecture)), quantization_(quantization) {}

    std::vector<RandomTensor> plan() {
        const int64_t width = shape_.width;
        matrix("token_embd", {shape_.vocabulary, width}, shape_.tied);
        for (int64_t layer = 0; layer < shape_.layers; ++layer)
            planLayer(layer);
        ones("output_norm", width);
        if (!shape_.tied) matrix("output", {shape_.vocabulary, width}, true);
        return std::move(tensors_);
    }

private:
    void planLayer(int64_t layer) {
        block_ = fmt::format("blk.{}.", layer);
        // As the quantizer spreads its better type: the first and last eighth, and every third between.
        const int64_t eighth = shape_.layers / 8;
        const bool better = layer < eighth || layer >= 7 * eighth || (layer - eighth) % 3 == 2;
        ones("attn_norm", shape_.width);
        shape_.kvRank > 0 ? planLatentAttention(better) : planAttention(better);
        ones(family_.feedForwardNorm, shape_.width);
        if (!shape_.hasExperts(layer)) return planFeedForward("", shape_.feedForward, better);
        planExperts(better);
        if (shape_.sharedExperts > 0)
            planFeedForward("_shexp", shape_.sharedExperts * shape_.expertForward, better);
    }

    void planAttention(bool better) {
        const int64_t width = shape_.width;
        matrix("attn_q", {shape_.queryWidth(), width});
        matrix("attn_k", {shape_.keyWidth(), width});
        matrix("attn_v", {shape_.keyWidth(), width}, better);
        matrix("attn_output", {width, shape_.attendedWidth()});
        if (has("attn_q.bias")) {
            bias("attn_q", {shape_.queryWidth()});
            bias("attn_k", {shape_.keyWidth()});
            bias("attn_v", {shape_.keyWidth()});
        }
        if (has("attn_sinks.weight")) {
            bias("attn_output", {width});
            floats("attn_sinks.weight", {shape_.heads}, 1.0);
        }
        if (has("attn_q_norm.weight")) {
            const bool overRow = family_.queryKeyNorm == QueryKeyNorm::kRow;
            ones("attn_q_norm", overRow ? shape_.queryWidth() : shape_.headWidth);
            ones("attn_k_norm", overRow ? shape_.keyWidth() : shape_.headWidth);
        }
    }

    void planLatentAttention(bool better) {
        const int64_t width = shape_.width;
        if (shape_.queryRank > 0) {
            matrix("attn_q_a", {shape_.queryRank, width});
            ones("attn_q_a_norm", shape_.queryRank);
            matrix("attn_q_b", {shape_.queryWidth(), shape_.queryRank});
        } else {
            matrix("attn_q", {shape_.queryWidth(), width});
        }
        matrix("attn_kv_a_mqa", {shape_.kvRank + shape_.ropeWidth, width});
        ones("attn_kv_a_norm", shape_.kvRank);
        matrix("attn_k_b", {shape_.heads, shape_.kvRank, shape_.nopeWidth});
        matrix("attn_v_b", {shape_.heads, shape_.valueWidth, shape_.kvRank}, better);
        matrix("attn_output", {width, shape_.attendedWidth()});
    }

    void planFeedForward(const std::string& suffix, int64_t inner, bool better) {
        matrix("ffn_gate" + suffix, {inner, shape_.width});
        matrix("ffn_up" + suffix, {inner, shape_.width});
        matrix("ffn_down" + suffix, {shape_.width, inner}, better);
    }

    void planExperts(bool better) {
        const int64_t experts = shape_.experts;
        const int64_t inner = shape_.expertForward;
        const int64_t width = shape_.width;
        floats("ffn_gate_inp.weight", {experts, width}, spreadFor(width));
        matrix("ffn_gate_exps", {experts, inner, width});
        matrix("ffn_up_exps", {experts, inner, width});
        matrix("ffn_down_exps", {experts, width, inner}, better);
        if (!has("ffn_gate_inp.bias")) return;
        bias("ffn_gate_inp", {experts});
        bias("ffn_gate_exps", {experts, inner});
        bias("ffn_up_exps", {experts, inner});
        bias("ffn_down_exps", {experts, width});
    }

    bool has(std::string_view name) const {
        return std::find(family_.required.begin(), family_.required.end(), name) != family_.required.end();
    }

    static double spreadFor(int64_t columns) { return 1.0 / std::sqrt(static_cast<double>(columns)); }

    void matrix(const std::string& name, std::vector<int64_t> shape, bool better = false) {
        const DType wanted = quantization_.mixed && better ? DType::kQ6_K : quantization_.type;
        add(name + ".weight", typeForRows(wanted, shape.back()), shape, spreadFor(shape.back()));
    }
    void ones(std::string_view name, int64_t size) { floats(std::string(name) + ".weight", {size}, 0.0); }
    void bias(const std::string& name, std::vector<int64_t> shape) {
        constexpr double kSmall = 0.02;
        floats(name + ".bias", std::move(shape), kSmall);
    }
    void floats(const std::string& name, std::vector<int64_t> shape, double spread) {
        add(name, DType::kF32, std::move(shape), spread);
    }
    void add(const std::string& name, DType type, std::vector<int64_t> shape, double spread) {
        const bool inLayer = name != "token_embd.weight" && !name.starts_with("output");
        tensors_.push_back({{(inLayer ? block_ : "") + name, type, std::move(shape)}, spread});
    }

    const ModelShape& shape_;
    const Family& family_;
    const Quantization& quantization_;
    std::string block_;
    std::vector<RandomTensor> tensors_;
};

// Texts are views of the shape and of constants.
GgufWriter::Metadata describe(const ModelShape& shape, const Quantization& quantization) {
    GgufWriter::Metadata metadata;
    metadata["general.architecture"] = std::string_view(shape.architecture);
    metadata["general.type"] = std::string_view("model");
    metadata["general.name"] = std::string_view("random weights");
    metadata["general.file_type"] = quantization.fileType;
    metadata["general.quantization_version"] = int64_t{2};
    metadata["tokenizer.ggml.model"] = std::string_view("none");  // other programs ask
    const auto set = [&](const char* key, MetadataValue value) {
        metadata[shape.architecture + "." + key] = std::move(value);
    };
    const bool latent = shape.kvRank > 0;
    set("vocab_size", shape.vocabulary);
    set("context_length", shape.context);
    set("embedding_length", shape.width);
    set("block_count", shape.layers);
    set("feed_forward_length",
        shape.experts > 0 && !statesExpertWidth(shape) ? shape.expertForward : shape.feedForward);
    set("attention.head_count", shape.heads);
    set("attention.head_count_kv", latent ? int64_t{1} : shape.kvHeads);
    set("attention.layer_norm_rms_epsilon", shape.rmsEpsilon);
    set("rope.freq_base", shape.ropeBase);
    set("attention.key_length", latent ? shape.kvRank + shape.ropeWidth : shape.headWidth);
    set("attention.value_length", latent ? shape.kvRank : shape.headWidth);
    set("rope.dimension_count", latent ? shape.ropeWidth : shape.headWidth);
    if (latent) {
        if (shape.queryRank > 0) set("attention.q_lora_rank", shape.queryRank);
        set("attention.kv_lora_rank", shape.kvRank);
        set("attention.key_length_mla", shape.nopeWidth + shape.ropeWidth);
        set("attention.value_length_mla", shape.valueWidth);
    }
    if (shape.window > 0) set("attention.sliding_window", shape.window);
    if (shape.originalContext > 0) {
        set("rope.scaling.type", std::string_view("yarn"));
        set("rope.scaling.factor", shape.stretch);
        set("rope.scaling.original_context_length", shape.originalContext);
        if (shape.sharpening > 0.0) set("rope.scaling.yarn_log_multiplier", 0.1 * shape.sharpening);
    }
    if (shape.experts == 0) return metadata;
    set("expert_count", shape.experts);
    set("expert_used_count", shape.expertsUsed);
    if (statesExpertWidth(shape)) set("expert_feed_forward_length", shape.expertForward);
    if (latent) {
        constexpr int64_t kSoftmax = 1;
        set("leading_dense_block_count", shape.denseLayers);
        if (shape.sharedExperts > 0) set("expert_shared_count", shape.sharedExperts);
        set("expert_weights_scale", 1.0);
        set("expert_gating_func", kSoftmax);
    }
    return metadata;
}

// One line for each type that stands in for the one that was asked for.
void logReplacedTypes(const std::vector<RandomTensor>& plan, const Quantization& quantization) {
    std::map<DType, int> replaced;
    for (const auto& [tensor, spread] : plan) {
        const bool asked =
            tensor.type == quantization.type || (quantization.mixed && tensor.type == DType::kQ6_K);
        if (!asked && tensor.type != DType::kF32) ++replaced[tensor.type];
    }
    for (const auto& [type, count] : replaced) {
        log(LogLevel::kWarning, fmt::format("{} tensors are in {}: their rows are no whole blocks of {}",
                                            count, kernels::describe(type).name, quantization.name));
    }
}

void fillOnes(std::span<std::byte> floats) {
    constexpr float kOne = 1.0F;
    for (size_t at = 0; at < floats.size(); at += sizeof(kOne))
        std::memcpy(floats.data() + at, &kOne, sizeof(kOne));
}

Status writeTensor(GgufWriter& writer, const RandomTensor& planned, uint64_t seed,
                   std::vector<std::byte>& buffer, const std::function<void(uint64_t)>& onWritten,
                   std::stop_token stop) {
    const auto block = static_cast<size_t>(kernels::describe(planned.tensor.type).blockBytes);
    const size_t most = buffer.size() / block * block;
    std::optional<RandomBlocks> random;
    if (planned.spread > 0.0) random.emplace(planned.tensor.type, planned.spread, seed);
    for (uint64_t left = planned.tensor.bytes(); left > 0;) {
        if (stop.stop_requested()) return cancelled();
        const std::span piece(buffer.data(), static_cast<size_t>(std::min<uint64_t>(left, most)));
        random ? random->fill(piece) : fillOnes(piece);
        if (auto written = writer.write(piece); !written) return written;
        left -= piece.size();
        onWritten(piece.size());
    }
    return {};
}

}  // namespace

std::vector<std::string_view> quantizationNames() {
    std::vector<std::string_view> names;
    for (const Quantization& each : kQuantizations)
        names.push_back(each.name);
    return names;
}

Result<Quantization> findQuantization(std::string_view name) {
    std::string capitals(name);
    for (char& c : capitals)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    for (const Quantization& each : kQuantizations) {
        if (each.name == capitals) return each;
    }
    return Error{.kind = ErrorKind::kBadInput,
                 .what = "There is no quantization “{0}”.",
                 .remedy = "Choose one of {1}.",
                 .args = {std::string(name), fmt::format("{}", fmt::join(quantizationNames(), ", "))}};
}

std::vector<RandomTensor> planTensors(const ModelShape& shape, const Quantization& quantization) {
    return Planner(shape, quantization).plan();
}

Result<MadeModel> makeModel(const ModelShape& shape, const Quantization& quantization,
                            const std::filesystem::path& path, uint64_t seed,
                            const std::function<void(uint64_t bytes, uint64_t of)>& onProgress,
                            std::stop_token stop) {
    constexpr size_t kBufferBytes = size_t{4} << 20;
    const std::vector<RandomTensor> plan = planTensors(shape, quantization);
    std::vector<GgufTensor> tensors;
    MadeModel made;
    uint64_t bytes = 0;
    for (const RandomTensor& each : plan) {
        tensors.push_back(each.tensor);
        bytes += each.tensor.bytes();
        int64_t elements = 1;
        for (const int64_t size : each.tensor.shape)
            elements *= size;
        made.parameters += elements;
    }
    logReplacedTypes(plan, quantization);
    auto writer = GgufWriter::create(path, describe(shape, quantization), std::move(tensors));
    if (!writer) return writer.error();
    std::vector<std::byte> buffer(kBufferBytes);
    std::mt19937_64 seeds(seed);
    uint64_t done = 0;
    const auto onWritten = [&](uint64_t more) {
        done += more;
        if (onProgress) onProgress(done, bytes);
    };
    for (const RandomTensor& each : plan) {
        if (auto written = writeTensor(*writer, each, seeds(), buffer, onWritten, stop); !written)
            return written.error();
    }
    auto size = writer->finish();
    if (!size) return size.error();
    made.bytes = *size;
    return made;
}

}  // namespace engine
