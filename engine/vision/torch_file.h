// Tensors out of a PyTorch file of the older stream format, without Python and without running anything.
//
// A file is a pickle, that is a program for a stack machine. This reader knows the few operations that a
// saved state dictionary consists of, and two names: an ordered dictionary and a tensor out of a storage. Any
// other name, such as one that would start a program, is refused.
//
// Memory   owns the mapped file; the tensors are views of it and live as long.
// Errors   kBadInput with one sentence: not such a file, cut short, a tensor outside its storage, more than
//          tensors in it. kUnsupported: the newer zip format.
// Source   torch/serialization.py (the legacy format) and pickletools.py of Python.
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

struct TorchTensor {
    std::string name;
    bool isFloat = false;  // float32; of other types only the place is known
    std::vector<int64_t> shape, strides;
    std::span<const std::byte> data;  // from the first element on, little endian, not aligned

    // Row by row, whatever the strides; empty unless isFloat.
    std::vector<float> floats() const;
};

// Throws Broken and Beyond of engine/formats/model_fault.h. Sorted by name.
std::vector<TorchTensor> readTorchTensors(std::span<const std::byte> bytes, const std::string& file);

class TorchFile {
public:
    static Result<TorchFile> open(const std::filesystem::path& path);

    const std::vector<TorchTensor>& tensors() const { return tensors_; }
    // Null: there is none of that name.
    const TorchTensor* find(std::string_view name) const;

private:
    FileMap map_;
    std::vector<TorchTensor> tensors_;
};

}  // namespace engine
