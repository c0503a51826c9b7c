#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/documents/document.h"
#include "engine/documents/pdf_source.h"

namespace engine {

struct PageRenderer::State {
    PdfSource source;
    std::string name;
    int pages = 0;
};

PageRenderer::PageRenderer() : state_(std::make_unique<State>()) {}
PageRenderer::PageRenderer(PageRenderer&&) noexcept = default;
PageRenderer& PageRenderer::operator=(PageRenderer&&) noexcept = default;
PageRenderer::~PageRenderer() = default;

Result<PageRenderer> PageRenderer::open(const std::filesystem::path& path) {
    std::error_code code;
    const std::string name = path.filename().string();
    if (!std::filesystem::is_regular_file(path, code)) {
        return Error{ErrorKind::kNotFound,
                     "“{0}” is not there.",
                     "Check the name, or choose the file again.",
                     {name},
                     path.string()};
    }
    Result<PdfSource> source = openPdf(path);
    if (!source) return source.error();
    PageRenderer renderer;
    renderer.state_->source = std::move(*source);
    renderer.state_->name = name;
    renderer.state_->pages = renderer.state_->source.document->pages();
    return renderer;
}

int PageRenderer::pages() const {
    return state_->pages;
}

Result<PagePicture> PageRenderer::render(int32_t page, double dotsPerInch) {
    const auto failed = [&](std::string detail) {
        return Error{ErrorKind::kBadInput,
                     "Page {1} of “{0}” cannot be shown.",
                     "Its text can still be read if the document was opened.",
                     {state_->name, std::to_string(page + 1)},
                     std::move(detail)};
    };
    if (page < 0 || page >= state_->pages) return failed("no such page");
    const std::unique_ptr<poppler::page> source(state_->source.document->create_page(page));
    if (!source) return failed("poppler made no page");
    // A page may claim any size: the picture is kept below 64 million pixels.
    constexpr double kMostPixels = 64e6;
    const poppler::rectf size = source->page_rect();
    if (!(size.width() > 0) || !(size.height() > 0)) return failed("the page has no size");
    const double inches = size.width() / 72 * size.height() / 72;
    const double dots = std::clamp(dotsPerInch, 1.0, std::max(1.0, std::sqrt(kMostPixels / inches)));
    if (inches * dots * dots > 2 * kMostPixels) return failed("the page is too large");

    poppler::page_renderer renderer;
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
    renderer.set_image_format(poppler::image::format_argb32);
    poppler::image image = renderer.render_page(source.get(), dots, dots);
    if (!image.is_valid() || image.width() <= 0 || image.height() <= 0) return failed("poppler drew nothing");

    PagePicture picture;
    picture.width = image.width();
    picture.height = image.height();
    const auto row = static_cast<size_t>(picture.width) * 4;
    picture.pixels.resize(row * static_cast<size_t>(picture.height));
    // ARGB in a word is BGRA in memory on the little-endian machines that Conclave runs on.
    for (int y = 0; y < picture.height; ++y) {
        std::memcpy(picture.pixels.data() + row * static_cast<size_t>(y),
                    image.const_data() + static_cast<ptrdiff_t>(image.bytes_per_row()) * y, row);
    }
    return picture;
}

}  // namespace engine
