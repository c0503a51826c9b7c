#include "app/paths.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace app {

namespace {

std::filesystem::path fromEnvironment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? std::filesystem::path(value) : std::filesystem::path();
}

}  // namespace

std::filesystem::path homeFolder() {
    if (auto home = fromEnvironment("HOME"); !home.empty()) return home;
    const passwd* entry = ::getpwuid(::getuid());
    return entry != nullptr && entry->pw_dir != nullptr ? entry->pw_dir : "/";
}

std::filesystem::path defaultDataFolder() {
    const auto data = fromEnvironment("XDG_DATA_HOME");
    // The specification says that a relative path there is to be ignored.
    return (data.is_absolute() ? data : homeFolder() / ".local/share") / "conclave";
}

std::filesystem::path modelsFolder() {
    const auto chosen = fromEnvironment("CONCLAVE_MODELS");
    return chosen.empty() ? defaultDataFolder() / "models" : chosen;
}

}  // namespace app
