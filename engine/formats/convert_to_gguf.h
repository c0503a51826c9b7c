// Any model that opens becomes one GGUF file: experts that lie one by one are stacked, types are changed as
// asked.
//
// Memory   one tensor of the source at a time (one expert of a stack), and a few rows.
// Thread   the caller's, and the pool's for the rows of a tensor; `stop` is looked at before each tensor.
// Errors   as GgufWriter; experts that do not make a whole stack.
// Source   the rules of llama.cpp's converter for what stays float32: vectors, routers, and all that is no
// weight.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include "engine/formats/gguf_writer.h"
#include "engine/formats/model_file.h"
#include "kernels/backend.h"

namespace engine {

struct Conversion {
    // F32, F16, BF16 or Q8_0 for all matrices; empty: each keeps its type. Rows that Q8_0's blocks do not
    // divide become F16.
    std::optional<kernels::DType> type;
    // Told before each tensor.
    std::function<void(std::string_view tensor, uint64_t bytesDone, uint64_t bytesTotal)> progress;
};

// What changes the types of rows, and who helps.
struct Arithmetic {
    const kernels::Backend& backend;
    kernels::Parallel& parallel;
};

struct Converted {
    uint64_t bytes = 0;
    size_t tensors = 0;
};

// `more` are values beside the model's own, which they replace: a tokenizer's.
Result<Converted> convertToGguf(const ModelFile& model, const GgufWriter::Metadata& more,
                                const Conversion& how, const Arithmetic& arithmetic,
                                const std::filesystem::path& output, const std::stop_token& stop);

// Hands the rows of a tensor to `take` as blocks of `type`, in pieces; the tensor's own bytes when it has
// that type.
Status giveRows(const ModelFile& model, const TensorView& view, kernels::DType type,
                const Arithmetic& arithmetic, const std::function<Status(std::span<const std::byte>)>& take);

}  // namespace engine
