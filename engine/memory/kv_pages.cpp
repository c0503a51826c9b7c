#include "engine/memory/kv_pages.h"

#include <cstring>

#include "engine/base/check.h"

namespace engine {

size_t KvShape::rowBytes() const {
    return static_cast<size_t>(kvHeads) * kernels::rowBytes(type, headWidth);
}

size_t KvShape::pageBytes() const {
    return rowBytes() * static_cast<size_t>(KvPages::kPageTokens) * 2 * static_cast<size_t>(layers);
}

Result<KvPages> KvPages::create(const KvShape& shape, int64_t pages) {
    KvPages made;
    made.shape_ = shape;
    made.planeBytes_ = shape.rowBytes() * static_cast<size_t>(kPageTokens);
    auto pool = Buffer::allocate(shape.pageBytes() * static_cast<size_t>(pages));
    if (!pool) return pool.error();
    made.pool_ = std::move(*pool);
    made.holders_.assign(static_cast<size_t>(pages), 0);
    made.free_.reserve(static_cast<size_t>(pages));
    for (int64_t page = pages - 1; page >= 0; --page)
        made.free_.push_back(static_cast<PageId>(page));
    return made;
}

PageId KvPages::take() {
    CONCLAVE_CHECK(!free_.empty());
    const PageId page = free_.back();
    free_.pop_back();
    holders_[static_cast<size_t>(page)] = 1;
    return page;
}

void KvPages::hold(PageId page) {
    CONCLAVE_CHECK(holders(page) > 0);
    ++holders_[static_cast<size_t>(page)];
}

void KvPages::release(PageId page) {
    CONCLAVE_CHECK(holders(page) > 0);
    // free_ was reserved for all pages, so this cannot throw.
    if (--holders_[static_cast<size_t>(page)] == 0) free_.push_back(page);
}

void KvPages::copyTokens(PageId from, PageId to, int64_t tokens) const {
    CONCLAVE_CHECK(tokens >= 0 && tokens <= kPageTokens);
    const size_t bytes = shape_.rowBytes() * static_cast<size_t>(tokens);
    for (int64_t plane = 0; plane < shape_.layers * 2; ++plane)
        std::memcpy(at(plane, to), at(plane, from), bytes);
}

}  // namespace engine
