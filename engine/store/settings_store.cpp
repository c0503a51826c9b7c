#include "engine/store/settings_store.h"

#include "engine/store/store_error.h"

namespace engine {

Result<std::optional<std::string>> SettingsStore::get(const std::string& key) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<std::string>> {
        SQLite::Statement read(connection, "SELECT value FROM settings WHERE key = ?");
        read.bind(1, key);
        if (!read.executeStep()) return std::optional<std::string>();
        return std::optional<std::string>(read.getColumn(0).getString());
    });
}

Status SettingsStore::set(const std::string& key, const std::string& value) {
    return guarded(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement write(connection,
                                "INSERT INTO settings(key, value) VALUES(?, ?) "
                                "ON CONFLICT(key) DO UPDATE SET value = excluded.value");
        write.bind(1, key);
        write.bind(2, value);
        write.exec();
        return {};
    });
}

}  // namespace engine
