// What a GGUF file says about a tokenizer, read from a model folder, for whoever writes one.
//
// Memory   owns everything.
// Errors   a sentence when the folder has no tokenizer, it is damaged, or GGUF has no words for it: it knows
//          byte-level BPE with a pre-tokenizer that has a name, and SentencePiece's BPE with scores.
// Source   GGUF: the keys tokenizer.ggml.*; llama.cpp for the names of pre-tokenizers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace engine {

struct TokenizerTables {
    std::string model;                // tokenizer.ggml.model: "gpt2" or "llama"
    std::string pre;                  // tokenizer.ggml.pre
    std::vector<std::string> tokens;  // [V] tokenizer.ggml.tokens
    std::vector<int32_t> types;       // [V] tokenizer.ggml.token_type
    std::vector<float> scores;        // [V] tokenizer.ggml.scores of "llama", otherwise empty
    std::vector<std::string> merges;  // tokenizer.ggml.merges of "gpt2", otherwise empty
    // kNoToken where there is none.
    Token beginToken = kNoToken;    // tokenizer.ggml.bos_token_id
    Token endToken = kNoToken;      // tokenizer.ggml.eos_token_id
    Token turnEndToken = kNoToken;  // tokenizer.ggml.eot_token_id: another one that ends an answer
    Token unknownToken = kNoToken;  // tokenizer.ggml.unknown_token_id
    Token padToken = kNoToken;      // tokenizer.ggml.padding_token_id
    bool addsBegin = false;         // tokenizer.ggml.add_bos_token
    bool addsEnd = false;           // tokenizer.ggml.add_eos_token
    bool addsBlank = false;         // tokenizer.ggml.add_space_prefix
    std::string chatTemplate;       // tokenizer.chat_template; may be empty
};

Result<TokenizerTables> readTokenizerTables(const std::filesystem::path& folder);

}  // namespace engine
