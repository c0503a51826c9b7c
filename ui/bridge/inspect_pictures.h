// Small and whole pictures of files, made behind the window and kept while there is room for them.
//
// Memory   at most kRoomBytes of small pictures, those not looked at for longest go first; three whole ones.
#pragma once

#include <QHash>
#include <QImage>
#include <QList>
#include <QObject>
#include <QSet>
#include <memory>

#include "ui/bridge/values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

struct InspectCalls;

class InspectPictures : public QObject {
    Q_OBJECT

public:
    static constexpr int kSide = 240;  // the longer one of small pictures

    InspectPictures(std::shared_ptr<const InspectCalls> calls, QObject* parent);

    // Null while it is made; the last asked for are made first.
    QImage small(const QString& path);
    bool isBroken(const QString& path) const { return broken_.contains(path); }
    // Null while it is read.
    QImage whole(const QString& path);

signals:
    void smallReady(const QString& path);
    void wholeReady(const QString& path);
    void wholeFailed(const QString& path, const ui::bridge::ErrorText& error);

private:
    struct Kept {
        QImage image;
        qint64 used = 0;
    };
    void next();
    void keep(const QString& path, const QImage& image);

    std::shared_ptr<const InspectCalls> calls_;
    QHash<QString, Kept> kept_;
    qint64 keptBytes_ = 0, clock_ = 0;
    QList<QString> waiting_;  // newest last
    QSet<QString> broken_;
    bool busy_ = false;
    QList<std::pair<QString, QImage>> whole_;  // newest first
    QSet<QString> reading_;
    Worker smallWorker_, wholeWorker_;
};

}  // namespace ui::bridge
