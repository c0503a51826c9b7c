#include "engine/text/utf8.h"

#include <cstring>

namespace engine {

namespace {

uint8_t byteAt(std::string_view text, size_t at) {
    return static_cast<uint8_t>(text[at]);
}

}  // namespace

Utf8Step stepUtf8(std::string_view text, size_t at) {
    const uint8_t first = byteAt(text, at);
    if (first < 0x80) return {Utf8Kind::kCharacter, 1, first};

    size_t size = 0;
    char32_t character = 0;
    // The second byte's range is narrower after some first bytes: no overlong forms, surrogates or beyond
    // U+10FFFF.
    uint8_t low = 0x80;
    uint8_t high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
        size = 2;
        character = first & 0x1FU;
    } else if (first >= 0xE0 && first <= 0xEF) {
        size = 3;
        character = first & 0x0FU;
        if (first == 0xE0) low = 0xA0;
        if (first == 0xED) high = 0x9F;
    } else if (first >= 0xF0 && first <= 0xF4) {
        size = 4;
        character = first & 0x07U;
        if (first == 0xF0) low = 0x90;
        if (first == 0xF4) high = 0x8F;
    } else {
        return {Utf8Kind::kBroken, 1, 0};
    }
    for (size_t i = 1; i < size; ++i) {
        if (at + i == text.size()) return {Utf8Kind::kUnfinished, i, 0};
        const uint8_t next = byteAt(text, at + i);
        if (next < low || next > high) return {Utf8Kind::kBroken, i, 0};
        character = (character << 6) | (next & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return {Utf8Kind::kCharacter, size, character};
}

size_t findBrokenUtf8(std::string_view text, size_t from) {
    size_t at = from;
    while (at < text.size()) {
        // Eight plain bytes at a time: most text is.
        uint64_t eight = 0;
        while (at + sizeof(eight) <= text.size()) {
            std::memcpy(&eight, text.data() + at, sizeof(eight));
            if ((eight & 0x8080808080808080ULL) != 0) break;
            at += sizeof(eight);
        }
        if (at == text.size()) break;
        const Utf8Step step = stepUtf8(text, at);
        if (step.kind != Utf8Kind::kCharacter) return at;
        at += step.size;
    }
    return text.size();
}

void appendUtf8(std::string& out, char32_t character) {
    const auto put = [&](char32_t value) { out += static_cast<char>(static_cast<uint8_t>(value)); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0 | (character >> 6));
        put(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        put(0xE0 | (character >> 12));
        put(0x80 | ((character >> 6) & 0x3F));
        put(0x80 | (character & 0x3F));
    } else {
        put(0xF0 | (character >> 18));
        put(0x80 | ((character >> 12) & 0x3F));
        put(0x80 | ((character >> 6) & 0x3F));
        put(0x80 | (character & 0x3F));
    }
}

}  // namespace engine
