// JSON files of a model folder, read within limits.
//
// Memory   the file's size, its nesting and the number of its values are checked before a value is made.
// Errors   throws TokenizerFault.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace engine {

// Nothing when there is no such file.
std::optional<std::string> readTextFile(const std::filesystem::path& path, size_t mostBytes);
std::optional<nlohmann::json> readJsonFile(const std::filesystem::path& path);
nlohmann::json parseJson(std::string_view text, const std::string& name);

// Members by name; fail when they are of another type. Absent and null are the same.
const nlohmann::json* findMember(const nlohmann::json& object, const char* key);
std::string textMember(const nlohmann::json& object, const char* key, const char* absent = "");
bool flagMember(const nlohmann::json& object, const char* key, bool absent);
int64_t integerMember(const nlohmann::json& object, const char* key, int64_t absent);
// Empty when there is none.
const nlohmann::json& listMember(const nlohmann::json& object, const char* key);

}  // namespace engine
