// Rows of the history inside a transaction of another store: kept with what belongs to them, or not at all.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/store/run_store.h"

namespace engine {

RowId addRunRow(SQLite::Database& connection, const StoredRun& run);
bool updateRunRow(SQLite::Database& connection, const StoredRun& run);  // by id; false: it is not there

}  // namespace engine
