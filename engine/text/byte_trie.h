// A set of byte strings with a number each, laid out so that a walk over all of them that skips what cannot
// match is one pass over flat arrays.
//
// Memory   about twelve bytes for each byte of the strings that no other string shares.
// Thread   immutable after construction; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace engine {

class ByteTrie {
public:
    // A node is one byte; nodes stand in the order of a depth-first walk.
    struct Node {
        int32_t value = -1;  // of the string that ends here; -1 when none does
        uint32_t next = 0;   // the node after everything below this one
        uint16_t depth = 0;  // 0 for first bytes
        uint8_t byte = 0;
    };
    static constexpr size_t kLongest = 1024;  // longer strings are left out, and so are empty ones

    ByteTrie() = default;
    explicit ByteTrie(std::vector<std::pair<std::string_view, int32_t>> strings);

    // Equal strings: each has a node of its own, side by side.
    const std::vector<Node>& nodes() const { return nodes_; }
    bool mayBegin(uint8_t byte) const { return first_[byte] != 0; }

    struct Match {
        int32_t value = -1;
        size_t size = 0;
    };
    // The longest string that `text` begins with; value -1 when none does.
    Match longestPrefix(std::string_view text) const;
    // Calls each with every string that `text` begins with, the shortest first; of equal strings one.
    template <class Each>
    void forEachPrefix(std::string_view text, Each each) const {
        if (text.empty() || first_[static_cast<uint8_t>(text[0])] == 0) return;
        uint32_t at = first_[static_cast<uint8_t>(text[0])] - 1;
        auto end = static_cast<uint32_t>(nodes_.size());
        for (size_t depth = 0; depth < text.size(); ++depth) {
            const auto byte = static_cast<uint8_t>(text[depth]);
            while (at < end && nodes_[at].byte != byte)
                at = nodes_[at].next;
            if (at >= end) return;
            // Of equal strings the last one has the longer ones below it.
            while (nodes_[at].next < end && nodes_[nodes_[at].next].byte == byte)
                at = nodes_[at].next;
            if (nodes_[at].value >= 0) each(Match{nodes_[at].value, depth + 1});
            end = nodes_[at].next;
            ++at;
        }
    }

private:
    std::vector<Node> nodes_;
    uint32_t first_[256] = {};  // 1 + the node of a first byte
};

}  // namespace engine
