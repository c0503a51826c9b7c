#include "engine/memory/kv_pages.h"

#include <cstring>

#include "engine/base/check.h"

namespace engine {

size_t KvShape::keyRowBytes() const {
    return static_cast<size_t>(kvHeads) * kernels::rowBytes(type, kernels::cachedWidth(type, keyWidth));
}

size_t KvShape::valueRowBytes() const {
    return static_cast<size_t>(kvHeads) * kernels::rowBytes(type, kernels::cachedWidth(type, valueWidth));
}

size_t KvShape::pageBytes() const {
    return (keyRowBytes() + valueRowBytes()) * static_cast<size_t>(KvPages::kPageTokens) *
           static_cast<size_t>(layers);
}

Result<KvPages> KvPages::create(const KvShape& shape, int64_t pages) {
    KvPages made;
    made.shape_ = shape;
    made.keyBytes_ = shape.keyRowBytes() * static_cast<size_t>(kPageTokens);
    made.valueBytes_ = shape.valueRowBytes() * static_cast<size_t>(kPageTokens);
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
    const auto copyHeads = [&](const std::byte* source, std::byte* target, size_t pageBytes) {
        const size_t head = pageBytes / static_cast<size_t>(shape_.kvHeads);
        const size_t bytes = head / static_cast<size_t>(kPageTokens) * static_cast<size_t>(tokens);
        for (size_t at = 0; at < pageBytes; at += head)
            std::memcpy(target + at, source + at, bytes);
    };
    for (int64_t layer = 0; layer < shape_.layers; ++layer) {
        copyHeads(keys(layer, from), keys(layer, to), keyBytes_);
        if (valueBytes_ != 0) copyHeads(values(layer, from), values(layer, to), valueBytes_);
    }
}

}  // namespace engine
