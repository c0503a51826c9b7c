#include "engine/memory/page_table.h"

#include <utility>

#include "engine/base/check.h"

namespace engine {

PageTable::PageTable(PageTable&& other) noexcept
    : pool_(other.pool_), pages_(std::exchange(other.pages_, {})) {}

PageTable& PageTable::operator=(PageTable&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(pages_, other.pages_);
    return *this;
}

PageTable PageTable::fork(const PageTable& from, int64_t tokens) {
    CONCLAVE_CHECK(tokens >= 0 && tokens <= from.capacity());
    PageTable table(*from.pool_);
    const auto whole = static_cast<size_t>(tokens / KvPages::kPageTokens);
    table.pages_.reserve(from.pages_.size());
    for (size_t i = 0; i < whole; ++i) {
        from.pool_->hold(from.pages_[i]);
        table.pages_.push_back(from.pages_[i]);
    }
    if (const int64_t begun = tokens % KvPages::kPageTokens; begun != 0) {
        const PageId page = from.pool_->take();
        table.pages_.push_back(page);
        from.pool_->copyTokens(from.pages_[whole], page, begun);
    }
    return table;
}

void PageTable::grow(int64_t tokens) {
    const auto wanted = static_cast<size_t>(KvPages::pagesFor(tokens));
    pages_.reserve(wanted);
    while (pages_.size() < wanted)
        pages_.push_back(pool_->take());
}

void PageTable::shrink(int64_t tokens) {
    const auto kept = static_cast<size_t>(KvPages::pagesFor(tokens));
    while (pages_.size() > kept) {
        pool_->release(pages_.back());
        pages_.pop_back();
    }
}

void PageTable::clear() {
    shrink(0);
}

}  // namespace engine
