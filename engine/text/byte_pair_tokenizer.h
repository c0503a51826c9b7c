// Byte-level BPE: the vocabulary of GPT-2's kind, which Qwen, Llama 3, DeepSeek, SmolLM and many others have.
//
// Errors   load() answers a sentence when the lists in the file are absent or damaged, or the family is not
// known. Text     bytes come back exactly as they were, also those that are not UTF-8, as long as the
// vocabulary has a token
//          for each of the 256 bytes.
#pragma once

#include <memory>

#include "engine/text/byte_pairs.h"
#include "engine/text/byte_trie.h"
#include "engine/text/pre_tokenizer.h"
#include "engine/text/tokenizer.h"
#include "engine/text/vocabulary.h"

namespace engine {

class BytePairTokenizer final : public Tokenizer {
public:
    static Result<std::shared_ptr<const Tokenizer>> load(const ModelFile& file);

    std::vector<Token> encode(std::string_view text, const TokenizeOptions& options) const override;
    std::string pieceBytes(Token token, bool showSpecial) const override;
    int32_t size() const override { return vocabulary_.size(); }
    bool isControl(Token token) const override;
    bool endsText(Token token) const override;
    Token beginToken() const override { return vocabulary_.beginToken; }
    Token endToken() const override { return vocabulary_.endToken; }
    bool addsBegin() const override { return addsBegin_; }
    Token find(std::string_view text) const override;

    BytePairTokenizer(Vocabulary vocabulary, std::unique_ptr<const PreTokenizer> preTokenizer,
                      BytePairs pairs, bool addsBegin);

private:
    class Encoding;

    Vocabulary vocabulary_;
    std::unique_ptr<const PreTokenizer> preTokenizer_;
    BytePairs pairs_;
    ByteTrie addedTexts_;    // of user-defined tokens: found in every text
    ByteTrie controlTexts_;  // of those and of control tokens: found in rendered templates
    bool addsBegin_ = false;
};

}  // namespace engine
