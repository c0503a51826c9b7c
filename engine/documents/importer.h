// What the importers of the single formats share.
#pragma once

#include "engine/documents/document.h"

namespace engine {

using ImportProgress = std::function<void(int32_t done, int32_t total)>;

// Each fills text, pages and boxes of a document whose name and path are set. bytes is the whole file.
Status importText(Document& document, std::string bytes, const ImportLimits& limits);
Status importPdf(Document& document, std::string bytes, const ImportLimits& limits,
                 const ImportProgress& progress, std::stop_token stop);
Status importDocx(Document& document, std::string_view bytes, const ImportLimits& limits,
                  std::stop_token stop);

// Cuts a text into pages of about 3,000 characters, after the nearest line end.
void cutByLength(Document& document);

// "“{0}” holds more text than {1} …"
Error tooMuchText(const Document& document, uint64_t limit);
Error withoutText(const Document& document);

}  // namespace engine
