#include "engine/text/byte_pair_tokenizer.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "engine/text/utf8.h"

namespace engine {

namespace {

ByteTrie textsOf(const Vocabulary& vocabulary, bool withControl) {
    std::vector<std::pair<std::string_view, int32_t>> texts;
    for (Token token = 0; token < vocabulary.size(); ++token) {
        const TokenKind kind = vocabulary.kind(token);
        if (kind == TokenKind::kUserDefined ||
            (withControl && (kind == TokenKind::kControl || kind == TokenKind::kUnknown)))
            texts.emplace_back(vocabulary.bytes(token), token);
    }
    return ByteTrie(std::move(texts));
}

}  // namespace

// One call of encode(): its output, and the words it has met. A text says the same words again and again.
class BytePairTokenizer::Encoding {
public:
    Encoding(const BytePairTokenizer& owner, size_t textSize) : owner_(owner) {
        // A short text meets few words twice.
        if (textSize >= kWorthRemembering)
            words_.resize(std::clamp(std::bit_ceil(textSize / 16), kFewestWords, kMostWords));
    }

    // Text between control tokens; broken UTF-8 goes byte by byte.
    void addText(std::string_view text) {
        for (size_t at = 0; at < text.size();) {
            const size_t broken = findBrokenUtf8(text, at);
            owner_.preTokenizer_->split(text.substr(at, broken - at),
                                        [this](std::string_view piece) { addPiece(piece); });
            if (broken == text.size()) return;
            const size_t size = stepUtf8(text, broken).size;
            mergeBytes(text.substr(broken, size));
            at = broken + size;
        }
    }

    std::vector<Token> out;

private:
    static constexpr size_t kWorthRemembering = 512;
    static constexpr size_t kFewestWords = 64;
    static constexpr size_t kMostWords = size_t{1} << 15;
    static constexpr size_t kLongestWord = 48;  // bytes

    struct Word {
        std::string_view text;
        uint32_t begin = 0;  // its tokens in `out`
        uint32_t count = 0;
    };

    void addPiece(std::string_view piece) {
        if (words_.empty() || piece.size() > kLongestWord) {
            mergePiece(piece);
            return;
        }
        Word& word = words_[std::hash<std::string_view>()(piece) & (words_.size() - 1)];
        if (word.text != piece) {
            word = {piece, static_cast<uint32_t>(out.size()), 0};
            mergePiece(piece);
            word.count = static_cast<uint32_t>(out.size()) - word.begin;
            return;
        }
        for (uint32_t i = 0; i < word.count; ++i)
            out.push_back(out[word.begin + i]);
    }

    void mergePiece(std::string_view piece) {
        if (owner_.preTokenizer_->takesWholePieces()) {
            if (const Token whole = owner_.vocabulary_.findMerged(piece); whole != kNoToken) {
                out.push_back(whole);
                return;
            }
        }
        mergeBytes(piece);
    }

    // A character that the vocabulary has no bytes for is written as U+FFFD.
    void mergeBytes(std::string_view bytes) {
        if (owner_.pairs_.canWrite(bytes)) {
            owner_.pairs_.merge(bytes, scratch_, out);
            return;
        }
        std::string written;
        for (size_t at = 0; at < bytes.size();) {
            const size_t size = stepUtf8(bytes, at).size;
            const std::string_view character = bytes.substr(at, size);
            written += owner_.pairs_.canWrite(character) ? character : kReplacement;
            at += size;
        }
        owner_.pairs_.merge(written, scratch_, out);
    }

    const BytePairTokenizer& owner_;
    BytePairs::Scratch scratch_;
    std::vector<Word> words_;
};

Result<std::shared_ptr<const Tokenizer>> BytePairTokenizer::load(const ModelFile& file) {
    auto preTokenizer = PreTokenizer::make(file.text("tokenizer.ggml.pre").value_or(""));
    if (!preTokenizer) return preTokenizer.error();
    auto vocabulary = Vocabulary::read(file);
    if (!vocabulary) return vocabulary.error();
    const MetadataArray* merges = file.array("tokenizer.ggml.merges");
    BytePairs pairs(*vocabulary, merges == nullptr ? std::span<const std::string_view>() : merges->strings);
    if (pairs.size() == 0) {
        return Error{
            .kind = ErrorKind::kBadInput,
            .what = "The model file is damaged: its list of merges is absent or does not fit its tokens.",
            .remedy = "Get the model file again."};
    }
    const bool addsBegin = file.flag("tokenizer.ggml.add_bos_token").value_or((*preTokenizer)->addsBegin()) &&
                           vocabulary->beginToken != kNoToken;
    return std::shared_ptr<const Tokenizer>(std::make_shared<const BytePairTokenizer>(
        std::move(*vocabulary), std::move(*preTokenizer), std::move(pairs), addsBegin));
}

BytePairTokenizer::BytePairTokenizer(Vocabulary vocabulary, std::unique_ptr<const PreTokenizer> preTokenizer,
                                     BytePairs pairs, bool addsBegin)
    : vocabulary_(std::move(vocabulary)), preTokenizer_(std::move(preTokenizer)), pairs_(std::move(pairs)),
      addedTexts_(textsOf(vocabulary_, false)), controlTexts_(textsOf(vocabulary_, true)),
      addsBegin_(addsBegin) {}

std::vector<Token> BytePairTokenizer::encode(std::string_view text, const TokenizeOptions& options) const {
    Encoding encoding(*this, text.size());
    if (options.addBegin && addsBegin_) encoding.out.push_back(vocabulary_.beginToken);
    const ByteTrie& texts = options.parseSpecial ? controlTexts_ : addedTexts_;
    size_t plain = 0;  // where the text since the last special token begins
    if (!texts.nodes().empty()) {
        for (size_t at = 0; at < text.size();) {
            const ByteTrie::Match match = texts.longestPrefix(text.substr(at));
            if (match.value < 0) {
                ++at;
                continue;
            }
            encoding.addText(text.substr(plain, at - plain));
            encoding.out.push_back(match.value);
            at += match.size;
            plain = at;
        }
    }
    encoding.addText(text.substr(plain));
    return std::move(encoding.out);
}

std::string BytePairTokenizer::pieceBytes(Token token, bool showSpecial) const {
    if (!vocabulary_.holds(token) || (isControl(token) && !showSpecial)) return {};
    return std::string(vocabulary_.bytes(token));
}

bool BytePairTokenizer::isControl(Token token) const {
    return vocabulary_.holds(token) &&
           (vocabulary_.kind(token) == TokenKind::kControl || vocabulary_.kind(token) == TokenKind::kUnknown);
}

bool BytePairTokenizer::endsText(Token token) const {
    return std::binary_search(vocabulary_.endTokens.begin(), vocabulary_.endTokens.end(), token);
}

Token BytePairTokenizer::find(std::string_view text) const {
    const ByteTrie::Match match = controlTexts_.longestPrefix(text);
    if (match.value >= 0 && match.size == text.size()) return match.value;
    return vocabulary_.findMerged(text);
}

}  // namespace engine
