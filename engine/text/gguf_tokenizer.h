// The tokenizers that GGUF files describe.
//
// Errors   a sentence when the lists in the file are absent or damaged, or the family is not known.
// Source   GGUF: the keys tokenizer.ggml.*; llama.cpp for what they mean.
#pragma once

#include <memory>

#include "engine/text/tokenizer.h"

namespace engine {

// "gpt2": byte-level BPE, the vocabulary of Qwen, Llama 3, DeepSeek, OLMoE and many others.
Result<std::shared_ptr<const Tokenizer>> loadBytePairs(const ModelFile& file);
// "llama": SentencePiece's BPE, with scores.
Result<std::shared_ptr<const Tokenizer>> loadScoredPairs(const ModelFile& file);
// "gemma4": BPE over characters, with merges.
Result<std::shared_ptr<const Tokenizer>> loadCharacterPairs(const ModelFile& file);
// "bert": WordPiece, lower case.
Result<std::shared_ptr<const Tokenizer>> loadWordPiece(const ModelFile& file);
// "t5": Unigram.
Result<std::shared_ptr<const Tokenizer>> loadUnigram(const ModelFile& file);

}  // namespace engine
