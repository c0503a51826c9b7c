// Pages of sequences that have ended, kept for a later one that begins with the same tokens.
//
// Memory   holds pages of the pool until they are needed for something else: the longest unused go first.
// Thread   one engine thread.
#pragma once

#include <cstdint>
#include <list>
#include <span>
#include <vector>

#include "engine/memory/page_table.h"
#include "engine/text/tokenizer.h"

namespace engine {

// How many tokens two sequences have in common at their beginning.
int64_t commonHead(std::span<const Token> a, std::span<const Token> b);

class PrefixCache {
public:
    struct Entry {
        std::vector<Token> tokens;  // their keys and values lie in pages
        PageTable pages;
        bool beyondTrained = false;  // rotated by the angles of longer contexts: of no use to shorter ones
    };

    explicit PrefixCache(size_t maxEntries) : maxEntries_(maxEntries) {}

    void keep(Entry entry);
    // The entry rotated alike that shares the longest head with the prompt, null when none shares any; it
    // counts as used.
    const Entry* find(std::span<const Token> prompt, bool beyondTrained);
    // Gives back the pages of the entry that was unused for longest; false when there is none but `spared`.
    bool dropOldest(const Entry* spared);
    void clear() { entries_.clear(); }
    size_t size() const { return entries_.size(); }

private:
    size_t maxEntries_;
    std::list<Entry> entries_;  // the latest used in front; addresses stay valid
};

}  // namespace engine
