#include "engine/text/vocabulary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

#include "engine/text/utf8.h"

namespace engine {

namespace {

constexpr size_t kMaxTextBytes = size_t{64} << 20;

// GPT-2 writes bytes as characters that can be seen: printable Latin-1 as itself, the other 68 bytes from
// U+0100 on.
constexpr size_t kAlphabetEnd = 0x100 + 68;

std::array<int16_t, kAlphabetEnd> makeAlphabet() {
    std::array<int16_t, kAlphabetEnd> byteOf{};
    byteOf.fill(-1);
    size_t next = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
        const bool visible = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        byteOf[visible ? static_cast<size_t>(byte) : next++] = static_cast<int16_t>(byte);
    }
    return byteOf;
}

Error damaged(const char* what) {
    return {.kind = ErrorKind::kBadInput, .what = what, .remedy = "Get the model file again."};
}

// Names by which published models mark the end of a text or turn; the files often name only one of them.
bool isEndName(std::string_view name) {
    static constexpr std::string_view kNames[] = {"<|eot_id|>",
                                                  "<|im_end|>",
                                                  "<|end|>",
                                                  "<|return|>",
                                                  "<|call|>",
                                                  "<end_of_turn>",
                                                  "<|endoftext|>",
                                                  "</s>",
                                                  "<|eom_id|>",
                                                  "<EOT>",
                                                  "[EOT]",
                                                  "[EOS]",
                                                  "<|end_of_text|>",
                                                  "<eos>",
                                                  "<end_of_utterance>",
                                                  "<｜end▁of▁sentence｜>",
                                                  "<|fim_pad|>",
                                                  "<|repo_name|>",
                                                  "<|file_sep|>",
                                                  "<|END_OF_TURN_TOKEN|>"};
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

}  // namespace

std::optional<std::string> bytesOfPrintable(std::string_view text) {
    static const std::array<int16_t, kAlphabetEnd> kByteOf = makeAlphabet();
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const Utf8Step step = stepUtf8(text, at);
        if (step.kind != Utf8Kind::kCharacter || step.character >= kAlphabetEnd ||
            kByteOf[step.character] < 0)
            return std::nullopt;
        out += static_cast<char>(static_cast<uint8_t>(kByteOf[step.character]));
        at += step.size;
    }
    return out;
}

Result<Vocabulary> Vocabulary::read(const ModelFile& file) {
    const MetadataArray* tokens = file.array("tokenizer.ggml.tokens");
    if (tokens == nullptr || tokens->strings.empty())
        return damaged("The model file has no list of tokens, so text cannot be read with it.");
    const MetadataArray* types = file.array("tokenizer.ggml.token_type");
    const size_t count = tokens->strings.size();
    if (types != nullptr && types->integers.size() != count)
        return damaged("The model file is damaged: its tokens and their kinds are not equally many.");

    Vocabulary made;
    made.begins_.reserve(count + 1);
    made.kinds_.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        const int64_t type = types == nullptr ? 1 : types->integers[i];
        const auto kind = type >= 1 && type <= 6 ? static_cast<TokenKind>(type) : TokenKind::kNormal;
        made.begins_.push_back(static_cast<uint32_t>(made.text_.size()));
        made.kinds_.push_back(kind);
        const bool named =
            kind == TokenKind::kControl || kind == TokenKind::kUserDefined || kind == TokenKind::kUnknown;
        const auto bytes = named ? std::nullopt : bytesOfPrintable(tokens->strings[i]);
        if (bytes)
            made.text_ += *bytes;
        else
            made.text_ += tokens->strings[i];
        if (made.text_.size() > kMaxTextBytes)
            return damaged("The model file is damaged: its tokens are longer than 64 MiB together.");
    }
    made.begins_.push_back(static_cast<uint32_t>(made.text_.size()));
    made.index();
    made.findRoles(file);
    return made;
}

void Vocabulary::index() {
    slots_.assign(std::bit_ceil(kinds_.size() * 2), kNoToken);
    const size_t mask = slots_.size() - 1;
    for (Token token = 0; token < size(); ++token) {
        if (kind(token) == TokenKind::kControl || kind(token) == TokenKind::kUnknown) continue;
        size_t slot = std::hash<std::string_view>()(bytes(token)) & mask;
        // The first of two tokens with the same bytes is the one that merging makes.
        while (slots_[slot] != kNoToken && bytes(slots_[slot]) != bytes(token))
            slot = (slot + 1) & mask;
        if (slots_[slot] == kNoToken || kind(slots_[slot]) == TokenKind::kUserDefined) slots_[slot] = token;
    }
}

Token Vocabulary::findMerged(std::string_view wanted) const {
    const size_t mask = slots_.size() - 1;
    size_t slot = std::hash<std::string_view>()(wanted) & mask;
    while (slots_[slot] != kNoToken && bytes(slots_[slot]) != wanted)
        slot = (slot + 1) & mask;
    return slots_[slot];
}

void Vocabulary::findRoles(const ModelFile& file) {
    const auto role = [&](const char* key) {
        const int64_t id = file.integer(key).value_or(kNoToken);
        return id >= 0 && id < size() ? static_cast<Token>(id) : kNoToken;
    };
    beginToken = role("tokenizer.ggml.bos_token_id");
    endToken = role("tokenizer.ggml.eos_token_id");
    for (const Token token :
         {endToken, role("tokenizer.ggml.eot_token_id"), role("tokenizer.ggml.eom_token_id")}) {
        if (token != kNoToken) endTokens.push_back(token);
    }
    for (Token token = 0; token < size(); ++token) {
        const bool named = kind(token) == TokenKind::kControl || kind(token) == TokenKind::kUserDefined;
        if (named && isEndName(bytes(token))) endTokens.push_back(token);
    }
    std::sort(endTokens.begin(), endTokens.end());
    endTokens.erase(std::unique(endTokens.begin(), endTokens.end()), endTokens.end());
}

}  // namespace engine
