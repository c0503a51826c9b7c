// The tensors of a Hugging Face folder: one safetensors file, or shards named by an index, mapped and
// checked.
//
// Shapes   outermost first, as the header states them.
// Memory   owns the mappings; data are views into them. Of each header (at most 100 MB) every length, offset
// and
//          shape is compared with the bytes there are before it is used.
// Thread   immutable after open(); any thread.
// Errors   one sentence: a file or shard is missing, cut short or damaged, a name leads out of the folder, a
// tensor
//          stands in two shards or not in the one that the index says.
// Source   the safetensors format: eight bytes of header length, JSON, data without holes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/file_map.h"
#include "engine/base/result.h"

namespace engine {

enum class SafetensorsType : uint8_t { kF32, kF16, kBF16, kF8E4M3, kU8, kOther };

struct SafetensorsTensor {
    std::string name;
    SafetensorsType type = SafetensorsType::kOther;
    std::string typeName;  // as the file writes it
    std::string file;      // its name, for sentences
    std::vector<int64_t> shape;
    std::span<const std::byte> data;

    int64_t elements() const;
};

// The tensors of one file that is in memory. Throws Broken or Beyond with `file` as its name.
std::vector<SafetensorsTensor> readSafetensors(std::span<const std::byte> bytes, const std::string& file);

class SafetensorsFolder {
public:
    static Result<SafetensorsFolder> open(const std::filesystem::path& folder);

    const std::vector<SafetensorsTensor>& tensors() const { return tensors_; }  // sorted by name
    const SafetensorsTensor* find(std::string_view name) const;                 // null when absent
    uint64_t bytes() const;                                                     // of all shards

private:
    std::vector<FileMap> shards_;
    std::vector<SafetensorsTensor> tensors_;
};

}  // namespace engine
