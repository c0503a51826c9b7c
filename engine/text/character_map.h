// SentencePiece's precompiled map of characters to their normal forms.
//
// Memory   owns a copy of the map.
// Thread   immutable after read(); any thread.
// Errors   read() answers a sentence when the parts do not fit; a damaged trie finds nothing.
// Source   SentencePiece's precompiled_charsmap: the size of a double-array trie (Darts-clone units, little
//          endian), the trie, and the replacements, each ended by a zero byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace engine {

class CharacterMap {
public:
    static Result<CharacterMap> read(std::string_view bytes);

    struct Match {
        size_t size = 0;  // bytes of the text; 0 when nothing was found
        std::string_view replacement;
    };
    Match longest(std::string_view text) const { return find(text, true); }
    Match shortest(std::string_view text) const { return find(text, false); }

private:
    Match find(std::string_view text, bool longest) const;

    std::vector<uint32_t> units_;
    std::string replacements_;
};

}  // namespace engine
