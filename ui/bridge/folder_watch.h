// Tells of new pictures in a folder once they have been written to their end: their size has stood still for
// a moment.
//
// Thread   GUI thread; the folder is read on a worker.
#pragma once

#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>

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

private:
    struct File {
        qint64 bytes = 0, changedAt = 0;
        bool operator==(const File&) const = default;
    };
    using Listing = QHash<QString, File>;
    void read();
    void took(const Listing& listing);

    QString folder_;
    int watch_ = 0;
    bool first_ = true;
    QFileSystemWatcher watcher_;
    QTimer settle_;
    QSet<QString> told_;
    Listing before_;
    Worker worker_;
};

}  // namespace ui::bridge
