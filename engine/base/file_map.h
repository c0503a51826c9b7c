// A whole file mapped read-only.
//
// Memory   owns the mapping; bytes() is valid until destruction. A file that is cut short while mapped makes
// later
//          reads of the lost part fail with a signal: readers of model files therefore check sizes when they
//          open.
// Errors   open() fails with a sentence when the file is missing, unreadable, a folder or empty.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "engine/base/result.h"

namespace engine {

class FileMap {
public:
    static Result<FileMap> open(const std::filesystem::path& path);
    FileMap() = default;
    FileMap(FileMap&& other) noexcept;
    FileMap& operator=(FileMap&& other) noexcept;
    ~FileMap();

    std::span<const std::byte> bytes() const { return {data_, size_}; }

private:
    const std::byte* data_ = nullptr;
    size_t size_ = 0;
};

}  // namespace engine
