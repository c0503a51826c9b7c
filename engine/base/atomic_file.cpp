#include "engine/base/atomic_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace engine {

Error writeError(const std::filesystem::path& path, int errorNumber) {
    const std::string detail = std::strerror(errorNumber);
    switch (errorNumber) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return {.kind = ErrorKind::kDoesNotFit,
                    .what = "There is no room left on the disk for “{0}”.",
                    .remedy = "Free some space and try again.",
                    .args = {path.string()},
                    .detail = detail};
        case EACCES:
        case EPERM:
        case EROFS:
            return {.kind = ErrorKind::kIo,
                    .what = "“{0}” cannot be written.",
                    .remedy = "Make its folder writable, or choose another folder.",
                    .args = {path.string()},
                    .detail = detail};
        case ENOENT:
        case ENOTDIR:
            return {.kind = ErrorKind::kNotFound,
                    .what = "The folder of “{0}” is not there.",
                    .remedy = "Make the folder, or choose another one.",
                    .args = {path.string()},
                    .detail = detail};
        default:
            return {.kind = ErrorKind::kIo,
                    .what = "“{0}” could not be written.",
                    .remedy = "Check the disk and try again.",
                    .args = {path.string()},
                    .detail = detail};
    }
}

Status syncFolder(const std::filesystem::path& folder) {
    const std::filesystem::path named = folder.empty() ? std::filesystem::path(".") : folder;
    const int handle = ::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return writeError(named, errno);
    // Some file systems cannot sync a folder; there the rename is as durable as it gets.
    const bool synced = ::fsync(handle) == 0 || errno == EINVAL || errno == ENOTSUP;
    const int problem = errno;
    ::close(handle);
    if (!synced) return writeError(named, problem);
    return {};
}

Status moveIntoPlace(const std::filesystem::path& from, const std::filesystem::path& to) {
    const int file = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return writeError(from, errno);
    const bool synced = ::fsync(file) == 0;
    const int problem = errno;
    ::close(file);
    if (!synced) return writeError(from, problem);
    if (::rename(from.c_str(), to.c_str()) != 0) return writeError(to, errno);
    return syncFolder(to.parent_path());
}

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& path) {
    AtomicFile made;
    made.path_ = path;
    made.beside_ = path.string() + ".XXXXXX";
    made.file_ = ::mkostemp(made.beside_.data(), O_CLOEXEC);
    if (made.file_ < 0) return writeError(path, errno);
    // A temporary file is private; the finished one is as readable as files usually are.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(made.file_, 0666 & ~mask) != 0) return writeError(path, errno);
    return made;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)), beside_(std::move(other.beside_)), file_(std::exchange(other.file_, -1)),
      written_(other.written_) {}

AtomicFile::~AtomicFile() {
    if (file_ < 0) return;
    ::close(file_);
    ::unlink(beside_.c_str());
}

Status AtomicFile::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t wrote = ::write(file_, bytes.data(), bytes.size());
        if (wrote >= 0) {
            bytes = bytes.subspan(static_cast<size_t>(wrote));
            written_ += static_cast<uint64_t>(wrote);
        } else if (errno != EINTR) {
            return writeError(path_, errno);
        }
    }
    return {};
}

Status AtomicFile::commit() {
    Status done;
    if (::close(std::exchange(file_, -1)) != 0) done = writeError(path_, errno);
    if (done) done = moveIntoPlace(beside_, path_);
    if (!done) ::unlink(beside_.c_str());
    return done;
}

Status writeFileAtomically(const std::filesystem::path& path, std::string_view bytes) {
    auto file = AtomicFile::create(path);
    if (!file) return file.error();
    if (auto wrote = file->write(std::as_bytes(std::span(bytes))); !wrote) return wrote;
    return file->commit();
}

}  // namespace engine
