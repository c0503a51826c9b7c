// Chooses the next token from a row of logits. Filters come in the usual order: repeat penalty, top-k, top-p,
// min-p, temperature, chance.
//
// Memory   borrows its scratch, which is V candidates large; a call allocates nothing.
// Thread   none of its own: one caller at a time for each scratch.
// Source   nucleus sampling (arXiv 1904.09751), min-p (2407.01082), repetition penalty of CTRL (1909.05858).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/run/engine.h"

namespace engine {

// A number in [0, 1) that depends on nothing but its arguments, so that an answer can be repeated from any
// place.
double randomAt(uint64_t seed, uint64_t counter);

class Sampler {
public:
    struct Candidate {
        float logit = 0.0F;
        Token token = kNoToken;
    };
    using Scratch = std::vector<Candidate>;

    static constexpr size_t kRepeatWindow = 64;  // tokens that the repeat penalty looks back

    explicit Sampler(const SamplerOptions& options) : options_(options) {}

    // logits [V] may be changed; before holds the sequence so far; counter numbers the draws of an answer.
    // kNoToken when every logit is minus infinity.
    Token choose(std::span<float> logits, std::span<const Token> before, uint64_t counter,
                 Scratch& scratch) const;

private:
    void penalise(std::span<float> logits, std::span<const Token> before) const;

    SamplerOptions options_;
};

}  // namespace engine
