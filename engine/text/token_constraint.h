// Limits what may be generated next: a choice of fixed texts, or a small grammar.
//
// Thread   one generation at a time owns one constraint.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace engine {

class TokenConstraint {
public:
    virtual ~TokenConstraint() = default;
    // Sets to minus infinity each of the V logits whose token may not come next.
    virtual void mask(std::span<float> logits) const = 0;
    virtual void accept(Token token) = 0;
    virtual bool complete() const = 0;  // nothing more may follow
};

// Exactly one of the texts.
std::unique_ptr<TokenConstraint> constrainToChoices(std::shared_ptr<const Tokenizer> tokenizer,
                                                    std::vector<std::string> choices);
// A grammar in GBNF (rules, alternatives, repetition, character classes); the start rule is "root".
Result<std::unique_ptr<TokenConstraint>> constrainToGrammar(std::shared_ptr<const Tokenizer> tokenizer,
                                                            const std::string& grammar);
// The grammar of JSON of a given shape (JSON Schema subset: object, array, string, number, integer, boolean,
// enum).
Result<std::string> jsonGrammar(const std::string& schema);

}  // namespace engine
