// Tells of new pictures in a folder once they have been written to their end: their size has stood still for
// a moment.
//
// Thread   GUI thread; the folder is read on a worker, which remembers what was there.
// Errors   a folder of more than 200,000 pictures is not watched any more.
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <memory>

#include "ui/bridge/values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

class FolderWatch : public QObject {
    Q_OBJECT

public:
    explicit FolderWatch(QObject* parent);
    // What is there already is not told. Empty: none.
    void watch(const QString& folder);
    const QString& folder() const { return folder_; }
    bool isOn() const { return !folder_.isEmpty(); }
    // Suffixes of pictures, lower case.
    static bool isPicture(const QString& path);
    static QStringList suffixes();

signals:
    void arrived(const QStringList& paths);
    void changed();
    void failed(const ui::bridge::ErrorText& error);

private:
    struct Seen;
    struct News {
        QStringList ready;
        bool growing = false;
    };
    void read();
    void took(const News& news);

    QString folder_;
    int watch_ = 0;
    QFileSystemWatcher watcher_;
    QTimer settle_;
    std::shared_ptr<Seen> seen_;
    Worker worker_;
};

}  // namespace ui::bridge
