// Describes a model file from its header: also files that this version cannot run, and those that hold only a
// vocabulary.
#pragma once

#include "engine/formats/model_file.h"
#include "engine/run/engine.h"

namespace engine {

ModelInfo describeModel(const ModelFile& file);

// Identifies the weights without reading them all: names, types and shapes of all tensors, and samples of
// their data.
std::string hashWeights(const ModelFile& file);

}  // namespace engine
