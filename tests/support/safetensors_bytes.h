// Builds the bytes of a safetensors file, right or wrong.
//
// Memory   a plain value; save() writes it.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace tests {

class SafetensorsBytes {
public:
    std::string entries;  // of the header, without its braces
    std::string data;

    // Where the data stand follows from what was added before.
    SafetensorsBytes& tensor(const std::string& name, const std::string& type,
                             const std::vector<int64_t>& shape, const std::string& bytes) {
        std::string sizes;
        for (const int64_t size : shape)
            sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
        entry("\"" + name + "\": {\"dtype\": \"" + type + "\", \"shape\": [" + sizes +
              "], \"data_offsets\": [" + std::to_string(data.size()) + ", " +
              std::to_string(data.size() + bytes.size()) + "]}");
        data += bytes;
        return *this;
    }
    template <class T>
    SafetensorsBytes& tensor(const std::string& name, const std::string& type,
                             const std::vector<int64_t>& shape, const std::vector<T>& values) {
        return tensor(name, type, shape,
                      std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)));
    }
    SafetensorsBytes& entry(const std::string& text) {
        entries += (entries.empty() ? "" : ", ") + text;
        return *this;
    }
    // Blanks behind the header align the data, as the format's own writer does.
    std::string bytes(size_t alignment = 8) const {
        std::string header = "{" + entries + "}";
        header.resize((header.size() + alignment - 1) / alignment * alignment, ' ');
        return withHeader(header, data);
    }
    void save(const std::filesystem::path& path) const { write(path, bytes()); }

    static std::string withHeader(const std::string& header, const std::string& data) {
        const uint64_t length = header.size();
        std::string out(sizeof(length), '\0');
        std::memcpy(out.data(), &length, sizeof(length));
        return out + header + data;
    }
    static void write(const std::filesystem::path& path, const std::string& bytes) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }
};

}  // namespace tests
