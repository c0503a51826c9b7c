// Numbers as bytes of a file, little-endian, and back with every length checked before anything is allocated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace engine {

class ByteWriter {
public:
    template <class T>
    void put(const T& value) {
        static_assert(std::is_arithmetic_v<T>);
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    template <class T>
    void put(const std::vector<T>& values) {
        put<uint64_t>(values.size());
        bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    }
    void putPart(std::string_view part) {
        put<uint64_t>(part.size());
        bytes += part;
    }

    std::string bytes;
};

// After the first value that is not there, ok() is false and everything read is zero or empty.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    bool ok() const { return ok_; }
    bool atEnd() const { return ok_ && rest_.empty(); }
    void fail() { ok_ = false; }

    template <class T>
    T get() {
        static_assert(std::is_arithmetic_v<T>);
        T value{};
        take(&value, sizeof value);
        return value;
    }
    // Exactly count values, or it fails.
    template <class T>
    std::vector<T> get(uint64_t count) {
        const auto size = get<uint64_t>();
        if (size != count || size > rest_.size() / sizeof(T)) fail();
        std::vector<T> values(ok_ ? size : 0);
        take(values.data(), values.size() * sizeof(T));
        return values;
    }
    // As putPart() wrote it; a view of what is read.
    std::string_view getPart() {
        const auto size = get<uint64_t>();
        if (size > rest_.size()) fail();
        const std::string_view part = rest_.substr(0, ok_ ? size : 0);
        rest_.remove_prefix(part.size());
        return part;
    }

private:
    void take(void* to, size_t size) {
        if (!ok_ || size > rest_.size()) return fail();
        if (size > 0) std::memcpy(to, rest_.data(), size);
        rest_.remove_prefix(size);
    }

    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace engine
