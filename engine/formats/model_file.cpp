#include "engine/formats/model_file.h"

#include "engine/formats/gguf_reader.h"
#include "engine/formats/hugging_face_folder.h"

namespace engine {

namespace {

const MetadataValue* lookUp(const ModelFile& file, std::string_view key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? nullptr : &found->second;
}

}  // namespace

int64_t TensorView::elements() const {
    int64_t product = 1;
    for (const int64_t size : shape)
        product *= size;
    return product;
}

uint64_t TensorView::bytes() const {
    const kernels::DTypeInfo& block = kernels::describe(type);
    return static_cast<uint64_t>(elements()) / static_cast<uint64_t>(block.blockElements) *
           static_cast<uint64_t>(block.blockBytes);
}

Result<std::shared_ptr<const ModelFile>> ModelFile::open(const std::filesystem::path& path) {
    return isHuggingFaceFolder(path) ? openHuggingFaceFolder(path) : openGguf(path);
}

Result<TensorBytes> ModelFile::read(const TensorView& view) const {
    return TensorBytes{.bytes = view.data, .owned = {}};
}

std::optional<std::string_view> ModelFile::text(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    const auto* held = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
    return held == nullptr ? std::nullopt : std::optional(*held);
}

std::optional<int64_t> ModelFile::integer(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    if (value == nullptr) return std::nullopt;
    if (const auto* held = std::get_if<int64_t>(value)) return *held;
    if (const auto* held = std::get_if<uint64_t>(value);
        held != nullptr && *held <= static_cast<uint64_t>(INT64_MAX)) {
        return static_cast<int64_t>(*held);
    }
    return std::nullopt;
}

std::optional<double> ModelFile::number(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    if (value == nullptr) return std::nullopt;
    if (const auto* held = std::get_if<double>(value)) return *held;
    if (const auto held = integer(key)) return static_cast<double>(*held);
    return std::nullopt;
}

std::optional<bool> ModelFile::flag(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    const auto* held = value == nullptr ? nullptr : std::get_if<bool>(value);
    return held == nullptr ? std::nullopt : std::optional(*held);
}

const MetadataArray* ModelFile::array(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    return value == nullptr ? nullptr : std::get_if<MetadataArray>(value);
}

}  // namespace engine
