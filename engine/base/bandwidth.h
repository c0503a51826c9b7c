// How fast this machine reads memory and the disk that a model lies on, what decoding is bound by, and
// how fast it multiplies, what prefill is bound by.
//
// Units    gigabytes (1e9 bytes) and 1e9 multiply-adds a second; 0 where it could not be measured.
// Memory   64 to 256 MB while it measures.
// Thread   any; the processor is busy for about half a second, the disk for another.
// Errors   none: what cannot be measured, read or kept is not known.
#pragma once

#include <cstdint>
#include <filesystem>

namespace engine {

struct Bandwidth {
    double memory = 0;
    double disk = 0;
};

// Reads memory with this many threads; 0: one a core.
double measureMemoryBandwidth(int threads);

// Runs a backend's peakBytes or peakFloats (null: 0) with this many threads; 0: one a core.
double measureProducts(int64_t (*peak)(int64_t rounds), int threads);

// Reads samples of the file, or of the largest file in a folder, that are not in memory: those that nobody
// has mapped are driven out first.
double measureDiskBandwidth(const std::filesystem::path& file);

// Measured once and then kept in the data folder for this machine, disk and number of threads.
Bandwidth bandwidthOf(const std::filesystem::path& dataFolder, const std::filesystem::path& file,
                      int threads);

}  // namespace engine
