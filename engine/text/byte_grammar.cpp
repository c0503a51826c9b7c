#include "engine/text/byte_grammar.h"

#include <algorithm>
#include <array>

#include "engine/text/utf8.h"

namespace engine {

using Kind = ByteGrammar::Element::Kind;

uint32_t ByteGrammar::addRule() {
    alternatives_.emplace_back();
    return static_cast<uint32_t>(alternatives_.size() - 1);
}

bool ByteGrammar::addAlternative(uint32_t rule, const Sequence& sequence) {
    if (elements_.size() + sequence.size() + 1 > kMostElements) return false;
    alternatives_[rule].push_back(static_cast<uint32_t>(elements_.size()));
    elements_.insert(elements_.end(), sequence.begin(), sequence.end());
    elements_.push_back({Kind::kEnd, 0});
    return true;
}

ByteGrammar::Element ByteGrammar::bytes(const ByteSet& set) {
    const auto [place, fresh] = setIndex_.emplace(set.to_string(), static_cast<uint32_t>(sets_.size()));
    if (fresh) sets_.push_back(set);
    return {Kind::kBytes, place->second};
}

void ByteGrammar::appendLiteral(Sequence& sequence, std::string_view text) {
    for (const char c : text) {
        ByteSet one;
        one.set(static_cast<uint8_t>(c));
        sequence.push_back(bytes(one));
    }
}

ByteGrammar::Element ByteGrammar::characters(std::vector<std::pair<char32_t, char32_t>> ranges,
                                             bool inverted) {
    constexpr char32_t kLast = 0x10FFFF;
    std::sort(ranges.begin(), ranges.end());
    std::vector<std::pair<char32_t, char32_t>> merged;
    for (const auto& [low, high] : ranges) {
        if (!merged.empty() && low <= merged.back().second + 1)
            merged.back().second = std::max(merged.back().second, high);
        else
            merged.emplace_back(low, high);
    }
    if (inverted) {
        std::vector<std::pair<char32_t, char32_t>> others;
        char32_t next = 0;
        for (const auto& [low, high] : merged) {
            if (low > next) others.emplace_back(next, low - 1);
            next = high + 1;
        }
        if (next <= kLast) others.emplace_back(next, kLast);
        merged = std::move(others);
    }
    const uint32_t made = addRule();
    ByteSet single;
    for (const auto& [low, high] : merged) {
        // Surrogates are no characters, and a range must not cross a change of length.
        static constexpr std::array<std::pair<char32_t, char32_t>, 5> kLengths = {
            {{0, 0x7F}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0xE000, 0xFFFF}, {0x10000, kLast}}};
        for (const auto& [from, to] : kLengths) {
            const char32_t first = std::max(low, from);
            const char32_t last = std::min(high, to);
            if (first <= last) addRange(made, first, last, single);
        }
    }
    // Plain bytes alone need no rule of their own.
    if (alternatives_[made].empty()) {
        alternatives_.pop_back();
        return bytes(single);
    }
    if (single.any()) addAlternative(made, {bytes(single)});
    return rule(made);
}

// Splits a range of characters into runs of byte ranges: the classic way of making UTF-8 regular.
void ByteGrammar::addRange(uint32_t rule, char32_t low, char32_t high, ByteSet& single) {
    std::string lowBytes;
    appendUtf8(lowBytes, low);
    for (size_t i = 1; i < lowBytes.size(); ++i) {
        const char32_t mask = (char32_t{1} << (6 * i)) - 1;
        if ((low & ~mask) == (high & ~mask)) continue;
        if ((low & mask) != 0) {
            addRange(rule, low, low | mask, single);
            addRange(rule, (low | mask) + 1, high, single);
            return;
        }
        if ((high & mask) != mask) {
            addRange(rule, low, (high & ~mask) - 1, single);
            addRange(rule, high & ~mask, high, single);
            return;
        }
    }
    std::string highBytes;
    appendUtf8(highBytes, high);
    Sequence sequence;
    for (size_t i = 0; i < lowBytes.size(); ++i) {
        ByteSet set;
        for (int byte = static_cast<uint8_t>(lowBytes[i]); byte <= static_cast<uint8_t>(highBytes[i]); ++byte)
            set.set(static_cast<size_t>(byte));
        if (lowBytes.size() == 1)
            single |= set;
        else
            sequence.push_back(bytes(set));
    }
    if (!sequence.empty()) addAlternative(rule, sequence);
}

std::vector<bool> ByteGrammar::rulesThatMayBeEmpty() const {
    std::vector<bool> empty(alternatives_.size(), false);
    const auto mayBeEmpty = [&](uint32_t place) {
        while (elements_[place].kind == Kind::kRule && empty[elements_[place].index])
            ++place;
        return elements_[place].kind == Kind::kEnd;
    };
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t rule = 0; rule < alternatives_.size(); ++rule) {
            if (empty[rule]) continue;
            if (std::any_of(alternatives_[rule].begin(), alternatives_[rule].end(), mayBeEmpty))
                changed = empty[rule] = true;
        }
    }
    return empty;
}

std::optional<uint32_t> ByteGrammar::leftRecursiveRule() const {
    const std::vector<bool> empty = rulesThatMayBeEmpty();
    // Which rules a rule may call before reading a byte, and whether something is left to do after the call.
    struct Call {
        uint32_t callee;
        bool grows;
    };
    std::vector<std::vector<Call>> calls(alternatives_.size());
    for (size_t rule = 0; rule < alternatives_.size(); ++rule) {
        for (uint32_t place : alternatives_[rule]) {
            for (; elements_[place].kind == Kind::kRule; ++place) {
                calls[rule].push_back({elements_[place].index, elements_[place + 1].kind != Kind::kEnd});
                if (!empty[elements_[place].index]) break;
            }
        }
    }
    // Tarjan's strongly connected components without recursion; a growing call inside one never ends.
    const size_t count = alternatives_.size();
    constexpr uint32_t kUnseen = ~uint32_t{0};
    std::vector<uint32_t> order(count, kUnseen), lowest(count, 0), component(count, kUnseen), stack;
    std::vector<std::pair<uint32_t, size_t>> path;  // a rule and its next call
    uint32_t nextOrder = 0;
    uint32_t nextComponent = 0;
    for (uint32_t root = 0; root < count; ++root) {
        if (order[root] != kUnseen) continue;
        path.emplace_back(root, 0);
        while (!path.empty()) {
            const uint32_t rule = path.back().first;
            if (path.back().second == 0 && order[rule] == kUnseen) {
                order[rule] = lowest[rule] = nextOrder++;
                stack.push_back(rule);
            }
            if (path.back().second < calls[rule].size()) {
                const uint32_t callee = calls[rule][path.back().second++].callee;
                if (order[callee] == kUnseen)
                    path.emplace_back(callee, 0);
                else if (component[callee] == kUnseen)
                    lowest[rule] = std::min(lowest[rule], order[callee]);
                continue;
            }
            path.pop_back();
            if (!path.empty()) lowest[path.back().first] = std::min(lowest[path.back().first], lowest[rule]);
            if (lowest[rule] != order[rule]) continue;
            while (component[rule] == kUnseen) {
                component[stack.back()] = nextComponent;
                stack.pop_back();
            }
            ++nextComponent;
        }
    }
    for (uint32_t rule = 0; rule < count; ++rule) {
        for (const Call& call : calls[rule]) {
            if (call.grows && component[call.callee] == component[rule]) return rule;
        }
    }
    return std::nullopt;
}

GrammarReader::GrammarReader(const ByteGrammar& grammar, uint32_t root) : grammar_(grammar) {
    std::vector<int32_t> items;
    bool mayEnd = false;
    ++expansion_;
    for (const uint32_t place : grammar_.alternatives_[root])
        expand({place, -1}, items, mayEnd);
    stateOf(std::move(items), mayEnd);
}

int32_t GrammarReader::frameOf(Frame frame) {
    const auto [place, fresh] = frameIndex_.emplace(frame, static_cast<int32_t>(frames_.size()));
    if (fresh) {
        frames_.push_back(frame);
        visited_.push_back(0);
    }
    return place->second;
}

void GrammarReader::expand(Frame from, std::vector<int32_t>& items, bool& mayEnd) {
    work_.push_back(from);
    while (!work_.empty()) {
        const Frame at = work_.back();
        work_.pop_back();
        const ByteGrammar::Element& element = grammar_.elements_[at.place];
        if (element.kind == Kind::kEnd && at.after < 0) {
            mayEnd = true;
            continue;
        }
        const int32_t frame = frameOf(at);
        if (visited_[static_cast<size_t>(frame)] == expansion_) continue;
        visited_[static_cast<size_t>(frame)] = expansion_;
        switch (element.kind) {
            case Kind::kBytes:
                items.push_back(frame);
                break;
            case Kind::kEnd:
                work_.push_back(frames_[static_cast<size_t>(at.after)]);
                break;
            case Kind::kRule: {
                const bool last = grammar_.elements_[at.place + 1].kind == Kind::kEnd;
                const int32_t after = last ? at.after : frameOf({at.place + 1, at.after});
                for (const uint32_t place : grammar_.alternatives_[element.index])
                    work_.push_back({place, after});
                break;
            }
        }
    }
}

GrammarReader::State GrammarReader::stateOf(std::vector<int32_t> items, bool mayEnd) {
    if (!states_.empty() && ((items.empty() && !mayEnd) || items.size() > kMostItems)) return kDead;
    std::sort(items.begin(), items.end());
    auto key = std::make_pair(std::move(items), mayEnd);
    const auto found = stateIndex_.find(key);
    if (found != stateIndex_.end()) return found->second;
    const auto state = static_cast<State>(states_.size());
    states_.push_back({.items = key.first, .mayEnd = mayEnd, .few = {}, .all = {}});
    stateIndex_.emplace(std::move(key), state);
    return state;
}

GrammarReader::State GrammarReader::step(State state, uint8_t byte) {
    if (state == kDead) return kDead;
    {
        const StateData& data = states_[static_cast<size_t>(state)];
        if (!data.all.empty()) {
            if (data.all[byte] != kUnknown) return data.all[byte];
        } else {
            for (const auto& [known, next] : data.few) {
                if (known == byte) return next;
            }
        }
    }
    std::vector<int32_t> items;
    bool mayEnd = false;
    ++expansion_;
    // By number: expanding may move the frames.
    for (size_t i = 0; i < states_[static_cast<size_t>(state)].items.size(); ++i) {
        const Frame frame = frames_[static_cast<size_t>(states_[static_cast<size_t>(state)].items[i])];
        if (grammar_.sets_[grammar_.elements_[frame.place].index].test(byte))
            expand({frame.place + 1, frame.after}, items, mayEnd);
    }
    const State next = stateOf(std::move(items), mayEnd);
    remember(state, byte, next);
    return next;
}

void GrammarReader::remember(State state, uint8_t byte, State next) {
    StateData& data = states_[static_cast<size_t>(state)];
    if (data.all.empty() && data.few.size() == kFewSteps) {
        data.all.assign(256, kUnknown);
        for (const auto& [known, target] : data.few)
            data.all[known] = target;
        data.few.clear();
    }
    if (data.all.empty())
        data.few.emplace_back(byte, next);
    else
        data.all[byte] = next;
}

GrammarReader::State GrammarReader::forget(State keep) {
    // The frames below the kept ones are kept with them; all get new numbers.
    const StateData kept = states_[static_cast<size_t>(keep)];
    const std::vector<Frame> old = std::move(frames_);
    frames_.clear();
    frameIndex_.clear();
    visited_.clear();
    expansion_ = 0;
    states_.clear();
    stateIndex_.clear();
    std::vector<int32_t> renamed(old.size(), -1);
    std::vector<int32_t> items;
    for (const int32_t item : kept.items) {
        std::vector<int32_t> chain;
        for (int32_t frame = item; frame >= 0 && renamed[static_cast<size_t>(frame)] < 0;
             frame = old[static_cast<size_t>(frame)].after)
            chain.push_back(frame);
        for (auto frame = chain.rbegin(); frame != chain.rend(); ++frame) {
            const Frame& was = old[static_cast<size_t>(*frame)];
            const int32_t after = was.after < 0 ? -1 : renamed[static_cast<size_t>(was.after)];
            renamed[static_cast<size_t>(*frame)] = frameOf({was.place, after});
        }
        items.push_back(renamed[static_cast<size_t>(item)]);
    }
    return stateOf(std::move(items), kept.mayEnd);
}

}  // namespace engine
