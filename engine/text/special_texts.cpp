#include "engine/text/special_texts.h"

#include <unicode/uchar.h>

#include "engine/text/utf8.h"

namespace engine {

namespace {

// The character that ends before `at`.
Utf8Step stepBack(std::string_view text, size_t at) {
    size_t begin = at - 1;
    while (begin > 0 && at - begin < 4 && (static_cast<uint8_t>(text[begin]) & 0xC0U) == 0x80U)
        --begin;
    Utf8Step step = stepUtf8(text, begin);
    step.size = at - begin;
    return step;
}

bool isBlank(const Utf8Step& step) {
    return step.kind == Utf8Kind::kCharacter &&
           u_hasBinaryProperty(static_cast<UChar32>(step.character), UCHAR_WHITE_SPACE) != 0;
}

bool isWord(const Utf8Step& step) {
    const auto c = static_cast<UChar32>(step.character);
    return step.kind == Utf8Kind::kCharacter &&
           (u_hasBinaryProperty(c, UCHAR_ALPHABETIC) != 0 ||
            u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL) != 0 ||
            (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0);
}

}  // namespace

SpecialTexts::SpecialTexts(std::vector<SpecialText> texts) : texts_(std::move(texts)) {
    std::vector<std::pair<std::string_view, int32_t>> all;
    std::vector<std::pair<std::string_view, int32_t>> added;
    for (size_t i = 0; i < texts_.size(); ++i) {
        all.emplace_back(texts_[i].text, static_cast<int32_t>(i));
        if (!texts_[i].control) added.emplace_back(texts_[i].text, static_cast<int32_t>(i));
    }
    all_ = ByteTrie(std::move(all));
    added_ = ByteTrie(std::move(added));
}

void SpecialTexts::cut(std::string_view text, bool withControl, Plain plain, Special special) const {
    const ByteTrie& trie = withControl ? all_ : added_;
    size_t done = 0;  // where the text since the last special token begins
    for (size_t at = 0; !trie.nodes().empty() && at < text.size();) {
        const ByteTrie::Match match = trie.longestPrefix(text.substr(at));
        if (match.value < 0) {
            ++at;
            continue;
        }
        const SpecialText& found = texts_[static_cast<size_t>(match.value)];
        size_t begin = at;
        size_t end = at + match.size;
        at = end;
        if (found.wholeWord && ((begin > 0 && isWord(stepBack(text, begin))) ||
                                (end < text.size() && isWord(stepUtf8(text, end)))))
            continue;
        while (found.eatsLeft && begin > done && isBlank(stepBack(text, begin)))
            begin -= stepBack(text, begin).size;
        while (found.eatsRight && end < text.size() && isBlank(stepUtf8(text, end)))
            end += stepUtf8(text, end).size;
        if (begin > done) plain(text.substr(done, begin - done));
        special(found.token);
        done = at = end;
    }
    if (done < text.size()) plain(text.substr(done));
}

Token SpecialTexts::find(std::string_view text) const {
    const ByteTrie::Match match = all_.longestPrefix(text);
    return match.value >= 0 && match.size == text.size() ? texts_[static_cast<size_t>(match.value)].token
                                                         : kNoToken;
}

}  // namespace engine
