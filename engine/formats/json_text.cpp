#include "engine/formats/json_text.h"

#include <fmt/format.h>

#include "engine/base/file_map.h"
#include "engine/formats/model_fault.h"

namespace engine {
namespace {

constexpr uint64_t kMaxBytes = 64ULL << 20;
constexpr int kMaxDepth = 64;

// The parser keeps its place on the heap however deep it goes; what it makes is walked by recursion.
bool tooDeep(std::string_view text) {
    int depth = 0;
    bool inText = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inText) {
            if (c == '\\') ++i;
            if (c == '"') inText = false;
        } else if (c == '"') {
            inText = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kMaxDepth) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

}  // namespace

nlohmann::json parseJsonObject(std::string_view text, const std::string& file) {
    if (tooDeep(text)) throw Broken{file, "its JSON is nested more than 64 deep"};
    nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
    if (!parsed.is_object()) throw Broken{file, "it is not a JSON object"};
    return parsed;
}

nlohmann::json readJsonObject(const std::filesystem::path& path) {
    auto map = FileMap::open(path);
    if (!map) {
        if (map.error().kind == ErrorKind::kNotFound) return nullptr;
        throw Broken{path.filename().string(), "it cannot be read"};
    }
    const auto bytes = map->bytes();
    if (bytes.size() > kMaxBytes) throw Broken{path.filename().string(), "it is longer than 64 MiB"};
    return parseJsonObject({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                           path.filename().string());
}

void JsonEvents::read(std::string_view text) {
    nlohmann::json::sax_parse(text, this);
}

bool JsonEvents::parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    broken(fmt::format("its JSON has an error at byte {}", position));
}

void JsonEvents::broken(std::string fact) const {
    throw Broken{file_, std::move(fact)};
}

void JsonEvents::unexpected() const {
    broken("its JSON has something in it that does not belong there");
}

}  // namespace engine
