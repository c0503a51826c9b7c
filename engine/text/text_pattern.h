// A regular expression over UTF-8, as tokenizers publish them (Oniguruma), compiled once and tried many
// times.
//
// Thread   immutable after compile(); a Matcher belongs to one thread.
// Errors   compile() answers a sentence: beyond the syntax known here, or so made that it takes more than
//          linear time.
//          A search that exceeds its limit finds nothing.
// Source   PCRE2; the differences of Oniguruma's Ruby syntax that published patterns meet: \s and \w by
//          Unicode's properties, \h, \uFFFF, “$” before a line's end.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;

namespace engine {

class TextPattern {
public:
    // Of ours: must compile.
    static std::unique_ptr<const TextPattern> known(std::string_view source);
    // Out of a file: tried on texts that make bad patterns slow.
    static Result<std::unique_ptr<const TextPattern>> compile(std::string_view source);
    // One that matches this text and nothing else.
    static std::string literal(std::string_view text);
    ~TextPattern();

    class Matcher {
    public:
        explicit Matcher(unsigned mostSteps = 10'000'000);
        ~Matcher();
        Matcher(const Matcher&) = delete;
        Matcher& operator=(const Matcher&) = delete;

        // The first match at or after `from` as [begin, end), which may be empty.
        bool find(const TextPattern& pattern, std::string_view text, size_t from, size_t& begin, size_t& end);
        bool exceeded() const { return exceeded_; }

    private:
        pcre2_real_match_data_8* data_;
        pcre2_real_match_context_8* context_;
        bool exceeded_ = false;
    };

private:
    TextPattern() = default;

    pcre2_real_code_8* code_ = nullptr;
    bool compiled_ = false;  // to machine code
};

}  // namespace engine
