#include "ui/bridge/folder_watch.h"

#include <QDateTime>
#include <QDirIterator>
#include <QFileInfo>
#include <QHash>
#include <QSet>

#include "ui/bridge/engine_text.h"

namespace ui::bridge {

namespace {
constexpr int kStillMs = 400;
constexpr qint64 kEmptyMs = 10000;  // a file that stays empty is waited for no longer
constexpr qsizetype kMostFiles = 200'000;

engine::Error tooMany(const QString& folder) {
    return {.kind = engine::ErrorKind::kDoesNotFit,
            .what = "There are more than 200,000 files up to the folder “{0}”.",
            .remedy = "Choose a folder with fewer files.",
            .args = {folder.toStdString()}};
}
}  // namespace

// Used on the worker alone.
struct FolderWatch::Seen {
    struct File {
        qint64 bytes = 0, changedAt = 0;
        bool operator==(const File&) const = default;
    };
    bool first = true;
    QSet<QString> told;
    QHash<QString, File> growing;  // as they were the last time

    engine::Result<News> read(const QString& folder, std::stop_token stop) {
        News news;
        QHash<QString, File> still;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QDirIterator files(folder, QDir::Files);
        while (files.hasNext()) {
            if (stop.stop_requested()) return engine::cancelled();
            const QString path = files.next();
            if (!isPicture(path) || told.contains(path)) continue;
            if (told.size() >= kMostFiles) return tooMany(folder);
            const QFileInfo info = files.fileInfo();
            const File file{info.size(), info.lastModified().toMSecsSinceEpoch()};
            if (first) {
                told.insert(path);
            } else if (file.bytes > 0 && growing.value(path) == file) {
                told.insert(path);
                news.ready.append(path);
            } else if (file.bytes > 0 || now - file.changedAt < kEmptyMs) {
                still.insert(path, file);
            }
        }
        first = false;
        growing = std::move(still);
        news.growing = !growing.isEmpty();
        news.ready.sort();
        return news;
    }
};

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
    seen_ = std::make_shared<Seen>();
    if (!folder.isEmpty()) {
        watcher_.addPath(folder);
        read();
    }
    emit changed();
}

void FolderWatch::read() {
    if (folder_.isEmpty()) return;
    worker_.run(
        this, [seen = seen_, folder = folder_](std::stop_token stop) { return seen->read(folder, stop); },
        [this, number = watch_](engine::Result<News> news) {
            if (number != watch_) return;
            if (news) return took(*news);
            const ErrorText error = toErrorText(news.error());
            watch({});
            if (!error.cancelled) emit failed(error);
        });
}

void FolderWatch::took(const News& news) {
    if (news.growing) settle_.start();
    if (!news.ready.isEmpty()) emit arrived(news.ready);
}

}  // namespace ui::bridge
