// The results of a batch as CSV, as JSON, and as a report with pictures.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QList>
#include <QString>
#include <functional>

#include "ui/bridge/inspect_values.h"

namespace ui {

struct ExportedPicture {
    bridge::PictureItem picture;
    bridge::VerdictMark verdict = bridge::VerdictMark::None;  // as it is shown
    QStringList kinds;                                        // the name of each box's kind
};
struct ExportedBatch {
    QString project, prompt;
    QString report;  // in words
    double line = 1;
    QList<ExportedPicture> pictures;
};

// One row a defect, and one for a picture without any. Begins with a byte-order mark, so that spreadsheets
// read it as UTF-8.
QByteArray batchAsCsv(const ExportedBatch& batch);
// As the command line prints it, with the engineer's verdict besides.
QByteArray batchAsJson(const ExportedBatch& batch);
// picture() answers one of at most this many pixels, null when it cannot be read; used on the caller's
// thread.
QByteArray batchAsPdf(const ExportedBatch& batch,
                      const std::function<QImage(const QString& path, int longest)>& picture);

}  // namespace ui
