// Reads a grammar as GBNF writes it: rules, alternatives, literals, character classes, groups and repetition.
//
// Errors   one sentence with the line: what is wrong, or which rule calls itself before it has read anything.
// Source   GBNF as llama.cpp describes it.
#pragma once

#include <memory>
#include <string_view>

#include "engine/base/result.h"
#include "engine/text/byte_grammar.h"

namespace engine {

struct ParsedGrammar {
    ByteGrammar grammar;
    uint32_t root = 0;
};

Result<std::shared_ptr<const ParsedGrammar>> parseGrammar(std::string_view text);

}  // namespace engine
