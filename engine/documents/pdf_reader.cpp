// PDF: text with its places, page by page, by poppler.
#include <poppler-page.h>

#include <memory>

#include "engine/documents/importer.h"
#include "engine/documents/pdf_page.h"
#include "engine/documents/pdf_source.h"

namespace engine {

Status importPdf(Document& document, std::string bytes, const ImportLimits& limits,
                 const ImportProgress& progress, std::stop_token stop) {
    const Result<PdfSource> opened = openPdf(std::move(bytes), document.name);
    if (!opened) return opened.error();
    poppler::document* pdf = opened->document.get();
    const int count = pdf->pages();
    if (count > limits.pages) {
        return Error{ErrorKind::kDoesNotFit,
                     "“{0}” has {1} pages: documents up to {2} pages can be read.",
                     "Split the document into parts.",
                     {document.name, std::to_string(count), std::to_string(limits.pages)},
                     ""};
    }
    document.encoding = "PDF";
    bool anyText = false;
    for (int index = 0; index < count; ++index) {
        if (stop.stop_requested()) return cancelled();
        if (progress) progress(index, count);
        // One white space between pages belongs to the page before.
        if (index > 0 && !document.text.empty() && !document.text.ends_with("\n\n")) document.text += "\n\n";
        if (index > 0) document.pages.back().text.end = static_cast<int64_t>(document.text.size());
        Page page;
        page.number = index + 1;
        page.text.begin = static_cast<int64_t>(document.text.size());
        const std::unique_ptr<poppler::page> source(pdf->create_page(index));
        if (source) {
            const poppler::rectf size = source->page_rect();
            const bool turned = source->orientation() == poppler::page::landscape ||
                                source->orientation() == poppler::page::seascape;
            page.width = static_cast<float>(turned ? size.height() : size.width());
            page.height = static_cast<float>(turned ? size.width() : size.height());
            readPdfPage(*source, index, document);
        }
        page.text.end = static_cast<int64_t>(document.text.size());
        if (!source) {
            page.readable = false;
            page.problem = "the page is damaged";
        } else if (page.text.size() == 0) {
            page.readable = false;
            page.problem = "no text (a picture?)";
        } else {
            anyText = true;
        }
        document.pages.push_back(std::move(page));
        if (document.text.size() > limits.textBytes) return tooMuchText(document, limits.textBytes);
    }
    if (!anyText) {
        return Error{ErrorKind::kBadInput,
                     "“{0}” holds pictures of pages and no text.",
                     "Run text recognition (OCR) over it elsewhere, or open a version with text.",
                     {document.name},
                     std::to_string(count) + " pages"};
    }
    return {};
}

}  // namespace engine
