// Text to token ids and back, from the vocabulary in the model file or folder.
//
// Thread   immutable after load(); any thread.
// Errors   load() answers a sentence when there is no vocabulary, it is damaged, or of a kind that is not
// known. Source   GGUF's tokenizer keys; tokenizer.json of Hugging Face's tokenizers; tokenizer.model of
//          SentencePiece. Kinds: byte-level BPE, BPE over characters, Unigram, WordPiece.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"

namespace engine {

using Token = int32_t;
inline constexpr Token kNoToken = -1;

struct TokenizeOptions {
    bool parseSpecial =
        false;  // true: "<|im_end|>" in the text becomes the control token (for rendered templates only)
    bool addBegin = false;  // add what the model wants before a text
    bool addEnd = false;    // and after it (models that embed texts, mostly)
};

class Tokenizer {
public:
    // Of a GGUF file that its keys describe; of a model folder that loadFolder() reads.
    static Result<std::shared_ptr<const Tokenizer>> load(const ModelFile& file);
    // Whether there is one to load; it may still be refused.
    static bool isIn(const ModelFile& file);
    // A folder with tokenizer.json or tokenizer.model; what tokenizer_config.json, generation_config.json and
    // chat_template.jinja beside it say counts too.
    static Result<std::shared_ptr<const Tokenizer>> loadFolder(const std::filesystem::path& folder);
    virtual ~Tokenizer() = default;

    virtual std::vector<Token> encode(std::string_view text, const TokenizeOptions& options = {}) const = 0;
    // Bytes of one token; may be part of a character. Control tokens give their name when showSpecial, else
    // nothing.
    virtual std::string pieceBytes(Token token, bool showSpecial = false) const = 0;
    // A whole text: a blank that was only put before its first word is dropped.
    virtual std::string decode(const std::vector<Token>& tokens, bool showSpecial = false) const;

    virtual int32_t size() const = 0;
    virtual bool isControl(Token token) const = 0;
    virtual bool endsText(Token token) const = 0;  // end of text, end of turn
    virtual Token beginToken() const = 0;          // kNoToken when there is none
    virtual Token endToken() const = 0;
    virtual bool addsBegin() const = 0;
    // The id of a token by its exact text; kNoToken when absent.
    virtual Token find(std::string_view text) const = 0;
    // The Jinja source for conversations; empty when the model has none.
    virtual std::string_view chatTemplate() const { return {}; }
};

// Turns a stream of tokens into valid UTF-8: bytes of an unfinished character are held back until it is
// whole; bytes that can never become one are replaced by U+FFFD.
class StreamDecoder {
public:
    explicit StreamDecoder(std::shared_ptr<const Tokenizer> tokenizer) : tokenizer_(std::move(tokenizer)) {}
    std::string push(Token token);
    std::string finish();  // what is still held back, replaced

private:
    std::shared_ptr<const Tokenizer> tokenizer_;
    std::string held_;
};

}  // namespace engine
