// A block of working memory, taken once and given back at destruction.
//
// Memory   owns page-aligned memory that reads as zeros; the machine commits a page when it is first written,
//          so a large buffer costs nothing until it is used.
// Errors   allocate() fails with kDoesNotFit when the system refuses the address range.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/result.h"

namespace engine {

// Large ones have few addresses to look up, for what is read from end to end again and again; they are
// committed two megabytes at a time. Where the system has none it takes small ones.
enum class Pages : uint8_t { kSmall, kLarge };

class Buffer {
public:
    static Result<Buffer> allocate(size_t bytes, Pages pages = Pages::kSmall);
    Buffer() = default;
    Buffer(Buffer&& other) noexcept;
    Buffer& operator=(Buffer&& other) noexcept;
    ~Buffer();

    std::byte* data() const { return data_; }
    size_t bytes() const { return bytes_; }

private:
    std::byte* data_ = nullptr;
    size_t bytes_ = 0;
};

}  // namespace engine
