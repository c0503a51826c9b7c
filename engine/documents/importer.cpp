#include "engine/documents/importer.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "engine/base/disk_space.h"
#include "engine/base/sha256.h"
#include "engine/documents/furniture.h"

namespace engine {
namespace {

Error cannotRead(const std::string& name, std::string detail) {
    return Error{ErrorKind::kIo,
                 "“{0}” cannot be read.",
                 "Check that the file is still there and that you may read it.",
                 {name},
                 std::move(detail)};
}

// Reads the file in parts so that a file on its way out ends in a sentence and not in a signal.
Result<std::string> readWhole(const std::filesystem::path& path, const std::string& name, uint64_t limit,
                              std::stop_token stop) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (code || !std::filesystem::exists(status)) {
        return Error{ErrorKind::kNotFound,
                     "“{0}” is not there.",
                     "Check the name, or choose the file again.",
                     {name},
                     path.string()};
    }
    if (std::filesystem::is_directory(status)) {
        return Error{ErrorKind::kBadInput,
                     "“{0}” is a folder.",
                     "Choose a document inside it.",
                     {name},
                     path.string()};
    }
    if (!std::filesystem::is_regular_file(status)) return cannotRead(name, "not a regular file");
    const uint64_t size = std::filesystem::file_size(path, code);
    if (code) return cannotRead(name, code.message());
    if (size > limit) {
        return Error{ErrorKind::kDoesNotFit,
                     "“{0}” is {1}: documents up to {2} can be read.",
                     "Split the document into parts.",
                     {name, readableBytes(size), readableBytes(limit)},
                     ""};
    }
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) return cannotRead(name, std::strerror(errno));
    std::string bytes;
    bytes.reserve(size + 1);
    std::string part(1 << 20, '\0');
    for (;;) {
        if (stop.stop_requested()) return cancelled();
        const size_t count = std::fread(part.data(), 1, part.size(), file.get());
        bytes.append(part.data(), count);
        if (bytes.size() > limit) return cannotRead(name, "it grew while it was read");
        if (count < part.size()) break;
    }
    if (std::ferror(file.get()) != 0) return cannotRead(name, std::strerror(errno));
    return bytes;
}

// By what the file begins with; the ending of its name only tells Markdown from text.
Result<DocumentFormat> formatOf(const std::string& bytes, const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    const std::string_view head = std::string_view(bytes).substr(0, 1024);
    if (head.find("%PDF-") != std::string_view::npos) return DocumentFormat::kPdf;
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return DocumentFormat::kDocx;
    const auto refused = [&](const char* what, const char* remedy) {
        return Error{ErrorKind::kUnsupported, what, remedy, {path.filename().string()}, ""};
    };
    if (ending == ".pdf") {
        return Error{ErrorKind::kBadInput,
                     "“{0}” is not a PDF file, although its name says so.",
                     "Ask for the file again: it may have been damaged on its way.",
                     {path.filename().string()},
                     ""};
    }
    if (head.starts_with("\xD0\xCF\x11\xE0")) {
        if (ending == ".docx") {
            return refused("“{0}” is protected by a password.",
                           "Open it in a word processor, save it without the password and open that copy.");
        }
        return refused("“{0}” is an old Office file.", "Save it as .docx or PDF and open that copy.");
    }
    if (ending == ".docx") {
        return Error{ErrorKind::kBadInput,
                     "“{0}” is not a Word document, although its name says so.",
                     "Ask for the file again: it may have been damaged on its way.",
                     {path.filename().string()},
                     ""};
    }
    if (head.starts_with("{\\rtf"))
        return refused("“{0}” is a rich text file.",
                       "Save it as .docx, PDF or plain text and open that copy.");
    if (head.starts_with("\x89PNG") || head.starts_with("\xFF\xD8\xFF") || head.starts_with("GIF8") ||
        head.starts_with(std::string_view("II*\0", 4)) || head.starts_with(std::string_view("MM\0*", 4))) {
        return refused("“{0}” is a picture: this version reads no text from pictures.",
                       "Open a document that holds its text.");
    }
    return ending == ".md" || ending == ".markdown" ? DocumentFormat::kMarkdown : DocumentFormat::kText;
}

}  // namespace

Error tooMuchText(const Document& document, uint64_t limit) {
    return Error{ErrorKind::kDoesNotFit,
                 "“{0}” holds more text than can be read at once (the limit is {1}).",
                 "Split the document into parts.",
                 {document.name, readableBytes(limit)},
                 ""};
}

Error withoutText(const Document& document) {
    return Error{
        ErrorKind::kBadInput, "“{0}” holds no text.", "Choose another document.", {document.name}, ""};
}

Result<Document> importDocument(const std::filesystem::path& path, const ImportLimits& limits,
                                const ImportProgress& progress, std::stop_token stop) {
    Document document;
    document.path = path;
    document.name = path.filename().string();
    Result<std::string> bytes = readWhole(path, document.name, limits.fileBytes, stop);
    if (!bytes) return bytes.error();
    if (bytes->empty()) {
        return Error{
            ErrorKind::kBadInput, "“{0}” is empty.", "Choose another document.", {document.name}, ""};
    }
    const Result<DocumentFormat> format = formatOf(*bytes, path);
    if (!format) return format.error();
    document.format = *format;
    document.hash = sha256Hex(*bytes);
    if (stop.stop_requested()) return cancelled();

    Status status;
    switch (document.format) {
        case DocumentFormat::kPdf:
            status = importPdf(document, std::move(*bytes), limits, progress, stop);
            break;
        case DocumentFormat::kDocx:
            status = importDocx(document, *bytes, limits, stop);
            break;
        default:
            status = importText(document, std::move(*bytes), limits);
            break;
    }
    if (!status) return status.error();
    document.furniture = findFurniture(document);
    if (progress)
        progress(static_cast<int32_t>(document.pages.size()), static_cast<int32_t>(document.pages.size()));
    return document;
}

}  // namespace engine
