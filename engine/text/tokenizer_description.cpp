#include "engine/text/tokenizer_description.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "engine/text/byte_pairs.h"
#include "engine/text/unigram.h"
#include "engine/text/word_piece.h"

namespace engine {

namespace {

using Kind = TokenizerDescription::Kind;

PairTable mergesOf(const TokenizerDescription& from, const Vocabulary& vocabulary) {
    PairTable table(from.merges.size());
    const auto find = [&](const std::string& text) {
        std::optional<std::string> bytes;
        if (from.kind == Kind::kBytePairs) bytes = bytesOfPrintable(text);
        const Token token = vocabulary.findMerged(bytes ? *bytes : text);
        if (token == kNoToken) failTokenizer("a merge names “" + text.substr(0, 64) + "”, which is no token");
        return token;
    };
    uint32_t rank = 0;
    for (const auto& [left, right] : from.merges) {
        const Token first = find(left);
        const Token second = find(right);
        table.add(first, second, rank++, find(left + right));
    }
    return table;
}

std::unique_ptr<const TokenModel> modelOf(TokenizerDescription& from,
                                          std::shared_ptr<const Vocabulary> vocabulary) {
    switch (from.kind) {
        case Kind::kBytePairs: {
            PairTable merges = mergesOf(from, *vocabulary);
            return std::make_unique<BytePairs>(std::move(vocabulary), std::move(merges),
                                               from.takesWholePieces);
        }
        case Kind::kCharacterPairs: {
            PairTable merges = mergesOf(from, *vocabulary);
            return std::make_unique<CharacterPairs>(std::move(vocabulary), std::move(merges), from.unknown,
                                                    from.takesWholePieces);
        }
        case Kind::kScoredPairs:
            return std::make_unique<ScoredPairs>(std::move(vocabulary),
                                                 std::vector<float>(from.scores.begin(), from.scores.end()));
        case Kind::kUnigram:
            return std::make_unique<Unigram>(std::move(vocabulary), std::move(from.scores), from.unknown);
        case Kind::kWordPiece:
            break;
    }
    return std::make_unique<WordPiece>(std::move(vocabulary), from.inside, from.longestWord);
}

}  // namespace

Token TokenizerDescription::find(std::string_view text) const {
    for (const AddedToken& token : added) {
        if (token.text.text == text) return token.text.token;
    }
    const auto found = std::find(texts.begin(), texts.end(), text);
    return found == texts.end() ? kNoToken : static_cast<Token>(found - texts.begin());
}

std::shared_ptr<const Tokenizer> makeTokenizer(TokenizerDescription from) {
    const auto count = static_cast<Token>(from.texts.size());
    if (count == 0) failTokenizer("it has no tokens");
    for (const std::vector<Token>* tokens : {&from.before, &from.after}) {
        if (std::any_of(tokens->begin(), tokens->end(),
                        [&](Token token) { return token < 0 || token >= count; }))
            failTokenizer("its post-processor names a token that is not there");
    }
    const TokenWriting writing =
        from.kind == Kind::kBytePairs ? TokenWriting::kByteAlphabet : TokenWriting::kPlain;
    auto vocabulary = Vocabulary::make(std::vector<std::string_view>(from.texts.begin(), from.texts.end()),
                                       std::move(from.kinds), writing, std::move(from.apart));
    if (!vocabulary) failTokenizer("its tokens are longer than 64 MiB together");
    vocabulary->beginToken = from.beginToken;
    vocabulary->endToken = from.endToken;
    vocabulary->unknownToken = from.unknownToken;
    from.endTokens.push_back(from.endToken);
    vocabulary->findEndTokens(std::move(from.endTokens));

    TokenizerParts parts;
    parts.vocabulary = std::make_shared<const Vocabulary>(std::move(*vocabulary));
    parts.normalizer = Normalizer(std::move(from.normalizer));
    std::vector<SpecialText> before;
    std::vector<SpecialText> after;
    for (AddedToken& token : from.added) {
        if (token.normalized && from.normalizesAdded)
            token.text.text = parts.normalizer.apply(token.text.text, true);
        (token.normalized ? after : before).push_back(std::move(token.text));
    }
    parts.specials = SpecialTexts(std::move(before));
    parts.normalizedSpecials = SpecialTexts(std::move(after));
    parts.preTokenizer = std::make_unique<const PreTokenizer>(std::move(from.cuts));
    parts.model = modelOf(from, parts.vocabulary);
    parts.pieces = std::move(from.pieces);
    parts.before = std::move(from.before);
    parts.after = std::move(from.after);
    parts.chatTemplate = std::move(from.chatTemplate);
    return std::make_shared<const PipelineTokenizer>(std::move(parts));
}

Error errorOf(const TokenizerFault& fault, const std::filesystem::path& folder) {
    if (fault.beyond) {
        return {.kind = ErrorKind::kUnsupported,
                .what = "The tokenizer of “{0}” needs {1}, which this version does not know.",
                .remedy = "Use a model of another family, such as Qwen, Llama 3 or Mixtral.",
                .args = {folder.filename().string(), fault.what}};
    }
    return {.kind = ErrorKind::kBadInput,
            .what = "The tokenizer of “{0}” cannot be used: {1}.",
            .remedy = "Get the model again.",
            .args = {folder.filename().string(), fault.what}};
}

}  // namespace engine
