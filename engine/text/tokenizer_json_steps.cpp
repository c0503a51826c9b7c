#include "engine/text/tokenizer_json_steps.h"

#include <array>

#include "engine/text/json_file.h"

namespace engine {

namespace {

using Json = nlohmann::json;
using Kind = NormalizerStep::Kind;

constexpr const char* kBlank = "\xE2\x96\x81";  // “▁”

std::shared_ptr<const TextPattern> compiled(const std::string& source) {
    auto pattern = TextPattern::compile(source);
    if (!pattern) {
        const Error& error = pattern.error();
        failBeyond("the pattern “" + error.args[0] + "” (" + fillTemplate(error.what, error.args) + ")");
    }
    return std::move(*pattern);
}

// {"String": …} or {"Regex": …}; a text by itself is the former.
struct Wanted {
    std::string text;
    bool regex = false;
};
Wanted wantedOf(const Json& step) {
    const Json* pattern = findMember(step, "pattern");
    if (pattern == nullptr) failTokenizer("a step has no pattern");
    if (pattern->is_string()) return {pattern->get<std::string>(), false};
    if (findMember(*pattern, "Regex") != nullptr) return {textMember(*pattern, "Regex"), true};
    return {textMember(*pattern, "String"), false};
}

std::string base64(const std::string& text) {
    std::string out;
    uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        int value = -1;
        if (c >= 'A' && c <= 'Z') value = c - 'A';
        if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
        if (c >= '0' && c <= '9') value = c - '0' + 52;
        if (c == '+') value = 62;
        if (c == '/') value = 63;
        if (c == '=') break;
        if (value < 0) failTokenizer("its map of characters is not base64");
        bits = (bits << 6) | static_cast<uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(static_cast<uint8_t>(bits >> held));
    }
    return out;
}

CutRule ruleOf(const std::string& behavior) {
    if (behavior == "Isolated") return CutRule::kIsolated;
    if (behavior == "Removed") return CutRule::kRemoved;
    if (behavior == "Contiguous") return CutRule::kContiguous;
    if (behavior == "MergedWithPrevious") return CutRule::kWithPrevious;
    if (behavior == "MergedWithNext") return CutRule::kWithNext;
    failBeyond("the behaviour “" + behavior.substr(0, 64) + "” of a pre-tokenizer");
}

void addSplit(TokenizerDescription& out, std::shared_ptr<const TextPattern> pattern,
              const std::string& source, CutRule rule, bool invert = false) {
    const bool behindBytes = !out.cuts.empty() && out.cuts.back().kind == CutStep::Kind::kPrintable;
    out.cuts.push_back({.pattern = std::move(pattern), .rule = rule, .invert = invert});
    if (rule == CutRule::kIsolated && !behindBytes)
        out.patterns.push_back(source);
    else
        out.onlyPatterns = false;
}

void addKnown(TokenizerDescription& out, const char* source, CutRule rule, bool invert = false) {
    addSplit(out, TextPattern::known(source), source, rule, invert);
}

BlankRule schemeOf(const Json& step) {
    const Json* scheme = findMember(step, "prepend_scheme");
    if (scheme == nullptr)
        return flagMember(step, "add_prefix_space", true) ? BlankRule::kAlways : BlankRule::kNever;
    const std::string name = textMember(step, "prepend_scheme");
    if (name == "always") return BlankRule::kAlways;
    if (name == "first") return BlankRule::kFirst;
    if (name == "never") return BlankRule::kNever;
    failBeyond("the scheme “" + name.substr(0, 64) + "” of a Metaspace");
}

std::string replacementOf(const Json& step) {
    const std::string blank = textMember(step, "replacement", kBlank);
    if (blank.empty()) failTokenizer("a Metaspace replaces blanks by nothing");
    return blank;
}

NormalizerStep replaceStep(const Json& step) {
    NormalizerStep made{.kind = Kind::kReplace, .text = textMember(step, "content")};
    Wanted wanted = wantedOf(step);
    if (wanted.regex)
        made.pattern = compiled(wanted.text);
    else
        made.from = std::move(wanted.text);
    return made;
}

}  // namespace

void readNormalizer(const Json& json, TokenizerDescription& out) {
    const std::string type = textMember(json, "type");
    const auto add = [&](NormalizerStep step) { out.normalizer.push_back(std::move(step)); };
    static constexpr std::array<std::pair<const char*, Kind>, 7> kPlain = {
        {{"NFC", Kind::kNfc},
         {"NFD", Kind::kNfd},
         {"NFKC", Kind::kNfkc},
         {"NFKD", Kind::kNfkd},
         {"Lowercase", Kind::kLowercase},
         {"StripAccents", Kind::kStripMarks},
         {"Nmt", Kind::kNmt}}};
    for (const auto& [name, kind] : kPlain) {
        if (type == name) {
            add({.kind = kind});
            return;
        }
    }
    if (type == "Sequence") {
        for (const Json& step : listMember(json, "normalizers"))
            readNormalizer(step, out);
    } else if (type == "Strip") {
        add({.kind = Kind::kStripBlanks,
             .left = flagMember(json, "strip_left", true),
             .right = flagMember(json, "strip_right", true)});
    } else if (type == "Prepend") {
        add({.kind = Kind::kPrepend, .text = textMember(json, "prepend")});
    } else if (type == "Replace") {
        add(replaceStep(json));
    } else if (type == "BertNormalizer") {
        const bool lowercase = flagMember(json, "lowercase", true);
        for (NormalizerStep& step :
             bertSteps(flagMember(json, "clean_text", true), flagMember(json, "handle_chinese_chars", true),
                       flagMember(json, "strip_accents", lowercase), lowercase))
            add(std::move(step));
    } else if (type == "Precompiled") {
        auto map = CharacterMap::read(base64(textMember(json, "precompiled_charsmap")));
        if (!map) failTokenizer("its map of characters does not have the length it says");
        add({.kind = Kind::kCharacterMapByCluster,
             .map = std::make_shared<const CharacterMap>(std::move(*map))});
    } else {
        failBeyond("the normalizer “" + type.substr(0, 64) + "”");
    }
}

bool readPreTokenizer(const Json& json, TokenizerDescription& out) {
    const std::string type = textMember(json, "type");
    bool bytes = false;
    if (type == "Sequence") {
        for (const Json& step : listMember(json, "pretokenizers"))
            bytes = readPreTokenizer(step, out) || bytes;
    } else if (type == "ByteLevel") {
        if (flagMember(json, "add_prefix_space", true)) {
            out.cuts.push_back({.kind = CutStep::Kind::kPrefix});
            out.onlyPatterns = false;
        }
        if (flagMember(json, "use_regex", true)) addKnown(out, kGpt2Pattern, CutRule::kIsolated);
        out.cuts.push_back({.kind = CutStep::Kind::kPrintable});
        bytes = true;
    } else if (type == "Split") {
        const Wanted wanted = wantedOf(json);
        const std::string source = wanted.regex ? wanted.text : TextPattern::literal(wanted.text);
        out.cutsAtBlanks = out.cutsAtBlanks || wanted.text == " ";
        addSplit(out, compiled(source), source, ruleOf(textMember(json, "behavior", "Isolated")),
                 flagMember(json, "invert", false));
    } else if (type == "Digits") {
        addKnown(out, flagMember(json, "individual_digits", false) ? "\\p{N}" : "\\p{N}+",
                 CutRule::kIsolated);
    } else if (type == "Metaspace") {
        out.cuts.push_back({.kind = CutStep::Kind::kMetaspace,
                            .blank = replacementOf(json),
                            .where = schemeOf(json),
                            .split = flagMember(json, "split", true)});
        out.onlyPatterns = false;
    } else if (type == "Whitespace") {
        addKnown(out,
                 "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]+|[^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{"
                 "Pc}\\p{Join_Control}\\s]+",
                 CutRule::kRemoved, true);
    } else if (type == "WhitespaceSplit") {
        addKnown(out, "\\s", CutRule::kRemoved);
    } else if (type == "Punctuation") {
        addKnown(out, kMarkPattern, ruleOf(textMember(json, "behavior", "Isolated")));
    } else if (type == "BertPreTokenizer") {
        for (CutStep& step : bertCuts())
            out.cuts.push_back(std::move(step));
        out.onlyPatterns = false;
    } else if (type == "CharDelimiterSplit") {
        const std::string source = TextPattern::literal(textMember(json, "delimiter"));
        addSplit(out, compiled(source), source, CutRule::kRemoved);
    } else {
        failBeyond("the pre-tokenizer “" + type.substr(0, 64) + "”");
    }
    return bytes;
}

void readDecoder(const Json& json, TokenizerDescription& out) {
    const std::string type = textMember(json, "type");
    if (type == "Sequence") {
        for (const Json& step : listMember(json, "decoders"))
            readDecoder(step, out);
    } else if (type == "Replace") {
        const Wanted wanted = wantedOf(json);
        if (wanted.regex || textMember(json, "content") != " ")
            failBeyond("a decoder that replaces more than blanks");
        out.pieces.blank = wanted.text;
    } else if (type == "Metaspace") {
        out.pieces.blank = replacementOf(json);
        out.pieces.dropsFirstBlank = schemeOf(json) != BlankRule::kNever;
    } else if (type == "Strip") {
        out.pieces.dropsFirstBlank =
            textMember(json, "content") == " " && integerMember(json, "start", 0) > 0;
    } else if (type == "WordPiece") {
        out.pieces.inside = textMember(json, "prefix", "##");
        out.pieces.dropsFirstBlank = true;
    } else if (type != "ByteLevel" && type != "ByteFallback" && type != "Fuse") {
        failBeyond("the decoder “" + type.substr(0, 64) + "”");
    }
}

void readPostProcessor(const Json& json, TokenizerDescription& out) {
    const std::string type = textMember(json, "type");
    const auto tokenOf = [&](const Json& pair) {
        if (!pair.is_array() || pair.size() != 2 || !pair[1].is_number_integer())
            failTokenizer("its post-processor names no token");
        return pair[1].get<Token>();
    };
    if (type == "Sequence") {
        for (const Json& step : listMember(json, "processors"))
            readPostProcessor(step, out);
    } else if (type == "BertProcessing" || type == "RobertaProcessing") {
        if (const Json* cls = findMember(json, "cls")) out.before.push_back(tokenOf(*cls));
        if (const Json* sep = findMember(json, "sep")) out.after.push_back(tokenOf(*sep));
    } else if (type == "TemplateProcessing") {
        const Json* known = findMember(json, "special_tokens");
        bool behind = false;
        for (const Json& item : listMember(json, "single")) {
            const Json* special = findMember(item, "SpecialToken");
            if (special == nullptr) {
                behind = true;
                continue;
            }
            const Json* named =
                known == nullptr ? nullptr : findMember(*known, textMember(*special, "id").c_str());
            if (named == nullptr) failTokenizer("its post-processor names a token that it does not describe");
            for (const Json& id : listMember(*named, "ids")) {
                if (!id.is_number_integer()) failTokenizer("its post-processor names no token");
                (behind ? out.after : out.before).push_back(id.get<Token>());
            }
        }
    } else if (type != "ByteLevel") {
        failBeyond("the post-processor “" + type.substr(0, 64) + "”");
    }
}

}  // namespace engine
