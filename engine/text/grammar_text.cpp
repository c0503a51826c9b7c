#include "engine/text/grammar_text.h"

#include <algorithm>
#include <map>
#include <string>

#include "engine/text/utf8.h"

namespace engine {

namespace {

constexpr size_t kLongestGrammar = size_t{256} << 10;
constexpr int kDeepestGroup = 100;
constexpr uint32_t kMostRepeats = 2000;

struct Wrong {
    std::string what;
    size_t at;
};

class GrammarParser {
public:
    explicit GrammarParser(std::string_view text) : text_(text) {}

    ParsedGrammar run() {
        if (text_.size() > kLongestGrammar) throw Wrong{"it is longer than 256 KiB", 0};
        skipSpace(true);
        while (at_ < text_.size())
            rule();
        for (const auto& [name, known] : names_) {
            if (!known.defined) throw Wrong{"the rule “" + name + "” is used but not given", known.usedAt};
        }
        const auto root = names_.find("root");
        if (root == names_.end()) throw Wrong{"there is no rule named “root”", 0};
        made_.root = root->second.rule;
        if (const auto recursive = made_.grammar.leftRecursiveRule()) {
            const std::string name = nameOf(*recursive);
            throw Wrong{name.empty() ? "a rule calls itself before it has read anything"
                                     : "the rule “" + name + "” calls itself before it has read anything",
                        name.empty() ? 0 : names_.at(name).usedAt};
        }
        return std::move(made_);
    }

private:
    using Sequence = ByteGrammar::Sequence;
    struct Name {
        uint32_t rule = 0;
        bool defined = false;
        size_t usedAt = 0;
    };

    [[noreturn]] void failHere(std::string what) const { throw Wrong{std::move(what), at_}; }

    std::string nameOf(uint32_t rule) const {
        for (const auto& [name, known] : names_) {
            if (known.rule == rule) return name;
        }
        return {};
    }

    bool at(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
    bool take(std::string_view what) {
        if (!at(what)) return false;
        at_ += what.size();
        return true;
    }
    static bool isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    }

    void skipSpace(bool overLines) {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (c == ' ' || c == '\t' || (overLines && (c == '\n' || c == '\r'))) {
                ++at_;
            } else {
                return;
            }
        }
    }

    std::string name() {
        const size_t begin = at_;
        while (at_ < text_.size() && isNameCharacter(text_[at_]))
            ++at_;
        if (at_ == begin) failHere("a rule's name is missing");
        return std::string(text_.substr(begin, std::min<size_t>(at_ - begin, 256)));
    }

    Name& named(const std::string& name) {
        const auto [place, fresh] = names_.try_emplace(name);
        if (fresh) {
            place->second.rule = made_.grammar.addRule();
            place->second.usedAt = at_;
        }
        return place->second;
    }

    void rule() {
        const std::string its = name();
        Name& known = named(its);
        if (known.defined) failHere("the rule “" + its + "” is given twice");
        known.defined = true;
        const uint32_t rule = known.rule;
        skipSpace(false);
        if (!take("::=")) failHere("“::=” is missing");
        skipSpace(true);
        alternatives(rule, false, 0);
        skipSpace(false);
        if (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r')
            failHere("a rule goes on where it should end");
        skipSpace(true);
    }

    void add(uint32_t rule, const Sequence& sequence) {
        if (!made_.grammar.addAlternative(rule, sequence)) failHere("it is too large");
    }

    void alternatives(uint32_t rule, bool inGroup, int depth) {
        if (depth > kDeepestGroup) failHere("groups nest too deeply");
        do {
            skipSpace(true);
            add(rule, sequence(inGroup, depth));
            // The next line may begin with "|".
            const size_t back = at_;
            skipSpace(true);
            if (!at("|") && !inGroup) at_ = back;
        } while (take("|"));
    }

    Sequence sequence(bool inGroup, int depth) {
        Sequence out;
        size_t lastBegin = 0;  // where the last item begins, for what repeats it
        while (true) {
            skipSpace(inGroup);
            if (at_ >= text_.size()) return out;
            const char c = text_[at_];
            if (c == '"') {
                lastBegin = out.size();
                ++at_;
                literal(out);
            } else if (c == '[') {
                lastBegin = out.size();
                ++at_;
                out.push_back(characterClass());
            } else if (c == '.') {
                lastBegin = out.size();
                ++at_;
                out.push_back(made_.grammar.characters({}, true));
            } else if (c == '(') {
                lastBegin = out.size();
                ++at_;
                const uint32_t group = made_.grammar.addRule();
                alternatives(group, true, depth + 1);
                skipSpace(true);
                if (!take(")")) failHere("“)” is missing");
                out.push_back(ByteGrammar::rule(group));
            } else if (isNameCharacter(c)) {
                lastBegin = out.size();
                const std::string its = name();
                out.push_back(ByteGrammar::rule(named(its).rule));
            } else if (c == '*' || c == '+' || c == '?' || c == '{') {
                if (lastBegin == out.size()) failHere("there is nothing to repeat");
                repeat(out, lastBegin);
                lastBegin = out.size();
            } else {
                return out;
            }
            if (out.size() > ByteGrammar::kMostElements) failHere("it is too large");
        }
    }

    char32_t hex(size_t digits) {
        char32_t value = 0;
        for (size_t i = 0; i < digits; ++i, ++at_) {
            const char c = at_ < text_.size() ? text_[at_] : ' ';
            const char lower = static_cast<char>(c | 0x20);
            if (c >= '0' && c <= '9')
                value = value * 16 + static_cast<char32_t>(c - '0');
            else if (lower >= 'a' && lower <= 'f')
                value = value * 16 + static_cast<char32_t>(lower - 'a' + 10);
            else
                failHere("an escape is broken");
        }
        if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) failHere("an escape is no character");
        return value;
    }

    char32_t character() {
        if (at_ >= text_.size()) failHere("a text or class has no end");
        if (text_[at_] != '\\') {
            const Utf8Step step = stepUtf8(text_, at_);
            if (step.kind != Utf8Kind::kCharacter) failHere("it is not valid UTF-8");
            at_ += step.size;
            return step.character;
        }
        ++at_;
        if (at_ >= text_.size()) failHere("a text or class has no end");
        const char c = text_[at_++];
        switch (c) {
            case 'n':
                return U'\n';
            case 'r':
                return U'\r';
            case 't':
                return U'\t';
            case 'x':
                return hex(2);
            case 'u':
                return hex(4);
            case 'U':
                return hex(8);
            case '"':
            case '\\':
            case '[':
            case ']':
            case '-':
            case '^':
            case '/':
                return static_cast<char32_t>(c);
            default:
                failHere("an escape is not known");
        }
    }

    void literal(Sequence& out) {
        std::string text;
        while (!take("\"")) {
            if (at_ < text_.size() && text_[at_] == '\n') failHere("a text has no end");
            appendUtf8(text, character());
        }
        if (text.empty()) {
            // An empty text is an item too: "" * is nothing, however often.
            const uint32_t nothing = made_.grammar.addRule();
            add(nothing, {});
            out.push_back(ByteGrammar::rule(nothing));
            return;
        }
        made_.grammar.appendLiteral(out, text);
    }

    ByteGrammar::Element characterClass() {
        const bool inverted = take("^");
        std::vector<std::pair<char32_t, char32_t>> ranges;
        while (!take("]")) {
            const char32_t low = character();
            char32_t high = low;
            if (at("-") && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
                ++at_;
                high = character();
            }
            if (high < low) failHere("a range in a class runs backwards");
            ranges.emplace_back(low, high);
        }
        if (ranges.empty() && !inverted) failHere("a class is empty");
        return made_.grammar.characters(std::move(ranges), inverted);
    }

    uint32_t number() {
        uint32_t value = 0;
        const size_t begin = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && value <= kMostRepeats)
            value = value * 10 + static_cast<uint32_t>(text_[at_++] - '0');
        if (at_ == begin) failHere("a number is missing");
        if (value > kMostRepeats) failHere("something is repeated more than 2000 times");
        return value;
    }

    // Puts a repetition in the place of the last item.
    void repeat(Sequence& out, size_t begin) {
        uint32_t least = 0;
        uint32_t most = 0;
        bool endless = false;
        const char sign = text_[at_++];
        if (sign == '*' || sign == '+') {
            least = sign == '+' ? 1 : 0;
            endless = true;
        } else if (sign == '?') {
            most = 1;
        } else {
            skipSpace(true);
            least = most = number();
            skipSpace(true);
            if (take(",")) {
                skipSpace(true);
                endless = at("}");
                if (!endless) most = number();
                skipSpace(true);
            }
            if (!take("}")) failHere("“}” is missing");
            if (!endless && most < least) failHere("a repetition runs backwards");
        }
        Sequence item(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end());
        if (item.size() > 1) {
            const uint32_t whole = made_.grammar.addRule();
            add(whole, item);
            item = {ByteGrammar::rule(whole)};
        }
        out.resize(begin);
        for (uint32_t i = 0; i < least; ++i)
            out.push_back(item[0]);
        if (endless) {
            const uint32_t star = made_.grammar.addRule();
            add(star, {item[0], ByteGrammar::rule(star)});
            add(star, {});
            out.push_back(ByteGrammar::rule(star));
        } else if (most > least) {
            // One more, or none: each has the rest inside.
            uint32_t rest = 0;
            for (uint32_t i = least; i < most; ++i) {
                const uint32_t optional = made_.grammar.addRule();
                add(optional, i == least ? Sequence{item[0]} : Sequence{item[0], ByteGrammar::rule(rest)});
                add(optional, {});
                rest = optional;
            }
            out.push_back(ByteGrammar::rule(rest));
        }
    }

    std::string_view text_;
    size_t at_ = 0;
    ParsedGrammar made_;
    std::map<std::string, Name> names_;
};

}  // namespace

Result<std::shared_ptr<const ParsedGrammar>> parseGrammar(std::string_view text) {
    try {
        return std::shared_ptr<const ParsedGrammar>(
            std::make_shared<const ParsedGrammar>(GrammarParser(text).run()));
    } catch (const Wrong& wrong) {
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(wrong.at), '\n');
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The grammar has an error in line {0}: {1}.",
                     .remedy = "Correct it and try again.",
                     .args = {std::to_string(line), wrong.what}};
    }
}

}  // namespace engine
