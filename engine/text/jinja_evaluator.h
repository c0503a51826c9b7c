// Runs a template's tree.
//
// Memory   what a run makes lives until the run's end at most; steps, output, memory and depth are limited,
// so that no
//          template runs for ever or eats the machine.
// Thread   one run at a time; the tree may be shared.
// Errors   throws Failure with the line of the statement.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/text/jinja_syntax.h"

namespace engine::jinja {

struct Limits {
    int64_t steps = 50'000'000;
    size_t outputBytes = size_t{8} << 20;
    int64_t memoryBytes = int64_t{256} << 20;  // made in all, freed or not
    int depth = 600;                           // of evaluation, macros and tags together
};

inline constexpr size_t kBytesPerStep = 32;  // copying this much is as much work as looking at one node
inline constexpr size_t kValueBytes = 48;    // what a value costs beside its text

// The arguments of one call, computed.
struct Arguments {
    std::vector<Value> places;
    std::vector<std::pair<std::string_view, Value>> names;

    // By its place or its name; null when it was not given.
    const Value* find(size_t place, std::string_view name) const;
    const Value& need(size_t place, std::string_view name) const;
};

class Evaluator {
public:
    explicit Evaluator(const Limits& limits = {});

    void set(std::string_view name, Value value);
    // For strftime_now: seconds since 1970; 0 is the clock.
    void setNow(int64_t seconds) { now_ = seconds; }
    std::string run(const Body& body);

    // For filters, tests and methods.
    void spend(size_t steps);
    void allocate(size_t bytes);
    std::string print(const Value& value);
    Value attribute(const Value& on, std::string_view name);
    Value item(const Value& on, const Value& key);
    std::vector<Value> items(const Value& of);
    bool contains(const Value& container, const Value& wanted);
    bool same(const Value& a, const Value& b);
    Value add(const Value& a, const Value& b);

private:
    enum class Flow { kNext, kBreak, kContinue };
    struct Frame {
        std::vector<std::pair<std::string_view, Value>> names;
        bool closed = false;  // a macro: frames below are not seen, but for the first
    };
    class Nesting;

    Flow runBody(const Body& body);
    Flow runStatement(const Statement& statement);
    Flow runIf(const Statement& statement);
    Flow runFor(const Statement& statement);
    void runSet(const Statement& statement);
    Flow runScope(const Statement& statement);
    std::string capture(const Body& body, Flow& flow);
    void write(std::string_view text);
    Value filtered(const Expression& chain, std::string body);
    void bind(const std::vector<std::string>& names, const Value& value);

    Value evaluate(const Expression& expression);
    Value evaluateNode(const Expression& expression);
    Value lookUp(const std::string& name);
    void assign(std::string_view name, Value value);
    Value literalList(const Expression& expression);
    Value literalDict(const Expression& expression);
    Value slice(const Expression& expression);
    Value compareChain(const Expression& expression);
    Value binary(const Expression& expression);
    Value call(const Expression& expression);
    Value callValue(const Value& callee, const Arguments& arguments);
    Value callMacro(const Macro& macro, const Arguments& arguments);
    Value callLoop(LoopState& loop, std::string_view method, const Arguments& arguments);
    Value makeRange(const Arguments& arguments);
    Value makeNamespace(const Arguments& arguments);
    Arguments evaluateArguments(const std::vector<Argument>& arguments);

    Limits limits_;
    int64_t stepsLeft_;
    int64_t memoryLeft_;
    int depth_ = 0;
    int line_ = 1;
    int64_t now_ = 0;
    std::string* out_ = nullptr;
    std::vector<Frame> frames_;
    std::vector<std::unique_ptr<Namespace>> namespaces_;
};

// One file each: jinja_filters.cpp, jinja_tests.cpp, jinja_methods.cpp.
Value applyFilter(Evaluator& evaluator, std::string_view name, const Value& on, const Arguments& arguments);
bool applyTest(Evaluator& evaluator, std::string_view name, const Value& on, const Arguments& arguments);
Value callMethod(Evaluator& evaluator, const Value& on, std::string_view name, const Arguments& arguments);

// What both a filter and a method do.
Value replaced(Evaluator& evaluator, const std::string& text, const std::string& from, const std::string& to,
               int64_t most);
std::string changedCase(Evaluator& evaluator, std::string_view text, bool upper);
std::string titled(Evaluator& evaluator, std::string_view text, bool everyWord);
Value joinedText(Evaluator& evaluator, const std::vector<Value>& items, std::string_view between);

// Arithmetic: + - * / // % ** on numbers.
Value arithmetic(std::string_view sign, const Value& a, const Value& b);

}  // namespace engine::jinja
