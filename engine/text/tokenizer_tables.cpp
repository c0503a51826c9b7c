#include "engine/text/tokenizer_tables.h"

#include <algorithm>
#include <new>
#include <unordered_map>

#include "engine/text/tokenizer_description.h"
#include "engine/text/utf8.h"

namespace engine {

namespace {

using Kind = TokenizerDescription::Kind;
using Step = NormalizerStep::Kind;

constexpr const char* kBlank = "\xE2\x96\x81";  // “▁”

// Unicode's form of a text is left to whoever writes it, as llama.cpp does.
void checkBytePairs(const TokenizerDescription& from) {
    const bool plain = std::all_of(from.normalizer.begin(), from.normalizer.end(),
                                   [](const NormalizerStep& step) { return step.kind == Step::kNfc; });
    if (!plain || !from.onlyPatterns) failBeyond("a way to cut text that GGUF has no name for");
}

// Blanks become “▁”, perhaps with one in front, and nothing is cut. True when there is one in front.
bool checkCharacterPairs(const TokenizerDescription& from) {
    bool blanks = false;
    bool prefix = false;
    bool other = false;
    for (const NormalizerStep& step : from.normalizer) {
        if (step.kind == Step::kPrepend && step.text == kBlank)
            prefix = true;
        else if (step.kind == Step::kReplace && step.pattern == nullptr && step.from == " " &&
                 step.text == kBlank)
            blanks = true;
        else
            other = true;
    }
    for (const CutStep& cut : from.cuts) {
        // A cut at blanks finds none where they have become “▁”.
        if (cut.kind == CutStep::Kind::kSplit && blanks && from.cuts.size() == 1 && from.cutsAtBlanks)
            continue;
        other = other || cut.kind != CutStep::Kind::kMetaspace || cut.split || cut.blank != kBlank;
        blanks = true;
        prefix = prefix || cut.where != BlankRule::kNever;
    }
    if (other || !blanks || from.takesWholePieces)
        failBeyond("steps around its tokens that GGUF has no name for");
    return prefix;
}

// Scores in the order of the merges. SentencePiece joins wherever the vocabulary has what two neighbours
// spell, so the merges must say the same: token after token, each with all the ways to make it.
std::vector<float> scoresOf(const TokenizerDescription& from) {
    constexpr float kNeverMade = -1e6F;
    std::unordered_map<std::string_view, size_t> known;
    for (size_t i = 0; i < from.texts.size(); ++i) {
        if (from.kinds[i] == TokenKind::kNormal && !from.apart[i]) known.emplace(from.texts[i], i);
    }
    std::vector<float> scores(from.texts.size(), kNeverMade);
    std::vector<size_t> ways(from.texts.size(), 0);
    size_t last = SIZE_MAX;
    float order = 0;
    for (const auto& [left, right] : from.merges) {
        const auto made = known.find(left + right);
        if (made == known.end())
            failTokenizer("a merge names “" + (left + right).substr(0, 64) + "”, which is no token");
        const size_t token = made->second;
        if (token != last && ways[token] > 0) failBeyond("merges in an order that scores cannot tell");
        last = token;
        if (++ways[token] == 1) scores[token] = -(order++);
    }
    for (const auto& [text, token] : known) {
        size_t possible = 0;
        for (size_t at = stepUtf8(text, 0).size; at < text.size(); at += stepUtf8(text, at).size)
            possible += known.contains(text.substr(0, at)) && known.contains(text.substr(at)) ? 1 : 0;
        if (possible != ways[token]) failBeyond("merges that leave out some ways to make a token");
    }
    return scores;
}

TokenizerTables tablesOf(TokenizerDescription from) {
    TokenizerTables out;
    switch (from.kind) {
        case Kind::kBytePairs:
            checkBytePairs(from);
            out.model = "gpt2";
            out.pre = familyOfPatterns(from.patterns, from.takesWholePieces);
            if (out.pre.empty()) failBeyond("a way to cut text that GGUF has no name for");
            for (const auto& [left, right] : from.merges)
                out.merges.push_back(left + " " + right);
            break;
        case Kind::kCharacterPairs:
            out.model = "llama";
            out.pre = "default";
            out.addsBlank = checkCharacterPairs(from);
            if (!from.unknown.asBytes) failBeyond("a vocabulary without a token for each byte");
            out.scores = scoresOf(from);
            break;
        case Kind::kScoredPairs:
            out.model = "llama";
            out.pre = "default";
            out.addsBlank = from.pieces.dropsFirstBlank;
            out.scores.assign(from.scores.begin(), from.scores.end());
            break;
        case Kind::kUnigram:
        case Kind::kWordPiece:
            failBeyond("a vocabulary that is no BPE");
    }
    for (size_t i = 0; i < from.texts.size(); ++i) {
        if (from.texts[i].empty()) from.texts[i] = "[PAD" + std::to_string(i) + "]";
        out.types.push_back(static_cast<int32_t>(from.kinds[i]));
    }
    out.tokens = std::move(from.texts);
    out.beginToken = from.beginToken;
    out.endToken = from.endToken;
    out.unknownToken = from.unknownToken;
    out.padToken = from.padToken;
    for (const Token token : from.endTokens) {
        if (token != out.endToken && out.turnEndToken == kNoToken) out.turnEndToken = token;
    }
    // GLM-4 begins a text with two tokens, of which GGUF names the first as the one that it adds.
    if (out.beginToken == kNoToken && !from.before.empty()) out.beginToken = from.before.front();
    out.addsBegin = !from.before.empty();
    out.addsEnd = !from.after.empty();
    out.chatTemplate = std::move(from.chatTemplate);
    return out;
}

}  // namespace

Result<TokenizerTables> readTokenizerTables(const std::filesystem::path& folder) {
    try {
        TokenizerDescription description = describeFolder(folder);
        // What cannot be used here shall not be written into a file.
        (void)makeTokenizer(description);
        return tablesOf(std::move(description));
    } catch (const TokenizerFault& fault) {
        return errorOf(fault, folder);
    } catch (const std::bad_alloc&) {
        return errorOf({.what = "there is not enough memory"}, folder);
    }
}

}  // namespace engine
