// Cuts one block of working memory into aligned parts. Made without memory it only counts, so that a plan and
// the allocation that follows it cannot disagree.
//
// Memory   borrows the block.
#pragma once

#include <algorithm>
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
    // Each of them takes from the same place on: parts that are never in use at the same time.
    template <class... Takes>
    void takeInTurn(Takes... takes) {
        const size_t begin = used_;
        size_t end = begin;
        const auto one = [&](auto& take) {
            used_ = begin;
            take();
            end = std::max(end, used_);
        };
        (one(takes), ...);
        used_ = end;
    }
    size_t used() const { return used_; }

private:
    static constexpr size_t kAlignment = 64;  // a cache line, and the widest vector
    std::byte* begin_;
    size_t used_ = 0;
};

}  // namespace engine
