// Writes a GGUF file: the head at once, then the tensors' bytes one after the other as they are made.
//
// Shapes   outermost first, as everywhere; the file has them reversed.
// Memory   holds the list of tensors, no bytes of theirs.
// Errors   create() when the disk has too little room or the folder cannot be written; write() and finish()
// when it
//          fills up. The file takes its name in finish() and not before; otherwise nothing is left of it.
// Source   GGUF specification, version 3, alignment 32. Whole numbers are written as 32 bits where they fit,
// others as
//          float32, lists of whole numbers as int32: the types that llama.cpp asks for.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/base/atomic_file.h"
#include "engine/formats/model_file.h"

namespace engine {

struct GgufTensor {
    std::string name;
    kernels::DType type = kernels::DType::kF32;
    std::vector<int64_t> shape;
    // Of an earlier tensor whose bytes are this one's too: it has none of its own to write.
    std::string sameBytesAs = {};

    uint64_t bytes() const;
};

class GgufWriter {
public:
    using Metadata = std::map<std::string, MetadataValue, std::less<>>;

    static Result<GgufWriter> create(const std::filesystem::path& path, const Metadata& metadata,
                                     std::vector<GgufTensor> tensors);

    // The next bytes of the current tensor; when it is full the next one becomes current.
    Status write(std::span<const std::byte> bytes);
    // After the last byte of the last tensor. Answers the size of the file.
    Result<uint64_t> finish();

private:
    GgufWriter(AtomicFile file, std::vector<GgufTensor> tensors);
    void goTo(size_t tensor);
    Status pad();

    AtomicFile file_;
    std::vector<GgufTensor> tensors_;
    size_t current_ = 0;
    uint64_t left_ = 0;  // bytes of the current tensor still to come
};

}  // namespace engine
