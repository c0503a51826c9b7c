// GGUF's metadata in the words of config.json: the way back of hf_metadata.h.
//
// Errors   throws Beyond where config.json has no words for what a GGUF file says, or its words would say
// something
//          else: what was written is read again and held against the file, key by key.
// Source   transformers' configuration classes.
#pragma once

#include <nlohmann/json.hpp>

#include "engine/formats/hf_families.h"
#include "engine/formats/hf_metadata.h"
#include "engine/formats/model_file.h"

namespace engine {

// The family that a GGUF model is in a folder; null when there is none.
const HfFamily* familyOfGguf(const ModelFile& model);

struct HfDescription {
    nlohmann::ordered_json config;
    HfMetadata metadata;  // what reading it gives
};
HfDescription configOfGguf(const ModelFile& model, const HfFamily& family);

}  // namespace engine
