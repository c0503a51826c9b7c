// Turns what SQLite throws into a sentence, at one place for the whole room.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <new>
#include <utility>

#include "engine/store/database.h"

namespace engine {

// connection may be null (it could not be opened); it is asked for the operating system's reason.
Error storeError(const SQLite::Exception& problem, SQLite::Database* connection,
                 const std::filesystem::path& folder);

// The file is not what SQLite wrote: as opposed to a disk or a lock that failed.
bool meansDamaged(const SQLite::Exception& problem);
bool meansBusy(const SQLite::Exception& problem);

Error rowIsGone();

// Runs body(connection) with the lock held; body returns a Result<T>.
template <class Body>
auto guarded(Database& database, Body&& body) -> decltype(body(*database.access())) {
    const auto access = database.access();
    try {
        return std::forward<Body>(body)(*access);
    } catch (const SQLite::Exception& problem) {
        return storeError(problem, &*access, database.folder());
    }
}

// The same inside one transaction: everything that body does is kept, or nothing. It takes the write lock at
// the start, because a reader that turns writer cannot wait for another program.
template <class Body>
auto committed(Database& database, Body&& body) -> decltype(body(*database.access())) {
    return guarded(database, [&](SQLite::Database& connection) -> decltype(body(connection)) {
        SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
        auto answer = body(connection);
        if (answer.ok()) transaction.commit();
        return answer;
    });
}

}  // namespace engine
