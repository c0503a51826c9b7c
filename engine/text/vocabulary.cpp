#include "engine/text/vocabulary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <functional>

#include "engine/text/utf8.h"

namespace engine {

namespace {

constexpr size_t kMaxTextBytes = size_t{64} << 20;

// GPT-2 writes bytes as characters that can be seen: printable Latin-1 as itself, the other 68 bytes from
// U+0100 on.
constexpr size_t kAlphabetEnd = 0x100 + 68;

struct Alphabet {
    Alphabet() {
        byteOf.fill(-1);
        size_t next = 0x100;
        for (size_t byte = 0; byte < 256; ++byte) {
            const bool visible =
                (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
            const size_t character = visible ? byte : next++;
            byteOf[character] = static_cast<int16_t>(byte);
            appendUtf8(written[byte], static_cast<char32_t>(character));
        }
    }
    std::array<int16_t, kAlphabetEnd> byteOf{};
    std::array<std::string, 256> written;
};

const Alphabet& alphabet() {
    static const Alphabet kAlphabet;
    return kAlphabet;
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
    const auto& byteOf = alphabet().byteOf;
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const Utf8Step step = stepUtf8(text, at);
        if (step.kind != Utf8Kind::kCharacter || step.character >= kAlphabetEnd || byteOf[step.character] < 0)
            return std::nullopt;
        out += static_cast<char>(static_cast<uint8_t>(byteOf[step.character]));
        at += step.size;
    }
    return out;
}

std::string printableOfBytes(std::string_view bytes) {
    std::string out;
    for (const char byte : bytes)
        out += alphabet().written[static_cast<uint8_t>(byte)];
    return out;
}

int byteOfName(std::string_view text) {
    if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return -1;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + 3, text.data() + 5, value, 16);
    return error == std::errc() && end == text.data() + 5 ? static_cast<int>(value) : -1;
}

Result<Vocabulary> Vocabulary::read(const ModelFile& file, TokenWriting writing) {
    const MetadataArray* tokens = file.array("tokenizer.ggml.tokens");
    if (tokens == nullptr || tokens->strings.empty())
        return damaged("The model file has no list of tokens, so text cannot be read with it.");
    const MetadataArray* types = file.array("tokenizer.ggml.token_type");
    const size_t count = tokens->strings.size();
    if (types != nullptr && types->integers.size() != count)
        return damaged("The model file is damaged: its tokens and their kinds are not equally many.");
    std::vector<TokenKind> kinds(count, TokenKind::kNormal);
    for (size_t i = 0; types != nullptr && i < count; ++i) {
        const int64_t type = types->integers[i];
        if (type >= 1 && type <= 6) kinds[i] = static_cast<TokenKind>(type);
    }
    auto made = make(tokens->strings, std::move(kinds), writing);
    if (!made) return made;
    const auto role = [&](const char* key) {
        const int64_t id = file.integer(key).value_or(kNoToken);
        return id >= 0 && id < made->size() ? static_cast<Token>(id) : kNoToken;
    };
    made->beginToken = role("tokenizer.ggml.bos_token_id");
    made->endToken = role("tokenizer.ggml.eos_token_id");
    made->unknownToken = role("tokenizer.ggml.unknown_token_id");
    made->findEndTokens(
        {made->endToken, role("tokenizer.ggml.eot_token_id"), role("tokenizer.ggml.eom_token_id")});
    return made;
}

Result<Vocabulary> Vocabulary::make(std::span<const std::string_view> texts, std::vector<TokenKind> kinds,
                                    TokenWriting writing, std::vector<bool> apart) {
    if (texts.size() > kMostTokens) return damaged("The vocabulary has more than four million tokens.");
    size_t bytes = 0;
    for (const std::string_view text : texts)
        bytes += text.size();
    if (bytes > kMaxTextBytes)
        return damaged("The model file is damaged: its tokens are longer than 64 MiB together.");

    Vocabulary made;
    made.kinds_ = std::move(kinds);
    made.begins_.reserve(texts.size() + 1);
    made.byteTokens_.fill(kNoToken);
    apart.resize(texts.size(), false);
    for (size_t i = 0; i < texts.size(); ++i) {
        made.begins_.push_back(static_cast<uint32_t>(made.text_.size()));
        const TokenKind kind = made.kinds_[i];
        const int byte = kind == TokenKind::kByte ? byteOfName(texts[i]) : -1;
        const bool named =
            kind == TokenKind::kControl || kind == TokenKind::kUserDefined || kind == TokenKind::kUnknown;
        const auto written =
            named || writing == TokenWriting::kPlain ? std::nullopt : bytesOfPrintable(texts[i]);
        if (byte >= 0) {
            made.text_ += static_cast<char>(static_cast<uint8_t>(byte));
            made.byteTokens_[static_cast<size_t>(byte)] = static_cast<Token>(i);
        } else if (written) {
            made.text_ += *written;
        } else {
            // One that is not written in the alphabet is never made of bytes, whatever it spells.
            if (!named && writing == TokenWriting::kByteAlphabet) apart[i] = true;
            made.text_ += texts[i];
        }
    }
    made.begins_.push_back(static_cast<uint32_t>(made.text_.size()));
    made.index(apart);
    return made;
}

void Vocabulary::index(const std::vector<bool>& apart) {
    slots_.assign(std::bit_ceil(kinds_.size() * 2 + 1), kNoToken);
    const size_t mask = slots_.size() - 1;
    for (Token token = 0; token < size(); ++token) {
        if (kind(token) != TokenKind::kNormal && kind(token) != TokenKind::kUserDefined) continue;
        if (apart[static_cast<size_t>(token)]) continue;
        longest_ = std::max(longest_, bytes(token).size());
        size_t slot = std::hash<std::string_view>()(bytes(token)) & mask;
        // The first of two tokens with the same bytes is the one that merging makes.
        while (slots_[slot] != kNoToken && bytes(slots_[slot]) != bytes(token))
            slot = (slot + 1) & mask;
        if (slots_[slot] == kNoToken || kind(slots_[slot]) == TokenKind::kUserDefined) slots_[slot] = token;
    }
}

Token Vocabulary::findMerged(std::string_view wanted) const {
    if (wanted.size() > longest_) return kNoToken;
    const size_t mask = slots_.size() - 1;
    size_t slot = std::hash<std::string_view>()(wanted) & mask;
    while (slots_[slot] != kNoToken && bytes(slots_[slot]) != wanted)
        slot = (slot + 1) & mask;
    return slots_[slot];
}

void Vocabulary::findEndTokens(std::vector<Token> ends) {
    std::erase_if(ends, [this](Token token) { return !holds(token); });
    for (Token token = 0; token < size(); ++token) {
        const bool named = kind(token) == TokenKind::kControl || kind(token) == TokenKind::kUserDefined;
        if (named && isEndName(bytes(token))) ends.push_back(token);
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    endTokens = std::move(ends);
}

}  // namespace engine
