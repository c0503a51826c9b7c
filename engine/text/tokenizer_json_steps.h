// The steps around the model in a tokenizer.json: normalizer, pre-tokenizer, decoder, post-processor.
//
// Errors   throws TokenizerFault for steps that are not known and values that cannot be.
// Source   Hugging Face tokenizers 0.22.
#pragma once

#include <nlohmann/json.hpp>

#include "engine/text/tokenizer_description.h"

namespace engine {

void readNormalizer(const nlohmann::json& json, TokenizerDescription& out);
// True when bytes are written as GPT-2's characters at one of the steps.
bool readPreTokenizer(const nlohmann::json& json, TokenizerDescription& out);
void readDecoder(const nlohmann::json& json, TokenizerDescription& out);
void readPostProcessor(const nlohmann::json& json, TokenizerDescription& out);

}  // namespace engine
