// A context-free grammar over bytes, and the reading of a text by it one byte at a time.
//
// Memory   a ByteGrammar is a few arrays. A GrammarReader remembers the states it has seen, so that the same
// question
//          about tens of thousands of tokens is mostly looking up; forget() drops what is not the present
//          state.
// Thread   a grammar may be shared once finished; a reader belongs to one generation.
// Source   a pushdown automaton whose stacks share their tails; calls in tail position do not grow the stack.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace engine {

class ByteGrammar {
public:
    using ByteSet = std::bitset<256>;
    struct Element {
        enum class Kind : uint8_t { kBytes, kRule, kEnd };
        Kind kind = Kind::kEnd;
        uint32_t index = 0;  // of a byte set or a rule
    };
    using Sequence = std::vector<Element>;
    static constexpr size_t kMostElements = 200'000;

    // A rule without alternatives yet.
    uint32_t addRule();
    // Answers false when the grammar has grown too large.
    bool addAlternative(uint32_t rule, const Sequence& sequence);

    Element bytes(const ByteSet& set);
    static Element rule(uint32_t index) { return {Element::Kind::kRule, index}; }
    void appendLiteral(Sequence& sequence, std::string_view text);
    // One character out of these ranges, as the bytes of UTF-8.
    Element characters(std::vector<std::pair<char32_t, char32_t>> ranges, bool inverted);

    // A rule that calls itself before it has read anything and with more to do after; none when all is well.
    std::optional<uint32_t> leftRecursiveRule() const;

private:
    friend class GrammarReader;
    void addRange(uint32_t rule, char32_t low, char32_t high, ByteSet& single);
    std::vector<bool> rulesThatMayBeEmpty() const;

    std::vector<Element> elements_;                    // alternatives one after the other, each with a kEnd
    std::vector<std::vector<uint32_t>> alternatives_;  // of each rule: where in elements_ they begin
    std::vector<ByteSet> sets_;
    std::unordered_map<std::string, uint32_t> setIndex_;
};

class GrammarReader {
public:
    using State = int32_t;
    static constexpr State kDead = -1;

    // Begins at `root`. The grammar must outlive the reader and have no left recursion.
    GrammarReader(const ByteGrammar& grammar, uint32_t root);

    State start() const { return 0; }
    // kDead when the byte may not come here.
    State step(State state, uint8_t byte);
    bool mayEnd(State state) const { return states_[static_cast<size_t>(state)].mayEnd; }
    bool mayGoOn(State state) const { return !states_[static_cast<size_t>(state)].items.empty(); }
    size_t stateCount() const { return states_.size(); }
    // Drops all states but one and answers its new number.
    State forget(State keep);

private:
    // A place in the grammar and what is to be done after it.
    struct Frame {
        uint32_t place;
        int32_t after;  // a frame; -1 at the bottom
        bool operator==(const Frame&) const = default;
    };
    struct FrameHash {
        size_t operator()(const Frame& frame) const {
            return (static_cast<size_t>(frame.place) << 32 ^ static_cast<uint32_t>(frame.after)) *
                   0x9E3779B97F4A7C15ULL;
        }
    };
    struct StateData {
        std::vector<int32_t> items;  // frames that wait at a byte, sorted
        bool mayEnd = false;
        std::vector<std::pair<uint8_t, State>>
            few;  // steps that were asked for; more than a few go into `all`
        std::vector<State> all;
    };
    static constexpr size_t kFewSteps = 8;
    static constexpr size_t kMostItems = 20'000;  // a grammar that is so ambiguous is not followed further
    static constexpr State kUnknown = -2;

    int32_t frameOf(Frame frame);
    void expand(Frame from, std::vector<int32_t>& items, bool& mayEnd);
    State stateOf(std::vector<int32_t> items, bool mayEnd);
    void remember(State state, uint8_t byte, State next);

    const ByteGrammar& grammar_;
    std::vector<Frame> frames_;
    std::unordered_map<Frame, int32_t, FrameHash> frameIndex_;
    std::vector<StateData> states_;
    std::map<std::pair<std::vector<int32_t>, bool>, State> stateIndex_;
    std::vector<uint32_t> visited_;  // by frame: the expansion that saw it last
    uint32_t expansion_ = 0;
    std::vector<Frame> work_;
};

}  // namespace engine
