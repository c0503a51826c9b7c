// Model files of random weights in published shapes: as large and as quick as the real ones, and of no use
// for anything but measuring.
//
// Shapes   names, order and shapes of tensors and the metadata are those of llama.cpp's converter, without a
//          tokenizer. Matrices keep the size of their input (spread 1 / sqrt of the columns), norms are 1.
// Memory   a few megabytes, whatever the size of the file.
// Thread   any; stop is looked at every few megabytes.
// Errors   a sentence when the disk has too little room, and before anything is written; a file that is not
//          finished leaves nothing behind. The same shape, quantization and seed give the same bytes.
// Source   GGUF specification; llama.cpp's converter and, for rows that hold no whole blocks, its quantizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/formats/gguf_writer.h"
#include "engine/model/model_shapes.h"

namespace engine {

struct Quantization {
    std::string_view name;  // "Q4_K_M"
    kernels::DType type = kernels::DType::kF32;
    int64_t fileType = 0;  // general.file_type
    bool mixed = false;    // heads, values and half of the down projections take Q6_K
};

std::vector<std::string_view> quantizationNames();
// In capitals or not.
Result<Quantization> findQuantization(std::string_view name);

// What a file of random weights will hold.
struct RandomTensor {
    GgufTensor tensor;
    double spread = 0.0;  // 0: all ones
};
std::vector<RandomTensor> planTensors(const ModelShape& shape, const Quantization& quantization);

struct MadeModel {
    uint64_t bytes = 0;
    int64_t parameters = 0;
};

Result<MadeModel> makeModel(const ModelShape& shape, const Quantization& quantization,
                            const std::filesystem::path& path, uint64_t seed,
                            const std::function<void(uint64_t bytes, uint64_t of)>& onProgress,
                            std::stop_token stop);

}  // namespace engine
