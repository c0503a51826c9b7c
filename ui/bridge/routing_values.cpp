#include "ui/bridge/routing_values.h"

#include <QJsonArray>

namespace ui::bridge {

RoutingItem toItem(const engine::RouterStatistics& statistics) {
    RoutingItem item;
    item.experts = static_cast<int>(statistics.experts());
    item.active = static_cast<int>(statistics.active());
    for (int64_t layer = 0; layer < statistics.layers(); ++layer) {
        QList<qint64> counts;
        for (int64_t expert = 0; expert < statistics.experts(); ++expert)
            counts.append(statistics.count(layer, expert));
        item.counts.append(counts);
        item.entropy.append(statistics.entropy(layer));
    }
    return item;
}

QJsonObject routingToJson(const RoutingItem& routing) {
    QJsonArray layers;
    for (qsizetype layer = 0; layer < routing.counts.size(); ++layer) {
        QJsonArray counts;
        for (const qint64 count : routing.counts[layer])
            counts.append(count);
        layers.append(QJsonObject{{"layer", layer}, {"counts", counts}, {"entropy", routing.entropy[layer]}});
    }
    return {{"layers", layers}, {"experts", routing.experts}, {"active", routing.active}};
}

RoutingItem routingFromJson(const QJsonObject& object) {
    RoutingItem item;
    item.experts = object["experts"].toInt();
    item.active = object["active"].toInt();
    for (const QJsonValue& layer : object["layers"].toArray()) {
        QList<qint64> counts;
        for (const QJsonValue& count : layer["counts"].toArray())
            counts.append(count.toInteger());
        if (counts.size() != item.experts || item.experts < 1) return {};
        item.counts.append(counts);
        item.entropy.append(layer["entropy"].toDouble());
    }
    return item;
}

}  // namespace ui::bridge
