#include "engine/text/character_pairs.h"

#include <algorithm>
#include <bit>

#include "engine/text/pair_merging.h"
#include "engine/text/utf8.h"

namespace engine {

namespace {

// Numbers in the opposite order of the scores.
uint32_t rankOf(float score) {
    const auto bits = std::bit_cast<uint32_t>(score);
    const uint32_t ascending = (bits >> 31) != 0 ? ~bits : bits | (1U << 31);
    return ~ascending;
}

}  // namespace

bool appendByteTokens(const Vocabulary& vocabulary, std::string_view bytes, std::vector<Token>& out) {
    const size_t before = out.size();
    for (const char c : bytes) {
        const Token token = vocabulary.byteToken(static_cast<uint8_t>(c));
        if (token == kNoToken) {
            out.resize(before);
            return false;
        }
        out.push_back(token);
    }
    return true;
}

CharacterPairs::CharacterPairs(std::shared_ptr<const Vocabulary> vocabulary, PairTable merges,
                               UnknownRule unknown, bool takesWholePieces)
    : vocabulary_(std::move(vocabulary)), merges_(std::move(merges)), unknown_(unknown),
      takesWholePieces_(takesWholePieces) {}

void CharacterPairs::encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const {
    if (takesWholePieces_) {
        if (const Token whole = vocabulary_->findMerged(piece); whole != kNoToken) {
            out.push_back(whole);
            return;
        }
    }
    std::vector<Token>& tokens = scratch.tokens;
    tokens.clear();
    bool unknown = false;  // the last symbol is one
    for (size_t at = 0; at < piece.size();) {
        const std::string_view character = piece.substr(at, stepUtf8(piece, at).size);
        at += character.size();
        const Token token = vocabulary_->findMerged(character);
        if (token != kNoToken) {
            tokens.push_back(token);
            unknown = false;
        } else if (unknown_.asBytes && appendByteTokens(*vocabulary_, character, tokens)) {
            unknown = false;
        } else {
            if (!unknown || !unknown_.fuse) tokens.push_back(vocabulary_->unknownToken);
            unknown = true;
        }
    }
    merges_.merge(scratch);
    for (const Token token : tokens) {
        if (token != kNoToken) out.push_back(token);
    }
}

ScoredPairs::ScoredPairs(std::shared_ptr<const Vocabulary> vocabulary, std::vector<float> scores)
    : vocabulary_(std::move(vocabulary)) {
    ranks_.reserve(scores.size());
    for (const float score : scores)
        ranks_.push_back(rankOf(score));
}

void ScoredPairs::encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const {
    std::vector<Token>& tokens = scratch.tokens;
    std::vector<uint32_t>& begins = scratch.begins;
    tokens.clear();
    begins.clear();
    for (size_t at = 0; at < piece.size();) {
        const size_t size = stepUtf8(piece, at).size;
        begins.push_back(static_cast<uint32_t>(at));
        tokens.push_back(vocabulary_->findMerged(piece.substr(at, size)));
        at += size;
    }
    begins.push_back(static_cast<uint32_t>(piece.size()));
    const auto spelt = [&](size_t from, size_t to) {
        return piece.substr(begins[from], begins[to] - begins[from]);
    };
    mergeNeighbours(scratch, [&](size_t left, size_t right) {
        const Token token = vocabulary_->findMerged(spelt(left, static_cast<size_t>(scratch.next[right])));
        return token == kNoToken ? kNoJoin : makeJoin(ranks_[static_cast<size_t>(token)], token);
    });
    bool unknown = false;  // the last symbol is one
    for (size_t at = 0; at < tokens.size(); at = static_cast<size_t>(scratch.next[at])) {
        if (tokens[at] != kNoToken) {
            out.push_back(tokens[at]);
            unknown = false;
        } else if (appendByteTokens(*vocabulary_, spelt(at, static_cast<size_t>(scratch.next[at])), out)) {
            unknown = false;
        } else {
            if (!unknown && vocabulary_->unknownToken != kNoToken) out.push_back(vocabulary_->unknownToken);
            unknown = true;
        }
    }
}

}  // namespace engine
