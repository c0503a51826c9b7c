#include "engine/model/weights.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/base/file_pages.h"
#include "engine/model/family.h"
#include "engine/model/tensor_binder.h"

namespace engine {
namespace {

// The tensors of one layer, below its prefix "blk.N.".
class LayerBinder {
public:
    LayerBinder(TensorBinder& binder, const Family& family, const ModelConfig& config, int64_t index,
                LayerWeights& layer)
        : binder_(binder), family_(family), config_(config), layer_(layer), index_(index),
          block_("blk." + std::to_string(index) + ".") {}

    void bind() {
        binder_.vector(name("attn_norm.weight"), config_.width, layer_.attentionNorm);
        if (config_.latent.kvRank > 0) {
            bindLatentAttention();
        } else {
            bindGroupedAttention();
        }
        binder_.matrix(name("attn_output.weight"), config_.width, config_.heads * config_.valueWidth,
                       layer_.output);
        binder_.optionalVector(name("attn_output.bias"), config_.width, layer_.outputBias);
        binder_.vector(block_ + std::string(family_.feedForwardNorm) + ".weight", config_.width,
                       layer_.feedForwardNorm);
        if (family_.feedForwardNorm == "ffn_norm") {
            binder_.optionalVector(name("post_attention_norm.weight"), config_.width,
                                   layer_.attentionEndNorm);
        }
        binder_.optionalVector(name("post_ffw_norm.weight"), config_.width, layer_.feedForwardEndNorm);
        if (config_.hasExperts(index_)) {
            bindExperts();
        } else {
            bindFeedForward("", config_.feedForward, layer_.dense);
        }
        for (const std::string_view tensor : family_.required)
            binder_.require(block_ + std::string(tensor));
        // Early converters kept the rotation's own table, which is computed here.
        binder_.ignore(name("attn_rot_embd"));
        binder_.ignore(name("attn_rot_embd.weight"));
    }

private:
    std::string name(const char* tensor) const { return block_ + tensor; }

    void bindGroupedAttention() {
        const int64_t query = config_.queryWidth();
        const int64_t key = config_.keyWidth();
        const int64_t value = config_.kvHeads * config_.valueWidth;
        if (binder_.has(name("attn_qkv.weight"))) {
            binder_.fused(name("attn_qkv.weight"), config_.width,
                          {{query, &layer_.query}, {key, &layer_.key}, {value, &layer_.value}});
        } else {
            binder_.matrix(name("attn_q.weight"), query, config_.width, layer_.query);
            binder_.matrix(name("attn_k.weight"), key, config_.width, layer_.key);
            binder_.matrix(name("attn_v.weight"), value, config_.width, layer_.value);
        }
        binder_.optionalVector(name("attn_q.bias"), query, layer_.queryBias);
        binder_.optionalVector(name("attn_k.bias"), key, layer_.keyBias);
        binder_.optionalVector(name("attn_v.bias"), value, layer_.valueBias);
        const bool row = config_.queryKeyNorm == QueryKeyNorm::kRow;
        binder_.optionalVector(name("attn_q_norm.weight"), row ? query : config_.headWidth, layer_.queryNorm);
        binder_.optionalVector(name("attn_k_norm.weight"), row ? key : config_.headWidth, layer_.keyNorm);
        binder_.optionalVector(name("attn_sinks.weight"), config_.heads, layer_.sinks);
    }

    void bindLatentAttention() {
        const LatentShape& latent = config_.latent;
        const int64_t heads = config_.heads;
        if (latent.queryRank > 0) {
            binder_.matrix(name("attn_q_a.weight"), latent.queryRank, config_.width, layer_.queryDown);
            binder_.vector(name("attn_q_a_norm.weight"), latent.queryRank, layer_.queryNorm);
            binder_.matrix(name("attn_q_b.weight"), config_.queryWidth(), latent.queryRank, layer_.query);
        } else {
            binder_.matrix(name("attn_q.weight"), config_.queryWidth(), config_.width, layer_.query);
        }
        binder_.fused(name("attn_kv_a_mqa.weight"), config_.width,
                      {{latent.kvRank, &layer_.key}, {latent.ropeWidth, &layer_.rotatedKey}});
        binder_.vector(name("attn_kv_a_norm.weight"), latent.kvRank, layer_.keyNorm);
        if (binder_.has(name("attn_kv_b.weight"))) {
            binder_.turned(name("attn_kv_b.weight"), heads, latent.nopeWidth, latent.valueWidth,
                           latent.kvRank, layer_.headKeys, layer_.headValues);
            binder_.ignore(name("attn_k_b.weight"));
            binder_.ignore(name("attn_v_b.weight"));
            return;
        }
        binder_.list(name("attn_k_b.weight"), "", heads, latent.kvRank, latent.nopeWidth, layer_.headKeys);
        binder_.list(name("attn_v_b.weight"), "", heads, latent.valueWidth, latent.kvRank, layer_.headValues);
    }

    // suffix is "" or "_shexp".
    void bindFeedForward(const std::string& suffix, int64_t inner, FeedForwardWeights& place) {
        const std::string gate = block_ + "ffn_gate" + suffix + ".weight";
        const std::string up = block_ + "ffn_up" + suffix + ".weight";
        if (binder_.has(gate)) {
            binder_.matrix(gate, inner, config_.width, place.gate);
            binder_.matrix(up, inner, config_.width, place.up);
        } else {
            binder_.fused(up, config_.width, {{inner, &place.gate}, {inner, &place.up}});
        }
        binder_.matrix(block_ + "ffn_down" + suffix + ".weight", config_.width, inner, place.down);
    }

    void bindExperts() {
        const int64_t experts = config_.router.experts;
        const int64_t inner = config_.expertForward;
        const int64_t width = config_.width;
        binder_.matrix(name("ffn_gate_inp.weight"), experts, width, layer_.router);
        binder_.optionalVector(name("ffn_gate_inp.bias"), experts, layer_.routerBias);
        binder_.optionalVector(name("exp_probs_b.bias"), experts, layer_.choiceBias);
        binder_.optionalVector(name("exp_probs_b"), experts, layer_.choiceBias);
        binder_.list(name("ffn_gate_exps.weight"), name("ffn_gate.{}.weight"), experts, inner, width,
                     layer_.expertGate);
        binder_.list(name("ffn_up_exps.weight"), name("ffn_up.{}.weight"), experts, inner, width,
                     layer_.expertUp);
        binder_.list(name("ffn_down_exps.weight"), name("ffn_down.{}.weight"), experts, width, inner,
                     layer_.expertDown);
        binder_.optionalVectors(name("ffn_gate_exps.bias"), experts, inner, layer_.expertGateBias);
        binder_.optionalVectors(name("ffn_up_exps.bias"), experts, inner, layer_.expertUpBias);
        binder_.optionalVectors(name("ffn_down_exps.bias"), experts, width, layer_.expertDownBias);
        if (config_.sharedForward == 0) return;
        bindFeedForward("_shexp", config_.sharedForward, layer_.shared);
        if (binder_.has(name("ffn_gate_inp_shexp.weight")))
            binder_.row(name("ffn_gate_inp_shexp.weight"), width, layer_.sharedGate);
    }

    TensorBinder& binder_;
    const Family& family_;
    const ModelConfig& config_;
    LayerWeights& layer_;
    int64_t index_;
    std::string block_;
};

// Layers that predict further tokens lie behind the last one that is read.
void ignoreLayersBehind(TensorBinder& binder, const ModelFile& file, int64_t layers) {
    for (const TensorView& view : file.tensors()) {
        if (!view.name.starts_with("blk.")) continue;
        int64_t index = 0;
        for (const char c : view.name.substr(4, view.name.find('.', 4) - 4)) {
            if (c < '0' || c > '9' || index > layers) break;
            index = index * 10 + (c - '0');
        }
        if (index >= layers) binder.ignore(std::string(view.name));
    }
}

// Experts that were never trained apart share their bytes.
void findSameExperts(LayerWeights& layer) {
    const size_t experts = layer.expertUp.data.size();
    std::vector<int32_t> same(experts);
    bool shared = false;
    for (size_t e = 0; e < experts; ++e) {
        const auto isSame = [&](size_t other) {
            return layer.expertGate.data[e] == layer.expertGate.data[other] &&
                   layer.expertUp.data[e] == layer.expertUp.data[other] &&
                   layer.expertDown.data[e] == layer.expertDown.data[other];
        };
        size_t first = 0;
        while (!isSame(first))
            ++first;
        same[e] = static_cast<int32_t>(first);
        shared = shared || first != e;
    }
    if (shared && layer.expertGateBias.empty()) layer.sameExpert = std::move(same);
}

}  // namespace

Result<ModelWeights> ModelWeights::bind(std::shared_ptr<const ModelFile> file, const ModelConfig& config,
                                        const kernels::Backend& backend) {
    TensorBinder binder(*file);
    ModelWeights weights;
    binder.matrix("token_embd.weight", config.vocabulary, config.width, weights.embedding);
    weights.tied = !binder.has("output.weight");
    if (!weights.tied) binder.matrix("output.weight", config.vocabulary, config.width, weights.head);
    binder.vector("output_norm.weight", config.width, weights.outputNorm);
    const int64_t pairs = config.rope.rotated / 2;
    binder.optionalVector("rope_freqs.weight", pairs, weights.ropeDivisors);
    binder.optionalVector("rope_factors_short.weight", pairs, weights.ropeDivisors);
    binder.optionalVector("rope_factors_long.weight", pairs, weights.longRopeDivisors);

    const auto tensors = static_cast<int64_t>(file->tensors().size());
    if (config.layers > tensors) {
        binder.fail(ErrorKind::kBadInput, "The model states {0} layers but its file holds {1} tensors.",
                    {std::to_string(config.layers), std::to_string(tensors)});
    } else {
        weights.layers.resize(static_cast<size_t>(config.layers));
    }
    const Family& family = *findFamily(config.architecture);
    for (int64_t index = 0; index < config.layers && !binder.failed(); ++index)
        LayerBinder(binder, family, config, index, weights.layers[static_cast<size_t>(index)]).bind();
    if (file->integer(config.architecture + ".nextn_predict_layers").value_or(0) > 0)
        ignoreLayersBehind(binder, *file, config.layers);

    // Checked to the end: only now is anything of the file's size allocated.
    auto copies = binder.fill(config.architecture, backend);
    if (!copies) return copies.error();
    if (weights.tied) weights.head = weights.embedding;
    for (LayerWeights& layer : weights.layers)
        findSameExperts(layer);
    weights.vectors_ = std::move(copies->vectors);
    weights.made_ = std::move(copies->made);
    weights.file_ = std::move(file);
    return weights;
}

void ModelWeights::readExpertsAhead(uint64_t bytes) {
    for (LayerWeights& layer : layers) {
        if (layer.expertUp.data.empty()) continue;
        const size_t expert = layer.expertGate.bytes(0).size() + layer.expertUp.bytes(0).size() +
                              layer.expertDown.bytes(0).size();
        layer.expertsAhead = std::max<size_t>(1, bytes / expert);
    }
}

void leaveExpertsOnDisk(const ModelFile& file, std::stop_token stop) {
    for (const TensorView& view : file.tensors()) {
        if (belongsToExperts(view.name)) expectScatteredReads(view.data);
    }
    for (const TensorView& view : file.tensors()) {
        if (stop.stop_requested()) return;
        if (!belongsToExperts(view.name)) readAhead(view.data);
    }
}

bool belongsToExperts(std::string_view tensor) {
    if (tensor.find("_exps.") != std::string_view::npos) return true;
    const size_t at = tensor.find(".ffn_");
    if (at == std::string_view::npos) return false;
    const size_t number = tensor.find('.', at + 1);
    return number != std::string_view::npos && number + 1 < tensor.size() && tensor[number + 1] >= '0' &&
           tensor[number + 1] <= '9';
}

WeightSizes measureWeights(const ModelFile& file, int64_t experts, int64_t expertsUsed) {
    struct Alike {
        int64_t count = 0, elements = 0;
        uint64_t bytes = 0;
    };
    WeightSizes sizes;
    const bool tied = file.find("output.weight") == nullptr;
    std::set<const std::byte*> seen;
    std::map<std::string, Alike> expertsByKind;  // of one layer and role
    for (const TensorView& view : file.tensors()) {
        // Experts that share their bytes with another are there once, and read once.
        if (!view.data.empty() && !seen.insert(view.data.data()).second) continue;
        const int64_t elements = view.elements();
        const uint64_t bytes = view.bytes();
        sizes.parameters += elements;
        sizes.bytes += bytes;
        if (view.name == "token_embd.weight" && !tied) continue;  // one row is looked up
        if (experts > 0 && belongsToExperts(view.name)) {
            const bool stacked = view.name.find("_exps.") != std::string_view::npos;
            const size_t number = view.name.find(".ffn_") + std::string_view(".ffn_").size();
            Alike& alike = expertsByKind[std::string(
                view.name.substr(0, stacked ? view.name.size() : view.name.find('.', number)))];
            const int64_t count = stacked ? experts : 1;
            alike = {alike.count + count, elements / count, bytes / static_cast<uint64_t>(count)};
            continue;
        }
        sizes.activeParameters += elements;
        sizes.bytesPerToken += bytes;
    }
    for (const auto& [kind, alike] : expertsByKind) {
        const int64_t used = std::min(expertsUsed, alike.count);
        sizes.activeParameters += used * alike.elements;
        sizes.bytesPerToken += static_cast<uint64_t>(used) * alike.bytes;
    }
    return sizes;
}

}  // namespace engine
