#include "ui/bridge/kept_results.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include "ui/bridge/routing_values.h"
#include "ui/bridge/summary_values.h"

namespace ui::bridge {

namespace {
QJsonObject parsed(const QString& json) {
    return QJsonDocument::fromJson(json.toUtf8()).object();
}
}  // namespace

SummaryItem keptSummary(const QString& json) {
    return summaryFromJson(parsed(json));
}

MessageItem keptAnswer(const QString& json) {
    const QJsonObject object = parsed(json);
    MessageItem answer;
    answer.text = object["answer"].toString();
    citationsFromJson(object["citations"].toArray(), answer);
    answer.closestOnly = answer.closestOnly || object["closest"].toBool() || object["closest_only"].toBool();
    answer.notFound = !object["found"].toBool() && !answer.closestOnly;
    return answer;
}

RoutingItem keptRouting(const QString& json) {
    return routingFromJson(parsed(json)["routing"].toObject());
}

QList<QPair<QString, QString>> keptFigures(const QString& json) {
    QList<QPair<QString, QString>> figures;
    const QJsonObject object = parsed(json);
    for (auto it = object.begin(); it != object.end(); ++it) {
        QString value;
        if (it->isDouble()) value = QLocale().toString(it->toDouble(), 'g', 4);
        if (it->isString()) value = it->toString().left(2000);
        if (it->isBool()) value = it->toBool() ? QStringLiteral("✓") : QStringLiteral("–");
        if (!value.isEmpty()) figures.append({QString(it.key()).replace('_', ' '), value});
    }
    return figures;
}

}  // namespace ui::bridge
