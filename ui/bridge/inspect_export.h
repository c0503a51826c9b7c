// A batch as it leaves the program: tables and JSON as the command line writes them.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include "ui/bridge/inspect_values.h"

namespace ui::bridge {

struct ExportedPicture {
    PictureItem picture;
    VerdictMark verdict = VerdictMark::None;  // that stands now
    QStringList kinds;                        // names of the boxes' kinds
};

struct ExportedBatch {
    QString project, prompt;
    QString report;  // in words
    double line = 1;
    QList<ExportedPicture> pictures;
};

QByteArray batchAsCsv(const ExportedBatch& batch);  // with the mark by which spreadsheets know UTF-8
QByteArray batchAsJson(const ExportedBatch& batch);

}  // namespace ui::bridge
