// WordPiece: a word is written with the longest tokens from its beginning on, or is unknown as a whole.
//
// Source   Schuster and Nakajima 2012, as in BERT.
#pragma once

#include <memory>

#include "engine/text/token_model.h"
#include "engine/text/vocabulary.h"

namespace engine {

class WordPiece final : public TokenModel {
public:
    // inside: what tokens begin with that stand inside a word ("##").
    WordPiece(std::shared_ptr<const Vocabulary> vocabulary, std::string inside, size_t longestWord);

    void encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const override;

private:
    std::shared_ptr<const Vocabulary> vocabulary_;
    std::string inside_;
    size_t longestWord_;  // characters
};

}  // namespace engine
