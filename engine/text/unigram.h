// Unigram: of all ways to write a piece in tokens the one whose scores sum to the most.
//
// Source   Kudo 2018; the best path is found as in SentencePiece.
#pragma once

#include <memory>

#include "engine/text/byte_trie.h"
#include "engine/text/character_pairs.h"
#include "engine/text/token_model.h"
#include "engine/text/vocabulary.h"

namespace engine {

class Unigram final : public TokenModel {
public:
    // scores: one for each token.
    Unigram(std::shared_ptr<const Vocabulary> vocabulary, std::vector<double> scores, UnknownRule unknown);

    void encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const override;

private:
    void appendUnknown(std::string_view text, std::vector<Token>& out) const;

    std::shared_ptr<const Vocabulary> vocabulary_;
    std::vector<double> scores_;
    ByteTrie trie_;
    double unknownScore_ = 0;
    UnknownRule unknown_;
};

}  // namespace engine
