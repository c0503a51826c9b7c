// Files that are replaced whole or not at all: written beside, synced, renamed, and the folder synced.
//
// Errors   a sentence when the folder cannot be written or the disk is full; the old file is then untouched
// and
//          nothing is left beside it.
#pragma once

#include <filesystem>
#include <string_view>

#include "engine/base/result.h"

namespace engine {

Status writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// Makes a finished file durable under its final name. Both names must be in one file system.
Status moveIntoPlace(const std::filesystem::path& from, const std::filesystem::path& to);

// Makes names that were made, renamed or removed in a folder durable.
Status syncFolder(const std::filesystem::path& folder);

// The sentence for errno after a failed write to `path`.
Error writeError(const std::filesystem::path& path, int errorNumber);

}  // namespace engine
