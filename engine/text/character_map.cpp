#include "engine/text/character_map.h"

namespace engine {

namespace {

uint32_t readWord(std::string_view bytes, size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i)
        value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[at + i])) << (8 * i);
    return value;
}

// Where the children of a unit begin, relative to it.
uint32_t offsetOf(uint32_t unit) {
    return (unit >> 10) << ((unit & (1U << 9)) >> 6);
}

}  // namespace

Result<CharacterMap> CharacterMap::read(std::string_view bytes) {
    constexpr size_t kWord = 4;
    const size_t trie = bytes.size() < kWord ? 0 : readWord(bytes, 0);
    if (trie == 0 || trie % kWord != 0 || trie > bytes.size() - kWord) {
        return Error{
            .kind = ErrorKind::kBadInput,
            .what = "The tokenizer is damaged: its map of characters does not have the length it says.",
            .remedy = "Get the model again."};
    }
    CharacterMap made;
    made.units_.reserve(trie / kWord);
    for (size_t at = kWord; at < kWord + trie; at += kWord)
        made.units_.push_back(readWord(bytes, at));
    made.replacements_ = bytes.substr(kWord + trie);
    return made;
}

CharacterMap::Match CharacterMap::find(std::string_view text, bool longest) const {
    Match found;
    uint32_t at = offsetOf(units_[0]);
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<uint8_t>(text[i]);
        at ^= byte;
        if (byte == 0 || at >= units_.size()) break;
        const uint32_t unit = units_[at];
        if ((unit & ((1U << 31) | 0xFF)) != byte) break;
        at ^= offsetOf(unit);
        if ((unit & (1U << 8)) == 0) continue;
        if (at >= units_.size()) break;
        const size_t begin = units_[at] & ~(1U << 31);
        if (begin >= replacements_.size()) break;
        const std::string_view rest = std::string_view(replacements_).substr(begin);
        found = {i + 1, rest.substr(0, rest.find('\0'))};
        if (!longest) break;
    }
    return found;
}

}  // namespace engine
