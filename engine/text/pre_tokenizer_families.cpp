// The patterns of the families that GGUF knows by name.
#include <algorithm>
#include <iterator>
#include <string>

#include "engine/text/pre_tokenizer.h"
#include "engine/text/utf8.h"

namespace engine {

namespace {

// The patterns, as their tokenizers publish them. Each cuts out what it matches; what lies between two
// matches is a piece too.
constexpr const char* kGpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr const char* kDigit = R"(\p{N})";
constexpr const char* kDigits = R"(\p{N}+)";
constexpr const char* kThreeDigits = R"(\p{N}{1,3})";
constexpr const char* kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kQwen35 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kMiniCpm5 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kBailing =
    R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)";
constexpr const char* kSeedCoder =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+)";
#define UPPER_THEN_LOWER R"([\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+)"
#define UPPER_MAYBE_LOWER R"([\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*)"
#define CONTRACTION R"((?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
#define NOT_WORD R"([^\r\n\p{L}\p{N}]?)"
#define TAIL R"(| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"
constexpr const char* kGpt4o =
    NOT_WORD UPPER_THEN_LOWER CONTRACTION "|" NOT_WORD UPPER_MAYBE_LOWER CONTRACTION R"(|\p{N}{1,3})" TAIL;
constexpr const char* kTekken = NOT_WORD UPPER_THEN_LOWER "|" NOT_WORD UPPER_MAYBE_LOWER R"(|\p{N})" TAIL;
constexpr const char* kYoutu =
    NOT_WORD UPPER_THEN_LOWER CONTRACTION "|" NOT_WORD UPPER_MAYBE_LOWER CONTRACTION R"(|\p{N})" TAIL;
#undef UPPER_THEN_LOWER
#undef UPPER_MAYBE_LOWER
#undef CONTRACTION
#undef NOT_WORD
#undef TAIL
constexpr const char* kYoutuScripts =
    R"([\x{AC00}-\x{D7A3}\x{3131}-\x{318E}]+|[！…“”‘’—：；，\x{3001}-\x{303F}\x{FE30}-\x{FE4F}]+|[\x{3105}-\x{312F}]+|[\x{4E00}-\x{9FA5}\x{3040}-\x{309F}\x{30A0}-\x{30FF}]+)";
constexpr const char* kKimiHan = R"(\p{Han}+)";
constexpr const char* kDeepSeek3 =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kDeepSeek3Cjk = R"([\x{4E00}-\x{9FA5}\x{3040}-\x{309F}\x{30A0}-\x{30FF}]+)";
constexpr const char* kLineBreak = R"([\r\n])";
// The letters that DeepSeek lists one range after the other: those with case.
constexpr const char* kDeepSeekLetters =
    R"(\s?[)"
    R"(A-Za-z\x{00B5}\x{00C0}-\x{00D6}\x{00D8}-\x{00F6}\x{00F8}-\x{01BA}\x{01BC}-\x{01BF})"
    R"(\x{01C4}-\x{0293}\x{0295}-\x{02AF}\x{0370}-\x{0373}\x{0376}\x{0377}\x{037B}-\x{037D}\x{037F})"
    R"(\x{0386}\x{0388}-\x{038A}\x{038C}\x{038E}-\x{03A1}\x{03A3}-\x{03F5}\x{03F7}-\x{0481})"
    R"(\x{048A}-\x{052F}\x{0531}-\x{0556}\x{10A0}-\x{10C5}\x{13A0}-\x{13F5}\x{13F8}-\x{13FD})"
    R"(\x{1C90}-\x{1CBA}\x{1CBD}-\x{1CBF}\x{1D00}-\x{1D2B}\x{1D6B}-\x{1D77}\x{1D79}-\x{1D9A})"
    R"(\x{1E00}-\x{1F15}\x{1F18}-\x{1F1D}\x{1F20}-\x{1F45}\x{1F48}-\x{1F4D}\x{1F50}-\x{1F57})"
    R"(\x{1F59}\x{1F5B}\x{1F5D}\x{1F5F}-\x{1F7D}\x{1F80}-\x{1FB4}\x{1FB6}-\x{1FBC}\x{1FBE})"
    R"(\x{1FC2}-\x{1FC4}\x{1FC6}-\x{1FCC}\x{1FD0}-\x{1FD3}\x{1FD6}-\x{1FDB}\x{1FE0}-\x{1FEC})"
    R"(\x{1FF2}-\x{1FF4}\x{1FF6}-\x{1FFC}\x{2102}\x{2107}\x{210A}-\x{2113}\x{2115}\x{2119}-\x{211D})"
    R"(\x{2124}\x{2126}\x{2128}\x{212A}-\x{212D}\x{212F}-\x{2134}\x{2139}\x{213C}-\x{213F})"
    R"(\x{2145}-\x{2149}\x{214E}\x{2183}\x{2184}\x{2C00}-\x{2C7B}\x{2C7E}-\x{2CE4}\x{2CEB}-\x{2CEE})"
    R"(\x{2CF2}\x{2CF3}\x{A640}-\x{A66D}\x{A680}-\x{A69B}\x{A722}-\x{A76F}\x{A771}-\x{A787})"
    R"(\x{A78B}-\x{A78E}\x{AB70}-\x{ABBF}\x{FB00}-\x{FB06}\x{FB13}-\x{FB17}\x{FF21}-\x{FF3A})"
    R"(\x{FF41}-\x{FF5A}\x{10400}-\x{1044F}\x{104B0}-\x{104D3}\x{104D8}-\x{104FB})"
    R"(\x{10C80}-\x{10CB2}\x{10CC0}-\x{10CF2}\x{118A0}-\x{118DF}\x{1E900}-\x{1E943})"
    R"(]+)";
constexpr const char* kDeepSeekMarks = R"(\s?[!-/:-~！-／：-～‘-‟\x{3000}-。]+)";
// Published as \s+$; written so that each run of white space is tried once, and not once for each of its
// characters.
constexpr const char* kTrailingSpace = R"((?<!\s)\s++\z)";
constexpr const char* kDeepSeekCjk = R"([\x{4E00}-\x{9FA5}\x{0800}-\x{4E00}\x{AC00}-\x{D7FF}]+)";
constexpr const char* kSpaceLetters = R"(\s?\p{L}+)";
constexpr const char* kSpaceMarks = R"(\s?\p{P}+)";
constexpr const char* kFalconMarks = R"([\p{P}\$\+<=>\^~\|`]+)";
constexpr const char* kDefaultMarks = R"([\p{P}\$\+<=>\^~\|]+)";
constexpr const char* kThreeAsciiDigits = "[0-9][0-9][0-9]";
constexpr const char* kBloom = R"( ?[^(\s|.,!?…。，、।۔،)]+)";

struct Family {
    std::vector<std::string_view> names;
    std::vector<const char*> patterns;
    bool takesWholePieces = false;
    bool addsBegin = false;
};

const std::vector<Family>& families() {
    static const std::vector<Family> kFamilies = {
        {{"gpt-2",       "gpt2",     "gpt-neox", "phi-2",      "mpt",         "olmo",       "jais",
          "trillion",    "gigachat", "a.x-4.0",  "mellum",     "modern-bert", "exaone4",    "granite-docling",
          "roberta-bpe", "jina-es",  "jina-de",  "jina-v1-en", "jina-v2-es",  "jina-v2-de", "jina-v2-code"},
         {kGpt2}},
        {{"starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b", "mellum2"},
         {kDigit, kGpt2}},
        {{"llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2"},
         {kLlama3},
         true,
         true},
        {{"dbrx", "smaug-bpe", "glm4", "chatglm-bpe"}, {kLlama3}},
        {{"qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open",
          "grok-2"},
         {kQwen2}},
        {{"qwen35"}, {kQwen35}},
        {{"deepseek-llm"},
         {kLineBreak, kDeepSeekLetters, kDeepSeekMarks, kTrailingSpace, kDeepSeekCjk, kDigits}},
        // As published; the same for a vocabulary without tokens of several digits.
        {{"deepseek-llm"},
         {kLineBreak, kDeepSeekLetters, kDeepSeekMarks, kTrailingSpace, kDeepSeekCjk, kDigit}},
        {{"deepseek-coder"}, {kLineBreak, kSpaceLetters, kSpaceMarks, kDeepSeekCjk, kDigit}},
        {{"deepseek-v3", "hunyuan-dense", "joyai-llm"}, {kThreeDigits, kDeepSeek3Cjk, kDeepSeek3}},
        {{"falcon"}, {kFalconMarks, kGpt2, kThreeAsciiDigits}},
        {{"gpt-4o", "llama4", "kanana2", "minimax-m2"}, {kGpt4o}},
        {{"tekken"}, {kTekken}, true, true},
        {{"kimi-k2"}, {kKimiHan, kGpt4o}},
        {{"youtu"}, {kYoutuScripts, kYoutu}, true},
        {{"minicpm5"}, {kThreeDigits, kMiniCpm5}, true},
        {{"bailingmoe", "bailingmoe2", "llada-moe"}, {kBailing}},
        {{"seed-coder"}, {kSeedCoder}},
        {{"bloom", "poro-chat", "gpt3-finnish"}, {kBloom}},
        {{"viking"}, {kBloom, kDigit}},
        {{"", "default"}, {kDefaultMarks, kGpt2, kDigits, kThreeAsciiDigits}},
    };
    return kFamilies;
}

// How the first DeepSeek models publish kTrailingSpace.
constexpr std::string_view kPublishedTrailingSpace = "\\s+$";

// A pattern with its escapes for line ends and characters spelt out, so that two ways to write it are equal.
std::string spelt(std::string_view pattern) {
    if (pattern == kPublishedTrailingSpace) return kTrailingSpace;
    std::string out;
    for (size_t at = 0; at < pattern.size();) {
        const std::string_view rest = pattern.substr(at);
        const size_t close = rest.find('}');
        if (rest.starts_with("\\r") || rest.starts_with("\\n")) {
            out += rest[1] == 'r' ? '\r' : '\n';
            at += 2;
        } else if (rest.starts_with("\\x{") && close != std::string_view::npos) {
            appendUtf8(
                out, static_cast<char32_t>(std::stoul(std::string(rest.substr(3, close - 3)), nullptr, 16)));
            at += close + 1;
        } else {
            out.append(rest, 0, rest[0] == '\\' ? 2 : 1);
            at += rest[0] == '\\' ? 2 : 1;
        }
    }
    return out;
}

}  // namespace

const char* const kGpt2Pattern = kGpt2;

Result<std::unique_ptr<const PreTokenizer>> PreTokenizer::make(std::string_view family) {
    for (const Family& known : families()) {
        if (std::find(known.names.begin(), known.names.end(), family) == known.names.end()) continue;
        std::vector<CutStep> steps;
        for (const char* pattern : known.patterns)
            steps.push_back({.pattern = TextPattern::known(pattern)});
        return std::make_unique<const PreTokenizer>(std::move(steps), known.takesWholePieces,
                                                    known.addsBegin);
    }
    return Error{
        .kind = ErrorKind::kUnsupported,
        .what = "The model cuts text into words in a way named “{0}”, which this version does not know.",
        .remedy = "Use a model of another family, such as Qwen, Llama 3 or SmolLM.",
        .args = {std::string(family.substr(0, 64))}};
}

std::string_view familyOfPatterns(const std::vector<std::string>& patterns, bool takesWholePieces) {
    for (const Family& known : families()) {
        if (known.takesWholePieces != takesWholePieces || known.patterns.size() != patterns.size()) continue;
        const bool same = std::equal(
            patterns.begin(), patterns.end(), known.patterns.begin(),
            [](const std::string& published, const char* ours) { return spelt(published) == spelt(ours); });
        if (same) return known.names.front();
    }
    return {};
}

}  // namespace engine
