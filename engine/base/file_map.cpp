#include "engine/base/file_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace engine {

Result<FileMap> FileMap::open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        const bool missing = errno == ENOENT || errno == ENOTDIR;
        return Error{.kind = missing ? ErrorKind::kNotFound : ErrorKind::kIo,
                     .what = missing ? "“{0}” is not there." : "“{0}” cannot be read.",
                     .remedy = missing ? "Check the name, or choose the file again."
                                       : "Check the permissions of the file.",
                     .args = {path.string()},
                     .detail = std::strerror(errno)};
    }
    struct stat facts {};
    FileMap map;
    const bool regular = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
    if (regular && facts.st_size > 0) {
        void* data = ::mmap(nullptr, static_cast<size_t>(facts.st_size), PROT_READ, MAP_SHARED, file, 0);
        if (data != MAP_FAILED) {
            map.data_ = static_cast<const std::byte*>(data);
            map.size_ = static_cast<size_t>(facts.st_size);
        }
    }
    ::close(file);
    if (!regular) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is not a file.",
                     .remedy = "Choose a file.",
                     .args = {path.string()}};
    }
    if (facts.st_size == 0) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is empty.",
                     .remedy = "Choose another file.",
                     .args = {path.string()}};
    }
    if (map.data_ == nullptr) {
        return Error{.kind = ErrorKind::kIo,
                     .what = "“{0}” cannot be mapped into memory.",
                     .remedy = "Copy it to a local disk and try again.",
                     .args = {path.string()}};
    }
    return map;
}

FileMap::FileMap(FileMap&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

FileMap& FileMap::operator=(FileMap&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

FileMap::~FileMap() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace engine
