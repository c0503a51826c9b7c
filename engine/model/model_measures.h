// What the parts of a model file come to, layer by layer: the facts that its placement is planned from.
//
// Memory   reads no weights, only names, types and shapes.
// Thread   any.
#pragma once

#include "engine/formats/model_file.h"
#include "engine/memory/placement.h"
#include "engine/model/model_config.h"

namespace engine {

// Without working memory, pages and spare pages, which depend on how the model is to be run.
ModelMeasures measureModel(const ModelFile& file, const ModelConfig& config, kernels::DType kvType);

// The routed experts that can be read from where they lie; 0 when any of them has to be made on loading.
uint64_t expertBytesInFile(const ModelFile& file);

}  // namespace engine
