#include "engine/store/migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>

#include <array>
#include <string>

#include "engine/base/atomic_file.h"
#include "engine/base/disk_space.h"
#include "engine/store/damaged_store.h"
#include "engine/store/store_error.h"

namespace engine {

namespace {

// Ids are never used twice (AUTOINCREMENT), so that a stale reference finds nothing instead of something
// else. Times are Unix seconds; deleted_at is 0 for what is not in the bin. The long column of a table stands
// last: the others are read without it.
constexpr const char* kFirst = R"sql(
CREATE TABLE documents(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    pages INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_order INTEGER NOT NULL,  -- rises with every opening: the list's order within one second
    deleted_at INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_opening ON documents(opened_order);

CREATE TABLE passages(
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    range_begin INTEGER NOT NULL,
    range_end INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX passages_by_document ON passages(document, range_begin);
CREATE VIRTUAL TABLE passage_index USING fts5(words, tokenize = 'porter unicode61 remove_diacritics 2');

CREATE TABLE parts(
    document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE(document, key)
) STRICT;

CREATE TABLE summaries(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    json TEXT NOT NULL,
    UNIQUE(document, model)
) STRICT;

CREATE TABLE conversations(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER REFERENCES documents(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_order INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX conversations_by_document ON conversations(document);
CREATE INDEX conversations_by_change ON conversations(changed_order);

CREATE TABLE messages(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    model TEXT NOT NULL,
    writer TEXT NOT NULL,  -- the process that is writing it while it runs
    created_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    citations_json TEXT NOT NULL
) STRICT;
CREATE INDEX messages_by_conversation ON messages(conversation, id);
CREATE INDEX messages_running ON messages(state) WHERE state = 'running';

CREATE TABLE runs(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    model TEXT NOT NULL,
    document INTEGER REFERENCES documents(id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    seconds REAL NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    search_text TEXT NOT NULL,
    result_json TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_time ON runs(created_at, id);
CREATE INDEX runs_by_document ON runs(document);
CREATE VIRTUAL TABLE run_index USING fts5(title, model, words, tokenize = 'porter unicode61 remove_diacritics 2');

CREATE TABLE settings(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
)sql";

// What the router did in an answer; empty for a model without experts.
constexpr const char* kRouting = "ALTER TABLE messages ADD COLUMN routing_json TEXT NOT NULL DEFAULT ''";

// Products under inspection. A batch's rows are there before its pictures are looked at: what still waits
// says where to go on.
constexpr const char* kInspections = R"sql(
CREATE TABLE inspection_projects(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    file TEXT NOT NULL DEFAULT '',
    prompt TEXT NOT NULL DEFAULT '',
    false_alarm_rate REAL NOT NULL DEFAULT 0.05,
    threshold REAL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_order INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE inspection_examples(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL REFERENCES inspection_projects(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    good INTEGER NOT NULL,
    group_key TEXT NOT NULL,
    regions_json TEXT NOT NULL,
    UNIQUE(project, path)
) STRICT;

CREATE TABLE inspection_batches(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL REFERENCES inspection_projects(id) ON DELETE CASCADE,
    prompt TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX inspection_batches_by_project ON inspection_batches(project, id);

CREATE TABLE inspections(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES inspection_batches(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    verdict TEXT NOT NULL DEFAULT '',
    overruled TEXT NOT NULL DEFAULT '',
    score REAL NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL,
    result_json TEXT NOT NULL DEFAULT '',
    heat_map BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX inspections_by_batch ON inspections(batch, id);
)sql";

// The line of the history that a batch is; 0: none yet.
constexpr const char* kBatchRun = "ALTER TABLE inspection_batches ADD COLUMN run INTEGER NOT NULL DEFAULT 0";

constexpr std::array kSteps = {Migration{1, kFirst}, Migration{2, kRouting}, Migration{3, kInspections},
                               Migration{4, kBatchRun}};

int versionOf(SQLite::Database& connection) {
    return connection.execAndGet("PRAGMA user_version").getInt();
}

Error newerStore(const std::filesystem::path& folder, int found, int known) {
    return {.kind = ErrorKind::kUnsupported,
            .what =
                "The store in “{0}” was written by a newer Conclave (version {1} of the store; this program "
                "knows "
                "version {2}).",
            .remedy = "Update Conclave, or choose another data folder. The store was left as it is.",
            .args = {folder.string(), std::to_string(found), std::to_string(known)}};
}

}  // namespace

std::span<const Migration> migrations() {
    return kSteps;
}

Status copyStore(SQLite::Database& connection, const std::filesystem::path& folder,
                 const std::filesystem::path& target) {
    const std::filesystem::path partial = target.string() + ".partial";
    std::error_code ignored;
    try {
        const int64_t size = connection.execAndGet("PRAGMA page_count").getInt64() *
                             connection.execAndGet("PRAGMA page_size").getInt64();
        if (auto room = checkDiskSpace(target.parent_path(), static_cast<uint64_t>(size)); !room) return room;
        std::filesystem::remove(partial, ignored);
        SQLite::Statement copy(connection, "VACUUM INTO ?");
        copy.bind(1, partial.string());
        copy.exec();
    } catch (const SQLite::Exception& problem) {
        Error error = storeError(problem, &connection, folder);
        std::filesystem::remove(partial, ignored);
        return error;
    }
    ::chmod(partial.c_str(), 0600);
    auto moved = moveIntoPlace(partial, target);
    if (!moved) std::filesystem::remove(partial, ignored);
    return moved;
}

Result<int> migrate(SQLite::Database& connection, const std::filesystem::path& folder,
                    std::span<const Migration> steps) {
    const int newest = steps.empty() ? 0 : steps.back().version;
    std::filesystem::path backup;
    int version = versionOf(connection);
    while (version < newest) {
        if (version > 0) {
            std::error_code failed;
            std::filesystem::create_directories(folder / "backups", failed);
            if (failed) return writeError(folder / "backups", failed.value());
            std::string name = "version-" + std::to_string(version);
            name.append("-").append(nameOfNow()).append(".sqlite");
            backup = folder / "backups" / name;
            if (auto copied = copyStore(connection, folder, backup); !copied) return copied.error();
        }
        try {
            SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
            // Another program may have migrated while this one made its backup.
            const int now = versionOf(connection);
            if (now != version) {
                version = now;
                continue;
            }
            for (const Migration& step : steps) {
                if (step.version <= version) continue;
                connection.exec(step.sql);
                std::string mark = "PRAGMA user_version = ";
                connection.exec(mark.append(std::to_string(step.version)));
            }
            transaction.commit();
            version = newest;
        } catch (const SQLite::Exception& problem) {
            Error error = storeError(problem, &connection, folder);
            if (error.kind != ErrorKind::kInternal) return error;
            error.what = "The store in “{0}” could not be brought to this version; it was left as it is.";
            error.remedy = backup.empty() ? "Report the line of the log."
                                          : "Use the earlier version of Conclave. A copy is kept in “{1}”.";
            error.args.push_back(backup.string());
            return error;
        }
    }
    if (version > newest) return newerStore(folder, version, newest);
    return version;
}

}  // namespace engine
