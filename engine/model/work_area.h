// Cuts one block of working memory into aligned parts. Made without memory it only counts, so that a plan and
// the allocation that follows it cannot disagree.
//
// Memory   borrows the block.
#pragma once

#include <cstddef>
#include <cstdint>

namespace engine {

class WorkArea {
public:
    explicit WorkArea(std::byte* begin) : begin_(begin) {}

    std::byte* take(size_t bytes) {
        std::byte* part = begin_ == nullptr ? nullptr : begin_ + used_;
        used_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
        return part;
    }
    float* takeFloats(int64_t count) {
        return reinterpret_cast<float*>(take(static_cast<size_t>(count) * sizeof(float)));
    }
    size_t used() const { return used_; }

private:
    static constexpr size_t kAlignment = 64;  // a cache line, and the widest vector
    std::byte* begin_;
    size_t used_ = 0;
};

}  // namespace engine
