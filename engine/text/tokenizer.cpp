#include "engine/text/tokenizer.h"

#include "engine/text/gguf_tokenizer.h"
#include "engine/text/utf8.h"

namespace engine {

namespace {

// The folder of a model that is one; empty for a GGUF file, which has everything in itself.
std::filesystem::path folderOf(const ModelFile& file) {
    std::error_code ignored;
    if (file.path().extension() == ".gguf") return {};
    return std::filesystem::is_directory(file.path(), ignored) ? file.path() : file.path().parent_path();
}

bool hasTokenizer(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / "tokenizer.json", ignored) ||
           std::filesystem::is_regular_file(folder / "tokenizer.model", ignored);
}

}  // namespace

bool Tokenizer::isIn(const ModelFile& file) {
    const MetadataArray* tokens = file.array("tokenizer.ggml.tokens");
    if (tokens != nullptr) return !tokens->strings.empty();
    const std::filesystem::path folder = folderOf(file);
    return !folder.empty() && hasTokenizer(folder);
}

Result<std::shared_ptr<const Tokenizer>> Tokenizer::load(const ModelFile& file) {
    const auto kind = file.text("tokenizer.ggml.model");
    if (const auto folder = folderOf(file); !kind && !folder.empty() && hasTokenizer(folder))
        return loadFolder(folder);
    if (!kind) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The model file “{0}” has no tokenizer.",
                     .remedy = "Give token numbers instead of text, or use a complete model file.",
                     .args = {file.path().filename().string()}};
    }
    if (*kind == "gpt2") return loadBytePairs(file);
    if (*kind == "llama") return loadScoredPairs(file);
    if (*kind == "gemma4") return loadCharacterPairs(file);
    if (*kind == "bert") return loadWordPiece(file);
    if (*kind == "t5") return loadUnigram(file);
    return Error{.kind = ErrorKind::kUnsupported,
                 .what = "The vocabulary of “{0}” is of the kind {1}, which this version cannot read.",
                 .remedy = "Use a model of another family, such as Qwen, Llama 3 or Mixtral.",
                 .args = {file.path().filename().string(), std::string(kind->substr(0, 64))}};
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
