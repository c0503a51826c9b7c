#include "engine/base/machine.h"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace engine {

namespace {

constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();

std::string readText(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    if (in) text << in.rdbuf();
    return text.str();
}

std::optional<uint64_t> readNumber(const std::filesystem::path& path) {
    const std::string text = readText(path);
    uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end == text.data()) return std::nullopt;  // absent, or "max"
    return value;
}

// The value of "NAME   123 kB" or "NAME 123" in a text of such lines.
std::optional<uint64_t> fieldOf(const std::string& text, std::string_view name) {
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        if (line.rfind(name, 0) != 0) continue;
        std::istringstream rest(line.substr(name.size()));
        uint64_t value = 0;
        if (rest >> value) return value;
    }
    return std::nullopt;
}

struct GroupPath {
    std::filesystem::path mount;  // where the controller's tree begins
    std::filesystem::path own;    // of this process below it
    bool second = true;           // cgroup v2
};

// The control groups that limit `controller` ("memory", "cpu") for this process.
std::vector<GroupPath> groupsOf(const std::filesystem::path& root, const std::string& controller) {
    std::string wanted = ",";
    wanted.append(controller).append(",");
    std::vector<GroupPath> groups;
    std::istringstream lines(readText(root / "proc/self/cgroup"));
    std::string line;
    while (std::getline(lines, line)) {
        const size_t first = line.find(':');
        const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        std::string names = ",";
        names.append(line, first + 1, second - first - 1).append(",");
        const std::filesystem::path own = std::filesystem::path(line.substr(second + 1)).relative_path();
        if (names == ",,") {
            groups.push_back({root / "sys/fs/cgroup", own, true});
            groups.push_back({root / "sys/fs/cgroup/unified", own, true});
        } else if (names.find(wanted) != std::string::npos) {
            groups.push_back({root / "sys/fs/cgroup" / controller, own, false});
        }
    }
    return groups;
}

// A limit of any group above binds too. Inside a container the own path may not exist below the mount: then
// the mount itself is the container's group.
template <class Visit>
void forEachLevel(const GroupPath& group, const Visit& visit) {
    std::filesystem::path own = group.own;
    for (int depth = 0; depth < 32; ++depth) {
        visit(own.empty() ? group.mount : group.mount / own);
        if (own.empty()) return;
        own = own.parent_path();
    }
}

void limitMemory(const std::filesystem::path& root, Machine& machine) {
    const uint64_t installed = machine.totalMemoryBytes;
    for (const auto& group : groupsOf(root, "memory")) {
        forEachLevel(group, [&](const std::filesystem::path& level) {
            const auto limit = readNumber(level / (group.second ? "memory.max" : "memory.limit_in_bytes"));
            if (!limit || *limit >= installed) return;  // v1 says "no limit" by a huge number
            machine.totalMemoryBytes = std::min(machine.totalMemoryBytes, *limit);
            const uint64_t used =
                readNumber(level / (group.second ? "memory.current" : "memory.usage_in_bytes")).value_or(0);
            // File pages that nobody touched lately are counted as used but given back on demand.
            const std::string stat = readText(level / "memory.stat");
            const uint64_t reclaimable =
                fieldOf(stat, group.second ? "inactive_file " : "total_inactive_file ").value_or(0);
            const uint64_t held = used - std::min(used, reclaimable);
            machine.freeMemoryBytes = std::min(machine.freeMemoryBytes, *limit - std::min(*limit, held));
        });
    }
}

// Processor time granted by the groups, in cores.
double quotaCores(const std::filesystem::path& root) {
    double cores = std::numeric_limits<double>::infinity();
    for (const auto& group : groupsOf(root, "cpu")) {
        forEachLevel(group, [&](const std::filesystem::path& level) {
            double quota = -1;
            double period = 0;
            if (group.second) {
                std::istringstream text(readText(level / "cpu.max"));
                if (!(text >> quota >> period)) return;  // "max 100000"
            } else {
                std::istringstream(readText(level / "cpu.cfs_quota_us")) >> quota;
                std::istringstream(readText(level / "cpu.cfs_period_us")) >> period;
            }
            if (quota > 0 && period > 0) cores = std::min(cores, quota / period);
        });
    }
    return cores;
}

void readCores(const std::filesystem::path& root, Machine& machine) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) CPU_SET(0, &allowed);
    std::set<std::pair<uint64_t, uint64_t>> physical;
    int logical = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(static_cast<size_t>(cpu), &allowed)) continue;
        ++logical;
        const auto topology = root / ("sys/devices/system/cpu/cpu" + std::to_string(cpu)) / "topology";
        const auto package = readNumber(topology / "physical_package_id");
        const auto core = readNumber(topology / "core_id");
        // Without topology every logical processor counts as a core.
        physical.insert(core ? std::pair(package.value_or(0), *core)
                             : std::pair(kUnlimited, static_cast<uint64_t>(cpu)));
    }
    machine.logicalCores = std::max(1, logical);
    machine.cores = std::max(1, static_cast<int>(physical.size()));
    const double quota = quotaCores(root);
    if (quota < machine.logicalCores) {
        machine.logicalCores = std::max(1, static_cast<int>(std::ceil(quota)));
        machine.cores = std::min(machine.cores, machine.logicalCores);
    }
}

}  // namespace

Machine readMachine(const std::filesystem::path& root) {
    Machine machine;
    const std::string memory = readText(root / "proc/meminfo");
    machine.totalMemoryBytes = fieldOf(memory, "MemTotal:").value_or(0) * 1024;
    machine.freeMemoryBytes = fieldOf(memory, "MemAvailable:").value_or(0) * 1024;
    limitMemory(root, machine);
    readCores(root, machine);
    std::istringstream processors(readText(root / "proc/cpuinfo"));
    std::string line;
    while (machine.processor.empty() && std::getline(processors, line)) {
        if (line.rfind("model name", 0) != 0) continue;
        const size_t colon = line.find(": ");
        if (colon != std::string::npos) machine.processor = line.substr(colon + 2);
    }
    return machine;
}

}  // namespace engine
