// The energy the processor has used, where the machine has a meter that this program may read (Linux
// powercap).
//
// Errors   joules() is empty where there is no meter: an unknown is never reported as nought.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace engine {

class EnergyMeter {
public:
    // Starts to measure.
    EnergyMeter();
    // Joules of all processor packages since the start.
    std::optional<double> joules() const;

private:
    struct Counter {
        std::filesystem::path file;
        uint64_t start = 0;
        uint64_t wrapsAt = 0;
    };
    std::vector<Counter> counters_;
};

}  // namespace engine
