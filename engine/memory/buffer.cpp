#include "engine/memory/buffer.h"

#include <sys/mman.h>

#include <utility>

namespace engine {

Result<Buffer> Buffer::allocate(size_t bytes, Pages pages) {
    Buffer buffer;
    if (bytes == 0) return buffer;
    void* address =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address == MAP_FAILED) {
        return Error{.kind = ErrorKind::kDoesNotFit,
                     .what = "The system refused {0} bytes of working memory.",
                     .remedy = "Close other programs or use a shorter context.",
                     .args = {std::to_string(bytes)}};
    }
    if (pages == Pages::kLarge) (void)::madvise(address, bytes, MADV_HUGEPAGE);
    buffer.data_ = static_cast<std::byte*>(address);
    buffer.bytes_ = bytes;
    return buffer;
}

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
}

Buffer::~Buffer() {
    if (data_ != nullptr) ::munmap(data_, bytes_);
}

}  // namespace engine
