// BPE over characters: each character is a symbol, or its bytes where the vocabulary has none, and neighbours
// join either as a list of merges says or wherever the vocabulary has what they spell, best score first.
//
// Source   SentencePiece's BPE; tokenizers' BPE with byte_fallback, which Mixtral and Gemma publish.
#pragma once

#include <memory>

#include "engine/text/pair_table.h"
#include "engine/text/token_model.h"
#include "engine/text/vocabulary.h"

namespace engine {

// What becomes of characters that the vocabulary has not.
struct UnknownRule {
    bool asBytes = true;  // by the tokens of kind kByte, where all are there
    bool fuse = true;     // several in a row are one unknown token
};

class CharacterPairs final : public TokenModel {
public:
    CharacterPairs(std::shared_ptr<const Vocabulary> vocabulary, PairTable merges, UnknownRule unknown,
                   bool takesWholePieces);

    void encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const override;

private:
    std::shared_ptr<const Vocabulary> vocabulary_;
    PairTable merges_;
    UnknownRule unknown_;
    bool takesWholePieces_;
};

class ScoredPairs final : public TokenModel {
public:
    // scores: one for each token; the highest joins first.
    ScoredPairs(std::shared_ptr<const Vocabulary> vocabulary, std::vector<float> scores);

    void encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const override;

private:
    std::shared_ptr<const Vocabulary> vocabulary_;
    std::vector<uint32_t> ranks_;  // [V] the highest score is the smallest
};

// Appends the bytes of a character as tokens; false when one has none.
bool appendByteTokens(const Vocabulary& vocabulary, std::string_view bytes, std::vector<Token>& out);

}  // namespace engine
