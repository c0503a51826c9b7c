#include "engine/run/energy_meter.h"

#include <fstream>
#include <string>

namespace engine {

namespace {

std::optional<uint64_t> readNumber(const std::filesystem::path& file) {
    std::ifstream in(file);
    uint64_t value = 0;
    if (in >> value) return value;
    return std::nullopt;
}

}  // namespace

EnergyMeter::EnergyMeter() {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/sys/class/powercap", ignored)) {
        // Packages are "intel-rapl:0"; their parts, "intel-rapl:0:1", would be counted twice.
        const std::string name = entry.path().filename().string();
        if (name.find(':') == std::string::npos || name.find(':') != name.rfind(':')) continue;
        const auto start = readNumber(entry.path() / "energy_uj");
        const auto limit = readNumber(entry.path() / "max_energy_range_uj");
        if (start) counters_.push_back({entry.path() / "energy_uj", *start, limit.value_or(0)});
    }
}

std::optional<double> EnergyMeter::joules() const {
    if (counters_.empty()) return std::nullopt;
    double microjoules = 0;
    for (const Counter& counter : counters_) {
        const auto now = readNumber(counter.file);
        if (!now) return std::nullopt;
        const uint64_t used =
            *now >= counter.start ? *now - counter.start : *now + counter.wrapsAt - counter.start;
        microjoules += static_cast<double>(used);
    }
    return microjoules * 1e-6;
}

}  // namespace engine
