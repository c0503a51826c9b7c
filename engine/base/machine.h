// What this process may use of the machine now: memory and processor cores, as limited by containers and
// affinity.
//
// Source   /proc/meminfo, /proc/self/cgroup, cgroup v1 and v2 control files, sched_getaffinity(2). For disks
// see
//          disk_space.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace engine {

struct Machine {
    uint64_t totalMemoryBytes = 0;
    uint64_t freeMemoryBytes = 0;  // what a new allocation may take without swapping or being killed
    int cores = 1;                 // physical cores that this process may use
    int logicalCores = 1;          // with their hardware threads
    std::string processor;         // "AMD EPYC 7B13"; empty when the machine does not say
};

// root is where /proc and /sys are looked for; tests give a folder of their own.
Machine readMachine(const std::filesystem::path& root = "/");

}  // namespace engine
