#include "engine/text/token_constraint.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "engine/base/check.h"
#include "engine/text/byte_trie.h"
#include "engine/text/grammar_text.h"

namespace engine {

namespace {

// The tokens that may stand in generated text, by their bytes. It takes a while to build and is the same for
// every constraint on a tokenizer, so the last few are kept as long as their tokenizer lives.
std::shared_ptr<const ByteTrie> tokenTrie(const std::shared_ptr<const Tokenizer>& tokenizer) {
    struct Kept {
        std::weak_ptr<const Tokenizer> owner;
        std::shared_ptr<const ByteTrie> trie;
    };
    static std::mutex mutex;
    static std::vector<Kept> kept;
    const std::lock_guard lock(mutex);
    std::erase_if(kept, [](const Kept& entry) { return entry.owner.expired(); });
    for (const Kept& entry : kept) {
        if (entry.owner.lock() == tokenizer) return entry.trie;
    }
    std::vector<std::string> bytes(static_cast<size_t>(tokenizer->size()));
    std::vector<std::pair<std::string_view, int32_t>> strings;
    for (Token token = 0; token < tokenizer->size(); ++token) {
        if (tokenizer->isControl(token) || tokenizer->endsText(token)) continue;
        std::string& text = bytes[static_cast<size_t>(token)];
        text = tokenizer->pieceBytes(token);
        strings.emplace_back(text, token);
    }
    auto trie = std::make_shared<const ByteTrie>(std::move(strings));
    kept.push_back({tokenizer, trie});
    return trie;
}

class GrammarConstraint final : public TokenConstraint {
public:
    GrammarConstraint(std::shared_ptr<const Tokenizer> tokenizer,
                      std::shared_ptr<const ParsedGrammar> grammar)
        : tokenizer_(std::move(tokenizer)), trie_(tokenTrie(tokenizer_)), grammar_(std::move(grammar)),
          reader_(grammar_->grammar, grammar_->root), state_(reader_.start()) {
        for (Token token = 0; token < tokenizer_->size(); ++token) {
            if (tokenizer_->endsText(token)) endTokens_.push_back(token);
        }
    }

    void mask(std::span<float> logits) const override {
        const std::vector<uint64_t>& allowed = allowedTokens();
        for (size_t i = 0; i < logits.size(); ++i) {
            const size_t word = i / 64;
            if (word >= allowed.size() || (allowed[word] >> (i % 64) & 1) == 0)
                logits[i] = -std::numeric_limits<float>::infinity();
        }
    }

    void accept(Token token) override {
        if (tokenizer_->endsText(token) || tokenizer_->isControl(token)) {
            ended_ = true;
            return;
        }
        for (const char byte : tokenizer_->pieceBytes(token))
            state_ = reader_.step(state_, static_cast<uint8_t>(byte));
        // What was asked about tokens that did not come is not asked again soon.
        if (state_ != GrammarReader::kDead && reader_.stateCount() > kMostStates) {
            state_ = reader_.forget(state_);
            masks_.clear();
        }
    }

    bool complete() const override {
        return ended_ || state_ == GrammarReader::kDead || !reader_.mayGoOn(state_);
    }

private:
    static constexpr size_t kMostStates = 8192;
    static constexpr size_t kMostMasks = 64;

    // One bit for each token.
    const std::vector<uint64_t>& allowedTokens() const {
        const GrammarReader::State state = complete() ? GrammarReader::kDead : state_;
        const auto known = masks_.find(state);
        if (known != masks_.end()) return known->second;
        if (masks_.size() >= kMostMasks) masks_.clear();
        std::vector<uint64_t>& bits = masks_[state];
        bits.assign((static_cast<size_t>(tokenizer_->size()) + 63) / 64, 0);
        const auto allow = [&](Token token) {
            bits[static_cast<size_t>(token) / 64] |= uint64_t{1} << (token % 64);
        };
        bool any = false;
        if (state != GrammarReader::kDead) any = walk(state, allow);
        // Where nothing may come any more, ending is all that is left.
        if (state == GrammarReader::kDead || reader_.mayEnd(state) || !any) {
            for (const Token token : endTokens_)
                allow(token);
        }
        return bits;
    }

    template <class Allow>
    bool walk(GrammarReader::State from, Allow allow) const {
        const std::vector<ByteTrie::Node>& nodes = trie_->nodes();
        std::vector<GrammarReader::State> states(ByteTrie::kLongest + 1);
        states[0] = from;
        bool any = false;
        for (size_t at = 0; at < nodes.size();) {
            const ByteTrie::Node& node = nodes[at];
            const GrammarReader::State next = reader_.step(states[node.depth], node.byte);
            if (next == GrammarReader::kDead) {
                at = node.next;
                continue;
            }
            states[node.depth + 1U] = next;
            if (node.value >= 0) {
                allow(node.value);
                any = true;
            }
            ++at;
        }
        return any;
    }

    std::shared_ptr<const Tokenizer> tokenizer_;
    std::shared_ptr<const ByteTrie> trie_;
    std::shared_ptr<const ParsedGrammar> grammar_;
    std::vector<Token> endTokens_;
    // What has been found out about the grammar so far; it does not change what is allowed.
    mutable GrammarReader reader_;
    mutable std::unordered_map<GrammarReader::State, std::vector<uint64_t>> masks_;
    GrammarReader::State state_;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<TokenConstraint> constrainToChoices(std::shared_ptr<const Tokenizer> tokenizer,
                                                    std::vector<std::string> choices) {
    auto made = std::make_shared<ParsedGrammar>();
    made->root = made->grammar.addRule();
    for (const std::string& choice : choices) {
        ByteGrammar::Sequence sequence;
        made->grammar.appendLiteral(sequence, choice);
        CONCLAVE_CHECK(made->grammar.addAlternative(made->root, sequence));
    }
    return std::make_unique<GrammarConstraint>(std::move(tokenizer), std::move(made));
}

Result<std::unique_ptr<TokenConstraint>> constrainToGrammar(std::shared_ptr<const Tokenizer> tokenizer,
                                                            const std::string& grammar) {
    auto parsed = parseGrammar(grammar);
    if (!parsed) return parsed.error();
    return std::unique_ptr<TokenConstraint>(
        std::make_unique<GrammarConstraint>(std::move(tokenizer), std::move(*parsed)));
}

}  // namespace engine
