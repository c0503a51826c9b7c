// What the store keeps of a result, read back for the pages.
#pragma once

#include <QList>
#include <QPair>
#include <QString>

#include "ui/bridge/values.h"

namespace ui::bridge {

SummaryItem keptSummary(const QString& json);
MessageItem keptAnswer(const QString& json);
// What the router did in any result; empty where it was not recorded.
RoutingItem keptRouting(const QString& json);
struct KeptBatch {
    QString prompt, report;
    int pictures = 0, ok = 0, ng = 0, unsure = 0, failed = 0, waiting = 0;
    QList<QPair<QString, int>> kinds;  // key and count, the most frequent first
};
// An inspection of the window or of the command line.
KeptBatch keptBatch(const QString& json);
QString batchCounts(const KeptBatch& batch);  // "40 OK, 8 NG, 1 failed"
// Any other result as names and values.
QList<QPair<QString, QString>> keptFigures(const QString& json);

}  // namespace ui::bridge
