#include "engine/documents/pdf_source.h"

#include <poppler-global.h>

#include <climits>
#include <mutex>

#include "engine/base/log.h"

namespace engine {
namespace {

// poppler's complaints belong into the log, not on the terminal.
void silencePoppler() {
    static std::once_flag once;
    std::call_once(once, [] {
        poppler::set_debug_error_function(
            [](const std::string& message, void*) { log(LogLevel::kDebug, "pdf: " + message); }, nullptr);
    });
}

Status checkOpened(const poppler::document* document, const std::string& name) {
    if (document == nullptr) {
        return Error{ErrorKind::kBadInput,
                     "“{0}” is damaged and cannot be opened.",
                     "Ask for the file again: it may have been cut short on its way.",
                     {name},
                     "poppler opened nothing"};
    }
    // Any call on a page of a locked document would crash.
    if (document->is_locked()) {
        return Error{ErrorKind::kBadInput,
                     "“{0}” is protected by a password.",
                     "Save a copy without the password and open that.",
                     {name},
                     "locked"};
    }
    if (document->pages() <= 0) {
        return Error{ErrorKind::kBadInput,
                     "“{0}” has no pages.",
                     "Ask for the file again: it may be damaged.",
                     {name},
                     ""};
    }
    return {};
}

}  // namespace

Result<PdfSource> openPdf(std::string bytes, const std::string& name) {
    silencePoppler();
    if (bytes.size() > static_cast<size_t>(INT_MAX)) {
        return Error{ErrorKind::kDoesNotFit,
                     "“{0}” is larger than 2 GB.",
                     "Split the document into parts.",
                     {name},
                     ""};
    }
    PdfSource source;
    source.bytes = std::move(bytes);
    // A short string keeps its bytes inside itself, where a move would leave them behind.
    if (source.bytes.capacity() < 64) source.bytes.reserve(64);
    source.document.reset(
        poppler::document::load_from_raw_data(source.bytes.data(), static_cast<int>(source.bytes.size())));
    if (const Status status = checkOpened(source.document.get(), name); !status) return status.error();
    return source;
}

Result<PdfSource> openPdf(const std::filesystem::path& path) {
    silencePoppler();
    PdfSource source;
    source.document.reset(poppler::document::load_from_file(path.string()));
    if (const Status status = checkOpened(source.document.get(), path.filename().string()); !status)
        return status.error();
    return source;
}

}  // namespace engine
