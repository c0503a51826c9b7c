// What the router did: from the engine's value and from the store's JSON to what the pages show.
//
// Source   engine/model/router_statistics_json.h: the JSON is the same, without pairs.
#pragma once

#include <QJsonObject>

#include "engine/model/router_statistics.h"
#include "ui/bridge/values.h"

namespace ui::bridge {

RoutingItem toItem(const engine::RouterStatistics& statistics);
QJsonObject routingToJson(const RoutingItem& routing);
// Empty when the object is, or when its measures do not agree.
RoutingItem routingFromJson(const QJsonObject& object);

}  // namespace ui::bridge
