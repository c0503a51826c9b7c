// A store that cannot be trusted is kept, never repaired in place and never deleted.
#pragma once

#include <filesystem>

#include "engine/base/result.h"

namespace engine {

// Moves conclave.sqlite, its -wal and its -shm as a unit into folder/damaged-DATE and answers that folder. No
// connection may be open and the store must be held alone.
Result<std::filesystem::path> moveStoreAside(const std::filesystem::path& folder);

// A log without the database it belongs to (lost or emptied by something else). SQLite would delete it on
// opening.
bool logWithoutStore(const std::filesystem::path& folder);

// "20261125-004512", local time, for names of files that are kept.
std::string nameOfNow();

}  // namespace engine
