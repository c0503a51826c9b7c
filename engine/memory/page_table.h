// The pages of one sequence in order: token p lies in page p / 64.
//
// Memory   holds its pages until destruction; whole pages may be shared with other tables, and are then only
// read. Thread   the engine thread that owns the KvPages.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/memory/kv_pages.h"

namespace engine {

class PageTable {
public:
    PageTable() = default;
    explicit PageTable(KvPages& pool) : pool_(&pool) {}
    PageTable(PageTable&& other) noexcept;
    PageTable& operator=(PageTable&& other) noexcept;
    ~PageTable() { clear(); }

    // Pages that a table of `tokens` takes from the pool when its first `shared` tokens are forked from
    // another.
    static int64_t pagesNeeded(int64_t tokens, int64_t shared) {
        return KvPages::pagesFor(tokens) - shared / KvPages::kPageTokens;
    }

    // Begins with another table's first tokens: whole pages by reference, a begun page as a copy.
    // The pool has a free page for the copy.
    static PageTable fork(const PageTable& from, int64_t tokens);

    // Takes pages until `tokens` have room; the pool has enough free.
    void grow(int64_t tokens);
    // Gives back the pages behind the first `tokens`.
    void shrink(int64_t tokens);
    void clear();

    const std::vector<PageId>& pages() const { return pages_; }
    int64_t capacity() const { return static_cast<int64_t>(pages_.size()) * KvPages::kPageTokens; }

private:
    KvPages* pool_ = nullptr;
    std::vector<PageId> pages_;
};

}  // namespace engine
