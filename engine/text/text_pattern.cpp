#include "engine/text/text_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <iterator>

#include "engine/base/check.h"
#include "engine/text/newer_characters.h"

namespace engine {

namespace {

constexpr size_t kLongestPattern = size_t{64} << 10;

Error refuses(const char* what, std::string_view source) {
    return {.kind = ErrorKind::kUnsupported,
            .what = what,
            .remedy = "Use a model of another family, such as Qwen, Llama 3 or Mixtral.",
            .args = {std::string(source.substr(0, 80))}};
}

#define WORD_CHARACTERS R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE})"

// Writes Oniguruma's syntax in PCRE2's; false where they differ in a way that is not known here.
class Translation {
public:
    explicit Translation(std::string_view source) : source_(source) {}

    bool run() {
        while (at_ < source_.size()) {
            const char c = source_[at_];
            if (c == '\\') {
                if (!escape()) return false;
                continue;
            }
            if (inClass_) {
                // Oniguruma has classes inside classes and their intersection.
                const bool named = source_.substr(at_, 2) == "[:";
                if ((c == '[' && !named) || source_.substr(at_, 2) == "&&") return false;
                if (named) {
                    const size_t end = source_.find(":]", at_);
                    if (end == std::string_view::npos) return false;
                    copy(end + 2 - at_);
                    continue;
                }
                if (c == ']' && !firstInClass_) inClass_ = false;
                firstInClass_ = firstInClass_ && c == '^';
            } else if (c == '[') {
                inClass_ = firstInClass_ = true;
            }
            copy(1);
        }
        return true;
    }

    std::string out;

private:
    void copy(size_t size) {
        out.append(source_, at_, size);
        at_ += size;
    }

    bool escape() {
        firstInClass_ = false;
        if (at_ + 1 == source_.size()) return false;
        const auto put = [&](const char* plain, const char* inside) {
            out += inClass_ ? inside : plain;
            at_ += 2;
            return true;
        };
        switch (source_[at_ + 1]) {
            case 's':
                return put("\\p{wspace}", "\\p{wspace}");
            case 'S':
                return put("\\P{wspace}", "\\P{wspace}");
            case 'w':
                return put("[" WORD_CHARACTERS "]", WORD_CHARACTERS);
            case 'W':
                return !inClass_ && put("[^" WORD_CHARACTERS "]", "");
            case 'p':
                return property();
            case 'h':
                return put("[0-9a-fA-F]", "0-9a-fA-F");
            case 'H':
            case 'b':
            case 'B':
                return !inClass_ && source_[at_ + 1] != 'H' &&
                       put(source_[at_ + 1] == 'b' ? "\\b" : "\\B", "");
            case 'u':
                if (source_.size() < at_ + 6) return false;
                out.append("\\x{").append(source_, at_ + 2, 4).append("}");
                at_ += 6;
                return true;
            default:
                copy(2);
                return true;
        }
    }

    // \p{Name}: categories with what Unicode has added since, and scripts without their extensions.
    bool property() {
        static constexpr std::string_view kScripts[] = {"Han",      "Hiragana", "Katakana", "Hangul",
                                                        "Bopomofo", "Latin",    "Greek",    "Cyrillic",
                                                        "Arabic",   "Hebrew",   "Thai",     "Devanagari"};
        const size_t end = source_.find('}', at_);
        if (source_.substr(at_ + 2, 1) != "{" || end == std::string_view::npos) {
            copy(2);
            return true;
        }
        const std::string_view name = source_.substr(at_ + 3, end - at_ - 3);
        if (std::find(std::begin(kScripts), std::end(kScripts), name) != std::end(kScripts)) {
            out.append("\\p{sc:").append(name).append("}");
            at_ = end + 1;
            return true;
        }
        std::string newer;
        for (const auto& [category, ranges] : kNewerCharacters) {
            if (category == name || (name == "L" && category[0] == 'L')) newer += ranges;
        }
        if (!newer.empty() && !inClass_) out += '[';
        copy(end + 1 - at_);
        out += newer;
        if (!newer.empty() && !inClass_) out += ']';
        return true;
    }

    std::string_view source_;
    size_t at_ = 0;
    bool inClass_ = false;
    bool firstInClass_ = false;
};

pcre2_code* compileSource(const std::string& source) {
    int error = 0;
    PCRE2_SIZE at = 0;
    return pcre2_compile(reinterpret_cast<PCRE2_SPTR>(source.data()), source.size(),
                         PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &error, &at,
                         nullptr);
}

// Processor time of this thread: what else the machine does must not decide.
double secondsSpent() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

constexpr unsigned kProbeSteps = 1'000'000;  // a linear pattern looks at each byte a few times
constexpr double kLongestProbe = 0.05;       // seconds; a linear pattern takes one or two thousandths

bool isSlowOn(const TextPattern& pattern, const std::string& text) {
    const double begin = secondsSpent();
    TextPattern::Matcher matcher(kProbeSteps);
    size_t from = 0;
    size_t end = 0;
    while (from < text.size() && matcher.find(pattern, text, from, from, end))
        from = std::max(end, from + 1);
    return matcher.exceeded() || secondsSpent() - begin > kLongestProbe;
}

// Long runs that a pattern with nested or overlapping repeats goes over again and again; short ones first, so
// that the worst are found out soon.
bool isSlow(const TextPattern& pattern) {
    std::string tail = "x!\n";
    for (char c = ' '; c <= '~'; ++c)
        tail += c;
    for (const size_t size : {500, 5'000, 50'000}) {
        for (const char* unit : {"a", " ", "\n", " \n", "1", "!", "aA", "é", "合", "a ", "'"}) {
            std::string text;
            while (text.size() < size)
                text += unit;
            if (isSlowOn(pattern, text + tail)) return true;
        }
    }
    return false;
}

}  // namespace

std::unique_ptr<const TextPattern> TextPattern::known(std::string_view source) {
    Translation translation(source);
    CONCLAVE_CHECK(translation.run());
    std::unique_ptr<TextPattern> made(new TextPattern);
    made->code_ = compileSource(translation.out);
    CONCLAVE_CHECK(made->code_ != nullptr);
    made->compiled_ = pcre2_jit_compile(made->code_, PCRE2_JIT_COMPLETE) == 0;
    return made;
}

Result<std::unique_ptr<const TextPattern>> TextPattern::compile(std::string_view source) {
    if (source.size() > kLongestPattern)
        return refuses("The tokenizer cuts text by a pattern longer than 64 KiB (“{0}”…).", source);
    // Published with the first DeepSeek models; written so that each run of white space is tried once.
    if (source == "\\s+$") return known("(?<!\\s)\\s++\\z");
    Translation translation(source);
    std::unique_ptr<TextPattern> made(new TextPattern);
    if (translation.run()) made->code_ = compileSource(translation.out);
    if (made->code_ == nullptr)
        return refuses("The tokenizer cuts text by a pattern that this version cannot read: “{0}”.", source);
    made->compiled_ = pcre2_jit_compile(made->code_, PCRE2_JIT_COMPLETE) == 0;
    if (isSlow(*made))
        return refuses("The tokenizer cuts text by a pattern that takes for ever on long texts: “{0}”.",
                       source);
    return std::unique_ptr<const TextPattern>(std::move(made));
}

std::string TextPattern::literal(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) == 0)
            out += '\\';
        out += c;
    }
    return out;
}

TextPattern::~TextPattern() {
    pcre2_code_free(code_);
}

TextPattern::Matcher::Matcher(unsigned mostSteps)
    : data_(pcre2_match_data_create(1, nullptr)), context_(pcre2_match_context_create(nullptr)) {
    CONCLAVE_CHECK(data_ != nullptr && context_ != nullptr);
    pcre2_set_match_limit(context_, mostSteps);
}

TextPattern::Matcher::~Matcher() {
    pcre2_match_data_free(data_);
    pcre2_match_context_free(context_);
}

bool TextPattern::Matcher::find(const TextPattern& pattern, std::string_view text, size_t from, size_t& begin,
                                size_t& end) {
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    int found = PCRE2_ERROR_JIT_STACKLIMIT;
    if (pattern.compiled_)
        found = pcre2_jit_match(pattern.code_, subject, text.size(), from, 0, data_, context_);
    // Without machine code, or where its small stack was too small, the slower way with memory from the heap.
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = pcre2_match(pattern.code_, subject, text.size(), from, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
                            data_, context_);
    if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_HEAPLIMIT || found == PCRE2_ERROR_DEPTHLIMIT)
        exceeded_ = true;
    if (found < 0) return false;
    const PCRE2_SIZE* place = pcre2_get_ovector_pointer(data_);
    begin = place[0];
    end = place[1];
    return end >= begin;
}

}  // namespace engine
