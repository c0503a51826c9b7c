#include "engine/documents/sentence_glyphs.h"

#include <algorithm>

namespace engine {

std::string cleanText(const Glyphs& glyphs, size_t begin, size_t end) {
    std::string clean;
    clean.reserve((end - begin) + (end - begin) / 5);
    for (size_t i = begin; i < end; ++i) {
        const Glyph& glyph = glyphs[i];
        if (glyph.code == '-' && (i == begin || glyph.gap != Gap::kNone)) {
            // Old texts underline words by a row of dashes in the next line: no words of the sentence.
            const size_t to = wordEnd(glyphs, i, end);
            if (to - i >= 3 && isRule(glyphs, i, to)) {
                i = to - 1;
                continue;
            }
        }
        if (!clean.empty() && glyph.gap != Gap::kNone) {
            const bool wraps = glyph.gap != Gap::kBlank && isWide(glyph.code) && isWide(glyphs[i - 1].code);
            // "third-" at a line's end goes on with "party": the hyphen stays, a blank would be wrong.
            const bool hyphen = glyph.gap == Gap::kLine && glyphs[i - 1].code == '-' && isLower(glyph.code) &&
                                i >= begin + 2 && isLower(glyphs[i - 2].code);
            if (!wraps && !hyphen) clean.push_back(' ');
        }
        appendUtf8(clean, glyph.code);
    }
    // Nothing but rules: then they are what there is.
    if (clean.empty() && end > begin) appendUtf8(clean, glyphs[begin].code);
    return clean;
}

std::vector<TextRange> piecesOf(const Glyphs& glyphs, size_t begin, size_t end) {
    std::vector<TextRange> pieces;
    for (size_t i = begin; i < end; ++i) {
        const int64_t to = glyphs[i].at + glyphs[i].size;
        if (pieces.empty() || glyphs[i].split) {
            pieces.push_back({glyphs[i].at, to});
        } else {
            pieces.back().end = to;
        }
    }
    return pieces;
}

int32_t lengthOf(const Glyphs& glyphs, size_t begin, size_t end) {
    if (begin >= end) return 0;
    int32_t clean = 0, furniture = 0;
    for (size_t i = begin; i < end; ++i) {
        clean += i > begin && glyphs[i].gap != Gap::kNone ? 2 : 1;
        if (i > begin && glyphs[i].split) furniture += glyphs[i].nth - glyphs[i - 1].nth - 1;
    }
    const int32_t source = glyphs[end - 1].nth - glyphs[begin].nth + 1 - furniture;
    return std::max(clean, (source + 1) / 2);
}

size_t wordEnd(const Glyphs& glyphs, size_t i, size_t limit) {
    if (i >= limit) return limit;
    do {
        ++i;
    } while (i < limit && glyphs[i].gap == Gap::kNone);
    return i;
}

size_t wordBegin(const Glyphs& glyphs, size_t i, size_t limit) {
    if (i <= limit) return limit;
    --i;
    while (i > limit && glyphs[i].gap == Gap::kNone)
        --i;
    return i;
}

bool isRule(const Glyphs& glyphs, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
        if (glyphs[i].code != '-' && glyphs[i].code != '_' && glyphs[i].code != '=' && glyphs[i].code != '*')
            return false;
    }
    return begin < end;
}

std::string bareWord(const Glyphs& glyphs, size_t begin, size_t end) {
    const auto visible = [](char32_t c) { return isLetter(c) || isDigit(c); };
    while (begin < end && !visible(glyphs[begin].code))
        ++begin;
    while (end > begin && !visible(glyphs[end - 1].code))
        --end;
    std::string word;
    for (size_t i = begin; i < end; ++i)
        appendUtf8(word, toLower(glyphs[i].code));
    return word;
}

bool isOpener(char32_t c) {
    switch (c) {
        case '"':
        case '\'':
        case '(':
        case '[':
        case '{':
        case 0x2018:
        case 0x201C:
        case 0x00AB:
        case 0x300A:
        case 0x300C:
        case 0x300E:
        case 0x3010:
        case 0xFF08:
            return true;
        default:
            return false;
    }
}

bool isCloser(char32_t c) {
    switch (c) {
        case '"':
        case '\'':
        case ')':
        case ']':
        case '}':
        case 0x2019:
        case 0x201D:
        case 0x00BB:
        case 0x300B:
        case 0x300D:
        case 0x300F:
        case 0x3011:
        case 0xFF09:
            return true;
        default:
            return false;
    }
}

}  // namespace engine
