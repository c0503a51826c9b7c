// The values that a template computes with: Python's, as far as templates use them.
//
// Memory   texts, lists and dicts are shared and never change after they are made, so they cannot form
// circles; how
//          deep they nest is limited when they are made. Namespaces and macros belong to the evaluator or the
//          tree.
// Source   Jinja 2 and Python 3 for how values print, compare and count.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace engine::jinja {

// Why a template cannot go on; becomes one sentence at the edge of the room.
struct Failure {
    enum class Kind { kWrong, kBeyond, kTooMuch, kRaised };
    Kind kind = Kind::kWrong;
    std::string what;
    int line = 0;
};

[[noreturn]] inline void fail(std::string what, Failure::Kind kind = Failure::Kind::kWrong) {
    throw Failure{kind, std::move(what), 0};
}

class Value;
struct Macro;
struct Namespace;
struct LoopState;

enum class Builtin { kRange, kNamespace, kDict, kRaiseException, kStrftimeNow, kMacro };

struct Callable {
    Builtin builtin = Builtin::kMacro;
    const Macro* macro = nullptr;
};

struct List {
    std::vector<Value> items;
    bool tuple = false;
    int depth = 1;      // of the nesting
    size_t weight = 1;  // of everything inside, parts that are shared counted as often as they stand there
};

struct Dict {
    std::vector<std::pair<std::string, Value>> entries;  // in the order of insertion
    int depth = 1;
    size_t weight = 1;

    const Value* find(std::string_view key) const;
    void set(std::string_view key, Value value);
};

inline constexpr int kDeepestValue = 100;

class Value {
public:
    struct Undefined {
        std::shared_ptr<const std::string> why;
    };
    struct None {};
    using Text = std::shared_ptr<const std::string>;
    using ListRef = std::shared_ptr<const List>;
    using DictRef = std::shared_ptr<const Dict>;
    using LoopRef = std::shared_ptr<LoopState>;

    Value() : held_(None{}) {}
    Value(bool value) : held_(value) {}
    Value(int64_t value) : held_(value) {}
    Value(double value) : held_(value) {}
    Value(std::string value) : held_(std::make_shared<const std::string>(std::move(value))) {}
    Value(std::string_view value) : Value(std::string(value)) {}
    Value(const char* value) : Value(std::string(value)) {}
    Value(Text value) : held_(std::move(value)) {}
    Value(Callable value) : held_(value) {}
    Value(Namespace* value) : held_(value) {}
    Value(LoopRef value) : held_(std::move(value)) {}
    // Fail when they would nest too deeply.
    static Value list(std::vector<Value> items, bool tuple = false);
    static Value dict(Dict dict);
    static Value undefined(std::string why);

    bool isUndefined() const { return std::holds_alternative<Undefined>(held_); }
    bool isNone() const { return std::holds_alternative<None>(held_); }
    bool isBool() const { return std::holds_alternative<bool>(held_); }
    bool isInteger() const { return std::holds_alternative<int64_t>(held_); }
    bool isDouble() const { return std::holds_alternative<double>(held_); }
    bool isNumber() const { return isInteger() || isDouble() || isBool(); }
    bool isText() const { return std::holds_alternative<Text>(held_); }
    bool isList() const { return std::holds_alternative<ListRef>(held_); }
    bool isDict() const { return std::holds_alternative<DictRef>(held_); }

    const std::string& text() const { return *std::get<Text>(held_); }
    const List& list() const { return *std::get<ListRef>(held_); }
    const Dict& dict() const { return *std::get<DictRef>(held_); }
    const ListRef& listRef() const { return std::get<ListRef>(held_); }
    // Of integers and booleans; fails otherwise.
    int64_t integer() const;
    // Of any number; fails otherwise.
    double number() const;
    const Callable* callable() const { return std::get_if<Callable>(&held_); }
    Namespace* ns() const {
        const auto* held = std::get_if<Namespace*>(&held_);
        return held == nullptr ? nullptr : *held;
    }
    LoopState* loop() const {
        const auto* held = std::get_if<LoopRef>(&held_);
        return held == nullptr ? nullptr : held->get();
    }

    bool truthy() const;
    // How much work it is to print or compare it: bytes of text and one for each value.
    size_t weight() const;
    const char* typeName() const;  // as Python calls it
    // Fails with the sentence of an undefined value when it is one.
    const Value& defined() const;

private:
    std::variant<Undefined, None, bool, int64_t, double, Text, ListRef, DictRef, Callable, Namespace*,
                 LoopRef>
        held_;
};

struct Namespace {
    Dict attributes;
};

struct LoopState {
    Value::ListRef items;
    size_t index = 0;
    Value lastChanged = Value::undefined("");
};

bool equal(const Value& a, const Value& b);
// Negative, zero or positive; fails for values that have no order.
int compare(const Value& a, const Value& b);

// As {{ value }} prints it (str()), and as it stands inside a list (repr()).
std::string toText(const Value& value);
std::string toRepr(const Value& value);
std::string numberText(double value);

// Positions in a text are counted in characters.
size_t characterCount(std::string_view text);
// The byte at which the character with this number begins; the size when there are fewer.
size_t byteOfCharacter(std::string_view text, size_t character);

struct JsonStyle {
    int indent = -1;  // -1: on one line
    bool asciiOnly = false;
    bool sortKeys = false;
};
std::string toJson(const Value& value, const JsonStyle& style);
Value fromJson(std::string_view json);

// "   text " without blanks at its ends; characters: what to take off instead of white space.
std::string_view strip(std::string_view text, bool left, bool right, std::string_view characters = {});

}  // namespace engine::jinja
