#include "engine/model/weights.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "engine/model/family.h"

namespace engine {
namespace {

std::string readableShape(const std::vector<int64_t>& shape) {
    std::string text = "[";
    for (const int64_t size : shape) {
        if (text.size() > 1) text += ", ";
        text += std::to_string(size);
    }
    return text + "]";
}

// Finds tensors by name, checks them, and keeps the first thing that is wrong.
class Binder {
public:
    explicit Binder(const ModelFile& file) : file_(file) {}

    const TensorView* tensor(const std::string& name, const std::vector<int64_t>& shape) {
        const TensorView* found = file_.find(name);
        if (found == nullptr) {
            fail(ErrorKind::kBadInput, "The model file lacks the tensor “{0}”.", {name});
            return nullptr;
        }
        if (found->shape != shape) {
            fail(ErrorKind::kBadInput, "The tensor “{0}” is {1}, but this model's measures ask for {2}.",
                 {name, readableShape(found->shape), readableShape(shape)});
            return nullptr;
        }
        // The reader has compared offset and length with the file; this holds the length against the shape.
        const size_t bytes = kernels::rowBytes(found->type, shape.back()) *
                             static_cast<size_t>(found->elements() / shape.back());
        if (shape.back() % kernels::describe(found->type).blockElements != 0 || found->data.size() != bytes) {
            fail(ErrorKind::kBadInput, "The tensor “{0}” does not hold whole blocks of {1}.",
                 {name, kernels::describe(found->type).name});
            return nullptr;
        }
        used_.emplace(found->name);
        return found;
    }

    kernels::Weights matrix(const std::string& name, int64_t rows, int64_t columns) {
        const TensorView* found = tensor(name, {rows, columns});
        if (found == nullptr) return {};
        return {found->type, rows, columns, found->data.data()};
    }

    ExpertMatrices experts(const std::string& name, int64_t count, int64_t rows, int64_t columns) {
        const TensorView* found = tensor(name, {count, rows, columns});
        if (found == nullptr) return {};
        return {count, {found->type, count * rows, columns, found->data.data()}};
    }

    bool has(const std::string& name) const { return file_.find(name) != nullptr; }
    void ignore(const std::string& name) { used_.insert(name); }

    void fail(ErrorKind kind, const char* what, std::vector<std::string> args) {
        if (error_) return;
        error_ = Error{.kind = kind,
                       .what = what,
                       .remedy = kind == ErrorKind::kBadInput
                                     ? "The file is damaged or was made for another program; fetch it again."
                                     : "Choose another model.",
                       .args = std::move(args)};
    }

    // Everything in the file must have found its role.
    std::optional<Error> finish(const std::string& architecture) {
        for (const TensorView& view : file_.tensors()) {
            if (error_) break;
            if (used_.contains(view.name)) continue;
            fail(ErrorKind::kUnsupported,
                 "The model file holds the tensor “{0}”, which this version does not know in a {1} model.",
                 {std::string(view.name), architecture});
        }
        return error_;
    }
    bool failed() const { return error_.has_value(); }

private:
    const ModelFile& file_;
    std::set<std::string, std::less<>> used_;
    std::optional<Error> error_;
};

struct VectorSource {
    const TensorView* view = nullptr;
    std::span<const float>* place = nullptr;
};

}  // namespace

kernels::Weights ExpertMatrices::operator[](int64_t expert) const {
    const int64_t rows = all.rows / experts;
    const size_t bytes = kernels::rowBytes(all.type, all.columns) * static_cast<size_t>(rows);
    return {all.type, rows, all.columns,
            static_cast<const std::byte*>(all.data) + static_cast<size_t>(expert) * bytes};
}

Result<ModelWeights> ModelWeights::bind(std::shared_ptr<const ModelFile> file, const ModelConfig& config,
                                        const kernels::Backend& backend) {
    Binder binder(*file);
    ModelWeights weights;
    std::vector<VectorSource> vectors;
    const auto vectorOf = [&](const std::string& name, int64_t size, std::span<const float>& place) {
        if (const TensorView* view = binder.tensor(name, {size})) vectors.push_back({view, &place});
    };
    const int64_t width = config.width;
    const int64_t inner = config.feedForward;

    weights.embedding = binder.matrix("token_embd.weight", config.vocabulary, width);
    weights.tied = !binder.has("output.weight");
    weights.head =
        weights.tied ? weights.embedding : binder.matrix("output.weight", config.vocabulary, width);
    vectorOf("output_norm.weight", width, weights.outputNorm);
    if (binder.has("rope_freqs.weight"))
        vectorOf("rope_freqs.weight", config.rope.rotated / 2, weights.ropeDivisors);

    if (config.layers > static_cast<int64_t>(file->tensors().size())) {
        binder.fail(ErrorKind::kBadInput, "The model states {0} layers but its file holds {1} tensors.",
                    {std::to_string(config.layers), std::to_string(file->tensors().size())});
        return *binder.finish(config.architecture);
    }
    weights.layers.resize(static_cast<size_t>(config.layers));
    for (int64_t index = 0; index < config.layers && !binder.failed(); ++index) {
        LayerWeights& layer = weights.layers[static_cast<size_t>(index)];
        const std::string block = "blk." + std::to_string(index) + ".";
        vectorOf(block + "attn_norm.weight", width, layer.attentionNorm);
        layer.query = binder.matrix(block + "attn_q.weight", config.queryWidth(), width);
        layer.key = binder.matrix(block + "attn_k.weight", config.keyWidth(), width);
        layer.value = binder.matrix(block + "attn_v.weight", config.keyWidth(), width);
        layer.output = binder.matrix(block + "attn_output.weight", width, config.queryWidth());
        if (config.attentionBias) {
            vectorOf(block + "attn_q.bias", config.queryWidth(), layer.queryBias);
            vectorOf(block + "attn_k.bias", config.keyWidth(), layer.keyBias);
            vectorOf(block + "attn_v.bias", config.keyWidth(), layer.valueBias);
            if (binder.has(block + "attn_output.bias"))
                vectorOf(block + "attn_output.bias", width, layer.outputBias);
        }
        if (config.queryKeyNorm) {
            vectorOf(block + "attn_q_norm.weight", config.headWidth, layer.queryNorm);
            vectorOf(block + "attn_k_norm.weight", config.headWidth, layer.keyNorm);
        }
        vectorOf(block + "ffn_norm.weight", width, layer.feedForwardNorm);
        if (config.experts > 0) {
            layer.router = binder.matrix(block + "ffn_gate_inp.weight", config.experts, width);
            layer.expertGate = binder.experts(block + "ffn_gate_exps.weight", config.experts, inner, width);
            layer.expertUp = binder.experts(block + "ffn_up_exps.weight", config.experts, inner, width);
            layer.expertDown = binder.experts(block + "ffn_down_exps.weight", config.experts, width, inner);
        } else {
            layer.gate = binder.matrix(block + "ffn_gate.weight", inner, width);
            layer.up = binder.matrix(block + "ffn_up.weight", inner, width);
            layer.down = binder.matrix(block + "ffn_down.weight", width, inner);
        }
        // Early converters kept the rotation's own table, which is computed here.
        binder.ignore(block + "attn_rot_embd");
        binder.ignore(block + "attn_rot_embd.weight");
    }
    if (auto error = binder.finish(config.architecture)) return *error;

    // Checked to the end: only now is anything of the file's size allocated.
    weights.vectors_ = std::make_unique<std::vector<std::vector<float>>>();
    weights.vectors_->reserve(vectors.size());
    for (const VectorSource& source : vectors) {
        const int64_t size = source.view->shape.front();
        std::vector<float>& copy = weights.vectors_->emplace_back(static_cast<size_t>(size));
        backend.fetchRow({source.view->type, 1, size, source.view->data.data()}, 0, copy.data());
        *source.place = copy;
    }
    weights.file_ = std::move(file);
    return weights;
}

WeightSizes measureWeights(const ModelFile& file, int64_t experts, int64_t expertsUsed) {
    WeightSizes sizes;
    const bool tied = file.find("output.weight") == nullptr;
    for (const TensorView& view : file.tensors()) {
        int64_t elements = view.elements();
        uint64_t bytes = view.data.size();
        sizes.parameters += elements;
        sizes.bytes += bytes;
        if (view.name == "token_embd.weight" && !tied) continue;  // one row is looked up
        if (experts > 0 && view.shape.size() == 3) {
            elements = elements / experts * expertsUsed;
            bytes = bytes / static_cast<uint64_t>(experts) * static_cast<uint64_t>(expertsUsed);
        }
        sizes.activeParameters += elements;
        sizes.bytesPerToken += bytes;
    }
    return sizes;
}

}  // namespace engine
