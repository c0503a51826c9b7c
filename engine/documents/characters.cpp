#include "engine/documents/characters.h"

#include <unicode/uchar.h>

namespace engine {
namespace {

bool follows(std::string_view text, size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

char32_t tail(std::string_view text, size_t at) {
    return static_cast<unsigned char>(text[at]) & 0x3F;
}

}  // namespace

Character characterAt(std::string_view text, size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return {lead, 1};
    if (lead >= 0xC2 && lead < 0xE0 && follows(text, at + 1)) {
        return {(char32_t(lead & 0x1F) << 6) | tail(text, at + 1), 2};
    }
    if (lead >= 0xE0 && lead < 0xF0 && follows(text, at + 1) && follows(text, at + 2)) {
        const char32_t code = (char32_t(lead & 0x0F) << 12) | (tail(text, at + 1) << 6) | tail(text, at + 2);
        if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF)) return {code, 3};
    }
    if (lead >= 0xF0 && lead < 0xF5 && follows(text, at + 1) && follows(text, at + 2) &&
        follows(text, at + 3)) {
        const char32_t code = (char32_t(lead & 0x07) << 18) | (tail(text, at + 1) << 12) |
                              (tail(text, at + 2) << 6) | tail(text, at + 3);
        if (code >= 0x10000 && code <= 0x10FFFF) return {code, 4};
    }
    return {0xFFFD, 1};
}

bool isValidUtf8(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const Character character = characterAt(text, at);
        if (character.size == 1) return false;
        at += static_cast<size_t>(character.size);
    }
    return true;
}

bool isSpace(char32_t c) {
    if (c <= 0x20) return true;
    if (c < 0x7F) return false;
    return c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

bool isHan(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3007;
}

bool isWide(char32_t c) {
    return isHan(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF00 && c <= 0xFFEF) || c == 0x2018 ||
           c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2026 || c == 0x2014;
}

bool isUpper(char32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z';
    return u_isupper(static_cast<UChar32>(c));
}

bool isLower(char32_t c) {
    if (c < 0x80) return c >= 'a' && c <= 'z';
    return u_islower(static_cast<UChar32>(c));
}

bool isLetter(char32_t c) {
    if (c < 0x80) return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return u_isalpha(static_cast<UChar32>(c));
}

char32_t toLower(char32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
}

}  // namespace engine
