// What the router did as JSON: what the command line prints and the store keeps.
//
// Shapes   {"layers": [{"layer", "counts": [E], "entropy": bits}] (L of them; all counts of a dense layer are
//          0), "experts": E, "active": A}, and where pairs were recorded
//          "pairs": [[layer, one, other, tokens]], the strongest dozen of all layers, strongest first.
#pragma once

#include <nlohmann/json.hpp>

#include "engine/model/router_statistics.h"

namespace engine {

nlohmann::ordered_json toJson(const RouterStatistics& statistics);

}  // namespace engine
