// Turns a dense model into one with experts that all begin as its feed-forward blocks: whatever experts the
// router chooses, the shares sum to 1 and the output is the dense model's, until the experts are trained
// apart.
//
// Memory   one tensor of the source at a time. On disk and in memory the experts of a layer are one and the
// same
//          bytes, named E times, until they differ.
// Thread   the caller's; `stop` is looked at before each tensor.
// Errors   a model that has experts already, a family that has no relative with experts, more active experts
// than
//          there are; as GgufWriter.
// Source   Sparse Upcycling (arXiv 2212.05055).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string_view>

#include "engine/formats/gguf_writer.h"
#include "engine/formats/model_file.h"

namespace engine {

struct Upcycling {
    int64_t experts = 16;
    int64_t active = 2;
    uint64_t seed = 0;  // of the router, which begins random so that tokens spread over the experts
    // Told before each tensor.
    std::function<void(uint64_t bytesDone, uint64_t bytesTotal)> progress;
};

// Whether a dense model of this architecture can be turned.
bool canUpcycle(std::string_view architecture);

// `more` are values beside the model's own: a folder's tokenizer. Answers the size of the file.
Result<uint64_t> upcycle(const ModelFile& dense, const GgufWriter::Metadata& more, const Upcycling& how,
                         const std::filesystem::path& output, std::stop_token stop);

}  // namespace engine
