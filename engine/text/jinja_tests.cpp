// What “is” can ask of a value.
#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "engine/text/jinja_evaluator.h"

namespace engine::jinja {

namespace {

using Test = bool (*)(Evaluator&, const Value&, const Arguments&);

const std::unordered_map<std::string_view, Test>& tests() {
    static const auto equals = [](Evaluator& e, const Value& on, const Arguments& a) {
        return e.same(on, a.need(0, "other"));
    };
    static const auto differs = [](Evaluator& e, const Value& on, const Arguments& a) {
        return !e.same(on, a.need(0, "other"));
    };
    static const auto less = [](Evaluator&, const Value& on, const Arguments& a) {
        return compare(on, a.need(0, "other")) < 0;
    };
    static const auto atMost = [](Evaluator&, const Value& on, const Arguments& a) {
        return compare(on, a.need(0, "other")) <= 0;
    };
    static const auto more = [](Evaluator&, const Value& on, const Arguments& a) {
        return compare(on, a.need(0, "other")) > 0;
    };
    static const auto atLeast = [](Evaluator&, const Value& on, const Arguments& a) {
        return compare(on, a.need(0, "other")) >= 0;
    };
    static const auto remainder = [](const Value& on, int64_t divisor) {
        return arithmetic("%", on, Value(divisor)).integer();
    };
    static const std::unordered_map<std::string_view, Test> kTests = {
        {"defined", [](Evaluator&, const Value& on, const Arguments&) { return !on.isUndefined(); }},
        {"undefined", [](Evaluator&, const Value& on, const Arguments&) { return on.isUndefined(); }},
        {"none", [](Evaluator&, const Value& on, const Arguments&) { return on.isNone(); }},
        {"string", [](Evaluator&, const Value& on, const Arguments&) { return on.isText(); }},
        {"mapping", [](Evaluator&, const Value& on, const Arguments&) { return on.isDict(); }},
        {"iterable",
         [](Evaluator&, const Value& on, const Arguments&) {
             return on.isText() || on.isList() || on.isDict() || on.isUndefined() || on.loop() != nullptr;
         }},
        {"sequence",
         [](Evaluator&, const Value& on, const Arguments&) {
             return on.isText() || on.isList() || on.isDict() || on.isUndefined();
         }},
        {"number", [](Evaluator&, const Value& on, const Arguments&) { return on.isNumber(); }},
        {"integer", [](Evaluator&, const Value& on, const Arguments&) { return on.isInteger(); }},
        {"float", [](Evaluator&, const Value& on, const Arguments&) { return on.isDouble(); }},
        {"boolean", [](Evaluator&, const Value& on, const Arguments&) { return on.isBool(); }},
        {"true", [](Evaluator&, const Value& on, const Arguments&) { return on.isBool() && on.truthy(); }},
        {"false", [](Evaluator&, const Value& on, const Arguments&) { return on.isBool() && !on.truthy(); }},
        {"callable", [](Evaluator&, const Value& on, const Arguments&) { return on.callable() != nullptr; }},
        {"odd", [](Evaluator&, const Value& on, const Arguments&) { return remainder(on, 2) == 1; }},
        {"even", [](Evaluator&, const Value& on, const Arguments&) { return remainder(on, 2) == 0; }},
        {"divisibleby", [](Evaluator&, const Value& on,
                           const Arguments& a) { return remainder(on, a.need(0, "num").integer()) == 0; }},
        {"in",
         [](Evaluator& e, const Value& on, const Arguments& a) { return e.contains(a.need(0, "seq"), on); }},
        {"sameas", equals},
        {"equalto", equals},
        {"eq", equals},
        {"==", equals},
        {"ne", differs},
        {"!=", differs},
        {"lt", less},
        {"lessthan", less},
        {"<", less},
        {"le", atMost},
        {"<=", atMost},
        {"gt", more},
        {"greaterthan", more},
        {">", more},
        {"ge", atLeast},
        {">=", atLeast},
        {"lower",
         [](Evaluator& e, const Value& on, const Arguments&) {
             const std::string text = e.print(on);
             return changedCase(e, text, false) == text && changedCase(e, text, true) != text;
         }},
        {"upper",
         [](Evaluator& e, const Value& on, const Arguments&) {
             const std::string text = e.print(on);
             return changedCase(e, text, true) == text && changedCase(e, text, false) != text;
         }},
    };
    return kTests;
}

}  // namespace

bool applyTest(Evaluator& evaluator, std::string_view name, const Value& on, const Arguments& arguments) {
    const auto found = tests().find(name);
    if (found == tests().end())
        fail("the test “" + std::string(name.substr(0, 64)) + "”", Failure::Kind::kBeyond);
    evaluator.spend(1);
    return found->second(evaluator, on, arguments);
}

}  // namespace engine::jinja
