// How much room a disk has left for this user.
#pragma once

#include <cstdint>
#include <filesystem>

#include "engine/base/result.h"

namespace engine {

// Of the disk that holds `path`, which need not exist yet: the nearest folder above it that does is asked.
Result<uint64_t> freeDiskBytes(const std::filesystem::path& path);

// A sentence with both numbers when `needed` bytes do not fit beside what is there.
Status checkDiskSpace(const std::filesystem::path& path, uint64_t needed);

// "1.12 GB": for sentences that name a size.
std::string readableBytes(uint64_t bytes);

}  // namespace engine
