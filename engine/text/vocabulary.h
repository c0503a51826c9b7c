// The tokens of a model: their bytes, their kinds, and the few that have a role.
//
// Memory   owns a copy of the texts; the file may be closed afterwards.
// Thread   immutable after it was made; any thread.
// Errors   read() and make() answer a sentence when the lists are absent, too large or of different lengths.
// Source   GGUF: tokenizer.ggml.tokens, token_type and the *_token_id keys; GPT-2's byte alphabet.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"
#include "engine/text/tokenizer.h"

namespace engine {

enum class TokenKind : uint8_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

// How a file writes the texts of its tokens.
enum class TokenWriting {
    kByteAlphabet,  // GPT-2: each byte as a character that can be seen
    kPlain          // as they are; a single byte as <0x0A>
};

inline constexpr size_t kMostTokens = size_t{4} << 20;

class Vocabulary {
public:
    static Result<Vocabulary> read(const ModelFile& file, TokenWriting writing);
    // kinds: as many as texts. apart: tokens that stand only where a text is cut at them, as many or none.
    static Result<Vocabulary> make(std::span<const std::string_view> texts, std::vector<TokenKind> kinds,
                                   TokenWriting writing, std::vector<bool> apart = {});

    int32_t size() const { return static_cast<int32_t>(kinds_.size()); }
    bool holds(Token token) const { return token >= 0 && token < size(); }
    TokenKind kind(Token token) const { return kinds_[static_cast<size_t>(token)]; }
    // What the text must spell for this token: bytes; for control and user-defined tokens their name.
    std::string_view bytes(Token token) const {
        const auto at = static_cast<size_t>(token);
        return std::string_view(text_).substr(begins_[at], begins_[at + 1] - begins_[at]);
    }
    // The token that the model makes of these bytes; kNoToken when there is none.
    Token findMerged(std::string_view bytes) const;
    // The token of kind kByte for this byte; kNoToken when there is none.
    Token byteToken(uint8_t byte) const { return byteTokens_[byte]; }
    size_t longestToken() const { return longest_; }  // bytes

    Token beginToken = kNoToken;
    Token endToken = kNoToken;
    Token unknownToken = kNoToken;
    std::vector<Token> endTokens;  // all that end a text or a turn, sorted
    // Sorts `ends` into endTokens, with the tokens whose name published models mark an end by.
    void findEndTokens(std::vector<Token> ends);

private:
    void index(const std::vector<bool>& apart);

    std::string text_;              // all tokens' bytes, one after the other
    std::vector<uint32_t> begins_;  // [V + 1] into text_
    std::vector<TokenKind> kinds_;  // [V]
    std::vector<Token> slots_;      // an open hash table of the tokens that the model makes
    std::array<Token, 256> byteTokens_ = {};
    size_t longest_ = 0;
};

// Turns the printable characters that GPT-2 writes for bytes back into bytes; nothing when a character is
// none of them.
std::optional<std::string> bytesOfPrintable(std::string_view text);
// The other way.
std::string printableOfBytes(std::string_view bytes);
// The byte of "<0x0A>"; -1 for other texts.
int byteOfName(std::string_view text);

}  // namespace engine
