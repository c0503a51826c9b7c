#include "engine/text/word_piece.h"

#include <algorithm>

namespace engine {

WordPiece::WordPiece(std::shared_ptr<const Vocabulary> vocabulary, std::string inside, size_t longestWord)
    : vocabulary_(std::move(vocabulary)), inside_(std::move(inside)), longestWord_(longestWord) {}

void WordPiece::encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const {
    const size_t before = out.size();
    const auto unknown = [&] {
        out.resize(before);
        if (vocabulary_->unknownToken != kNoToken) out.push_back(vocabulary_->unknownToken);
    };
    const auto isInside = [&](size_t at) { return (static_cast<uint8_t>(piece[at]) & 0xC0U) == 0x80U; };
    size_t characters = 0;
    for (size_t at = 0; at < piece.size(); ++at)
        characters += isInside(at) ? 0 : 1;
    if (characters > longestWord_) {
        unknown();
        return;
    }
    for (size_t at = 0; at < piece.size();) {
        std::string& wanted = scratch.text;
        wanted = at == 0 ? std::string_view() : std::string_view(inside_);
        const size_t prefix = wanted.size();
        if (prefix >= vocabulary_->longestToken()) {
            unknown();
            return;
        }
        wanted += piece.substr(at, vocabulary_->longestToken() - prefix);
        size_t size = wanted.size() - prefix;
        Token token = kNoToken;
        while (size > 0) {
            const bool whole = at + size == piece.size() || !isInside(at + size);
            if (whole) token = vocabulary_->findMerged(std::string_view(wanted).substr(0, prefix + size));
            if (token != kNoToken) break;
            --size;
        }
        if (token == kNoToken) {
            unknown();
            return;
        }
        out.push_back(token);
        at += size;
    }
}

}  // namespace engine
