#include "ui/bridge/folder_watch.h"

#include <QDateTime>
#include <QDirIterator>
#include <QFileInfo>

namespace ui::bridge {

namespace {
constexpr int kStillMs = 400;
constexpr qint64 kEmptyMs = 10000;  // a file that stays empty is waited for no longer
}  // namespace

FolderWatch::FolderWatch(QObject* parent) : QObject(parent) {
    settle_.setSingleShot(true);
    settle_.setInterval(kStillMs);
    connect(&settle_, &QTimer::timeout, this, &FolderWatch::read);
    connect(&watcher_, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (!settle_.isActive()) settle_.start();
    });
}

QStringList FolderWatch::suffixes() {
    return {"png", "jpg", "jpeg", "jpe", "tif", "tiff", "bmp", "dib", "webp", "pgm", "ppm", "pbm", "pnm"};
}

bool FolderWatch::isPicture(const QString& path) {
    return suffixes().contains(QFileInfo(path).suffix().toLower());
}

void FolderWatch::watch(const QString& folder) {
    if (!watcher_.directories().isEmpty()) watcher_.removePaths(watcher_.directories());
    settle_.stop();
    folder_ = folder;
    ++watch_;
    first_ = true;
    told_.clear();
    before_.clear();
    if (!folder.isEmpty()) {
        watcher_.addPath(folder);
        read();
    }
    emit changed();
}

void FolderWatch::read() {
    if (folder_.isEmpty()) return;
    worker_.run(
        this,
        [folder = folder_](std::stop_token stop) -> engine::Result<Listing> {
            Listing listing;
            QDirIterator files(folder, QDir::Files);
            while (files.hasNext() && !stop.stop_requested()) {
                const QString path = files.next();
                if (!isPicture(path)) continue;
                const QFileInfo info = files.fileInfo();
                listing.insert(path, {info.size(), info.lastModified().toMSecsSinceEpoch()});
            }
            return listing;
        },
        [this, number = watch_](engine::Result<Listing> listing) {
            if (number == watch_ && listing) took(*listing);
        });
}

void FolderWatch::took(const Listing& listing) {
    QStringList ready;
    bool growing = false;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (auto it = listing.begin(); it != listing.end(); ++it) {
        if (told_.contains(it.key())) continue;
        if (first_) {
            told_.insert(it.key());
        } else if (it->bytes > 0 && before_.value(it.key()) == *it) {
            told_.insert(it.key());
            ready.append(it.key());
        } else if (it->bytes > 0 || now - it->changedAt < kEmptyMs) {
            growing = true;
        }
    }
    first_ = false;
    before_ = listing;
    if (growing) settle_.start();
    ready.sort();
    if (!ready.isEmpty()) emit arrived(ready);
}

}  // namespace ui::bridge
