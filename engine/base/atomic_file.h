// Files that are replaced whole or not at all: written beside, synced, renamed, and the folder synced.
//
// Errors   a sentence when the folder cannot be written or the disk is full; the old file is then untouched
// and
//          nothing is left beside it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace engine {

// A file that is written piece by piece beside its place and takes it when it is whole. Destroyed before
// that, it leaves nothing behind.
class AtomicFile {
public:
    static Result<AtomicFile> create(const std::filesystem::path& path);
    AtomicFile(AtomicFile&& other) noexcept;
    ~AtomicFile();

    Status write(std::span<const std::byte> bytes);
    uint64_t written() const { return written_; }
    // Syncs and renames; nothing may be written afterwards.
    Status commit();

private:
    AtomicFile() = default;

    std::filesystem::path path_;
    std::string beside_;
    int file_ = -1;
    uint64_t written_ = 0;
};

Status writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// Makes a finished file durable under its final name. Both names must be in one file system.
Status moveIntoPlace(const std::filesystem::path& from, const std::filesystem::path& to);

// Makes names that were made, renamed or removed in a folder durable.
Status syncFolder(const std::filesystem::path& folder);

// The sentence for errno after a failed write to `path`.
Error writeError(const std::filesystem::path& path, int errorNumber);

}  // namespace engine
