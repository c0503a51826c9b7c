// tokenizer.json: the vocabulary, its merges or scores, and the tokens that were added.
#include <algorithm>

#include "engine/text/json_file.h"
#include "engine/text/tokenizer_json_steps.h"

namespace engine {

namespace {

using Json = nlohmann::json;
using Kind = TokenizerDescription::Kind;

constexpr int64_t kFarthestHole = 65'536;  // ids may leave some out, but not more than these and half of all

// Puts a text at its id; nothing is made for an id that the number of tokens does not justify.
class TokenList {
public:
    TokenList(TokenizerDescription& out, size_t expected)
        : out_(out), most_(static_cast<int64_t>(std::min(expected * 2 + kFarthestHole, kMostTokens))) {
        if (expected > kMostTokens) failTokenizer("it has more than four million tokens");
    }

    void put(std::string text, int64_t id, TokenKind kind, double score = 0) {
        if (id < 0 || id >= most_)
            failTokenizer("the id " + std::to_string(id) + " of “" + text.substr(0, 64) +
                          "” is out of range");
        const auto at = static_cast<size_t>(id);
        if (at >= out_.texts.size()) {
            out_.texts.resize(at + 1);
            out_.kinds.resize(at + 1, TokenKind::kUnused);
            out_.scores.resize(at + 1, 0);
            out_.apart.resize(at + 1, false);
        }
        const bool taken = out_.kinds[at] != TokenKind::kUnused;
        if (taken && out_.texts[at] != text) failTokenizer("two tokens have the id " + std::to_string(id));
        if (!taken) {
            out_.scores[at] = score;
            out_.apart[at] = kind == TokenKind::kControl || kind == TokenKind::kUserDefined;
        }
        out_.texts[at] = std::move(text);
        out_.kinds[at] = kind;
    }

private:
    TokenizerDescription& out_;
    int64_t most_;
};

TokenKind kindOf(const std::string& text, const TokenizerDescription& out, const std::string& unknown) {
    if (!unknown.empty() && text == unknown) return TokenKind::kUnknown;
    return out.unknown.asBytes && byteOfName(text) >= 0 ? TokenKind::kByte : TokenKind::kNormal;
}

void readVocabulary(const Json& model, TokenList& list, TokenizerDescription& out) {
    const Json* vocabulary = findMember(model, "vocab");
    if (vocabulary == nullptr) failTokenizer("it has no vocabulary");
    if (out.kind == Kind::kUnigram) {
        if (!vocabulary->is_array()) failTokenizer("its vocabulary is not a list of texts and scores");
        const int64_t unknown = integerMember(model, "unk_id", kNoToken);
        int64_t id = 0;
        for (const Json& entry : *vocabulary) {
            if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
                failTokenizer("its vocabulary is not a list of texts and scores");
            const auto& text = entry[0].get_ref<const std::string&>();
            list.put(text, id, id == unknown ? TokenKind::kUnknown : kindOf(text, out, {}),
                     entry[1].get<double>());
            ++id;
        }
        if (unknown >= 0 && unknown < id) out.unknownToken = static_cast<Token>(unknown);
        return;
    }
    if (!vocabulary->is_object()) failTokenizer("its vocabulary does not give texts their ids");
    const std::string unknown = textMember(model, "unk_token");
    for (const auto& [text, id] : vocabulary->items()) {
        if (!id.is_number_integer()) failTokenizer("its vocabulary does not give texts their ids");
        list.put(text, id.get<int64_t>(), kindOf(text, out, unknown));
        if (!unknown.empty() && text == unknown) out.unknownToken = id.get<Token>();
    }
}

// "left right", or since 2024 a list of the two.
void readMerges(const Json& model, TokenizerDescription& out) {
    const Json& merges = listMember(model, "merges");
    out.merges.reserve(merges.size());
    for (const Json& merge : merges) {
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            out.merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
            continue;
        }
        if (!merge.is_string()) failTokenizer("a merge is not a pair of texts");
        const auto& both = merge.get_ref<const std::string&>();
        const size_t blank = both.find(' ');
        if (blank == std::string::npos || both.find(' ', blank + 1) != std::string::npos)
            failTokenizer("a merge is not a pair of texts");
        out.merges.emplace_back(both.substr(0, blank), both.substr(blank + 1));
    }
}

void readAdded(const Json& added, TokenList& list, TokenizerDescription& out) {
    for (const Json& entry : added) {
        const std::string text = textMember(entry, "content");
        const int64_t id = integerMember(entry, "id", kNoToken);
        if (text.empty()) continue;
        const bool special = flagMember(entry, "special", false);
        const bool unknown = id == out.unknownToken && out.unknownToken != kNoToken;
        list.put(text, id,
                 unknown ? TokenKind::kUnknown : (special ? TokenKind::kControl : TokenKind::kUserDefined));
        out.added.push_back({.text = {.text = text,
                                      .token = static_cast<Token>(id),
                                      .control = special || unknown,
                                      .eatsLeft = flagMember(entry, "lstrip", false),
                                      .eatsRight = flagMember(entry, "rstrip", false),
                                      .wholeWord = flagMember(entry, "single_word", false)},
                             .normalized = flagMember(entry, "normalized", !special)});
    }
}

Kind kindOfModel(const Json& model) {
    std::string type = textMember(model, "type");
    // Files from before 2020 do not say.
    if (type.empty() && findMember(model, "merges") != nullptr) type = "BPE";
    if (type.empty() && findMember(model, "max_input_chars_per_word") != nullptr) type = "WordPiece";
    if (type.empty() && findMember(model, "unk_id") != nullptr) type = "Unigram";
    if (type == "BPE") return Kind::kCharacterPairs;
    if (type == "Unigram") return Kind::kUnigram;
    if (type == "WordPiece") return Kind::kWordPiece;
    failBeyond("the model “" + type.substr(0, 64) + "”");
}

}  // namespace

TokenizerDescription readTokenizerJson(const std::filesystem::path& path) {
    const auto json = readJsonFile(path);
    if (!json) failTokenizer("there is no " + path.filename().string());
    const Json* model = findMember(*json, "model");
    if (model == nullptr) failTokenizer("it has no model");

    TokenizerDescription out;
    out.kind = kindOfModel(*model);
    if (const Json* steps = findMember(*json, "normalizer")) readNormalizer(*steps, out);
    bool bytes = false;
    if (const Json* steps = findMember(*json, "pre_tokenizer")) bytes = readPreTokenizer(*steps, out);
    if (bytes && out.kind != Kind::kCharacterPairs)
        failBeyond("bytes as characters before another model than BPE");
    if (bytes) out.kind = Kind::kBytePairs;
    for (const char* affix : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        if (out.kind != Kind::kWordPiece && !textMember(*model, affix).empty())
            failBeyond("a BPE whose tokens say where in a word they stand");
    }
    out.unknown = {.asBytes = flagMember(*model, "byte_fallback", false),
                   .fuse = out.kind == Kind::kUnigram || flagMember(*model, "fuse_unk", false)};
    out.takesWholePieces = flagMember(*model, "ignore_merges", false);
    out.inside = textMember(*model, "continuing_subword_prefix", "##");
    out.longestWord =
        static_cast<size_t>(std::max<int64_t>(integerMember(*model, "max_input_chars_per_word", 100), 0));

    const Json& added = listMember(*json, "added_tokens");
    const Json* vocabulary = findMember(*model, "vocab");
    TokenList list(out, (vocabulary == nullptr ? 0 : vocabulary->size()) + added.size());
    readVocabulary(*model, list, out);
    readMerges(*model, out);
    readAdded(added, list, out);
    if (out.kind == Kind::kCharacterPairs || out.kind == Kind::kUnigram) out.pieces.blank = "\xE2\x96\x81";
    if (const Json* decoder = findMember(*json, "decoder")) readDecoder(*decoder, out);
    if (const Json* processor = findMember(*json, "post_processor")) readPostProcessor(*processor, out);
    return out;
}

}  // namespace engine
