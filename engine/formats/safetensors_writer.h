// Writes one safetensors file: the header at once, then the tensors' bytes one after the other as they are
// made.
//
// Memory   holds the list of tensors, no bytes of theirs.
// Errors   as GgufWriter: too little room, a folder that cannot be written; nothing is left of an unfinished
// file. Source   the safetensors format; {"format": "pt"} as transformers asks for, the data aligned to 8
// bytes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/base/atomic_file.h"
#include "kernels/types.h"

namespace engine {

// Of type F32, F16 or BF16.
struct SafetensorsEntry {
    std::string name;
    kernels::DType type = kernels::DType::kF32;
    std::vector<int64_t> shape;

    uint64_t bytes() const;
};

class SafetensorsWriter {
public:
    static Result<SafetensorsWriter> create(const std::filesystem::path& path,
                                            std::span<const SafetensorsEntry> entries);

    // The next bytes of the entries, in their order.
    Status write(std::span<const std::byte> bytes);
    // After the last byte. Answers the size of the file.
    Result<uint64_t> finish();

private:
    SafetensorsWriter(AtomicFile file, uint64_t size) : file_(std::move(file)), size_(size) {}

    AtomicFile file_;
    uint64_t size_;  // of the whole file
};

}  // namespace engine
