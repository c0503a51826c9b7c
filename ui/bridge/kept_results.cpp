#include "ui/bridge/kept_results.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <algorithm>

#include "ui/bridge/readable.h"
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

KeptBatch keptBatch(const QString& json) {
    const QJsonObject object = parsed(json);
    KeptBatch kept;
    kept.prompt = object["prompt"].toString();
    kept.report = object["report"].toString();
    QHash<QString, int> kinds;
    if (const QJsonArray images = object["images"].toArray(); !images.isEmpty()) {
        kept.failed = static_cast<int>(object["failed"].toArray().size());
        kept.pictures = static_cast<int>(images.size()) + kept.failed;
        for (const QJsonValue& image : images) {
            const QString verdict = image["verdict"].toString();
            ++(verdict == QLatin1String("OK")   ? kept.ok
               : verdict == QLatin1String("NG") ? kept.ng
                                                : kept.unsure);
            const QJsonArray defects = image["defects"].toArray();
            for (const QJsonValue& defect : defects)
                ++kinds[defect["type"].toString()];
        }
    } else {
        kept.pictures = object["pictures"].toInt();
        kept.ok = object["ok"].toInt();
        kept.ng = object["ng"].toInt();
        kept.unsure = object["unsure"].toInt();
        kept.failed = object["failed"].toInt();
        kept.waiting = object["waiting"].toInt();
        const QJsonObject counts = object["kinds"].toObject();
        for (auto it = counts.begin(); it != counts.end(); ++it)
            kinds.insert(it.key(), it->toInt());
    }
    for (auto it = kinds.begin(); it != kinds.end(); ++it)
        kept.kinds.append({it.key(), it.value()});
    std::sort(kept.kinds.begin(), kept.kinds.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    return kept;
}

QString batchCounts(const KeptBatch& batch) {
    const auto say = [](const char* text, int count) {
        return QCoreApplication::translate("Inspecting", text).arg(readableCount(count));
    };
    QStringList parts;
    if (batch.unsure == 0 || batch.ok + batch.ng > 0) {
        parts.append(say(QT_TRANSLATE_NOOP("Inspecting", "%1 OK"), batch.ok));
        parts.append(say(QT_TRANSLATE_NOOP("Inspecting", "%1 NG"), batch.ng));
    }
    if (batch.unsure > 0) parts.append(say(QT_TRANSLATE_NOOP("Inspecting", "%1 unsure"), batch.unsure));
    if (batch.failed > 0) parts.append(say(QT_TRANSLATE_NOOP("Inspecting", "%1 failed"), batch.failed));
    if (batch.waiting > 0) parts.append(say(QT_TRANSLATE_NOOP("Inspecting", "%1 waiting"), batch.waiting));
    return parts.join(QCoreApplication::translate("Inspecting", ", "));
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
