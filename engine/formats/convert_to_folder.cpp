#include "engine/formats/convert_to_folder.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/check.h"
#include "engine/formats/hf_config_writer.h"
#include "engine/formats/hf_transforms.h"
#include "engine/formats/model_fault.h"
#include "engine/formats/safetensors_writer.h"

namespace engine {
namespace {

using kernels::DType;

// A GGUF tensor, or the rows of one expert in a stack, and how it lies in the folder's tensor.
struct Part {
    const TensorView* view = nullptr;
    std::optional<int64_t> expert;  // of a stack
    Make make = Make::kKeep;
    Rearrangement how;
};

struct Entry {
    SafetensorsEntry tensor;
    std::vector<Part> parts;

    // The bytes of its one part are its own.
    bool plain() const { return parts.size() == 1 && parts.front().make == Make::kKeep; }
};

class FolderPlanner {
public:
    FolderPlanner(const ModelFile& model, const HfFamily& family, const HfMetadata& metadata,
                  const std::optional<DType>& type)
        : model_(model), family_(family), metadata_(metadata), type_(type) {}

    std::vector<Entry> plan() {
        for (const auto& group : family_.rules) {
            const bool ofLayers =
                !group.empty() && group.front().gguf.find("{layer}") != std::string_view::npos;
            for (int64_t layer = 0; layer < (ofLayers ? metadata_.layers : 1); ++layer) {
                for (const TensorRule& rule : group)
                    apply(rule, layer);
            }
        }
        for (const HfMetadata::Table& table : metadata_.tables)
            used_.insert(table.name);
        for (const TensorView& view : model_.tensors()) {
            if (!used_.contains(view.name))
                beyond("the tensor " + inQuotes(view.name) + ", for which a folder has no place");
        }
        for (Entry& entry : entries_)
            arrange(entry);
        return std::move(entries_);
    }

private:
    [[noreturn]] void beyond(const std::string& fact) const {
        throw Beyond{model_.path().filename().string(), fact};
    }

    void apply(const TensorRule& rule, int64_t layer) {
        // Blocks of 4-bit floats are written as the floats they are; experts stacked by other tools one by
        // one.
        const bool blocks = rule.folder.ends_with("_blocks");
        const bool otherTools = rule.need == Need::kElse && family_.modelType != "gpt_oss";
        const bool here =
            rule.layers == Layers::kAll || (rule.layers == Layers::kRouted) == metadata_.routed(layer);
        if (blocks || otherTools || !here) return;
        const bool ofExperts = rule.gguf.find("{expert}") != std::string_view::npos;
        for (int64_t expert = 0; expert < (ofExperts ? metadata_.experts : 1); ++expert) {
            const std::string gguf = numberedName(rule.gguf, layer, expert);
            Part part{.view = model_.find(gguf), .expert = std::nullopt, .make = rule.make, .how = {}};
            if (part.view == nullptr && ofExperts) {
                part.view = model_.find(numberedName(stackOf(rule.gguf), layer, 0));
                part.expert = expert;
            }
            if (part.view == nullptr) {
                if (rule.need == Need::kOptional || rule.need == Need::kHead) continue;
                throw Broken{model_.path().filename().string(), "it lacks the tensor " + inQuotes(gguf)};
            }
            if (part.expert &&
                (part.view->shape.size() != 3 || part.view->shape.front() != metadata_.experts))
                throw Broken{model_.path().filename().string(),
                             "the experts of " + inQuotes(part.view->name) + " do not make a stack"};
            used_.emplace(part.view->name);
            const std::string folder = numberedName(rule.folder, layer, expert);
            const auto [found, isNew] = byName_.emplace(folder, entries_.size());
            if (isNew) entries_.push_back({{folder, DType::kF32, {}}, {}});
            entries_[found->second].parts.push_back(std::move(part));
        }
    }

    static std::string stackOf(std::string_view gguf) {
        std::string name(gguf);
        const std::string_view place = ".{expert}";
        return name.replace(name.find(place), place.size(), "_exps");
    }

    void arrange(Entry& entry) const {
        int64_t filled = 0;
        for (Part& part : entry.parts) {
            std::vector<int64_t> shape = part.view->shape;
            if (part.expert) shape.erase(shape.begin());
            if (entry.tensor.name.ends_with("shared_expert_gate.weight") && shape.size() == 1)
                shape.insert(shape.begin(), 1);
            std::vector<int64_t> whole = folderShape(part.make, shape, metadata_);
            if (&part == &entry.parts.front()) {
                entry.tensor.shape = whole;
                entry.tensor.type = typeFor(*part.view);
            }
            const int64_t expert = entry.parts.size() > 1 ? expertOf(entry, part) : 0;
            part.how = rearrange(part.make, whole, metadata_, expert, std::string(part.view->name));
            if (whole != entry.tensor.shape || part.how.shape != shape)
                throw Broken{
                    model_.path().filename().string(),
                    "the shape of the tensor " + inQuotes(part.view->name) + " does not suit its model"};
            filled += count(shape);
        }
        if (filled != count(entry.tensor.shape))
            beyond("the tensor " + inQuotes(entry.tensor.name) + " in part only");
    }

    // Parts come in the order of the experts, all gates before all ups.
    int64_t expertOf(const Entry& entry, const Part& part) const {
        const bool halves = part.make == Make::kFirstHalf || part.make == Make::kSecondHalf;
        return halves && metadata_.experts > 0 ? (&part - entry.parts.data()) % metadata_.experts : 0;
    }

    static int64_t count(const std::vector<int64_t>& shape) {
        return TensorView{.name = {}, .type = DType::kF32, .shape = shape, .data = {}}.elements();
    }

    DType typeFor(const TensorView& view) const {
        if (type_) return *type_;
        return kernels::describe(view.type).blockElements == 1 ? view.type : DType::kF16;
    }

    const ModelFile& model_;
    const HfFamily& family_;
    const HfMetadata& metadata_;
    std::optional<DType> type_;
    std::set<std::string, std::less<>> used_;
    std::map<std::string, size_t> byName_;
    std::vector<Entry> entries_;
};

// The view of one expert in a stack whose bytes are `whole`.
TensorView sliceOf(const TensorView& stack, int64_t expert, std::span<const std::byte> whole) {
    const size_t one = whole.size() / static_cast<size_t>(stack.shape.front());
    return {.name = stack.name,
            .type = stack.type,
            .shape = {stack.shape.begin() + 1, stack.shape.end()},
            .data = whole.subspan(static_cast<size_t>(expert) * one, one)};
}

class FolderWriter {
public:
    FolderWriter(const ModelFile& model, const Arithmetic& arithmetic, SafetensorsWriter& writer)
        : model_(model), arithmetic_(arithmetic), writer_(writer) {}

    Status write(const Entry& entry) {
        if (entry.plain()) {
            return give(entry.parts.front(), entry.tensor.type,
                        [&](std::span<const std::byte> bytes) { return writer_.write(bytes); });
        }
        const size_t size = static_cast<size_t>(kernels::describe(entry.tensor.type).blockBytes);
        std::vector<std::byte> out(entry.tensor.bytes());
        for (const Part& part : entry.parts) {
            // One is taken off a norm before it is rounded.
            const DType type = part.make == Make::kAddOne ? DType::kF32 : entry.tensor.type;
            std::vector<std::byte> bytes;
            auto given = give(part, type, [&](std::span<const std::byte> piece) -> Status {
                bytes.insert(bytes.end(), piece.begin(), piece.end());
                return {};
            });
            if (!given) return given;
            if (part.make == Make::kAddOne) {
                takeOneOff(bytes, entry.tensor.type, out);
            } else {
                scatter(part.how, size, bytes.data(), out.data());
            }
        }
        return writer_.write(out);
    }

private:
    Status give(const Part& part, DType type, const std::function<Status(std::span<const std::byte>)>& take) {
        if (!part.expert) return giveRows(model_, *part.view, type, arithmetic_, take);
        if (stack_ != part.view) {
            auto read = model_.read(*part.view);
            if (!read) return read.error();
            stackBytes_ = std::move(*read);
            stack_ = part.view;
        }
        return giveRows(model_, sliceOf(*part.view, *part.expert, stackBytes_.bytes), type, arithmetic_,
                        take);
    }

    void takeOneOff(std::span<const std::byte> floats, DType type, std::span<std::byte> out) const {
        std::vector<float> values(floats.size() / sizeof(float));
        std::copy(floats.begin(), floats.end(), std::as_writable_bytes(std::span(values)).begin());
        for (float& value : values)
            value -= 1.0F;
        arithmetic_.backend.storeRow(type, values.data(), static_cast<int64_t>(values.size()), out.data());
    }

    const ModelFile& model_;
    const Arithmetic& arithmetic_;
    SafetensorsWriter& writer_;
    const TensorView* stack_ = nullptr;  // the one whose bytes are at hand
    TensorBytes stackBytes_;
};

}  // namespace

Result<Converted> convertToFolder(const ModelFile& model, const Conversion& how, const Arithmetic& arithmetic,
                                  const std::filesystem::path& folder, const std::stop_token& stop) {
    try {
        const HfFamily* family = familyOfGguf(model);
        if (family == nullptr) {
            throw Beyond{model.path().filename().string(),
                         "the architecture " + inQuotes(model.text("general.architecture").value_or(""))};
        }
        const HfDescription description = configOfGguf(model, *family);
        const std::vector<Entry> entries =
            FolderPlanner(model, *family, description.metadata, how.type).plan();

        std::error_code failed;
        if (std::filesystem::exists(folder / "model.safetensors.index.json", failed)) {
            return Error{.kind = ErrorKind::kBadInput,
                         .what = "The folder “{0}” holds another model.",
                         .remedy = "Choose an empty folder.",
                         .args = {folder.string()}};
        }
        std::filesystem::create_directories(folder, failed);
        if (failed) return writeError(folder, failed.value());
        std::vector<SafetensorsEntry> tensors;
        uint64_t total = 0;
        for (const Entry& entry : entries) {
            tensors.push_back(entry.tensor);
            total += entry.tensor.bytes();
        }
        auto writer = SafetensorsWriter::create(folder / "model.safetensors", tensors);
        if (!writer) return writer.error();
        FolderWriter rows(model, arithmetic, *writer);
        uint64_t done = 0;
        for (const Entry& entry : entries) {
            if (how.progress) how.progress(entry.tensor.name, done, total);
            if (stop.stop_requested()) return cancelled();
            if (auto wrote = rows.write(entry); !wrote) return wrote.error();
            done += entry.tensor.bytes();
        }
        auto size = writer->finish();
        if (!size) return size.error();
        const std::string config = description.config.dump(2) + "\n";
        if (auto wrote = writeFileAtomically(folder / "config.json", config); !wrote) return wrote.error();
        return Converted{.bytes = *size + config.size(), .tensors = entries.size()};
    } catch (const Broken& broken) {
        return sentenceOf(broken);
    } catch (const Beyond& beyond) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "The model “{0}” cannot become a folder of its family: it has {1}.",
                     .remedy = "Convert it to a GGUF file instead.",
                     .args = {beyond.file, beyond.fact}};
    }
}

}  // namespace engine
