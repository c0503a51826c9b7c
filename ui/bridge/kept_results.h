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
// Any other result as names and values.
QList<QPair<QString, QString>> keptFigures(const QString& json);

}  // namespace ui::bridge
