#include "engine/documents/compose_citations.h"

#include <algorithm>

#include "engine/documents/characters.h"

namespace engine {
namespace {

// White space at either end says nothing and would only hide where the quotation begins.
TextRange trimmed(const Document& document, TextRange range) {
    const std::string_view text = document.slice(range);
    int64_t begin = range.begin, end = range.begin, at = range.begin;
    bool any = false;
    for (size_t i = 0; i < text.size();) {
        const Character character = characterAt(text, i);
        i += static_cast<size_t>(character.size);
        if (!isSpace(character.code)) {
            if (!any) begin = at;
            any = true;
            end = range.begin + static_cast<int64_t>(i);
        }
        at = range.begin + static_cast<int64_t>(i);
    }
    return any ? TextRange{begin, end} : TextRange{range.begin, range.begin};
}

}  // namespace

int32_t pageNumberAt(const Document& document, int64_t offset) {
    if (document.pages.empty()) return 1;
    const int32_t index =
        std::clamp<int32_t>(document.pageAt(offset), 0, static_cast<int32_t>(document.pages.size()) - 1);
    return document.pages[static_cast<size_t>(index)].number;
}

std::vector<Citation> citationsOf(const Document& document, std::span<const TextRange> pieces) {
    std::vector<Citation> citations;
    const auto size = static_cast<int64_t>(document.text.size());
    for (const TextRange& piece : pieces) {
        int64_t at = std::clamp<int64_t>(piece.begin, 0, size);
        const int64_t end = std::clamp<int64_t>(piece.end, at, size);
        while (at < end) {
            int64_t until = end;
            if (!document.pages.empty()) {
                const int32_t index = std::clamp<int32_t>(document.pageAt(at), 0,
                                                          static_cast<int32_t>(document.pages.size()) - 1);
                const TextRange& page = document.pages[static_cast<size_t>(index)].text;
                if (page.end > at) until = std::min(end, page.end);
            }
            const TextRange range = trimmed(document, {at, until});
            if (range.size() > 0) {
                citations.push_back(
                    {pageNumberAt(document, range.begin), range, std::string(document.slice(range))});
            }
            at = until;
        }
    }
    return citations;
}

}  // namespace engine
