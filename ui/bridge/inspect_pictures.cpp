#include "ui/bridge/inspect_pictures.h"

#include "ui/bridge/engine_text.h"
#include "ui/bridge/inspect_calls.h"

namespace ui::bridge {

namespace {

constexpr qint64 kRoomBytes = 128LL << 20;
constexpr int kWhole = 3;
constexpr int kMostWaiting = 300;  // about what a large screen shows

}  // namespace

InspectPictures::InspectPictures(std::shared_ptr<const InspectCalls> calls, QObject* parent)
    : QObject(parent), calls_(std::move(calls)) {}

QImage InspectPictures::small(const QString& path) {
    if (const auto found = kept_.find(path); found != kept_.end()) {
        found->used = ++clock_;
        return found->image;
    }
    if (broken_.contains(path)) return {};
    waiting_.removeOne(path);
    waiting_.append(path);
    if (waiting_.size() > kMostWaiting) waiting_.removeFirst();
    next();
    return {};
}

void InspectPictures::next() {
    if (busy_ || waiting_.isEmpty()) return;
    busy_ = true;
    const QString path = waiting_.takeLast();
    smallWorker_.run(
        this, [calls = calls_, path](std::stop_token) { return calls->picture(toPath(path), kSide); },
        [this, path](engine::Result<QImage> image) {
            busy_ = false;
            if (image) {
                keep(path, *image);
            } else {
                broken_.insert(path);
            }
            emit smallReady(path);
            next();
        });
}

void InspectPictures::keep(const QString& path, const QImage& image) {
    keptBytes_ += image.sizeInBytes();
    kept_.insert(path, {image, ++clock_});
    if (keptBytes_ <= kRoomBytes) return;
    // An eighth at a time, so that this is seldom.
    QList<std::pair<qint64, QString>> byAge;
    for (auto it = kept_.begin(); it != kept_.end(); ++it)
        byAge.append({it->used, it.key()});
    std::sort(byAge.begin(), byAge.end());
    for (const auto& [used, old] : std::as_const(byAge)) {
        if (keptBytes_ <= kRoomBytes / 8 * 7) break;
        keptBytes_ -= kept_.take(old).image.sizeInBytes();
    }
}

QImage InspectPictures::whole(const QString& path) {
    for (int i = 0; i < whole_.size(); ++i) {
        if (whole_[i].first != path) continue;
        whole_.move(i, 0);
        return whole_.first().second;
    }
    if (reading_.contains(path)) return {};
    reading_.insert(path);
    wholeWorker_.run(
        this, [calls = calls_, path](std::stop_token) { return calls->picture(toPath(path), 0); },
        [this, path](engine::Result<QImage> image) {
            reading_.remove(path);
            if (!image) {
                emit wholeFailed(path, toErrorText(image.error()));
                return;
            }
            whole_.prepend({path, *image});
            while (whole_.size() > kWhole)
                whole_.removeLast();
            emit wholeReady(path);
        });
    return {};
}

}  // namespace ui::bridge
