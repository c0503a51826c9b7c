#include "engine/documents/choose_similar.h"

#include <algorithm>
#include <functional>
#include <string>

#include "engine/documents/characters.h"

namespace engine {

WordSet wordSet(std::string_view text) {
    WordSet words;
    const std::hash<std::string_view> hash;
    std::string word, previous;
    const auto flush = [&] {
        if (word.size() > 2 || (!word.empty() && isDigit(static_cast<unsigned char>(word[0]))))
            words.push_back(hash(word));
        word.clear();
    };
    for (size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        const std::string_view bytes = text.substr(at, static_cast<size_t>(character.size));
        at += bytes.size();
        if (isHan(character.code)) {
            flush();
            if (!previous.empty()) words.push_back(hash(previous + std::string(bytes)));
            previous = bytes;
            continue;
        }
        previous.clear();
        if (isLetter(character.code) || isDigit(character.code)) {
            appendUtf8(word, toLower(character.code));
        } else {
            flush();
        }
    }
    flush();
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

namespace {

size_t common(const WordSet& a, const WordSet& b) {
    size_t i = 0, j = 0, shared = 0;
    while (i < a.size() && j < b.size()) {
        if (a[i] == b[j]) {
            ++shared, ++i, ++j;
        } else if (a[i] < b[j]) {
            ++i;
        } else {
            ++j;
        }
    }
    return shared;
}

}  // namespace

float overlapOf(const WordSet& a, const WordSet& b) {
    const size_t smaller = std::min(a.size(), b.size());
    return smaller == 0 ? 0.0F : static_cast<float>(common(a, b)) / static_cast<float>(smaller);
}

bool saysTheSame(const WordSet& a, const WordSet& b) {
    const size_t larger = std::max(a.size(), b.size());
    if (larger == 0) return false;
    const size_t shared = common(a, b);
    // A long sentence that contains a short one still says more.
    return static_cast<float>(shared) >= 0.72F * static_cast<float>(larger) && overlapOf(a, b) >= 0.85F;
}

}  // namespace engine
