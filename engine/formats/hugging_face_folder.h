// A Hugging Face folder (config.json and safetensors) in the words of GGUF: the same metadata keys and tensor
// names as the file that llama.cpp's converter would make of it. Nothing downstream knows which of the two it
// reads.
//
// Shapes   of the views are GGUF's, known when the folder is opened. Experts that lie one by one in the
// folder are
//          blk.N.ffn_gate.E.weight and so on; such as lie stacked are ffn_gate_exps where their bytes allow
//          it.
// Memory   owns the mappings. Tensors whose bytes are as GGUF wants them are borrowed; the others have no
// data and
//          are made by read(), one at a time.
// Thread   immutable; any thread.
// Errors   one sentence: no model of a known family, quantised in a way not known, a tensor is missing (the
// first by
//          name), has a shape that does not suit, or is of no use here; nothing is allocated before that is
//          known.
// Source   transformers' modelling files; names and layouts of llama.cpp's converter.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"

namespace engine {

// Whether a path is a folder with config.json, that file itself, or a safetensors file beside one.
bool isHuggingFaceFolder(const std::filesystem::path& path);

// `path` as above.
Result<std::shared_ptr<const ModelFile>> openHuggingFaceFolder(const std::filesystem::path& path);

}  // namespace engine
