#include "engine/documents/passages.h"

#include <algorithm>

namespace engine {
namespace {

int32_t charactersIn(std::string_view text) {
    return static_cast<int32_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::vector<Passage> passagesOf(const Document& document, const SentenceMap& map, int32_t characters) {
    std::vector<Passage> passages;
    int32_t held = 0;
    for (const Sentence& sentence : map.sentences) {
        const int32_t own =
            charactersIn(std::string_view(sentence.clean).substr(static_cast<size_t>(sentence.ownBegin)));
        // A heading begins a new passage once the one before is worth its place.
        const bool full = held + own > characters || (sentence.isHeading && held > characters / 3);
        if (passages.empty() || full) {
            const int32_t page = document.pageAt(sentence.begin());
            const auto index = static_cast<size_t>(page);
            const int32_t number = index < document.pages.size() ? document.pages[index].number : 1;
            passages.push_back({number, {sentence.begin(), sentence.end()}});
            held = 0;
        }
        passages.back().range.end = std::max(passages.back().range.end, sentence.end());
        held += own;
    }
    return passages;
}

std::vector<StoredPassage> storedPassages(const Document& document, const SentenceMap& map) {
    std::vector<StoredPassage> stored;
    for (const Passage& passage : passagesOf(document, map)) {
        stored.push_back({passage.page, passage.range.begin, passage.range.end,
                          std::string(document.slice(passage.range))});
    }
    return stored;
}

}  // namespace engine
