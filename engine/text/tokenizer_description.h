// What a folder says about its tokenizer, whatever the file: read by one file's reader, completed from the
// others, and turned into a tokenizer or into the tables of a GGUF file.
//
// Errors   readers throw TokenizerFault, which becomes a sentence at the edge of the room.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/text/character_pairs.h"
#include "engine/text/normalizer.h"
#include "engine/text/pipeline_tokenizer.h"
#include "engine/text/pre_tokenizer.h"
#include "engine/text/vocabulary.h"

namespace engine {

struct TokenizerFault {
    bool beyond = false;  // valid, but not known here
    std::string what;     // what is wrong with it, or what it needs
};

[[noreturn]] inline void failTokenizer(std::string what) {
    throw TokenizerFault{false, std::move(what)};
}
[[noreturn]] inline void failBeyond(std::string what) {
    throw TokenizerFault{true, std::move(what)};
}

struct AddedToken {
    SpecialText text;
    bool normalized = false;  // looked for after normalising
};

struct TokenizerDescription {
    enum class Kind { kBytePairs, kCharacterPairs, kScoredPairs, kUnigram, kWordPiece };
    Kind kind = Kind::kBytePairs;

    std::vector<std::string> texts;  // [V] as the file writes them; holes are unused tokens
    std::vector<TokenKind> kinds;    // [V]
    std::vector<bool> apart;         // [V] added, and no part of the model's own vocabulary
    std::vector<double> scores;      // [V] for kScoredPairs and kUnigram
    std::vector<std::pair<std::string, std::string>> merges;
    std::vector<AddedToken> added;
    bool normalizesAdded = true;  // their texts are normalised too before they are looked for
    UnknownRule unknown;
    bool takesWholePieces = false;
    std::string inside;        // kWordPiece
    size_t longestWord = 100;  // kWordPiece: characters

    std::vector<NormalizerStep> normalizer;
    std::vector<CutStep> cuts;
    // The patterns of `cuts` where each is isolated, as GGUF's families have them.
    std::vector<std::string> patterns;
    bool onlyPatterns = true;
    bool cutsAtBlanks = false;  // one of `cuts` is at the blank character alone
    PieceRule pieces;

    std::vector<Token> before, after;
    Token beginToken = kNoToken;
    Token endToken = kNoToken;
    Token unknownToken = kNoToken;
    Token padToken = kNoToken;
    std::vector<Token> endTokens;
    std::string chatTemplate;

    Token find(std::string_view text) const;  // by its exact text; kNoToken when there is none
};

// tokenizer.json of Hugging Face's tokenizers; tokenizer.model of SentencePiece.
TokenizerDescription readTokenizerJson(const std::filesystem::path& path);
TokenizerDescription readSentencePiece(const std::filesystem::path& path);
// One of the two, and what tokenizer_config.json, generation_config.json and the chat template's file add.
TokenizerDescription describeFolder(const std::filesystem::path& folder);

// Fails where the parts do not fit each other.
std::shared_ptr<const Tokenizer> makeTokenizer(TokenizerDescription description);

// The sentence for a fault in this folder.
Error errorOf(const TokenizerFault& fault, const std::filesystem::path& folder);

}  // namespace engine
