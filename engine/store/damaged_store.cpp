#include "engine/store/damaged_store.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <string>

#include "engine/base/atomic_file.h"

namespace engine {

namespace {

// The main file moves last: as long as it is in place, an interrupted move is found and finished at the next
// start.
constexpr std::array<const char*, 3> kFiles = {"conclave.sqlite-shm", "conclave.sqlite-wal",
                                               "conclave.sqlite"};

}  // namespace

std::string nameOfNow() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S", &local);
    return text.data();
}

bool logWithoutStore(const std::filesystem::path& folder) {
    std::error_code failed;
    const auto log = std::filesystem::file_size(folder / "conclave.sqlite-wal", failed);
    if (failed || log == 0) return false;
    const auto store = std::filesystem::file_size(folder / "conclave.sqlite", failed);
    return failed ? failed == std::errc::no_such_file_or_directory : store == 0;
}

Result<std::filesystem::path> moveStoreAside(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::path kept;
    std::string name = "damaged-";
    name += nameOfNow();
    for (int attempt = 1; attempt < 1000; ++attempt) {
        kept = folder / (attempt == 1 ? name : name + "-" + std::to_string(attempt));
        if (std::filesystem::create_directory(kept, failed) || failed) break;
    }
    if (failed) return writeError(kept, failed.value());
    std::filesystem::permissions(kept, std::filesystem::perms::owner_all, failed);
    for (const char* file : kFiles) {
        if (std::rename((folder / file).c_str(), (kept / file).c_str()) != 0 && errno != ENOENT) {
            return writeError(kept / file, errno);
        }
    }
    if (auto synced = syncFolder(kept); !synced) return synced.error();
    if (auto synced = syncFolder(folder); !synced) return synced.error();
    return kept;
}

}  // namespace engine
