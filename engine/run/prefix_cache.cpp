#include "engine/run/prefix_cache.h"

#include <algorithm>
#include <utility>

namespace engine {

int64_t commonHead(std::span<const Token> a, std::span<const Token> b) {
    const size_t count = std::min(a.size(), b.size());
    return std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(count), b.begin()).first -
           a.begin();
}

void PrefixCache::keep(Entry fresh) {
    if (fresh.tokens.empty()) return;
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (entry->beyondTrained != fresh.beyondTrained) continue;
        const auto shared = static_cast<size_t>(commonHead(entry->tokens, fresh.tokens));
        if (shared == fresh.tokens.size()) {  // already here, perhaps with more behind it
            entries_.splice(entries_.begin(), entries_, entry);
            return;
        }
        if (shared == entry->tokens.size()) {  // the new one goes on from it
            *entry = std::move(fresh);
            entries_.splice(entries_.begin(), entries_, entry);
            return;
        }
    }
    entries_.push_front(std::move(fresh));
    if (entries_.size() > maxEntries_) entries_.pop_back();
}

const PrefixCache::Entry* PrefixCache::find(std::span<const Token> prompt, bool beyondTrained) {
    auto best = entries_.end();
    int64_t longest = 0;
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        const int64_t shared = commonHead(entry->tokens, prompt);
        if (shared <= longest || entry->beyondTrained != beyondTrained) continue;
        longest = shared;
        best = entry;
    }
    if (best == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, best);
    return &*best;
}

bool PrefixCache::dropOldest(const Entry* spared) {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        if (&*entry == spared) continue;
        entries_.erase(std::next(entry).base());
        return true;
    }
    return false;
}

}  // namespace engine
