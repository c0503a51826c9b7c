// A compiled search pattern over one sentence, with a small vocabulary so that rules read like legal
// language.
//
// Syntax   PCRE2, plus {word} for an entry of the vocabulary ({agreement}, {span}, {date}, {consent} …) and
// {..80} for
//          "at most 80 characters between". English patterns are written for folded text: see foldText().
// Thread   a pattern may be used from several threads at once.
// Errors   a pattern that does not compile is a defect of ours and throws at first use.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace engine {

class ClausePattern {
public:
    ClausePattern() = default;
    // ignoreCase: for text that was not folded, when a value is read as the document writes it.
    explicit ClausePattern(std::string_view pattern, bool ignoreCase = false);

    bool empty() const { return code_ == nullptr; }
    bool matches(std::string_view text) const { return find(text, 0).found; }

    struct Match {
        bool found = false;
        size_t begin = 0, end = 0;            // of the whole match
        size_t groupBegin = 0, groupEnd = 0;  // of the first group that took part; equal when none did
    };
    Match find(std::string_view text, size_t from) const;

private:
    std::shared_ptr<void> code_;
};

// Lower case, straight quotes, plain hyphens and single blanks: what English rules are matched against.
std::string foldText(std::string_view text);

// Whether a text has Chinese characters enough to be read as Chinese.
bool looksChinese(std::string_view text);

}  // namespace engine
