// The model files that a tester has: those in the folder that CONCLAVE_MODELS names. None are part of the project.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace tests {

inline std::vector<std::filesystem::path> realModels() {
    std::vector<std::filesystem::path> found;
    const char* folder = std::getenv("CONCLAVE_MODELS");
    std::error_code ignored;
    if (folder == nullptr || !std::filesystem::is_directory(folder, ignored)) return found;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".gguf") found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace tests
