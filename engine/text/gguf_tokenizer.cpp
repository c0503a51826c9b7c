#include "engine/text/gguf_tokenizer.h"

#include <algorithm>
#include <string>

#include "engine/text/byte_pairs.h"
#include "engine/text/character_pairs.h"
#include "engine/text/pipeline_tokenizer.h"
#include "engine/text/unigram.h"
#include "engine/text/word_piece.h"

namespace engine {

namespace {

constexpr const char* kBlank = "\xE2\x96\x81";  // “▁”

Error damaged(const char* what) {
    return {.kind = ErrorKind::kBadInput, .what = what, .remedy = "Get the model file again."};
}

// The merges as tokens; those that speak of tokens which the vocabulary has not are passed over.
Result<PairTable> readMerges(const ModelFile& file, const Vocabulary& vocabulary, TokenWriting writing) {
    const MetadataArray* list = file.array("tokenizer.ggml.merges");
    const size_t count = list == nullptr ? 0 : list->strings.size();
    PairTable table(count);
    const auto find = [&](std::string_view text) {
        if (writing == TokenWriting::kPlain) return vocabulary.findMerged(text);
        const auto bytes = bytesOfPrintable(text);
        return bytes ? vocabulary.findMerged(*bytes) : kNoToken;
    };
    std::string joined;
    for (size_t rank = 0; rank < count; ++rank) {
        const std::string_view merge = list->strings[rank];
        const size_t blank = merge.find(' ', 1);
        if (blank == std::string_view::npos) continue;
        const Token left = find(merge.substr(0, blank));
        const Token right = find(merge.substr(blank + 1));
        if (left == kNoToken || right == kNoToken) continue;
        joined.assign(vocabulary.bytes(left)).append(vocabulary.bytes(right));
        const Token merged = vocabulary.findMerged(joined);
        if (merged != kNoToken) table.add(left, right, static_cast<uint32_t>(rank), merged);
    }
    if (table.size() == 0)
        return damaged("The model file is damaged: its list of merges is absent or does not fit its tokens.");
    return table;
}

template <class Number>
Result<std::vector<Number>> readScores(const ModelFile& file, const Vocabulary& vocabulary) {
    const MetadataArray* list = file.array("tokenizer.ggml.scores");
    if (list == nullptr || list->numbers.size() != static_cast<size_t>(vocabulary.size()))
        return damaged("The model file is damaged: its tokens and their scores are not equally many.");
    return std::vector<Number>(list->numbers.begin(), list->numbers.end());
}

// Phi-3's tokenizer takes the white space after a control token along, which its file does not say.
bool eatsBlanksAfterControl(const ModelFile& file) {
    std::string name(file.text("general.name").value_or(""));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool phi3 = name.find("phi-3") != std::string::npos || name.find("phi3") != std::string::npos;
    return phi3 && file.text("tokenizer.ggml.model") == "llama";
}

Result<TokenizerParts> begin(const ModelFile& file, TokenWriting writing) {
    auto vocabulary = Vocabulary::read(file, writing);
    if (!vocabulary) return vocabulary.error();
    TokenizerParts parts;
    std::vector<SpecialText> specials = specialTextsOf(*vocabulary);
    for (SpecialText& special : specials) {
        const bool plain =
            special.text == "<unk>" || special.text == "<s>" || special.text == "<|endoftext|>";
        special.eatsRight = special.control && !plain && eatsBlanksAfterControl(file);
    }
    parts.specials = SpecialTexts(std::move(specials));
    parts.vocabulary = std::make_shared<const Vocabulary>(std::move(*vocabulary));
    parts.chatTemplate = file.text("tokenizer.chat_template").value_or("");
    return parts;
}

// What a whole text begins and ends with; the defaults are those of the kind of vocabulary.
void surround(TokenizerParts& parts, const ModelFile& file, Token first, bool addsFirst, Token last,
              bool addsLast) {
    if (file.flag("tokenizer.ggml.add_bos_token").value_or(addsFirst) && first != kNoToken)
        parts.before = {first};
    if (file.flag("tokenizer.ggml.add_eos_token").value_or(addsLast) && last != kNoToken)
        parts.after = {last};
}

std::shared_ptr<const Tokenizer> finish(TokenizerParts parts) {
    return std::make_shared<const PipelineTokenizer>(std::move(parts));
}

NormalizerStep replaceStep(std::string from, std::string to) {
    return {.kind = NormalizerStep::Kind::kReplace, .from = std::move(from), .text = std::move(to)};
}

}  // namespace

Result<std::shared_ptr<const Tokenizer>> loadBytePairs(const ModelFile& file) {
    auto preTokenizer = PreTokenizer::make(file.text("tokenizer.ggml.pre").value_or(""));
    if (!preTokenizer) return preTokenizer.error();
    auto parts = begin(file, TokenWriting::kByteAlphabet);
    if (!parts) return parts.error();
    const Vocabulary& vocabulary = *parts->vocabulary;
    auto merges = readMerges(file, vocabulary, TokenWriting::kByteAlphabet);
    if (!merges) return merges.error();
    surround(*parts, file, vocabulary.beginToken, (*preTokenizer)->addsBegin(), vocabulary.endToken, false);
    parts->model = std::make_unique<BytePairs>(parts->vocabulary, std::move(*merges),
                                               (*preTokenizer)->takesWholePieces());
    parts->preTokenizer = std::move(*preTokenizer);
    return finish(std::move(*parts));
}

Result<std::shared_ptr<const Tokenizer>> loadScoredPairs(const ModelFile& file) {
    auto parts = begin(file, TokenWriting::kPlain);
    if (!parts) return parts.error();
    const Vocabulary& vocabulary = *parts->vocabulary;
    auto scores = readScores<float>(file, vocabulary);
    if (!scores) return scores.error();
    surround(*parts, file, vocabulary.beginToken, true, vocabulary.endToken, false);
    const bool prefix = file.flag("tokenizer.ggml.add_space_prefix").value_or(true);
    std::vector<NormalizerStep> steps;
    if (prefix) steps.push_back({.kind = NormalizerStep::Kind::kPrepend, .text = kBlank});
    steps.push_back(replaceStep(" ", kBlank));
    parts->normalizer = Normalizer(std::move(steps));
    parts->preTokenizer = std::make_unique<PreTokenizer>(std::vector<CutStep>());
    parts->model = std::make_unique<ScoredPairs>(parts->vocabulary, std::move(*scores));
    parts->pieces = {.blank = kBlank, .dropsFirstBlank = prefix};
    return finish(std::move(*parts));
}

Result<std::shared_ptr<const Tokenizer>> loadCharacterPairs(const ModelFile& file) {
    auto parts = begin(file, TokenWriting::kPlain);
    if (!parts) return parts.error();
    const Vocabulary& vocabulary = *parts->vocabulary;
    auto merges = readMerges(file, vocabulary, TokenWriting::kPlain);
    if (!merges) return merges.error();
    surround(*parts, file, vocabulary.beginToken, true, vocabulary.endToken, false);
    parts->normalizer = Normalizer({replaceStep(" ", kBlank)});
    // Line ends stand apart from everything else, and several of them are one token where there is one.
    parts->preTokenizer =
        std::make_unique<PreTokenizer>(std::vector<CutStep>{{.pattern = TextPattern::known("\n+")}});
    parts->model =
        std::make_unique<CharacterPairs>(parts->vocabulary, std::move(*merges), UnknownRule{}, true);
    parts->pieces = {.blank = kBlank};
    return finish(std::move(*parts));
}

Result<std::shared_ptr<const Tokenizer>> loadUnigram(const ModelFile& file) {
    auto parts = begin(file, TokenWriting::kPlain);
    if (!parts) return parts.error();
    const Vocabulary& vocabulary = *parts->vocabulary;
    auto scores = readScores<double>(file, vocabulary);
    if (!scores) return scores.error();
    surround(*parts, file, vocabulary.beginToken, false, vocabulary.endToken, true);
    std::vector<NormalizerStep> steps;
    if (const MetadataArray* bytes = file.array("tokenizer.ggml.precompiled_charsmap");
        bytes != nullptr && !bytes->integers.empty()) {
        auto map = CharacterMap::read(std::string(bytes->integers.begin(), bytes->integers.end()));
        if (!map) return map.error();
        steps.push_back({.kind = NormalizerStep::Kind::kCharacterMap,
                         .map = std::make_shared<const CharacterMap>(std::move(*map))});
    }
    const bool prefix = file.flag("tokenizer.ggml.add_space_prefix").value_or(true);
    if (file.flag("tokenizer.ggml.remove_extra_whitespaces").value_or(false)) {
        for (NormalizerStep& step : singleBlankSteps())
            steps.push_back(std::move(step));
    }
    if (prefix) steps.push_back({.kind = NormalizerStep::Kind::kPrepend, .text = kBlank});
    steps.push_back(replaceStep(" ", kBlank));
    parts->normalizer = Normalizer(std::move(steps));
    parts->preTokenizer = std::make_unique<PreTokenizer>(std::vector<CutStep>());
    parts->model = std::make_unique<Unigram>(parts->vocabulary, std::move(*scores), UnknownRule{});
    parts->pieces = {.blank = kBlank, .dropsFirstBlank = prefix};
    return finish(std::move(*parts));
}

// GGUF writes the beginning of a word as “▁word” and what goes on as it is; BERT as “word” and “##more”.
Result<std::shared_ptr<const Tokenizer>> loadWordPiece(const ModelFile& file) {
    constexpr std::string_view kInside = "##";
    constexpr size_t kLongestWord = 100;  // characters, as in BERT
    auto read = begin(file, TokenWriting::kPlain);
    if (!read) return read.error();
    const Vocabulary& listed = *read->vocabulary;
    std::vector<std::string> texts;
    std::vector<TokenKind> kinds;
    for (Token token = 0; token < listed.size(); ++token) {
        std::string text(listed.bytes(token));
        if (listed.kind(token) == TokenKind::kNormal)
            text = text.starts_with(kBlank) ? text.substr(std::string_view(kBlank).size())
                                            : std::string(kInside) + text;
        texts.push_back(std::move(text));
        kinds.push_back(listed.kind(token));
    }
    auto vocabulary = Vocabulary::make(std::vector<std::string_view>(texts.begin(), texts.end()),
                                       std::move(kinds), TokenWriting::kPlain);
    if (!vocabulary) return vocabulary.error();
    const auto role = [&](const char* key, const char* name) {
        const int64_t id = file.integer(key).value_or(read->specials.find(name));
        return id >= 0 && id < listed.size() ? static_cast<Token>(id) : kNoToken;
    };
    TokenizerParts parts = std::move(*read);
    vocabulary->beginToken = role("tokenizer.ggml.cls_token_id", "[CLS]");
    vocabulary->endToken = role("tokenizer.ggml.seperator_token_id", "[SEP]");
    vocabulary->unknownToken = role("tokenizer.ggml.unknown_token_id", "[UNK]");
    vocabulary->findEndTokens({vocabulary->endToken});
    parts.vocabulary = std::make_shared<const Vocabulary>(std::move(*vocabulary));
    surround(parts, file, parts.vocabulary->beginToken, true, parts.vocabulary->endToken, true);
    parts.normalizer = Normalizer(bertSteps(true, true, true, true));
    parts.preTokenizer = std::make_unique<PreTokenizer>(bertCuts());
    parts.model = std::make_unique<WordPiece>(parts.vocabulary, std::string(kInside), kLongestWord);
    parts.pieces = {.dropsFirstBlank = true, .inside = std::string(kInside)};
    return finish(std::move(parts));
}

}  // namespace engine
