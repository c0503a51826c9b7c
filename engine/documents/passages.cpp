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

// A passage that runs over a page's end is indexed in two, so that a hit names the page that its words are
// on.
std::vector<StoredPassage> storedPassages(const Document& document, const SentenceMap& map) {
    std::vector<StoredPassage> stored;
    const auto add = [&](const TextRange& range) {
        const auto index = static_cast<size_t>(document.pageAt(range.begin));
        const int32_t number = index < document.pages.size() ? document.pages[index].number : 1;
        stored.push_back({number, range.begin, range.end, std::string(document.slice(range))});
    };
    auto sentence = map.sentences.begin();
    for (const Passage& passage : passagesOf(document, map)) {
        TextRange part = {passage.range.begin, passage.range.begin};
        for (; sentence != map.sentences.end() && sentence->begin() < passage.range.end; ++sentence) {
            if (document.pageAt(sentence->begin()) != document.pageAt(part.begin)) {
                add(part);
                part = {sentence->begin(), sentence->begin()};
            }
            part.end = std::max(part.end, sentence->end());
        }
        if (part.size() > 0) add(part);
    }
    return stored;
}

}  // namespace engine
