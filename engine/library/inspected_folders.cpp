// The scan of model_folders.h with the engine's own eyes; apart, so that the rest needs no engine.
#include "engine/library/model_folders.h"

namespace engine {

std::vector<FoundModel> scanModelFolders(const std::vector<ModelFolder>& folders, std::stop_token stop) {
    return scanModelFolders(
        folders, [](const std::filesystem::path& path) { return Engine::inspect(path); }, std::move(stop));
}

}  // namespace engine
