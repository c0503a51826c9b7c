#include "engine/base/disk_space.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>

namespace engine {

Result<uint64_t> freeDiskBytes(const std::filesystem::path& path) {
    std::error_code failed;
    std::filesystem::path folder = std::filesystem::absolute(path, failed);
    if (failed) folder = path;
    while (!std::filesystem::exists(folder, failed) && folder.has_relative_path())
        folder = folder.parent_path();
    struct statvfs facts {};
    if (::statvfs(folder.c_str(), &facts) != 0) {
        return Error{.kind = ErrorKind::kIo,
                     .what = "The disk that holds “{0}” cannot be asked for its free space.",
                     .remedy = "Check that the folder can be reached.",
                     .args = {path.string()},
                     .detail = std::strerror(errno)};
    }
    return static_cast<uint64_t>(facts.f_bavail) * facts.f_frsize;
}

Status checkDiskSpace(const std::filesystem::path& path, uint64_t needed) {
    auto free = freeDiskBytes(path);
    if (!free) return free.error();
    if (*free >= needed) return {};
    return Error{
        .kind = ErrorKind::kDoesNotFit,
        .what = "“{0}” has {1} free, and {2} are needed.",
        .remedy = "Free {3} more there, or choose a folder on another disk.",
        .args = {path.string(), readableBytes(*free), readableBytes(needed), readableBytes(needed - *free)}};
}

std::string readableBytes(uint64_t bytes) {
    const double value = static_cast<double>(bytes);
    if (bytes < 1000) return fmt::format("{} bytes", bytes);
    if (value < 1e6) return fmt::format("{:.3g} kB", value / 1e3);
    if (value < 1e9) return fmt::format("{:.3g} MB", value / 1e6);
    if (value < 1e12) return fmt::format("{:.3g} GB", value / 1e9);
    return fmt::format("{:.3g} TB", value / 1e12);
}

}  // namespace engine
