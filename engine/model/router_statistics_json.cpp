#include "engine/model/router_statistics_json.h"

#include <array>

namespace engine {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kStrongest = 12;

// Ordered by tokens, most first; alike, by place.
Json strongestPairs(const RouterStatistics& statistics) {
    std::vector<std::array<int64_t, 4>> pairs;  // layer, one, other, tokens
    for (int64_t layer = 0; layer < statistics.layers(); ++layer) {
        for (int64_t one = 0; one < statistics.experts(); ++one) {
            for (int64_t other = one + 1; other < statistics.experts(); ++other) {
                if (const int64_t tokens = statistics.together(layer, one, other); tokens > 0)
                    pairs.push_back({layer, one, other, tokens});
            }
        }
    }
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a[3] > b[3]; });
    pairs.resize(std::min(pairs.size(), kStrongest));
    return pairs;
}

}  // namespace

Json toJson(const RouterStatistics& statistics) {
    Json layers = Json::array();
    for (int64_t layer = 0; layer < statistics.layers(); ++layer) {
        Json counts = Json::array();
        for (int64_t expert = 0; expert < statistics.experts(); ++expert)
            counts.push_back(statistics.count(layer, expert));
        layers.push_back(
            {{"layer", layer}, {"counts", std::move(counts)}, {"entropy", statistics.entropy(layer)}});
    }
    Json json = {
        {"layers", std::move(layers)}, {"experts", statistics.experts()}, {"active", statistics.active()}};
    if (statistics.hasPairs()) json["pairs"] = strongestPairs(statistics);
    return json;
}

}  // namespace engine
