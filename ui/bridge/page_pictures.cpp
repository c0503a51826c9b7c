#include "ui/bridge/page_pictures.h"

#include "ui/bridge/engine_calls.h"
#include "ui/bridge/engine_text.h"

namespace ui::bridge {

namespace {

constexpr qint64 kRoomBytes = 160LL << 20;

QImage toImage(const engine::PagePicture& picture) {
    // BGRA in memory is Qt's ARGB32 on a little-endian machine.
    return QImage(picture.pixels.data(), picture.width, picture.height, picture.width * 4,
                  QImage::Format_ARGB32_Premultiplied)
        .copy();
}

}  // namespace

PagePictures::PagePictures(std::shared_ptr<const EngineCalls> calls, const QString& path)
    : calls_(std::move(calls)), path_(path), renderer_(std::make_shared<OpenRenderer>()) {
    worker_.run(
        this,
        [calls = calls_, path, renderer = renderer_](std::stop_token) -> engine::Result<int> {
            auto opening = calls->openRenderer(toPath(path));
            if (!opening) return opening.error();
            *renderer = std::move(*opening);
            return renderer->pages;
        },
        [this](engine::Result<int> pages) {
            if (!pages) {
                emit failed(toErrorText(pages.error()));
                return;
            }
            pages_ = *pages;
            busy_ = false;
            emit opened(pages_);
            next();
        });
}

PagePictures::~PagePictures() {
    // A renderer is let go on the thread that used it.
    worker_.post([renderer = renderer_](std::stop_token) { renderer->render = nullptr; });
}

QImage PagePictures::picture(int page, int dotsPerInch) {
    const auto found = kept_.find(page);
    if (found != kept_.end()) {
        found->used = ++clock_;
        if (found->dotsPerInch != dotsPerInch) request(page, dotsPerInch);
        return found->image;
    }
    request(page, dotsPerInch);
    return {};
}

void PagePictures::request(int page, int dotsPerInch) {
    if (broken_.contains(page)) return;
    for (int i = 0; i < waiting_.size(); ++i) {
        if (waiting_[i].first == page) {
            waiting_[i].second = dotsPerInch;
            return;
        }
    }
    waiting_.append({page, dotsPerInch});
    next();
}

void PagePictures::next() {
    if (busy_) return;
    if (!visible_.isEmpty())
        waiting_.removeIf([this](const QPair<int, int>& wanted) { return !visible_.contains(wanted.first); });
    if (waiting_.isEmpty()) return;
    const auto [page, dotsPerInch] = waiting_.takeFirst();
    busy_ = true;
    worker_.run(
        this,
        [renderer = renderer_, page = page,
         dotsPerInch = dotsPerInch](std::stop_token) -> engine::Result<QImage> {
            auto picture = renderer->render(page, dotsPerInch);
            if (!picture) return picture.error();
            return toImage(*picture);
        },
        [this, page = page, dotsPerInch = dotsPerInch](engine::Result<QImage> image) {
            busy_ = false;
            if (image) {
                keep(page, dotsPerInch, *image);
                emit ready(page);
            } else {
                broken_.append(page);
                emit failed(toErrorText(image.error()));
            }
            next();
        });
}

void PagePictures::keep(int page, int dotsPerInch, const QImage& image) {
    keptBytes_ -= kept_.value(page).image.sizeInBytes();
    kept_.insert(page, {image, dotsPerInch, ++clock_});
    keptBytes_ += image.sizeInBytes();
    while (keptBytes_ > kRoomBytes && kept_.size() > 1) {
        auto oldest = kept_.begin();
        for (auto it = kept_.begin(); it != kept_.end(); ++it) {
            if (it->used < oldest->used) oldest = it;
        }
        keptBytes_ -= oldest->image.sizeInBytes();
        kept_.erase(oldest);
    }
}

}  // namespace ui::bridge
