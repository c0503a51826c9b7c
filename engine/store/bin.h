// The bin of every noun: what is deleted stays there for thirty days and can be restored.
#pragma once

#include <memory>
#include <string>

#include "engine/store/database.h"

namespace SQLite {
class Database;
}

namespace engine {

constexpr int64_t kBinSeconds = 30LL * 24 * 60 * 60;

// Removes for good what has been in the bin for thirty days. Call once at start.
Status emptyOldBins(const std::shared_ptr<Database>& database);

// For the stores: puts a row of a table into the bin or takes it out; a row that is not there is an error.
Status setDeletedAt(Database& database, const std::string& table, RowId id, int64_t when);

int64_t unixSecondsNow();

}  // namespace engine
