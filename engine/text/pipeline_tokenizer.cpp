#include "engine/text/pipeline_tokenizer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "engine/text/utf8.h"

namespace engine {

// One call of encode(): its output, and the words it has met. A text says the same words again and again.
class PipelineTokenizer::Encoding {
public:
    Encoding(const TokenizerParts& parts, size_t textSize) : parts_(parts) {
        // A short text meets few words twice.
        if (textSize >= kWorthRemembering)
            words_.resize(std::clamp(std::bit_ceil(textSize / 16), kFewestWords, kMostWords));
    }

    // Text between special tokens; begins: nothing stands before it.
    void addText(std::string_view text, bool begins) {
        for (size_t at = 0; at < text.size();) {
            const size_t broken = findBrokenUtf8(text, at);
            if (broken < text.size() && !parts_.model->takesBrokenText()) {
                addValid(repaired(text), begins);
                return;
            }
            addValid(text.substr(at, broken - at), begins && at == 0);
            if (broken == text.size()) return;
            const size_t size = stepUtf8(text, broken).size;
            parts_.model->encode(text.substr(broken, size), scratch_, out);
            at = broken + size;
        }
    }

    std::vector<Token> out;

private:
    static constexpr size_t kWorthRemembering = 512;
    static constexpr size_t kFewestWords = 64;
    static constexpr size_t kMostWords = size_t{1} << 15;
    static constexpr size_t kLongestWord = 47;  // bytes

    struct Word {
        uint8_t size = 0;
        char text[kLongestWord] = {};
        uint32_t begin = 0;  // its tokens in `out`
        uint32_t count = 0;
    };

    void addValid(std::string_view text, bool begins) {
        if (parts_.normalizer.empty()) {
            addNormalized(text, begins);
        } else {
            const std::string normalized = parts_.normalizer.apply(text, begins);
            addNormalized(normalized, begins);
        }
    }

    void addNormalized(std::string_view text, bool begins) {
        parts_.normalizedSpecials.cut(
            text, withControl,
            [&](std::string_view plain) {
                parts_.preTokenizer->split(plain, begins && plain.data() == text.data(),
                                           [this](std::string_view piece) { addPiece(piece); });
            },
            [this](Token token) { out.push_back(token); });
    }

    void addPiece(std::string_view piece) {
        if (words_.empty() || piece.size() > kLongestWord) {
            parts_.model->encode(piece, scratch_, out);
            return;
        }
        Word& word = words_[std::hash<std::string_view>()(piece) & (words_.size() - 1)];
        if (std::string_view(word.text, word.size) != piece) {
            word.size = static_cast<uint8_t>(piece.size());
            std::memcpy(word.text, piece.data(), piece.size());
            word.begin = static_cast<uint32_t>(out.size());
            parts_.model->encode(piece, scratch_, out);
            word.count = static_cast<uint32_t>(out.size()) - word.begin;
            return;
        }
        for (uint32_t i = 0; i < word.count; ++i)
            out.push_back(out[word.begin + i]);
    }

    static std::string repaired(std::string_view text) {
        std::string out;
        for (size_t at = 0; at < text.size();) {
            const Utf8Step step = stepUtf8(text, at);
            out += step.kind == Utf8Kind::kCharacter ? text.substr(at, step.size) : kReplacement;
            at += step.size;
        }
        return out;
    }

    const TokenizerParts& parts_;
    TokenModel::Scratch scratch_;
    std::vector<Word> words_;

public:
    bool withControl = false;
};

std::vector<Token> PipelineTokenizer::encode(std::string_view text, const TokenizeOptions& options) const {
    Encoding encoding(parts_, text.size());
    encoding.withControl = options.parseSpecial;
    if (options.addBegin) encoding.out = parts_.before;
    parts_.specials.cut(
        text, options.parseSpecial,
        [&](std::string_view plain) { encoding.addText(plain, plain.data() == text.data()); },
        [&](Token token) { encoding.out.push_back(token); });
    if (options.addEnd) encoding.out.insert(encoding.out.end(), parts_.after.begin(), parts_.after.end());
    return std::move(encoding.out);
}

std::string PipelineTokenizer::pieceBytes(Token token, bool showSpecial) const {
    const Vocabulary& vocabulary = *parts_.vocabulary;
    if (!vocabulary.holds(token)) return {};
    if (isControl(token)) return showSpecial ? std::string(vocabulary.bytes(token)) : std::string();
    std::string out(vocabulary.bytes(token));
    const PieceRule& rule = parts_.pieces;
    if (!rule.inside.empty()) {
        if (out.starts_with(rule.inside)) return out.substr(rule.inside.size());
        return std::string(1, ' ').append(out);
    }
    if (rule.blank.empty()) return out;
    for (size_t at = out.find(rule.blank); at != std::string::npos; at = out.find(rule.blank, at + 1))
        out.replace(at, rule.blank.size(), 1, ' ');
    return out;
}

std::string PipelineTokenizer::decode(const std::vector<Token>& tokens, bool showSpecial) const {
    std::string out = Tokenizer::decode(tokens, showSpecial);
    if (parts_.pieces.dropsFirstBlank && out.starts_with(' ')) out.erase(0, 1);
    return out;
}

bool PipelineTokenizer::isControl(Token token) const {
    const Vocabulary& vocabulary = *parts_.vocabulary;
    return vocabulary.holds(token) &&
           (vocabulary.kind(token) == TokenKind::kControl || vocabulary.kind(token) == TokenKind::kUnknown);
}

bool PipelineTokenizer::endsText(Token token) const {
    const auto& ends = parts_.vocabulary->endTokens;
    return std::binary_search(ends.begin(), ends.end(), token);
}

Token PipelineTokenizer::find(std::string_view text) const {
    for (const SpecialTexts* specials : {&parts_.specials, &parts_.normalizedSpecials}) {
        if (const Token token = specials->find(text); token != kNoToken) return token;
    }
    return parts_.vocabulary->findMerged(text);
}

std::vector<SpecialText> specialTextsOf(const Vocabulary& vocabulary) {
    std::vector<SpecialText> texts;
    for (Token token = 0; token < vocabulary.size(); ++token) {
        const TokenKind kind = vocabulary.kind(token);
        const bool control = kind == TokenKind::kControl || kind == TokenKind::kUnknown;
        if (control || kind == TokenKind::kUserDefined)
            texts.push_back(
                {.text = std::string(vocabulary.bytes(token)), .token = token, .control = control});
    }
    return texts;
}

}  // namespace engine
