// The tokens of a model as its file lists them: their bytes, their kinds, and the few that have a role.
//
// Memory   owns a copy of the texts; the file may be closed afterwards.
// Thread   immutable after read(); any thread.
// Errors   read() answers a sentence when the lists are absent, too large or of different lengths.
// Source   GGUF: tokenizer.ggml.tokens, token_type and the *_token_id keys; GPT-2's byte alphabet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"
#include "engine/text/tokenizer.h"

namespace engine {

enum class TokenKind : uint8_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

class Vocabulary {
public:
    static Result<Vocabulary> read(const ModelFile& file);

    int32_t size() const { return static_cast<int32_t>(kinds_.size()); }
    bool holds(Token token) const { return token >= 0 && token < size(); }
    TokenKind kind(Token token) const { return kinds_[static_cast<size_t>(token)]; }
    // The bytes that a token stands for; for control and user-defined tokens their name.
    std::string_view bytes(Token token) const {
        const auto at = static_cast<size_t>(token);
        return std::string_view(text_).substr(begins_[at], begins_[at + 1] - begins_[at]);
    }
    // The token that is made of these bytes by merging; kNoToken when there is none.
    Token findMerged(std::string_view bytes) const;

    Token beginToken = kNoToken;
    Token endToken = kNoToken;
    std::vector<Token> endTokens;  // all that end a text or a turn, sorted

private:
    void index();
    void findRoles(const ModelFile& file);

    std::string text_;              // all tokens' bytes, one after the other
    std::vector<uint32_t> begins_;  // [V + 1] into text_
    std::vector<TokenKind> kinds_;  // [V]
    std::vector<Token> slots_;      // an open hash table of the tokens that merging makes
};

// Turns the printable characters that GPT-2 writes for bytes back into bytes; nothing when a character is
// none of them.
std::optional<std::string> bytesOfPrintable(std::string_view text);

}  // namespace engine
