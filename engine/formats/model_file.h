// A model file opened and checked: its metadata and its tensors, whatever the container.
//
// Memory   owns the file mapping; tensors and texts are views that live as long as the ModelFile. Nothing is
//          allocated on the file's word alone: every count, length and offset is compared with the bytes
//          there are.
// Thread   immutable after open(); any thread.
// Errors   open() answers one sentence: not this format, cut short, a length that lies, a type not known.
// Source   GGUF specification, versions 2 and 3, also in parts (name-00001-of-00003.gguf); folders as
//          hugging_face_folder.h says, in GGUF's words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "kernels/types.h"

namespace engine {

// A list of a GGUF file, in whichever member its type belongs; strings are views into the mapping.
struct MetadataArray {
    std::vector<std::string_view> strings;
    std::vector<int64_t> integers;
    std::vector<double> numbers;
};
using MetadataValue = std::variant<bool, int64_t, uint64_t, double, std::string_view, MetadataArray>;

struct TensorView {
    std::string_view name;
    kernels::DType type = kernels::DType::kF32;
    // Outermost first: [rows, columns] or [E, rows, columns]; GGUF stores it reversed.
    std::vector<int64_t> shape;
    std::span<const std::byte> data;  // empty: the bytes are made when read() asks for them

    int64_t elements() const;
    uint64_t bytes() const;  // by shape and type, whether they lie in the file or are made
};

// A tensor's bytes: borrowed from the file, or made, and then held in `owned`. To be moved, never copied.
struct TensorBytes {
    std::span<const std::byte> bytes;
    std::vector<std::byte> owned;
};

class ModelFile {
public:
    // A GGUF file, with or without weights; the first part of a split file opens all parts. Or a Hugging Face
    // folder by its own name or that of its config.json or of one of its safetensors files.
    static Result<std::shared_ptr<const ModelFile>> open(const std::filesystem::path& path);
    virtual ~ModelFile() = default;

    virtual const std::filesystem::path& path() const = 0;
    virtual uint64_t bytes() const = 0;
    virtual const std::map<std::string, MetadataValue, std::less<>>& metadata() const = 0;
    virtual const std::vector<TensorView>& tensors() const = 0;
    virtual const TensorView* find(std::string_view name) const = 0;  // null when absent
    // The bytes of one of tensors(), laid out as its type and shape say; borrowed ones live as long as the
    // file.
    virtual Result<TensorBytes> read(const TensorView& view) const;

    // Metadata by key, converted; empty when absent or of another kind.
    std::optional<std::string_view> text(std::string_view key) const;
    std::optional<int64_t> integer(std::string_view key) const;
    std::optional<double> number(std::string_view key) const;
    std::optional<bool> flag(std::string_view key) const;
    const MetadataArray* array(std::string_view key) const;
};

}  // namespace engine
