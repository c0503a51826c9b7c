// The tokenizer of a model folder: tokenizer.json or tokenizer.model, and the small files beside it.
#include <algorithm>
#include <new>

#include "engine/text/json_file.h"
#include "engine/text/tokenizer_description.h"

namespace engine {

namespace {

using Json = nlohmann::json;

constexpr size_t kLongestTemplate = size_t{1} << 20;

// A special token is written as its text, or as an object that holds it.
std::string specialOf(const Json& config, const char* key) {
    const Json* member = findMember(config, key);
    if (member == nullptr) return {};
    if (member->is_object()) return textMember(*member, "content");
    return textMember(config, key);
}

void readRoles(const Json& config, TokenizerDescription& out) {
    const auto read = [&](const char* key, Token& token) {
        const std::string text = specialOf(config, key);
        const Token found = text.empty() ? kNoToken : out.find(text);
        if (found != kNoToken) token = found;
    };
    read("bos_token", out.beginToken);
    read("eos_token", out.endToken);
    read("unk_token", out.unknownToken);
    read("pad_token", out.padToken);
}

// transformers adds what tokenizer_config.json lists and takes its flags.
void readAddedTokens(const Json& config, TokenizerDescription& out) {
    const Json* listed = findMember(config, "added_tokens_decoder");
    if (listed == nullptr || !listed->is_object()) return;
    for (const auto& [number, entry] : listed->items()) {
        const std::string text = textMember(entry, "content");
        const Token token = out.find(text);
        // One that the vocabulary has not would be given the next free id, which the weights may not have.
        if (text.empty() || token == kNoToken || std::to_string(token) != number) continue;
        const bool special = flagMember(entry, "special", false);
        const AddedToken made{
            .text = {.text = text,
                     .token = token,
                     .control = special || out.kinds[static_cast<size_t>(token)] == TokenKind::kUnknown,
                     .eatsLeft = flagMember(entry, "lstrip", false),
                     .eatsRight = flagMember(entry, "rstrip", false),
                     .wholeWord = flagMember(entry, "single_word", false)},
            .normalized = flagMember(entry, "normalized", !special)};
        const auto known = std::find_if(out.added.begin(), out.added.end(),
                                        [&](const AddedToken& other) { return other.text.token == token; });
        if (known == out.added.end())
            out.added.push_back(made);
        else
            *known = made;
        TokenKind& kind = out.kinds[static_cast<size_t>(token)];
        if (kind != TokenKind::kUnknown) kind = special ? TokenKind::kControl : TokenKind::kUserDefined;
    }
}

// Llama's and Gemma's classes put the two tokens around a text whatever tokenizer.json says; of the others
// only those that say so do.
void readSurroundings(const Json& config, TokenizerDescription& out) {
    const std::string name = textMember(config, "tokenizer_class");
    const bool ownRule =
        name.starts_with("Llama") || name.starts_with("Gemma") || name.starts_with("CodeLlama");
    const auto apply = [&](const char* key, bool absent, Token token, std::vector<Token>& tokens) {
        const bool says = findMember(config, key) != nullptr;
        const bool wanted = flagMember(config, key, ownRule && absent);
        if (ownRule || (says && wanted && tokens.empty())) tokens.clear();
        if (wanted && tokens.empty() && token != kNoToken) tokens.push_back(token);
    };
    apply("add_bos_token", true, out.beginToken, out.before);
    apply("add_eos_token", false, out.endToken, out.after);
}

// A text, or a list of named ones.
std::string templateOf(const Json& config) {
    const Json* member = findMember(config, "chat_template");
    if (member == nullptr) return {};
    if (!member->is_array()) return textMember(config, "chat_template");
    for (const Json& entry : *member) {
        if (textMember(entry, "name") == "default") return textMember(entry, "template");
    }
    return {};
}

void readEnds(const Json& config, TokenizerDescription& out) {
    const Json* ends = findMember(config, "eos_token_id");
    if (ends == nullptr) return;
    const Json list = ends->is_array() ? *ends : Json::array({*ends});
    for (const Json& id : list) {
        if (!id.is_number_integer()) failTokenizer("an “eos_token_id” is not a whole number");
        const auto token = id.get<int64_t>();
        if (token >= 0 && token < static_cast<int64_t>(out.texts.size()))
            out.endTokens.push_back(static_cast<Token>(token));
    }
    if (out.endToken == kNoToken && !out.endTokens.empty()) out.endToken = out.endTokens.front();
}

}  // namespace

TokenizerDescription describeFolder(const std::filesystem::path& folder) {
    std::error_code ignored;
    const auto has = [&](const char* name) {
        return std::filesystem::is_regular_file(folder / name, ignored);
    };
    if (!has("tokenizer.json") && !has("tokenizer.model"))
        failTokenizer("there is neither tokenizer.json nor tokenizer.model");
    TokenizerDescription out = has("tokenizer.json") ? readTokenizerJson(folder / "tokenizer.json")
                                                     : readSentencePiece(folder / "tokenizer.model");
    if (const auto map = readJsonFile(folder / "special_tokens_map.json")) readRoles(*map, out);
    if (const auto config = readJsonFile(folder / "tokenizer_config.json")) {
        readAddedTokens(*config, out);
        readRoles(*config, out);
        readSurroundings(*config, out);
        // Newer classes put the blank before the first word of a text only, not after each special token.
        if (!out.normalizesAdded && !flagMember(*config, "legacy", true)) {
            for (NormalizerStep& step : out.normalizer)
                step.onlyFirst = step.kind == NormalizerStep::Kind::kPrepend;
        }
        out.chatTemplate = templateOf(*config);
    }
    if (const auto config = readJsonFile(folder / "generation_config.json")) readEnds(*config, out);
    if (const auto config = readJsonFile(folder / "chat_template.json"))
        out.chatTemplate = templateOf(*config);
    if (auto text = readTextFile(folder / "chat_template.jinja", kLongestTemplate))
        out.chatTemplate = std::move(*text);
    return out;
}

Result<std::shared_ptr<const Tokenizer>> Tokenizer::loadFolder(const std::filesystem::path& folder) {
    try {
        return makeTokenizer(describeFolder(folder));
    } catch (const TokenizerFault& fault) {
        return errorOf(fault, folder);
    } catch (const std::bad_alloc&) {
        return errorOf({.what = "there is not enough memory"}, folder);
    }
}

}  // namespace engine
