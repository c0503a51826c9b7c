#include "engine/memory/placement.h"

#include <algorithm>
#include <cmath>

namespace engine {
namespace {

constexpr uint64_t kMostReadThrough = uint64_t{1} << 30;
constexpr int64_t kMostTokens = int64_t{1} << 36;  // beyond any machine, and safe to multiply with

struct Expert {
    size_t layer, index;
    double uses;  // of one token
};

// How often each expert is used by one token, the most used first.
std::vector<Expert> rankExperts(const ModelMeasures& model, std::span<const int64_t> uses) {
    const size_t stride = model.layers.empty() ? 0 : uses.size() / model.layers.size();
    std::vector<Expert> ranked;
    for (size_t l = 0; l < model.layers.size(); ++l) {
        const LayerMeasures& layer = model.layers[l];
        const auto experts = static_cast<size_t>(layer.experts);
        const auto counts =
            experts <= stride ? uses.subspan(l * stride, experts) : std::span<const int64_t>();
        double total = 0;
        for (const int64_t count : counts)
            total += static_cast<double>(count);
        for (size_t e = 0; e < experts; ++e) {
            const double share =
                total > 0 ? static_cast<double>(counts[e]) / total : 1.0 / static_cast<double>(layer.experts);
            ranked.push_back({l, e, std::min(1.0, share * static_cast<double>(layer.active))});
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const Expert& one, const Expert& other) { return one.uses > other.uses; });
    return ranked;
}

// Fills one placement from the front: parts go where there is still room.
class Placer {
public:
    Placer(const ModelMeasures& model, const MachineMeasures& machine, int64_t contextLength)
        : model_(model), machine_(machine) {
        made_.contextLength = contextLength;
        made_.layers.resize(model.layers.size());
        pages_ = (std::min(contextLength, kMostTokens) + model.pageTokens - 1) / model.pageTokens +
                 model.sparePages;
    }

    Placement place(const std::vector<Expert>& ranked) {
        placeGpu();
        placeRest();
        placeExperts(ranked);
        made_.fits = made_[Device::kRam].total() <= machine_[Device::kRam].bytes;
        for (const Expert& expert : ranked)
            read(made_.layers[expert.layer].experts[expert.index],
                 expert.uses * static_cast<double>(model_.layers[expert.layer].expert));
        if (made_.fits) predict();
        return std::move(made_);
    }

private:
    uint64_t kvOf(const LayerMeasures& layer) const {
        return layer.kvPerToken * static_cast<uint64_t>(pages_ * model_.pageTokens);
    }
    bool hasRoom(Device device, uint64_t bytes) const {
        const uint64_t used = made_[device].total();
        return used <= machine_[device].bytes && bytes <= machine_[device].bytes - used;
    }
    void read(Device device, double bytes) { reads_[static_cast<size_t>(device)] += bytes; }

    void placeGpu() {
        DeviceLoad& gpu = made_[Device::kGpu];
        size_t layers = 0;  // whose weights are there
        for (; layers < model_.layers.size(); ++layers) {
            const LayerMeasures& layer = model_.layers[layers];
            // The first brings the working memory along.
            const uint64_t working = layers == 0 ? model_.working : 0;
            if (!hasRoom(Device::kGpu, working + layer.attention + layer.shared)) break;
            gpu.working += working;
            gpu.attention += layer.attention;
            gpu.shared += layer.shared;
            made_.layers[layers].weights = Device::kGpu;
        }
        if (layers > 0 && layers == model_.layers.size() && hasRoom(Device::kGpu, model_.head)) {
            gpu.shared += model_.head;
            head_ = Device::kGpu;
        }
        for (size_t l = 0; l < layers && hasRoom(Device::kGpu, kvOf(model_.layers[l])); ++l) {
            gpu.kv += kvOf(model_.layers[l]);
            made_.layers[l].kv = Device::kGpu;
        }
    }

    // What the GPU has not taken, but for routed experts.
    void placeRest() {
        DeviceLoad& ram = made_[Device::kRam];
        ram.working = model_.working;
        ram.shared = model_.embedding + (head_ == Device::kRam ? model_.head : 0);
        read(head_, static_cast<double>(model_.head));
        for (size_t l = 0; l < model_.layers.size(); ++l) {
            const LayerMeasures& layer = model_.layers[l];
            const LayerPlacement& where = made_.layers[l];
            if (where.weights == Device::kRam) {
                ram.attention += layer.attention;
                ram.shared += layer.shared;
            }
            if (where.kv == Device::kRam) ram.kv += kvOf(layer);
            read(where.weights, static_cast<double>(layer.attention + layer.shared));
        }
    }

    void placeExperts(const std::vector<Expert>& ranked) {
        for (size_t l = 0; l < model_.layers.size(); ++l)
            made_.layers[l].experts.resize(static_cast<size_t>(model_.layers[l].experts));
        // Only the GPU that has the working memory can compute.
        const bool onGpu = made_[Device::kGpu].total() > 0;
        std::vector<Expert> rest;
        uint64_t restBytes = 0;
        for (const Expert& expert : ranked) {
            if (onGpu && take(Device::kGpu, expert)) continue;
            rest.push_back(expert);
            restBytes += bytesOf(expert);
        }
        if (!hasRoom(Device::kRam, restBytes) && machine_[Device::kDisk].bytes > 0)
            made_[Device::kRam].readThrough = readThrough();
        for (const Expert& expert : rest) {
            // What can stay nowhere asks for more memory than there is.
            if (!take(Device::kRam, expert) && !take(Device::kDisk, expert)) put(Device::kRam, expert);
        }
    }

    uint64_t bytesOf(const Expert& expert) const { return model_.layers[expert.layer].expert; }

    bool take(Device device, const Expert& expert) {
        if (!hasRoom(device, bytesOf(expert))) return false;
        put(device, expert);
        return true;
    }

    void put(Device device, const Expert& expert) {
        made_[device].routed += bytesOf(expert);
        made_.layers[expert.layer].experts[expert.index] = device;
    }

    // Room for the experts of one token, so that none is driven out before it was used; of very large models
    // for those of the layer that is computed and the one that is read.
    uint64_t readThrough() const {
        uint64_t token = 0;
        uint64_t largest = 0;
        for (const LayerMeasures& layer : model_.layers) {
            const uint64_t active = layer.expert * static_cast<uint64_t>(layer.active);
            token += active;
            largest = std::max(largest, active);
        }
        return std::max(std::min(token, kMostReadThrough), 2 * largest);
    }

    void predict() {
        // What comes from the disk is put into memory and computed there.
        read(Device::kRam, reads_[static_cast<size_t>(Device::kDisk)]);
        double seconds = 0;
        double secondsAtEnd = 0;
        bool known = true;
        for (const Device device : {Device::kGpu, Device::kRam, Device::kDisk}) {
            double kv = 0;
            for (size_t l = 0; l < model_.layers.size(); ++l) {
                const LayerMeasures& layer = model_.layers[l];
                const int64_t seen =
                    layer.window > 0 ? std::min(layer.window, made_.contextLength) : made_.contextLength;
                if (made_.layers[l].kv == device)
                    kv += static_cast<double>(layer.kvPerToken) * static_cast<double>(seen);
            }
            const double weights = reads_[static_cast<size_t>(device)];
            const double speed = machine_[device].gigabytesPerSecond * 1e9;
            made_[device].readsPerToken = static_cast<uint64_t>(std::llround(weights));
            if (weights + kv <= 0) continue;
            known = known && speed > 0;
            seconds += weights / speed;
            secondsAtEnd += (weights + kv) / speed;
        }
        if (!known || seconds <= 0) return;
        made_.tokensPerSecond = 1.0 / seconds;
        made_.tokensPerSecondAtEnd = 1.0 / secondsAtEnd;
    }

    const ModelMeasures& model_;
    const MachineMeasures& machine_;
    Placement made_;
    int64_t pages_ = 0;
    Device head_ = Device::kRam;
    std::array<double, kDevices> reads_ = {};
};

}  // namespace

Placement planPlacement(const ModelMeasures& model, const MachineMeasures& machine, int64_t contextLength,
                        std::span<const int64_t> uses) {
    const std::vector<Expert> ranked = rankExperts(model, uses);
    Placement asked = Placer(model, machine, contextLength).place(ranked);
    asked.longestContext = asked.fits ? contextLength : 0;
    if (asked.fits) return asked;
    int64_t low = std::max<int64_t>(std::min(kShortestContext, contextLength) / model.pageTokens, 1);
    int64_t high = std::min(contextLength, kMostTokens) / model.pageTokens;
    while (low <= high) {
        const int64_t pages = (low + high) / 2;
        if (Placer(model, machine, pages * model.pageTokens).place(ranked).fits) {
            asked.longestContext = pages * model.pageTokens;
            low = pages + 1;
        } else {
            high = pages - 1;
        }
    }
    return asked;
}

}  // namespace engine
