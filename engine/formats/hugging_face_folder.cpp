#include "engine/formats/hugging_face_folder.h"

#include <fmt/format.h>

#include <charconv>
#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "engine/formats/hf_config.h"
#include "engine/formats/hf_families.h"
#include "engine/formats/hf_metadata.h"
#include "engine/formats/hf_transforms.h"
#include "engine/formats/json_text.h"
#include "engine/formats/model_fault.h"
#include "engine/formats/safetensors_reader.h"

namespace engine {
namespace {

constexpr size_t kMaxTensors = size_t{1} << 20;

// Names of text models are the same whether they stand alone or inside a larger model.
std::string_view plainName(std::string_view name, std::string& buffer) {
    for (const std::string_view outer : {"language_model.", "model.language_model."}) {
        if (!name.starts_with(outer)) continue;
        name.remove_prefix(outer.size());
        if (outer == "language_model." || name.starts_with("lm_head.")) return name;
        buffer = "model." + std::string(name);
        return buffer;
    }
    return name;
}

bool ofAnotherModality(std::string_view name) {
    for (const std::string_view part :
         {"vision_tower.", "multi_modal_projector.", "vision_model.", "visual.", "audio_tower.",
          "model.vision_tower.", "model.multi_modal_projector.", "model.visual.", "model.audio_tower."}) {
        if (name.starts_with(part)) return true;
    }
    return false;
}

// Tables of the rotation that early checkpoints carry: computed here.
bool ofRotation(std::string_view name) {
    return name.ends_with(".rotary_emb.inv_freq");
}

int64_t layerOf(std::string_view name) {
    constexpr std::string_view kLayers = "model.layers.";
    int64_t layer = -1;
    if (name.starts_with(kLayers))
        std::from_chars(name.data() + kLayers.size(), name.data() + name.size(), layer);
    return layer;
}

class HuggingFaceFolder final : public ModelFile {
public:
    HuggingFaceFolder(std::filesystem::path path, SafetensorsFolder shards)
        : path_(std::move(path)), shards_(std::move(shards)) {}

    const std::filesystem::path& path() const override { return path_; }
    uint64_t bytes() const override { return shards_.bytes(); }
    const std::map<std::string, MetadataValue, std::less<>>& metadata() const override {
        return model_.values;
    }
    const std::vector<TensorView>& tensors() const override { return views_; }
    const TensorView* find(std::string_view name) const override {
        const auto found = byName_.find(name);
        return found == byName_.end() ? nullptr : &views_[found->second];
    }
    Result<TensorBytes> read(const TensorView& view) const override {
        if (!view.data.empty()) return TensorBytes{.bytes = view.data, .owned = {}};
        TensorBytes made;
        made.owned = makeBytes(plans_[byName_.at(view.name)]);
        made.bytes = made.owned;
        return made;
    }

private:
    friend class FolderReader;

    std::filesystem::path path_;
    SafetensorsFolder shards_;
    HfMetadata model_;
    std::deque<std::string> names_;
    std::vector<TensorView> views_;
    std::vector<TensorPlan> plans_;  // beside views_
    std::unordered_map<std::string_view, size_t> byName_;
};

// Walks the family's table over the layers and experts that config.json states.
class FolderReader {
public:
    FolderReader(HuggingFaceFolder& folder, const HfConfig& config, const HfFamily& family)
        : folder_(folder), config_(config), family_(family), model_(folder.model_) {}

    void read() {
        const std::string name =
            std::filesystem::absolute(folder_.path_).lexically_normal().filename().string();
        model_ = describeHfModel(config_, family_, name, folder_.shards_.tensors().size());
        readQuantization();
        indexTensors();
        for (const auto& group : family_.rules) {
            if (isOfLayers(group)) continue;
            walkGroup(group, 0);
        }
        for (int64_t layer = 0; layer < model_.layers; ++layer) {
            for (const auto& group : family_.rules) {
                if (isOfLayers(group)) walkGroup(group, layer);
            }
        }
        for (const HfMetadata::Table& table : model_.tables)
            addTable(table);
        refuseUnused();
    }

private:
    static bool isOfLayers(std::span<const TensorRule> group) {
        return !group.empty() && group.front().gguf.find("{layer}") != std::string_view::npos;
    }

    void readQuantization() {
        const nlohmann::json* quantization = config_.section("quantization_config");
        if (quantization == nullptr) return;
        const std::string method = config_.textIn(*quantization, "quant_method").value_or("");
        if (method == "mxfp4") return;
        if (method != "fp8") config_.beyond("weights quantised by " + inQuotes(method));
        const auto tiles = config_.numbers(*quantization, "weight_block_size");
        if (tiles.empty()) return;
        const auto size = [&](size_t i) {
            if (tiles.size() != 2 || tiles[i] < 1.0 || tiles[i] > static_cast<double>(HfConfig::kLargest))
                config_.broken("its “weight_block_size” cannot be");
            return static_cast<int64_t>(tiles[i]);
        };
        tiles_ = {.rows = size(0), .columns = size(1)};
    }

    void indexTensors() {
        std::string buffer;
        for (const SafetensorsTensor& tensor : folder_.shards_.tensors()) {
            if (ofAnotherModality(tensor.name) || ofRotation(tensor.name)) continue;
            const std::string name(plainName(tensor.name, buffer));
            if (!sources_.emplace(name, &tensor).second)
                throw Broken{tensor.file, "the tensor " + inQuotes(name) + " stands in it under two names"};
        }
    }

    const SafetensorsTensor* find(const std::string& name) const {
        const auto found = sources_.find(name);
        return found == sources_.end() ? nullptr : found->second;
    }

    void walkGroup(std::span<const TensorRule> group, int64_t layer) {
        for (size_t i = 0; i < group.size();) {
            size_t end = i + 1;  // the rule and those that stand in for it
            while (end < group.size() && group[end].need == Need::kElse)
                ++end;
            const TensorRule& rule = group[i];
            const bool wanted =
                rule.layers == Layers::kAll || (rule.layers == Layers::kRouted) == model_.routed(layer);
            const bool ofExperts = rule.gguf.find("{expert}") != std::string_view::npos;
            for (int64_t expert = 0; wanted && expert < (ofExperts ? model_.experts : 1); ++expert)
                apply(group.subspan(i, end - i), layer, expert);
            i = end;
        }
    }

    void apply(std::span<const TensorRule> alternatives, int64_t layer, int64_t expert) {
        std::string missing;
        for (const TensorRule& rule : alternatives) {
            const std::string name = numberedName(rule.folder, layer, expert);
            const SafetensorsTensor* source = find(name);
            if (missing.empty()) missing = name;
            if (source == nullptr) continue;
            used_.insert(source);
            if (rule.need == Need::kHead && config_.flag("tie_word_embeddings").value_or(false)) return;
            const std::string gguf = numberedName(rule.gguf, layer, expert);
            return add(gguf, planTensor(rule.make, *source, findScales(name), tiles_, model_, expert));
        }
        const Need need = alternatives.front().need;
        const bool tied = config_.flag("tie_word_embeddings").value_or(true);
        if (need == Need::kAlways || (need == Need::kHead && !tied))
            throw Broken{"config.json",
                         "it asks for the tensor " + inQuotes(missing) + ", which is in no shard"};
    }

    // Factors of eight-bit floats, or of 4-bit blocks.
    const SafetensorsTensor* findScales(const std::string& name) {
        constexpr std::string_view kBlocks = "_blocks";
        const bool blocks = name.ends_with(kBlocks);
        const SafetensorsTensor* scales =
            find(blocks ? name.substr(0, name.size() - kBlocks.size()) + "_scales" : name + "_scale_inv");
        if (scales != nullptr) used_.insert(scales);
        return scales;
    }

    TensorView& addView(std::string name, kernels::DType type, std::vector<int64_t> shape) {
        if (folder_.views_.size() == kMaxTensors) config_.broken("it asks for more than a million tensors");
        folder_.names_.push_back(std::move(name));
        TensorView view{.name = folder_.names_.back(), .type = type, .shape = std::move(shape), .data = {}};
        folder_.byName_.emplace(view.name, folder_.views_.size());
        return folder_.views_.emplace_back(std::move(view));
    }

    void add(std::string name, TensorPlan plan) {
        addView(std::move(name), plan.type, plan.how.shape).data = plan.borrowed;
        folder_.plans_.push_back(std::move(plan));
    }

    void addTable(const HfMetadata::Table& table) {
        TensorView& view =
            addView(table.name, kernels::DType::kF32, {static_cast<int64_t>(table.values.size())});
        view.data = std::as_bytes(std::span(table.values));
        folder_.plans_.emplace_back();
    }

    void refuseUnused() const {
        const int64_t ahead = config_.size("num_nextn_predict_layers").value_or(0);
        for (const auto& [name, tensor] : sources_) {
            if (used_.contains(tensor)) continue;
            const int64_t layer = layerOf(name);
            if (layer >= model_.layers && layer < model_.layers + ahead)
                continue;  // they predict further tokens
            throw Beyond{tensor->file, "the tensor " + inQuotes(name)};
        }
    }

    HuggingFaceFolder& folder_;
    const HfConfig& config_;
    const HfFamily& family_;
    HfMetadata& model_;
    Fp8Tiles tiles_;
    std::map<std::string, const SafetensorsTensor*> sources_;
    std::unordered_set<const SafetensorsTensor*> used_;
};

std::filesystem::path folderOf(const std::filesystem::path& path) {
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed)) return path;
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

bool isHuggingFaceFolder(const std::filesystem::path& path) {
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed) && path.filename() != "config.json" &&
        path.extension() != ".safetensors") {
        return false;
    }
    return std::filesystem::exists(folderOf(path) / "config.json", failed);
}

Result<std::shared_ptr<const ModelFile>> openHuggingFaceFolder(const std::filesystem::path& path) {
    const std::filesystem::path folder = folderOf(path);
    try {
        nlohmann::json object = readJsonObject(folder / "config.json");
        if (object.is_null()) throw Broken{folder.string(), "it has no config.json"};
        HfConfig config(std::move(object));
        const HfFamily* family = findHfFamily(config.modelType());
        if (family == nullptr) config.beyond("the model type " + inQuotes(config.modelType()));
        config.setDefaults(family->defaults);
        auto shards = SafetensorsFolder::open(folder);
        if (!shards) return shards.error();
        auto opened = std::make_shared<HuggingFaceFolder>(folder, std::move(*shards));
        FolderReader(*opened, config, *family).read();
        return std::shared_ptr<const ModelFile>(std::move(opened));
    } catch (const Broken& broken) {
        return sentenceOf(broken);
    } catch (const Beyond& beyond) {
        return sentenceOf(beyond);
    }
}

}  // namespace engine
