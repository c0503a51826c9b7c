// The shape of the store, as numbered steps that are only ever added: a step that was shipped never changes.
//
// Errors   a step that fails leaves the store exactly as it was; the sentence names the backup made before.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "engine/base/result.h"

namespace SQLite {
class Database;
}

namespace engine {

struct Migration {
    int version = 0;  // 1, 2, 3 …: the version of the store after the step
    const char* sql = nullptr;
};

std::span<const Migration> migrations();

// Brings an open store to the last of the steps, all in one transaction, after a backup in folder/backups
// unless it is new. Answers the version that it has then. A store beyond the last step is refused.
Result<int> migrate(SQLite::Database& connection, const std::filesystem::path& folder,
                    std::span<const Migration> steps);

// Copies a store in use to a file: beside, synced, renamed.
Status copyStore(SQLite::Database& connection, const std::filesystem::path& folder,
                 const std::filesystem::path& target);

}  // namespace engine
