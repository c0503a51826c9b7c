// A block of working memory, taken once and given back at destruction.
//
// Memory   owns page-aligned memory that reads as zeros; the machine commits a page when it is first written,
//          so a large buffer costs nothing until it is used.
// Errors   allocate() fails with kDoesNotFit when the system refuses the address range.
#pragma once

#include <cstddef>

#include "engine/base/result.h"

namespace engine {

class Buffer {
public:
    static Result<Buffer> allocate(size_t bytes);
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
