#include "engine/store/store_error.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace engine {

namespace {

// Asks the disk itself whether the log could grow: SQLite reports a spent quota or a failed index growth as
// any other failure, and the system's reason is often lost by then.
bool cannotGrow(const std::filesystem::path& folder) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(folder / "conclave.sqlite-wal", failed);
    const off_t from = failed ? 0 : static_cast<off_t>(size);
    std::string probe = (folder / ".room-XXXXXX").string();
    const int file = ::mkostemp(probe.data(), O_CLOEXEC);
    if (file < 0) return errno == ENOSPC || errno == EDQUOT;
    ::unlink(probe.c_str());
    const int answer = ::posix_fallocate(file, from, 64 * 1024);
    ::close(file);
    return answer == ENOSPC || answer == EDQUOT || answer == EFBIG;
}

bool diskIsFull(int code, int systemError, const std::filesystem::path& folder) {
    if (code == SQLITE_FULL) return true;
    if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN) return false;
    return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG || cannotGrow(folder);
}

}  // namespace

bool meansDamaged(const SQLite::Exception& problem) {
    return problem.getErrorCode() == SQLITE_CORRUPT || problem.getErrorCode() == SQLITE_NOTADB;
}

bool meansBusy(const SQLite::Exception& problem) {
    // PROTOCOL: another process was recovering the log the whole time.
    return problem.getErrorCode() == SQLITE_BUSY || problem.getErrorCode() == SQLITE_PROTOCOL;
}

Error rowIsGone() {
    return {.kind = ErrorKind::kNotFound,
            .what = "This entry is no longer in the store.",
            .remedy = "It was removed meanwhile; reload the list."};
}

Error storeError(const SQLite::Exception& problem, SQLite::Database* connection,
                 const std::filesystem::path& folder) {
    const int code = problem.getErrorCode();
    const int systemError = connection != nullptr ? sqlite3_system_errno(connection->getHandle()) : errno;
    Error error{.kind = ErrorKind::kIo, .args = {folder.string()}};
    error.detail = problem.what();
    error.detail += " (SQLite " + std::to_string(problem.getExtendedErrorCode()) + ", system " +
                    std::to_string(systemError) + ")";
    if (diskIsFull(code, systemError, folder)) {
        error.kind = ErrorKind::kDoesNotFit;
        error.what = "There is no room left on the disk that holds “{0}”; the last change was not kept.";
        error.remedy = "Free some space and try again; everything before it is safe.";
    } else if (meansDamaged(problem)) {
        error.what = "The store in “{0}” is damaged.";
        error.remedy =
            "Close Conclave and start it again: it checks the store and keeps what is damaged aside.";
    } else if (meansBusy(problem) || code == SQLITE_LOCKED) {
        error.what = "Another program is holding the store in “{0}”.";
        error.remedy = "Close the other program, or wait until its work is done, and try again.";
    } else if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM ||
               code == SQLITE_AUTH) {
        error.what = "The store in “{0}” cannot be written.";
        error.remedy = "Make the folder writable, or choose another data folder.";
    } else if (problem.getExtendedErrorCode() == SQLITE_CONSTRAINT_FOREIGNKEY) {
        error.kind = ErrorKind::kNotFound;
        error.what = "What this belongs to is no longer in the store in “{0}”.";
        error.remedy = "It was removed meanwhile; open it again.";
    } else if (code == SQLITE_TOOBIG) {
        error.kind = ErrorKind::kDoesNotFit;
        error.what = "The text is longer than the store in “{0}” can hold.";
        error.remedy = "Split it into smaller files.";
    } else if (code == SQLITE_NOMEM) {
        error.kind = ErrorKind::kDoesNotFit;
        error.what = "There is not enough memory for the store in “{0}”.";
        error.remedy = "Close other programs and try again.";
    } else if (code == SQLITE_IOERR) {
        error.what = "The disk that holds “{0}” failed to read or write.";
        error.remedy = "Check the disk, and try again; what was kept before is safe.";
    } else {
        error.kind = ErrorKind::kInternal;
        error.what = "The store in “{0}” refused an operation.";
        error.remedy = "Try again; if it happens again, report the line of the log.";
    }
    return error;
}

}  // namespace engine
