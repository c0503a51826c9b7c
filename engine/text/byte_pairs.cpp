#include "engine/text/byte_pairs.h"

#include <algorithm>
#include <string>

#include "engine/text/utf8.h"

namespace engine {

BytePairs::BytePairs(std::shared_ptr<const Vocabulary> vocabulary, PairTable merges, bool takesWholePieces)
    : vocabulary_(std::move(vocabulary)), merges_(std::move(merges)), takesWholePieces_(takesWholePieces) {
    for (size_t byte = 0; byte < byteToken_.size(); ++byte) {
        const char text = static_cast<char>(static_cast<uint8_t>(byte));
        byteToken_[byte] = vocabulary_->findMerged({&text, 1});
        writesAll_ = writesAll_ && byteToken_[byte] != kNoToken;
    }
}

bool BytePairs::canWrite(std::string_view bytes) const {
    return writesAll_ || std::all_of(bytes.begin(), bytes.end(), [this](char c) {
               return byteToken_[static_cast<uint8_t>(c)] != kNoToken;
           });
}

void BytePairs::encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const {
    if (takesWholePieces_) {
        if (const Token whole = vocabulary_->findMerged(piece); whole != kNoToken) {
            out.push_back(whole);
            return;
        }
    }
    if (canWrite(piece)) {
        merge(piece, scratch, out);
        return;
    }
    std::string written;
    for (size_t at = 0; at < piece.size();) {
        const size_t size = stepUtf8(piece, at).size;
        const std::string_view character = piece.substr(at, size);
        written += canWrite(character) ? character : kReplacement;
        at += size;
    }
    merge(written, scratch, out);
}

void BytePairs::merge(std::string_view bytes, Scratch& scratch, std::vector<Token>& out) const {
    scratch.tokens.clear();
    for (const char c : bytes)
        scratch.tokens.push_back(byteToken_[static_cast<uint8_t>(c)]);
    merges_.merge(scratch);
    for (const Token token : scratch.tokens) {
        if (token != kNoToken) out.push_back(token);
    }
}

}  // namespace engine
