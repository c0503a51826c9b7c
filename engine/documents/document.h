// A document as text with a way back to its pages.
//
// Text     UTF-8. For txt and md in UTF-8 it is the file, byte for byte; other encodings are converted; pdf
// and docx
//          are extracted. All offsets anywhere in Conclave are byte offsets into this text.
// Pages    cover the text in order. A txt file is cut at form feeds, or at line ends about every 3,000
// characters. Errors   importDocument() answers a sentence: a password, no text, not this format, too large
// when unpacked. Thread   a Document is a value; one PDF reader per thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace engine {

struct TextRange {
    int64_t begin = 0;
    int64_t end = 0;
    int64_t size() const { return end - begin; }
    bool overlaps(const TextRange& other) const { return begin < other.end && other.begin < end; }
    bool operator==(const TextRange&) const = default;
};

// In points from the top left corner of the page.
struct PageRect {
    float x = 0, y = 0, width = 0, height = 0;
};

// Where a run of text stands on its page; sorted by range.begin.
struct TextBox {
    TextRange range;
    int32_t page = 0;  // index, from 0
    PageRect rect;
};

struct Page {
    int32_t number = 1;           // as shown, from 1
    TextRange text;               // empty when nothing could be read
    float width = 0, height = 0;  // points; 0 for formats without pages
    bool readable = true;
    std::string problem;  // why it was not read: "no text (a picture?)"
};

enum class DocumentFormat { kText, kMarkdown, kPdf, kDocx };

struct Document {
    std::string name;  // file name
    std::filesystem::path path;
    DocumentFormat format = DocumentFormat::kText;
    std::string encoding;  // "UTF-8", "GB18030" …
    std::string text;
    std::vector<Page> pages;
    std::vector<TextBox> boxes;  // pdf only
    // Running headers, footers and page numbers: part of the text, skipped by readers; in order.
    std::vector<TextRange> furniture;
    std::string hash;  // SHA-256 of the file, hex

    // Index of the page that holds a byte offset.
    int32_t pageAt(int64_t offset) const;
    std::string_view slice(const TextRange& range) const;
    // Rectangles of a passage, joined line by line.
    std::vector<TextBox> boxesOf(const TextRange& range) const;
};

struct ImportLimits {
    uint64_t fileBytes = 512ULL << 20;
    uint64_t textBytes = 64ULL << 20;
    uint64_t unpackedBytes = 512ULL << 20;
    int32_t pages = 20000;
};

Result<Document> importDocument(const std::filesystem::path& path, const ImportLimits& limits = {},
                                const std::function<void(int32_t done, int32_t total)>& progress = {},
                                std::stop_token stop = {});

// One page of a PDF as a picture: BGRA, 8 bits a channel, premultiplied.
struct PagePicture {
    int width = 0, height = 0;
    std::vector<uint8_t> pixels;
};

// Renders pages of one open PDF. One thread.
class PageRenderer {
public:
    static Result<PageRenderer> open(const std::filesystem::path& path);
    PageRenderer(PageRenderer&&) noexcept;
    PageRenderer& operator=(PageRenderer&&) noexcept;
    ~PageRenderer();
    int pages() const;
    Result<PagePicture> render(int32_t page, double dotsPerInch);

private:
    PageRenderer();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace engine
