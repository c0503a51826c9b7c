// tokenizer.model: SentencePiece's protocol buffer, of which only the fields that matter are read.
//
// Source   sentencepiece_model.proto; the wire format of protocol buffers.
#include <bit>

#include "engine/text/json_file.h"
#include "engine/text/tokenizer_description.h"

namespace engine {

namespace {

using Kind = TokenizerDescription::Kind;

constexpr size_t kMostBytes = size_t{64} << 20;
constexpr const char* kBlank = "\xE2\x96\x81";  // “▁”

// Walks the fields of one message; everything lies within its bytes.
class Message {
public:
    explicit Message(std::string_view message) : rest_(message) {}

    // The next field; false at the end.
    bool next() {
        if (rest_.empty()) return false;
        const uint64_t tag = readVarint();
        number = tag >> 3;
        varint = 0;
        bytes = {};
        switch (tag & 7) {
            case 0:
                varint = readVarint();
                return true;
            case 1:
                bytes = take(8);
                return true;
            case 2:
                bytes = take(readVarint());
                return true;
            case 5:
                bytes = take(4);
                return true;
            default:
                failTokenizer("tokenizer.model is not a SentencePiece model");
        }
    }

    float number32() const {
        if (bytes.size() != 4) failTokenizer("tokenizer.model has a score that is no number");
        uint32_t bits = 0;
        for (size_t i = 0; i < 4; ++i)
            bits |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
        return std::bit_cast<float>(bits);
    }

    uint64_t number = 0;
    uint64_t varint = 0;
    std::string_view bytes;

private:
    uint64_t readVarint() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<uint8_t>(take(1)[0]);
            value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0) return value;
        }
        failTokenizer("tokenizer.model is not a SentencePiece model");
    }

    std::string_view take(uint64_t size) {
        if (size > rest_.size()) failTokenizer("tokenizer.model is cut short");
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    std::string_view rest_;
};

void readPiece(std::string_view bytes, TokenizerDescription& out) {
    std::string text;
    float score = 0;
    uint64_t type = 1;
    Message piece(bytes);
    while (piece.next()) {
        if (piece.number == 1) text = piece.bytes;
        if (piece.number == 2) score = piece.number32();
        if (piece.number == 3) type = piece.varint;
    }
    if (type < 1 || type > 6) failTokenizer("tokenizer.model has a token of an unknown type");
    if (out.texts.size() == kMostTokens) failTokenizer("it has more than four million tokens");
    // The same numbers, but for the meaning of 2 to 4.
    static constexpr TokenKind kKinds[] = {TokenKind::kNormal,      TokenKind::kUnknown, TokenKind::kControl,
                                           TokenKind::kUserDefined, TokenKind::kUnused,  TokenKind::kByte};
    const TokenKind kind = kKinds[type - 1];
    const auto token = static_cast<Token>(out.texts.size());
    if (kind == TokenKind::kUnknown) out.unknownToken = token;
    if (kind == TokenKind::kControl || kind == TokenKind::kUserDefined || kind == TokenKind::kUnknown) {
        // SentencePiece looks for what was added after it wrote blanks as “▁”.
        out.added.push_back(
            {.text = {.text = text, .token = token, .control = kind != TokenKind::kUserDefined},
             .normalized = kind == TokenKind::kUserDefined});
    }
    out.texts.push_back(std::move(text));
    out.kinds.push_back(kind);
    out.apart.push_back(kind == TokenKind::kUserDefined);
    out.scores.push_back(score);
}

struct Trainer {
    uint64_t model = 1;  // Unigram
    bool bytes = false;
    int64_t begin = 1;
    int64_t end = 2;
    int64_t pad = -1;
};

Trainer readTrainer(std::string_view bytes) {
    Trainer trainer;
    Message spec(bytes);
    while (spec.next()) {
        if (spec.number == 3) trainer.model = spec.varint;
        if (spec.number == 24 && spec.varint != 0) failBeyond("blanks at the ends of words");
        if (spec.number == 35) trainer.bytes = spec.varint != 0;
        if (spec.number == 41) trainer.begin = static_cast<int64_t>(spec.varint);
        if (spec.number == 42) trainer.end = static_cast<int64_t>(spec.varint);
        if (spec.number == 43) trainer.pad = static_cast<int64_t>(spec.varint);
    }
    return trainer;
}

struct Rules {
    std::string map;
    bool prefix = true;
    bool singleBlanks = true;
    bool escape = true;
};

Rules readRules(std::string_view bytes) {
    Rules rules;
    Message spec(bytes);
    while (spec.next()) {
        if (spec.number == 2) rules.map = spec.bytes;
        if (spec.number == 3) rules.prefix = spec.varint != 0;
        if (spec.number == 4) rules.singleBlanks = spec.varint != 0;
        if (spec.number == 5) rules.escape = spec.varint != 0;
    }
    return rules;
}

std::vector<NormalizerStep> stepsOf(const Rules& rules) {
    std::vector<NormalizerStep> steps;
    if (!rules.map.empty()) {
        auto map = CharacterMap::read(rules.map);
        if (!map) failTokenizer("its map of characters does not have the length it says");
        steps.push_back({.kind = NormalizerStep::Kind::kCharacterMap,
                         .map = std::make_shared<const CharacterMap>(std::move(*map))});
    }
    if (rules.singleBlanks) {
        for (NormalizerStep& step : singleBlankSteps())
            steps.push_back(std::move(step));
    }
    const char* blank = rules.escape ? kBlank : " ";
    if (rules.prefix) steps.push_back({.kind = NormalizerStep::Kind::kPrepend, .text = blank});
    if (rules.escape) steps.push_back({.kind = NormalizerStep::Kind::kReplace, .from = " ", .text = kBlank});
    return steps;
}

}  // namespace

TokenizerDescription readSentencePiece(const std::filesystem::path& path) {
    const auto file = readTextFile(path, kMostBytes);
    if (!file) failTokenizer("there is no " + path.filename().string());
    TokenizerDescription out;
    Trainer trainer;
    Rules rules;
    Message model(*file);
    while (model.next()) {
        if (model.number == 1) readPiece(model.bytes, out);
        if (model.number == 2) trainer = readTrainer(model.bytes);
        if (model.number == 3) rules = readRules(model.bytes);
    }
    if (out.texts.empty()) failTokenizer("tokenizer.model is not a SentencePiece model");
    if (trainer.model != 1 && trainer.model != 2)
        failBeyond("a SentencePiece model of whole words or single characters");
    out.kind = trainer.model == 2 ? Kind::kScoredPairs : Kind::kUnigram;
    out.unknown = {.asBytes = trainer.bytes, .fuse = true};
    out.normalizer = stepsOf(rules);
    out.onlyPatterns = false;
    out.normalizesAdded = false;
    out.pieces = {.blank = kBlank, .dropsFirstBlank = rules.prefix};
    const auto role = [&](int64_t id) {
        return id >= 0 && id < static_cast<int64_t>(out.texts.size()) ? static_cast<Token>(id) : kNoToken;
    };
    out.beginToken = role(trainer.begin);
    out.endToken = role(trainer.end);
    out.padToken = role(trainer.pad);
    if (out.beginToken != kNoToken) out.before = {out.beginToken};
    return out;
}

}  // namespace engine
