// The platform's standard folders.
#pragma once

#include <filesystem>
#include <vector>

namespace app {

// $XDG_DATA_HOME/conclave or ~/.local/share/conclave: the store lives here.
std::filesystem::path defaultDataFolder();
// Where fetched models go: $CONCLAVE_MODELS, else `models` in the default data folder.
std::filesystem::path modelsFolder();
std::filesystem::path homeFolder();

}  // namespace app
