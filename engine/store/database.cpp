#include "engine/store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "engine/base/atomic_file.h"
#include "engine/base/log.h"
#include "engine/store/damaged_store.h"
#include "engine/store/migrations.h"
#include "engine/store/store_error.h"
#include "engine/store/store_lock.h"

namespace engine {

namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kApplicationId = 0x434e434c;  // "CNCL", in the header of the file

Status makeFolder(const std::filesystem::path& folder) {
    std::error_code failed;
    if (std::filesystem::is_directory(folder, failed)) return {};
    if (std::filesystem::exists(folder, failed)) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is a file, and the data folder is to be there.",
                     .remedy = "Choose another data folder, or move the file away.",
                     .args = {folder.string()}};
    }
    std::filesystem::create_directories(folder, failed);
    if (failed) {
        Error error = writeError(folder, failed.value());
        if (error.kind == ErrorKind::kIo) {
            error.what = "The data folder “{0}” cannot be made.";
            error.remedy = "Choose another data folder.";
        }
        return error;
    }
    // What people read is nobody else's business.
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    return {};
}

Error damagedAndKept(const std::filesystem::path& folder, StoreLock& lock, const std::string& detail) {
    if (!lock.holdAlone()) {
        return {.kind = ErrorKind::kIo,
                .what = "The store in “{0}” is damaged, and another program has it open.",
                .remedy = "Close every Conclave and start it again: it then keeps the damaged store aside.",
                .args = {folder.string()},
                .detail = detail};
    }
    auto kept = moveStoreAside(folder);
    if (!kept) {
        Error error = kept.error();
        error.what = "The store in “{0}” is damaged and could not be moved aside; nothing in it was deleted.";
        error.remedy = "Move its three files conclave.sqlite* to another folder and start again.";
        error.args = {folder.string()};
        return error;
    }
    return {
        .kind = ErrorKind::kBadInput,
        .what = "The store in “{0}” is damaged. It was moved as a whole to “{1}”; nothing in it was deleted.",
        .remedy = "Start again: Conclave begins with an empty store.",
        .args = {folder.string(), kept->string()},
        .detail = detail};
}

// A file that is not ours, or is newer, is left exactly as it is: this runs before anything is written.
Status checkOwner(SQLite::Database& connection, const std::filesystem::path& folder) {
    const int application = connection.execAndGet("PRAGMA application_id").getInt();
    const int version = connection.execAndGet("PRAGMA user_version").getInt();
    const bool empty = connection.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    const bool fresh = empty && application == 0 && version == 0;
    if (!fresh && application != kApplicationId) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}/conclave.sqlite” was not written by Conclave.",
                     .remedy = "Move it away, or choose another data folder.",
                     .args = {folder.string()}};
    }
    return {};
}

// The store is data, not program: nothing in a file that somebody else wrote may run or lie about its cells.
void harden(SQLite::Database& connection) {
    sqlite3_db_config(connection.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // Until the check is passed, closing must not write the log into a file that may be damaged, nor delete
    // it.
    sqlite3_db_config(connection.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    connection.exec(
        "PRAGMA foreign_keys = ON;"
        "PRAGMA trusted_schema = OFF;"
        "PRAGMA cell_size_check = ON;"
        "PRAGMA mmap_size = 0;"
        "PRAGMA secure_delete = ON;");
}

// A page that could not be read shows up in the check's text, too: then the disk failed, and not the store.
bool diskFailed(const std::string& checked) {
    constexpr std::string_view kCode = "error code=";
    const size_t at = checked.find(kCode);
    if (at == std::string::npos) return false;
    const int code = std::atoi(checked.c_str() + at + kCode.size()) & 0xff;
    return code != SQLITE_CORRUPT && code != SQLITE_NOTADB;
}

}  // namespace

Database::Database() = default;
Database::~Database() = default;

Result<std::shared_ptr<Database>> Database::open(const std::filesystem::path& folder) {
    if (auto made = makeFolder(folder); !made) return made.error();
    auto lock = StoreLock::open(folder);
    if (!lock) return lock.error();
    const std::filesystem::path path = folder / "conclave.sqlite";
    if (logWithoutStore(folder)) {
        return damagedAndKept(folder, **lock, "a log without the database that it belongs to");
    }
    // Made here for its permissions; the log files inherit them.
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return writeError(path, errno);
    ::close(file);

    std::shared_ptr<Database> database(new Database);
    database->folder_ = folder;
    auto& connection = database->connection_;
    std::string damage;
    bool seenTwice =
        false;  // damage is believed when a second look, with nothing kept from the first, finds it too
    // A program that opens or closes the store at this moment holds it for a few milliseconds, and SQLite
    // does not wait for that by itself.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyMilliseconds);
    for (;;) {
        try {
            connection =
                std::make_unique<SQLite::Database>(path.string(), SQLite::OPEN_READWRITE, kBusyMilliseconds);
            harden(*connection);
            if (auto ours = checkOwner(*connection, folder); !ours) return ours.error();
            const int version = connection->execAndGet("PRAGMA user_version").getInt();
            if (version > migrations().back().version) {
                auto refused = migrate(*connection, folder, migrations());
                return refused.error();
            }
            if (sqlite3_db_readonly(connection->getHandle(), "main") == 1) {
                return writeError(path, EROFS);
            }
            damage = connection->execAndGet("PRAGMA quick_check(1)").getString();
            if (damage != "ok") {
                if (diskFailed(damage)) {
                    return Error{.kind = ErrorKind::kIo,
                                 .what = "The disk that holds “{0}” failed to read the store.",
                                 .remedy = "Check the disk, and start again; the store was left as it is.",
                                 .args = {folder.string()},
                                 .detail = damage};
                }
                if (seenTwice) break;
                seenTwice = true;
                connection.reset();
                continue;
            }
            damage.clear();
            sqlite3_db_config(connection->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
            const std::string mode = connection->execAndGet("PRAGMA journal_mode = WAL").getString();
            if (mode != "wal") {
                // Some disks cannot share memory between programs; the older journal is as safe and slower.
                log(LogLevel::kWarning, "the store's disk does not support a write-ahead log");
            }
            connection->exec("PRAGMA synchronous = FULL");
            if (version == 0) {
                std::string mark = "PRAGMA application_id = ";
                connection->exec(mark.append(std::to_string(kApplicationId)));
            }
            auto migrated = migrate(*connection, folder, migrations());
            if (!migrated) return migrated.error();
            database->schemaVersion_ = *migrated;
            database->lock_ = std::move(*lock);
            return database;
        } catch (const SQLite::Exception& problem) {
            if (meansBusy(problem) && std::chrono::steady_clock::now() < deadline) {
                connection.reset();
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                continue;
            }
            if (!meansDamaged(problem)) return storeError(problem, connection.get(), folder);
            damage = problem.what();
            if (seenTwice) break;
            seenTwice = true;
            connection.reset();
        }
    }
    connection.reset();
    return damagedAndKept(folder, **lock, damage);
}

Status Database::backup(const std::filesystem::path& target) {
    const auto held = access();
    return copyStore(*held, folder_, target);
}

}  // namespace engine
