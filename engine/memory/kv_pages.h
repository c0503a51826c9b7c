// The KV cache: a fixed pool of pages, each holding the keys and values of 64 neighbouring tokens in all
// layers. Sequences with a common beginning hold the same pages; a page returns to the pool with its last
// holder.
//
// Shapes   the keys of a page in one layer are [G, 64, row of a key] in the cache's type, the values
//          [G, 64, row of a value], so that what one head reads lies together; a row is filled up to whole
//          blocks. Latent attention caches one row for both: its values have no width of their own and are
//          the beginning of the keys.
// Memory   owns the whole pool from create() to destruction; never grows. Pages are committed when first
// written. Thread   one engine thread.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/result.h"
#include "engine/memory/buffer.h"
#include "kernels/types.h"

namespace engine {

using PageId = int32_t;

struct KvShape {
    int64_t layers = 0;      // L
    int64_t kvHeads = 0;     // G
    int64_t keyWidth = 0;    // K
    int64_t valueWidth = 0;  // 0 where values lie in the keys
    kernels::DType type = kernels::DType::kF16;

    size_t keyRowBytes() const;    // one token's keys in one layer
    size_t valueRowBytes() const;  // and its values
    size_t pageBytes() const;      // one page, keys and values, all layers
};

class KvPages {
public:
    static constexpr int64_t kPageTokens = 64;
    static int64_t pagesFor(int64_t tokens) { return (tokens + kPageTokens - 1) / kPageTokens; }

    static Result<KvPages> create(const KvShape& shape, int64_t pages);

    const KvShape& shape() const { return shape_; }
    int64_t pages() const { return static_cast<int64_t>(holders_.size()); }
    int64_t freePages() const { return static_cast<int64_t>(free_.size()); }

    // A page with one holder; the caller has seen that one is free.
    PageId take();
    void hold(PageId page);
    void release(PageId page);
    int32_t holders(PageId page) const { return holders_[static_cast<size_t>(page)]; }

    std::byte* keys(int64_t layer, PageId page) const {
        return plane(layer) + static_cast<size_t>(page) * keyBytes_;
    }
    std::byte* values(int64_t layer, PageId page) const {
        if (valueBytes_ == 0) return keys(layer, page);
        return plane(layer) + holders_.size() * keyBytes_ + static_cast<size_t>(page) * valueBytes_;
    }
    // Copies the first tokens of one page to another, in all layers.
    void copyTokens(PageId from, PageId to, int64_t tokens) const;

private:
    std::byte* plane(int64_t layer) const {
        return pool_.data() + static_cast<size_t>(layer) * holders_.size() * (keyBytes_ + valueBytes_);
    }

    KvShape shape_;
    size_t keyBytes_ = 0;  // one page's keys in one layer
    size_t valueBytes_ = 0;
    Buffer pool_;
    std::vector<int32_t> holders_;
    std::vector<PageId> free_;  // the lowest at the back: low pages are used again first
};

}  // namespace engine
