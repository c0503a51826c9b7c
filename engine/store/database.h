// The one SQLite file that holds everything: documents, summaries, conversations, runs, settings.
//
// Files    conclave.sqlite with its -wal and -shm, conclave.lock (who has it open), backups/ (made before a
// migration),
//          damaged-DATE/ (a store that failed its check: moved there as a whole, never deleted).
// Thread   any; calls are serialised inside. The window calls from its store thread only, so that it never
// waits.
//          Another process may use the same folder at the same time; writers wait for each other up to five
//          seconds.
// Memory   owns the connection. Everything is committed and synced before a call returns.
// Errors   open() answers a sentence: folder read-only, disk full, another program holds it, damaged (kept
// aside; the
//          next open() begins an empty store), or written by a newer version.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "engine/base/result.h"

namespace SQLite {
class Database;
}

namespace engine {

using RowId = int64_t;

class StoreLock;

class Database {
public:
    // Opens or makes folder/conclave.sqlite, checks it whole, and migrates it after a backup.
    static Result<std::shared_ptr<Database>> open(const std::filesystem::path& folder);
    ~Database();
    const std::filesystem::path& folder() const { return folder_; }
    int schemaVersion() const { return schemaVersion_; }
    // Copies the whole store to a file (also while in use); an older file of that name is replaced.
    Status backup(const std::filesystem::path& target);

    // For the nouns of this room: the connection with its lock held.
    class Access {
    public:
        SQLite::Database& operator*() const { return *connection_; }
        SQLite::Database* operator->() const { return connection_; }

    private:
        friend class Database;
        Access(SQLite::Database* connection, std::recursive_mutex& mutex)
            : connection_(connection), lock_(mutex) {}
        SQLite::Database* connection_;
        std::unique_lock<std::recursive_mutex> lock_;
    };
    Access access() { return {connection_.get(), mutex_}; }

private:
    Database();
    std::filesystem::path folder_;
    std::unique_ptr<StoreLock> lock_;
    std::unique_ptr<SQLite::Database> connection_;
    int schemaVersion_ = 0;
    std::recursive_mutex mutex_;
};

}  // namespace engine
