// A model becomes a Hugging Face folder: config.json and model.safetensors, in the names and layouts of its
// family.
//
// Memory   one tensor of the folder and one of the source at a time.
// Thread   the caller's; `stop` is looked at before each tensor.
// Errors   refused before anything is written: a family without a place for one of the model's tensors or
// values. A
//          folder that is not finished has no config.json.
#pragma once

#include "engine/formats/convert_to_gguf.h"

namespace engine {

// how.type is F32, F16 or BF16; empty: floats keep theirs, blocks become F16. The folder is made where it is
// not there.
Result<Converted> convertToFolder(const ModelFile& model, const Conversion& how, const Arithmetic& arithmetic,
                                  const std::filesystem::path& folder, const std::stop_token& stop);

}  // namespace engine
