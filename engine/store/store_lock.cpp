#include "engine/store/store_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "engine/base/atomic_file.h"

namespace engine {

namespace {

// 0: held. EWOULDBLOCK: another program has it. Anything else: this file system knows no locks.
int lockOnce(int file, int kind) {
    int answer = 0;
    do {
        answer = ::flock(file, kind | LOCK_NB);
    } while (answer != 0 && errno == EINTR);
    return answer == 0 ? 0 : errno;
}

}  // namespace

Result<std::unique_ptr<StoreLock>> StoreLock::open(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "conclave.lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        Error error = writeError(path, errno);
        if (error.kind == ErrorKind::kIo) {
            error.what = "The data folder “{0}” cannot be written.";
            error.remedy = "Make it writable, or choose another data folder.";
        }
        error.args = {folder.string()};
        return error;
    }
    std::unique_ptr<StoreLock> lock(new StoreLock(file));
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::seconds(5);
    while (lockOnce(file, LOCK_SH) == EWOULDBLOCK) {
        if (Clock::now() > deadline) {
            return Error{.kind = ErrorKind::kIo,
                         .what = "Another program is holding the store in “{0}”.",
                         .remedy = "Close the other program and try again.",
                         .args = {folder.string()}};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return lock;
}

StoreLock::~StoreLock() {
    ::close(file_);
}

bool StoreLock::holdAlone() {
    if (lockOnce(file_, LOCK_EX) == 0) return true;
    // A failed conversion may have dropped the shared lock.
    lockOnce(file_, LOCK_SH);
    return false;
}

}  // namespace engine
