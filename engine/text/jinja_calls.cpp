// What a template calls: macros, the few functions there are, and the methods of a loop.
#include <algorithm>
#include <ctime>

#include "engine/text/jinja_evaluator.h"

namespace engine::jinja {

namespace {

constexpr int64_t kLongestRange = 100'000;  // as Jinja's sandbox

Value strftimeNow(const std::string& format, int64_t seconds) {
    const std::time_t now = seconds == 0 ? std::time(nullptr) : static_cast<std::time_t>(seconds);
    std::tm local{};
    localtime_r(&now, &local);
    char buffer[256];
    if (format.size() > sizeof(buffer)) fail("the date is too long");
    const size_t size = std::strftime(buffer, sizeof(buffer), format.c_str(), &local);
    return Value(std::string(buffer, size));
}

}  // namespace

Value Evaluator::call(const Expression& expression) {
    const Expression& callee = *expression.parts[0];
    if (callee.kind != Expression::Kind::kAttribute) {
        const Value value = evaluate(callee);
        return callValue(value, evaluateArguments(expression.arguments));
    }
    const Value on = evaluate(*callee.parts[0]).defined();
    const Arguments arguments = evaluateArguments(expression.arguments);
    if (on.loop() != nullptr) return callLoop(*on.loop(), callee.name, arguments);
    if (on.isDict() || on.ns() != nullptr) {
        const Dict& dict = on.isDict() ? on.dict() : on.ns()->attributes;
        const Value* held = dict.find(callee.name);
        if (held != nullptr && held->callable() != nullptr) return callValue(*held, arguments);
    }
    return callMethod(*this, on, callee.name, arguments);
}

Value Evaluator::callLoop(LoopState& loop, std::string_view method, const Arguments& arguments) {
    if (method == "cycle" && !arguments.places.empty())
        return arguments.places[loop.index % arguments.places.size()];
    if (method == "changed" && !arguments.places.empty()) {
        Value now = Value::list(arguments.places);
        const bool changed = !same(loop.lastChanged, now);
        // Loops and namespaces are not kept: they could hold this loop.
        for (const Value& value : arguments.places) {
            if (value.weight() > 1 && (value.isList() || value.isDict()))
                fail("loop.changed of a list", Failure::Kind::kBeyond);
            if (value.loop() != nullptr) fail("loop.changed of a loop", Failure::Kind::kBeyond);
        }
        loop.lastChanged = std::move(now);
        return Value(changed);
    }
    fail("a loop has no “" + std::string(method) + "”");
}

Value Evaluator::callValue(const Value& callee, const Arguments& arguments) {
    callee.defined();
    const Callable* callable = callee.callable();
    if (callable == nullptr) fail(std::string("a value of type ") + callee.typeName() + " cannot be called");
    switch (callable->builtin) {
        case Builtin::kRange:
            return makeRange(arguments);
        case Builtin::kNamespace:
            return makeNamespace(arguments);
        case Builtin::kDict: {
            Dict dict;
            if (!arguments.places.empty() && arguments.places[0].isDict()) dict = arguments.places[0].dict();
            for (const auto& [name, value] : arguments.names) {
                spend(dict.entries.size());
                dict.set(name, value);
            }
            allocate((dict.entries.size() + 1) * 2 * kValueBytes);
            return Value::dict(std::move(dict));
        }
        case Builtin::kRaiseException:
            fail(print(arguments.need(0, "message")), Failure::Kind::kRaised);
        case Builtin::kStrftimeNow:
            return strftimeNow(print(arguments.need(0, "format")), now_);
        case Builtin::kMacro:
            return callMacro(*callable->macro, arguments);
    }
    return Value();
}

Value Evaluator::callMacro(const Macro& macro, const Arguments& arguments) {
    if (arguments.places.size() > macro.parameters.size())
        fail("the macro “" + macro.name + "” is given too many arguments");
    for (const auto& [name, value] : arguments.names) {
        if (std::find(macro.parameters.begin(), macro.parameters.end(), name) == macro.parameters.end())
            fail("the macro “" + macro.name + "” has no parameter “" + std::string(name) + "”");
    }
    frames_.emplace_back();
    frames_.back().closed = true;
    for (size_t i = 0; i < macro.parameters.size(); ++i) {
        const Value* given = arguments.find(i, macro.parameters[i]);
        if (given != nullptr)
            assign(macro.parameters[i], *given);
        else if (macro.defaults[i] != nullptr)
            assign(macro.parameters[i], evaluate(*macro.defaults[i]));
        else
            assign(macro.parameters[i],
                   Value::undefined("the parameter “" + macro.parameters[i] + "” was not given"));
    }
    Flow flow = Flow::kNext;
    std::string out = capture(macro.body, flow);
    frames_.pop_back();
    return Value(std::move(out));
}

Value Evaluator::makeRange(const Arguments& arguments) {
    const auto at = [&](size_t i) { return arguments.places[i].integer(); };
    const size_t count = arguments.places.size();
    if (count < 1 || count > 3) fail("range takes one to three numbers");
    const int64_t begin = count == 1 ? 0 : at(0);
    const int64_t end = count == 1 ? at(0) : at(1);
    const int64_t step = count == 3 ? at(2) : 1;
    if (step == 0) fail("range has a step of zero");
    std::vector<Value> out;
    for (int64_t i = begin; step > 0 ? i < end : i > end;) {
        if (static_cast<int64_t>(out.size()) == kLongestRange)
            fail("range counts further than 100000", Failure::Kind::kTooMuch);
        out.emplace_back(i);
        if (__builtin_add_overflow(i, step, &i)) break;
    }
    allocate((out.size() + 1) * kValueBytes);
    return Value::list(std::move(out));
}

Value Evaluator::makeNamespace(const Arguments& arguments) {
    namespaces_.push_back(std::make_unique<Namespace>());
    Namespace& made = *namespaces_.back();
    if (!arguments.places.empty() && arguments.places[0].isDict())
        made.attributes = arguments.places[0].dict();
    for (const auto& [name, value] : arguments.names)
        made.attributes.set(name, value);
    allocate((made.attributes.entries.size() + 1) * 2 * kValueBytes);
    return Value(&made);
}

}  // namespace engine::jinja
