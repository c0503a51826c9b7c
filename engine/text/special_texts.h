// Finds the tokens that stand for themselves in a text: control tokens, and those that were added to a
// vocabulary.
//
// Memory   owns copies of their texts.
// Thread   immutable after construction; any thread.
// Source   the added tokens of tokenizer.json: of several at one place the longest counts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/text/byte_trie.h"
#include "engine/text/tokenizer.h"
#include "kernels/types.h"

namespace engine {

struct SpecialText {
    std::string text;
    Token token = kNoToken;
    bool control = false;    // meant only where control texts are
    bool eatsLeft = false;   // takes the white space before it along
    bool eatsRight = false;  // and that behind it
    bool wholeWord = false;  // only where no letter or digit stands beside it
};

class SpecialTexts {
public:
    SpecialTexts() = default;
    explicit SpecialTexts(std::vector<SpecialText> texts);

    using Plain = kernels::FunctionRef<void(std::string_view text)>;
    using Special = kernels::FunctionRef<void(Token token)>;
    // Calls plain for the text between two, where there is any, and special for each, in order.
    void cut(std::string_view text, bool withControl, Plain plain, Special special) const;
    // The token with exactly this text; kNoToken when there is none.
    Token find(std::string_view text) const;
    bool empty() const { return texts_.empty(); }

private:
    std::vector<SpecialText> texts_;
    ByteTrie all_;    // numbers of texts_
    ByteTrie added_;  // without control texts
};

}  // namespace engine
