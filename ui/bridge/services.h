// What the program hands to the window when it opens it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace engine {
class Database;
}

namespace ui::bridge {

struct EngineCalls;
EngineCalls realEngineCalls();

struct Services {
    std::filesystem::path dataFolder;    // the store, pasted texts and the window's own settings
    std::filesystem::path modelsFolder;  // where fetched models go
    std::filesystem::path homeFolder;    // where other programs keep theirs
    std::string catalogueJson;           // resources/models.json
    // The store, when it is open already; otherwise openStore is called on the store's thread, so that the
    // window shows before the disk has answered. With neither, nothing is kept.
    std::shared_ptr<engine::Database> database;
    std::function<engine::Result<std::shared_ptr<engine::Database>>(const std::filesystem::path& dataFolder)>
        openStore;
    std::vector<std::filesystem::path> files;  // to open at once
    std::shared_ptr<const EngineCalls> calls;  // std::make_shared<EngineCalls>(realEngineCalls())
};

}  // namespace ui::bridge
