#include "engine/text/json_file.h"

#include <fstream>

#include "engine/text/tokenizer_description.h"

namespace engine {

namespace {

using Json = nlohmann::json;

constexpr size_t kMostBytes = size_t{64} << 20;  // the largest published has 33 MiB
constexpr size_t kMostValues = 8'000'000;        // 260 thousand tokens with their merges are two million
constexpr int kDeepest = 64;

// Counts brackets and commas outside texts, so that nothing is made of a file that asks for too much.
void checkShape(std::string_view text, const std::string& name) {
    int depth = 0;
    size_t values = 1;
    bool inText = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inText) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inText = false;
            continue;
        }
        if (c == '"') inText = true;
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (c == '[' || c == '{' || c == ',') ++values;
        if (depth > kDeepest) failTokenizer(name + " nests too deeply");
        if (values > kMostValues) failTokenizer(name + " has more than eight million values");
    }
}

[[noreturn]] void failType(const char* key, const char* type) {
    failTokenizer("its “" + std::string(key) + "” is not " + type);
}

}  // namespace

std::optional<std::string> readTextFile(const std::filesystem::path& path, size_t mostBytes) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return std::nullopt;
    const std::string name = path.filename().string();
    if (size > mostBytes) failTokenizer(name + " is longer than " + std::to_string(mostBytes >> 20) + " MiB");
    std::ifstream in(path, std::ios::binary);
    std::string text(size, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(size))) failTokenizer(name + " cannot be read");
    return text;
}

Json parseJson(std::string_view text, const std::string& name) {
    checkShape(text, name);
    Json parsed = Json::parse(text, nullptr, false);
    if (!parsed.is_object()) failTokenizer(name + " is not a JSON object");
    return parsed;
}

std::optional<Json> readJsonFile(const std::filesystem::path& path) {
    const auto text = readTextFile(path, kMostBytes);
    if (!text) return std::nullopt;
    return parseJson(*text, path.filename().string());
}

const Json* findMember(const Json& object, const char* key) {
    if (!object.is_object()) failTokenizer("it has a value where an object should be");
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string textMember(const Json& object, const char* key, const char* absent) {
    const Json* member = findMember(object, key);
    if (member == nullptr) return absent;
    if (!member->is_string()) failType(key, "a text");
    return member->get<std::string>();
}

bool flagMember(const Json& object, const char* key, bool absent) {
    const Json* member = findMember(object, key);
    if (member == nullptr) return absent;
    if (!member->is_boolean()) failType(key, "true or false");
    return member->get<bool>();
}

int64_t integerMember(const Json& object, const char* key, int64_t absent) {
    const Json* member = findMember(object, key);
    if (member == nullptr) return absent;
    if (!member->is_number_integer()) failType(key, "a whole number");
    return member->get<int64_t>();
}

const Json& listMember(const Json& object, const char* key) {
    static const Json kEmpty = Json::array();
    const Json* member = findMember(object, key);
    if (member == nullptr) return kEmpty;
    if (!member->is_array()) failType(key, "a list");
    return *member;
}

}  // namespace engine
