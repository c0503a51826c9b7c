#include "engine/documents/pdf_page.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/documents/characters.h"

namespace engine {
namespace {

constexpr size_t kRunCharacters = 8;  // of text set without blanks, in one box

struct Word {
    std::string text;
    PageRect rect;
    bool spaceAfter = false;
    int rotation = 0;
    const poppler::text_box* source = nullptr;
};

struct TextLine {
    size_t begin = 0, end = 0;  // words
    PageRect rect;
    int rotation = 0;
};

PageRect rectOf(const poppler::rectf& box) {
    return {static_cast<float>(box.x()), static_cast<float>(box.y()), static_cast<float>(box.width()),
            static_cast<float>(box.height())};
}

PageRect unionOf(const PageRect& a, const PageRect& b) {
    const float x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {x, y, std::max(a.x + a.width, b.x + b.width) - x, std::max(a.y + a.height, b.y + b.height) - y};
}

// Valid UTF-8 without control characters.
std::string cleanWord(const poppler::text_box& box) {
    const poppler::byte_array bytes = box.text().to_utf8();
    const std::string_view view(bytes.data(), bytes.size());
    std::string text;
    for (size_t at = 0; at < view.size();) {
        const Character character = characterAt(view, at);
        at += static_cast<size_t>(character.size);
        if (character.code >= 0x20 && character.code != 0x7F) appendUtf8(text, character.code);
    }
    return text;
}

// Whether two words that poppler has put one after the other stand in one line.
bool inOneLine(const Word& a, const Word& b) {
    if (a.rotation != b.rotation) return false;
    if (a.spaceAfter) return true;
    const bool upright = a.rotation == 0 || a.rotation == 2;
    const float aTop = upright ? a.rect.y : a.rect.x, aSize = upright ? a.rect.height : a.rect.width;
    const float bTop = upright ? b.rect.y : b.rect.x, bSize = upright ? b.rect.height : b.rect.width;
    const float overlap = std::min(aTop + aSize, bTop + bSize) - std::max(aTop, bTop);
    if (overlap < 0.5F * std::min(aSize, bSize)) return false;
    const float gap =
        upright ? std::max(b.rect.x - (a.rect.x + a.rect.width), a.rect.x - (b.rect.x + b.rect.width))
                : std::max(b.rect.y - (a.rect.y + a.rect.height), a.rect.y - (b.rect.y + b.rect.height));
    return gap < 0.25F * std::max(aSize, bSize);
}

std::vector<TextLine> linesOf(const std::vector<Word>& words) {
    std::vector<TextLine> lines;
    for (size_t i = 0; i < words.size(); ++i) {
        if (i > 0 && inOneLine(words[i - 1], words[i])) {
            lines.back().end = i + 1;
            lines.back().rect = unionOf(lines.back().rect, words[i].rect);
        } else {
            lines.push_back({i, i + 1, words[i].rect, words[i].rotation});
        }
    }
    return lines;
}

// The usual distance from line to line of the page.
float usualPitch(const std::vector<TextLine>& lines) {
    std::vector<float> pitches;
    for (size_t i = 1; i < lines.size(); ++i) {
        const float pitch = lines[i].rect.y - lines[i - 1].rect.y;
        if (lines[i].rotation == 0 && pitch > 0.5F * lines[i].rect.height &&
            pitch < 3 * lines[i].rect.height) {
            pitches.push_back(pitch);
        }
    }
    if (pitches.empty()) return 0;
    // Paragraphs of one line each have only wide distances: the smaller half decides.
    const size_t rank = pitches.size() / 3;
    std::nth_element(pitches.begin(), pitches.begin() + static_cast<ptrdiff_t>(rank), pitches.end());
    return pitches[rank];
}

bool endsSentence(const std::string& text) {
    for (const char* end : {".", ":", ";", "。", "：", "；", "！", "？"}) {
        if (text.ends_with(end)) return true;
    }
    return false;
}

bool beginsParagraph(const std::vector<TextLine>& lines, size_t i, float pitch, const std::string& lastWord) {
    const TextLine& line = lines[i];
    const TextLine& before = lines[i - 1];
    if (line.rotation != before.rotation) return true;
    if (line.rotation != 0) return false;
    const float step = line.rect.y - before.rect.y;
    const float height = std::max(1.0F, std::min(line.rect.height, before.rect.height));
    // Upwards or far to the side: another column or the next cell of a row, where a sentence may go on.
    if (step < 0.3F * height) return false;
    if (pitch > 0 && step > 1.35F * pitch && step > 1.25F * height) return true;
    // A first line set in, after a line that ends a sentence.
    if (i + 1 < lines.size() && endsSentence(lastWord)) {
        const float indent = line.rect.x - before.rect.x, back = line.rect.x - lines[i + 1].rect.x;
        if (indent > 1.2F * height && indent < 6 * height && back > 1.2F * height && back < 6 * height)
            return true;
    }
    return false;
}

void addBox(Document& document, size_t begin, size_t end, int32_t page, const PageRect& rect) {
    document.boxes.push_back({{static_cast<int64_t>(begin), static_cast<int64_t>(end)}, page, rect});
}

void addWord(Document& document, const Word& word, int32_t page) {
    const size_t begin = document.text.size();
    document.text += word.text;
    size_t characters = 0, wide = 0;
    for (size_t at = 0; at < word.text.size(); ++characters) {
        const Character character = characterAt(word.text, at);
        wide += isWide(character.code);
        at += static_cast<size_t>(character.size);
    }
    if (characters <= kRunCharacters || wide * 2 < characters) {
        addBox(document, begin, document.text.size(), page, word.rect);
        return;
    }
    // cleanWord() may have left characters out: the boxes then count on from the front, which is near enough.
    size_t at = 0;
    for (size_t first = 0; first < characters; first += kRunCharacters) {
        const size_t from = at;
        PageRect rect = rectOf(word.source->char_bbox(first));
        for (size_t k = first; k < std::min(first + kRunCharacters, characters); ++k) {
            const PageRect next = rectOf(word.source->char_bbox(k));
            if (next.width > 0 && next.height > 0) rect = rect.width > 0 ? unionOf(rect, next) : next;
            at += static_cast<size_t>(characterAt(word.text, at).size);
        }
        addBox(document, begin + from, begin + at, page, rect);
    }
}

}  // namespace

void readPdfPage(const poppler::page& page, int32_t index, Document& document) {
    const std::vector<poppler::text_box> boxes = page.text_list();
    std::vector<Word> words;
    words.reserve(boxes.size());
    for (const poppler::text_box& box : boxes) {
        Word word{cleanWord(box), rectOf(box.bbox()), box.has_space_after(), box.rotation(), &box};
        const bool blank = word.text.find_first_not_of(' ') == std::string::npos;
        if (!blank) words.push_back(std::move(word));
    }
    const std::vector<TextLine> lines = linesOf(words);
    const float pitch = usualPitch(lines);
    for (size_t i = 0; i < lines.size(); ++i) {
        if (i > 0)
            document.text += beginsParagraph(lines, i, pitch, words[lines[i].begin - 1].text) ? "\n\n" : "\n";
        for (size_t w = lines[i].begin; w < lines[i].end; ++w) {
            if (w > lines[i].begin && words[w - 1].spaceAfter) document.text.push_back(' ');
            addWord(document, words[w], index);
        }
    }
}

}  // namespace engine
