#include "engine/model/model_measures.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/model/weights.h"

namespace engine {
namespace {

// "blk.12.attn_q.weight" to 12 and "attn_q.weight"; -1 for what belongs to no layer.
std::pair<int64_t, std::string_view> splitName(std::string_view name) {
    constexpr std::string_view kPrefix = "blk.";
    const size_t dot = name.starts_with(kPrefix) ? name.find('.', kPrefix.size()) : std::string_view::npos;
    int64_t layer = -1;
    if (dot == std::string_view::npos) return {-1, name};
    const auto [end, problem] = std::from_chars(name.data() + kPrefix.size(), name.data() + dot, layer);
    if (problem != std::errc() || end != name.data() + dot) return {-1, name};
    return {layer, name.substr(dot + 1)};
}

bool isRoutedMatrix(const TensorView& view) {
    return belongsToExperts(view.name) && view.name.ends_with(".weight");
}

// Latent attention keeps its keys' part of this tensor once more, turned.
uint64_t turnedBytes(const TensorView& view, const LatentShape& latent) {
    const bool wide = view.type == kernels::DType::kF32 || view.type == kernels::DType::kBF16;
    const int64_t turned = view.elements() / (latent.nopeWidth + latent.valueWidth) * latent.nopeWidth;
    return static_cast<uint64_t>(turned) * (wide ? 4 : 2);
}

}  // namespace

ModelMeasures measureModel(const ModelFile& file, const ModelConfig& config, kernels::DType kvType) {
    const KvShape cache = config.cacheShape(kvType);
    ModelMeasures model;
    // A file that states more layers than it has tensors is refused when it is loaded.
    const int64_t layers = std::min<int64_t>(config.layers, static_cast<int64_t>(file.tensors().size()));
    model.layers.resize(static_cast<size_t>(layers));
    for (int64_t l = 0; l < layers; ++l) {
        LayerMeasures& layer = model.layers[static_cast<size_t>(l)];
        layer.kvPerToken = cache.keyRowBytes() + cache.valueRowBytes();
        if (config.hasWindow(l)) layer.window = config.window;
    }
    const bool tied = file.find("output.weight") == nullptr;
    std::set<const std::byte*> seen;                           // experts may share their bytes
    std::map<std::pair<int64_t, std::string>, int64_t> kinds;  // experts by layer and role
    std::vector<uint64_t> routed(model.layers.size());
    for (const TensorView& view : file.tensors()) {
        if (!view.data.empty() && !seen.insert(view.data.data()).second) continue;
        const auto [index, name] = splitName(view.name);
        if (index >= layers) continue;
        if (index < 0) {
            (view.name == "token_embd.weight" && !tied ? model.embedding : model.head) += view.bytes();
            continue;
        }
        const auto at = static_cast<size_t>(index);
        LayerMeasures& layer = model.layers[at];
        if (config.hasExperts(index) && isRoutedMatrix(view)) {
            const bool stacked = view.shape.size() == 3;
            int64_t& experts = kinds[{index, std::string(name.substr(0, name.find_first_of("._", 5)))}];
            experts += stacked ? view.shape.front() : 1;
            layer.experts = std::max(layer.experts, experts);
            routed[at] += view.bytes();
        } else if (name.starts_with("attn") || name.starts_with("post_attention")) {
            layer.attention += view.bytes();
            if (name == "attn_kv_b.weight" && config.latent.kvRank > 0)
                layer.attention += turnedBytes(view, config.latent);
        } else {
            layer.shared += view.bytes();
        }
    }
    for (size_t l = 0; l < model.layers.size(); ++l) {
        LayerMeasures& layer = model.layers[l];
        if (layer.experts == 0) continue;
        layer.expert = routed[l] / static_cast<uint64_t>(layer.experts);
        layer.active = std::min(config.router.active, layer.experts);
    }
    return model;
}

uint64_t expertBytesInFile(const ModelFile& file) {
    uint64_t bytes = 0;
    std::set<const std::byte*> seen;
    for (const TensorView& view : file.tensors()) {
        if (!isRoutedMatrix(view)) continue;
        if (view.data.empty()) return 0;
        if (seen.insert(view.data.data()).second) bytes += view.bytes();
    }
    return bytes;
}

}  // namespace engine
