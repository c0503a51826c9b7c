// Byte-level BPE: each byte is a symbol, and neighbours join as the merges say.
//
// Text     bytes come back exactly as they were, also those that are not UTF-8, as long as the vocabulary has
//          a token for each of the 256 bytes; a character that it cannot write becomes U+FFFD.
// Source   Radford et al. 2019 (GPT-2).
#pragma once

#include <array>
#include <memory>

#include "engine/text/pair_table.h"
#include "engine/text/token_model.h"
#include "engine/text/vocabulary.h"

namespace engine {

class BytePairs final : public TokenModel {
public:
    // takesWholePieces: a piece that is a token is taken whole, whatever its merges say.
    BytePairs(std::shared_ptr<const Vocabulary> vocabulary, PairTable merges, bool takesWholePieces);

    void encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const override;
    bool takesBrokenText() const override { return true; }

private:
    bool canWrite(std::string_view bytes) const;
    void merge(std::string_view bytes, Scratch& scratch, std::vector<Token>& out) const;

    std::shared_ptr<const Vocabulary> vocabulary_;
    PairTable merges_;
    std::array<Token, 256> byteToken_ = {};
    bool takesWholePieces_;
    bool writesAll_ = true;  // some vocabularies have no token for bytes that do not occur in valid UTF-8
};

}  // namespace engine
