// Pictures of a PDF's pages, made on a thread of their own and kept while there is room for them.
//
// Memory   at most kRoomBytes of pictures; those not looked at for longest go first.
// Errors   a page that cannot be drawn is answered with failed().
#pragma once

#include <QHash>
#include <QImage>
#include <QList>
#include <QObject>
#include <QSize>
#include <memory>
#include <mutex>

#include "ui/bridge/values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

struct EngineCalls;
struct OpenRenderer;

class PagePictures : public QObject {
    Q_OBJECT

public:
    PagePictures(std::shared_ptr<const EngineCalls> calls, const QString& path);
    ~PagePictures() override;

    // The picture of a page (from 0) at this resolution, or the nearest one that is there while the right one
    // is made.
    QImage picture(int page, int dotsPerInch);
    // Pages that are looked at now: others that still wait are dropped.
    void lookAt(const QList<int>& pages) { visible_ = pages; }
    int pages() const { return pages_; }  // 0 until the file is open

signals:
    void opened(int pages);
    void ready(int page);
    void failed(const ui::bridge::ErrorText& error);

private:
    struct Kept {
        QImage image;
        int dotsPerInch = 0;
        qint64 used = 0;
    };
    void request(int page, int dotsPerInch);
    void next();
    void keep(int page, int dotsPerInch, const QImage& image);

    std::shared_ptr<const EngineCalls> calls_;
    QString path_;
    QHash<int, Kept> kept_;
    qint64 keptBytes_ = 0;
    qint64 clock_ = 0;
    QList<QPair<int, int>> waiting_;  // page, resolution; newest last
    QList<int> visible_;
    QList<int> broken_;
    bool busy_ = true;  // until the file is open
    int pages_ = 0;
    std::shared_ptr<OpenRenderer> renderer_;  // used on the worker alone
    Worker worker_;
};

}  // namespace ui::bridge
