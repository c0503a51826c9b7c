// Who has the store open: every program that does holds the lock shared. A damaged store is moved aside only
// by one that can hold it alone, because moving a log under another program would damage a store that is
// sound.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/base/result.h"

namespace engine {

class StoreLock {
public:
    // Waits up to five seconds for a program that holds it alone.
    static Result<std::unique_ptr<StoreLock>> open(const std::filesystem::path& folder);
    ~StoreLock();
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;

    // True when no other program has the store open; it is then held alone until destruction.
    bool holdAlone();

private:
    explicit StoreLock(int file) : file_(file) {}
    int file_;
};

}  // namespace engine
