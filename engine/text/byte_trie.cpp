#include "engine/text/byte_trie.h"

#include <algorithm>

namespace engine {

ByteTrie::ByteTrie(std::vector<std::pair<std::string_view, int32_t>> strings) {
    std::erase_if(strings,
                  [](const auto& entry) { return entry.first.empty() || entry.first.size() > kLongest; });
    std::sort(strings.begin(), strings.end());

    std::vector<uint32_t> open;  // the nodes from a first byte to where we are
    const auto closeTo = [&](size_t depth) {
        while (open.size() > depth) {
            nodes_[open.back()].next = static_cast<uint32_t>(nodes_.size());
            open.pop_back();
        }
    };
    std::string_view previous;
    for (const auto& [text, value] : strings) {
        const auto differs = std::mismatch(text.begin(), text.end(), previous.begin(), previous.end()).first;
        auto shared = static_cast<size_t>(differs - text.begin());
        if (shared == text.size()) --shared;  // the same string again: a node beside the last one
        closeTo(shared);
        for (size_t depth = shared; depth < text.size(); ++depth) {
            const auto byte = static_cast<uint8_t>(text[depth]);
            const auto at = static_cast<uint32_t>(nodes_.size());
            if (depth == 0 && first_[byte] == 0) first_[byte] = at + 1;
            nodes_.push_back({.value = -1, .next = 0, .depth = static_cast<uint16_t>(depth), .byte = byte});
            open.push_back(at);
        }
        nodes_.back().value = value;
        previous = text;
    }
    closeTo(0);
}

ByteTrie::Match ByteTrie::longestPrefix(std::string_view text) const {
    Match best;
    forEachPrefix(text, [&best](const Match& match) { best = match; });
    return best;
}

}  // namespace engine
