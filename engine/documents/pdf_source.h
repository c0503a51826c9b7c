// Opens a PDF by poppler, and says in a sentence why it cannot.
//
// Thread   one document per thread.
#pragma once

#include <poppler-document.h>

#include <filesystem>
#include <memory>
#include <string>

#include "engine/base/result.h"

namespace engine {

// poppler reads the bytes in place: they stay with the document.
struct PdfSource {
    std::string bytes;
    std::unique_ptr<poppler::document> document;
};

Result<PdfSource> openPdf(std::string bytes, const std::string& name);
// Reads from the file as pages are asked for.
Result<PdfSource> openPdf(const std::filesystem::path& path);

}  // namespace engine
