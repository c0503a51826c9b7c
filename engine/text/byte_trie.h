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

private:
    std::vector<Node> nodes_;
    uint32_t first_[256] = {};  // 1 + the node of a first byte
};

}  // namespace engine
