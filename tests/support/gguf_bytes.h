// Builds the bytes of a GGUF file field by field, right or wrong.
//
// Memory   a plain value; save() writes it.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

enum GgufType : uint32_t {
    kGgufU8,
    kGgufI8,
    kGgufU16,
    kGgufI16,
    kGgufU32,
    kGgufI32,
    kGgufF32,
    kGgufBool,
    kGgufText,
    kGgufList,
    kGgufU64,
    kGgufI64,
    kGgufF64
};

class GgufBytes {
public:
    std::string bytes;

    template <class T>
    GgufBytes& put(T value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
        return *this;
    }
    GgufBytes& text(std::string_view value) {
        put<uint64_t>(value.size());
        bytes += value;
        return *this;
    }
    GgufBytes& header(uint64_t tensors, uint64_t values, uint32_t version = 3) {
        bytes += "GGUF";
        return put<uint32_t>(version).put<uint64_t>(tensors).put<uint64_t>(values);
    }
    template <class T>
    GgufBytes& value(std::string_view key, uint32_t type, T number) {
        return text(key).put<uint32_t>(type).put<T>(number);
    }
    GgufBytes& value(std::string_view key, std::string_view content) {
        return text(key).put<uint32_t>(kGgufText).text(content);
    }
    GgufBytes& list(std::string_view key, const std::vector<std::string>& items) {
        text(key).put<uint32_t>(kGgufList).put<uint32_t>(kGgufText).put<uint64_t>(items.size());
        for (const std::string& item : items)
            text(item);
        return *this;
    }
    template <class T>
    GgufBytes& numbers(std::string_view key, uint32_t type, const std::vector<T>& items) {
        text(key).put<uint32_t>(kGgufList).put<uint32_t>(type).put<uint64_t>(items.size());
        for (const T item : items)
            put<T>(item);
        return *this;
    }
    // dimensions as GGUF has them: innermost first.
    GgufBytes& tensor(std::string_view name, const std::vector<uint64_t>& dimensions, uint32_t type, uint64_t offset) {
        text(name).put<uint32_t>(static_cast<uint32_t>(dimensions.size()));
        for (const uint64_t size : dimensions)
            put<uint64_t>(size);
        return put<uint32_t>(type).put<uint64_t>(offset);
    }
    // Blanks up to the alignment, then that many bytes of tensor data.
    GgufBytes& data(size_t size, size_t alignment = 32) {
        bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
        bytes.resize(bytes.size() + size, '\x3C');
        return *this;
    }
    void save(const std::filesystem::path& path) const {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }
};

}  // namespace tests
