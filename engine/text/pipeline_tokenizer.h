// A tokenizer put together from its parts: text is cut at special tokens, normalised, cut into pieces, and
// each piece is written in tokens.
//
// Source   the pipeline of Hugging Face's tokenizers; what GGUF says is brought into the same form.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/text/normalizer.h"
#include "engine/text/pre_tokenizer.h"
#include "engine/text/special_texts.h"
#include "engine/text/token_model.h"
#include "engine/text/tokenizer.h"
#include "engine/text/vocabulary.h"

namespace engine {

// How tokens become text.
struct PieceRule {
    std::string blank;             // what stands for a blank in the vocabulary; empty: the blank itself
    bool dropsFirstBlank = false;  // of a whole text
    std::string inside;            // WordPiece: what tokens inside a word begin with; all others begin a word
};

struct TokenizerParts {
    std::shared_ptr<const Vocabulary> vocabulary;
    SpecialTexts specials;
    SpecialTexts normalizedSpecials;  // looked for after normalising
    Normalizer normalizer;
    std::unique_ptr<const PreTokenizer> preTokenizer;
    std::unique_ptr<const TokenModel> model;
    PieceRule pieces;
    std::vector<Token> before;  // what a whole text begins with
    std::vector<Token> after;   // and ends with
    std::string chatTemplate;
};

class PipelineTokenizer final : public Tokenizer {
public:
    explicit PipelineTokenizer(TokenizerParts parts) : parts_(std::move(parts)) {}

    std::vector<Token> encode(std::string_view text, const TokenizeOptions& options) const override;
    std::string pieceBytes(Token token, bool showSpecial) const override;
    std::string decode(const std::vector<Token>& tokens, bool showSpecial) const override;
    int32_t size() const override { return parts_.vocabulary->size(); }
    bool isControl(Token token) const override;
    bool endsText(Token token) const override;
    Token beginToken() const override { return parts_.vocabulary->beginToken; }
    Token endToken() const override { return parts_.vocabulary->endToken; }
    bool addsBegin() const override { return !parts_.before.empty(); }
    Token find(std::string_view text) const override;
    std::string_view chatTemplate() const override { return parts_.chatTemplate; }

private:
    class Encoding;

    TokenizerParts parts_;
};

// The special tokens of a vocabulary as GGUF has them: looked for before anything else.
std::vector<SpecialText> specialTextsOf(const Vocabulary& vocabulary);

}  // namespace engine
