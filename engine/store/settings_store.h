// Settings as key and JSON value, applied at once.
#pragma once

#include <optional>
#include <string>

#include "engine/store/database.h"

namespace engine {

class SettingsStore {
public:
    explicit SettingsStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}
    Result<std::optional<std::string>> get(const std::string& key) const;
    Status set(const std::string& key, const std::string& value);

private:
    std::shared_ptr<Database> database_;
};

}  // namespace engine
