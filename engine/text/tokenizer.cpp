#include "engine/text/tokenizer.h"

#include "engine/text/byte_pair_tokenizer.h"
#include "engine/text/utf8.h"

namespace engine {

namespace {

// The kinds of vocabulary that GGUF knows, by the names that a person may have read elsewhere.
std::string nameOfKind(std::string_view kind) {
    if (kind == "llama") return "SentencePiece";
    if (kind == "bert") return "WordPiece";
    if (kind == "t5") return "Unigram";
    return std::string(kind.substr(0, 64));
}

}  // namespace

Result<std::shared_ptr<const Tokenizer>> Tokenizer::load(const ModelFile& file) {
    const auto kind = file.text("tokenizer.ggml.model");
    if (!kind) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The model file “{0}” has no tokenizer.",
                     .remedy = "Give token numbers instead of text, or use a complete model file.",
                     .args = {file.path().filename().string()}};
    }
    if (*kind == "gpt2") return BytePairTokenizer::load(file);
    return Error{.kind = ErrorKind::kUnsupported,
                 .what = "The vocabulary of “{0}” is of the kind {1}, which this version cannot read.",
                 .remedy = "Use a model with a byte-level BPE vocabulary, such as Qwen, Llama 3 or SmolLM.",
                 .args = {file.path().filename().string(), nameOfKind(*kind)}};
}

std::string Tokenizer::decode(const std::vector<Token>& tokens, bool showSpecial) const {
    std::string out;
    for (const Token token : tokens)
        out += pieceBytes(token, showSpecial);
    return out;
}

std::string StreamDecoder::push(Token token) {
    held_ += tokenizer_->pieceBytes(token);
    std::string out;
    size_t at = 0;
    while (at < held_.size()) {
        const Utf8Step step = stepUtf8(held_, at);
        if (step.kind == Utf8Kind::kUnfinished) break;
        if (step.kind == Utf8Kind::kBroken)
            out += kReplacement;
        else
            out.append(held_, at, step.size);
        at += step.size;
    }
    held_.erase(0, at);
    return out;
}

std::string StreamDecoder::finish() {
    const bool unfinished = !held_.empty();
    held_.clear();
    return std::string(unfinished ? kReplacement : std::string_view());
}

}  // namespace engine
