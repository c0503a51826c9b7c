// Text and Markdown files: the bytes as they are, cut into nominal pages.
#include <algorithm>

#include "engine/documents/characters.h"
#include "engine/documents/encoding.h"
#include "engine/documents/importer.h"

namespace engine {
namespace {

constexpr int64_t kPageCharacters = 3000;

bool hasWords(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        if (!isSpace(character.code)) return true;
        at += static_cast<size_t>(character.size);
    }
    return false;
}

void addPage(Document& document, size_t begin, size_t end) {
    Page page;
    page.number = static_cast<int32_t>(document.pages.size()) + 1;
    page.text = {static_cast<int64_t>(begin), static_cast<int64_t>(end)};
    document.pages.push_back(std::move(page));
}

// A page ends after a form feed.
void cutAtFormFeeds(Document& document) {
    const std::string& text = document.text;
    size_t begin = 0;
    for (size_t feed = text.find('\f'); feed != std::string::npos; feed = text.find('\f', feed + 1)) {
        addPage(document, begin, feed + 1);
        begin = feed + 1;
    }
    // A file often ends with a form feed: nothing but white space after it is no page.
    if (begin < text.size() && (hasWords(std::string_view(text).substr(begin)) || document.pages.empty())) {
        addPage(document, begin, text.size());
    } else if (!document.pages.empty()) {
        document.pages.back().text.end = static_cast<int64_t>(text.size());
    }
}

}  // namespace

// Pages of about 3,000 characters, cut after the nearest line end; a line much longer than a page is cut at a
// blank.
void cutByLength(Document& document) {
    const std::string& text = document.text;
    size_t begin = 0, at = 0, lineEnd = 0, blank = 0;
    int64_t characters = 0;
    while (at < text.size()) {
        const Character character = characterAt(text, at);
        at += static_cast<size_t>(character.size);
        ++characters;
        if (character.code == '\n') lineEnd = at;
        if (isSpace(character.code) || character.code == U'。') blank = at;
        if (characters < kPageCharacters) continue;
        const bool lineIsNear = lineEnd > begin;
        if (!lineIsNear && characters < 2 * kPageCharacters) continue;
        const size_t cut = lineIsNear ? lineEnd : blank > begin ? blank : at;
        addPage(document, begin, cut);
        begin = cut;
        at = cut;
        characters = 0;
    }
    // What is left over after the last page is short: it stays with it.
    if (!document.pages.empty() && characters < kPageCharacters / 6) {
        document.pages.back().text.end = static_cast<int64_t>(text.size());
    } else {
        addPage(document, begin, text.size());
    }
}

Status importText(Document& document, std::string bytes, const ImportLimits& limits) {
    // The bytes are at least a third of the UTF-8 that they become.
    if (bytes.size() / 3 > limits.textBytes) return tooMuchText(document, limits.textBytes);
    Result<DecodedText> decoded = decodeText(std::move(bytes), document.name);
    if (!decoded) return decoded.error();
    document.encoding = decoded->encoding;
    document.text = std::move(decoded->text);
    if (document.text.size() > limits.textBytes) return tooMuchText(document, limits.textBytes);
    if (!hasWords(document.text)) return withoutText(document);
    if (document.text.find('\f') != std::string::npos) {
        cutAtFormFeeds(document);
    } else {
        cutByLength(document);
    }
    return {};
}

}  // namespace engine
