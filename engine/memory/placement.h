// Where each part of a model lives, on the GPU, in memory, or on the disk that it is mapped from, and how
// fast it decodes there. Arithmetic on measures alone, so that what is shown is what is done.
//
// Order    The GPU takes what every token reads, layer by layer, then the KV cache of those layers, then
//          routed experts, the most used first. Memory takes the rest. Routed experts that it has no room for
//          stay on the disk, and a part of it is then kept free to read them through.
// Units    bytes; gigabytes (1e9 bytes) a second, 0 where it is not known; tokens.
// Thread   any.
// Errors   none: a placement that does not fit says what would.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace engine {

enum class Device : uint8_t { kGpu, kRam, kDisk };
constexpr size_t kDevices = 3;

struct LayerMeasures {
    uint64_t attention = 0;
    uint64_t shared = 0;  // all else that every token reads: norms, router, dense block, shared experts
    uint64_t expert = 0;  // one routed expert
    int64_t experts = 0;  // E; 0 for a dense layer
    int64_t active = 0;   // A
    uint64_t kvPerToken = 0;
    int64_t window = 0;  // positions that a token reads; 0: all
};

struct ModelMeasures {
    std::vector<LayerMeasures> layers;  // [L]
    uint64_t embedding = 0;             // one row of it is looked up; 0 where it is the head as well
    uint64_t head = 0;                  // and what else stands behind the last layer
    uint64_t working = 0;
    int64_t pageTokens = 1;  // the KV cache grows by pages
    int64_t sparePages = 0;  // beside those of the context
};

struct DeviceMeasures {
    uint64_t bytes = 0;  // free; of the disk, the routed experts that can be read from where they lie
    double gigabytesPerSecond = 0;
};

struct MachineMeasures {
    std::array<DeviceMeasures, kDevices> devices;

    DeviceMeasures& operator[](Device device) { return devices[static_cast<size_t>(device)]; }
    const DeviceMeasures& operator[](Device device) const { return devices[static_cast<size_t>(device)]; }
};

// What one device holds of the model.
struct DeviceLoad {
    uint64_t attention = 0;
    uint64_t shared = 0;  // with embedding and head
    uint64_t routed = 0;
    uint64_t kv = 0;
    uint64_t working = 0;
    uint64_t readThrough = 0;    // kept free for experts on their way from the disk
    uint64_t readsPerToken = 0;  // of weights; experts from the disk are read again from memory

    uint64_t total() const { return attention + shared + routed + kv + working + readThrough; }
};

struct LayerPlacement {
    Device weights = Device::kRam;  // attention and what every token reads
    Device kv = Device::kRam;
    std::vector<Device> experts;  // [E]
};

struct Placement {
    bool fits = false;
    int64_t contextLength = 0;
    int64_t longestContext = 0;  // that fits, at most contextLength; 0: not even the shortest
    std::array<DeviceLoad, kDevices> devices;
    std::vector<LayerPlacement> layers;  // [L]
    double tokensPerSecond = 0;          // of decode behind a short prompt; 0: not known
    double tokensPerSecondAtEnd = 0;     // where the context is full

    DeviceLoad& operator[](Device device) { return devices[static_cast<size_t>(device)]; }
    const DeviceLoad& operator[](Device device) const { return devices[static_cast<size_t>(device)]; }
    // Whether routed experts are read from the disk while tokens are made.
    bool readsDisk() const { return (*this)[Device::kDisk].routed > 0; }
};

// A context shorter than this is of no use to anybody.
constexpr int64_t kShortestContext = 512;

// uses is [L, E], how often each expert was chosen; without any they count as used alike.
Placement planPlacement(const ModelMeasures& model, const MachineMeasures& machine, int64_t contextLength,
                        std::span<const int64_t> uses = {});

}  // namespace engine
