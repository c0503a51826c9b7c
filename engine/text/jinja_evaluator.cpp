#include "engine/text/jinja_evaluator.h"

#include <algorithm>

namespace engine::jinja {

using Kind = Expression::Kind;

const Value* Arguments::find(size_t place, std::string_view name) const {
    if (place < places.size()) return &places[place];
    for (const auto& [given, value] : names) {
        if (given == name) return &value;
    }
    return nullptr;
}

const Value& Arguments::need(size_t place, std::string_view name) const {
    const Value* value = find(place, name);
    if (value == nullptr) fail("an argument (“" + std::string(name) + "”) is missing");
    return *value;
}

class Evaluator::Nesting {
public:
    explicit Nesting(Evaluator& evaluator) : evaluator_(evaluator) {
        if (++evaluator_.depth_ > evaluator_.limits_.depth) {
            --evaluator_.depth_;
            fail("it calls itself too deeply", Failure::Kind::kTooMuch);
        }
    }
    ~Nesting() { --evaluator_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

private:
    Evaluator& evaluator_;
};

Evaluator::Evaluator(const Limits& limits)
    : limits_(limits), stepsLeft_(limits.steps), memoryLeft_(limits.memoryBytes), frames_(1) {
    set("range", Callable{Builtin::kRange});
    set("namespace", Callable{Builtin::kNamespace});
    set("dict", Callable{Builtin::kDict});
    set("raise_exception", Callable{Builtin::kRaiseException});
    set("strftime_now", Callable{Builtin::kStrftimeNow});
}

void Evaluator::spend(size_t steps) {
    stepsLeft_ -= static_cast<int64_t>(std::min<size_t>(steps, INT64_MAX / 2));
    if (stepsLeft_ < 0) fail("it goes on without an end", Failure::Kind::kTooMuch);
}

void Evaluator::allocate(size_t bytes) {
    memoryLeft_ -= static_cast<int64_t>(std::min<size_t>(bytes, INT64_MAX / 2));
    if (memoryLeft_ < 0) fail("its texts grow without an end", Failure::Kind::kTooMuch);
    spend(bytes / kBytesPerStep);
}

std::string Evaluator::print(const Value& value) {
    // Escapes take up to four bytes for one.
    allocate(value.isText() ? value.weight() : std::min(value.weight(), SIZE_MAX / 8) * 4);
    return toText(value);
}

bool Evaluator::same(const Value& a, const Value& b) {
    spend(std::min(a.weight(), b.weight()) / kBytesPerStep);
    return equal(a, b);
}

void Evaluator::set(std::string_view name, Value value) {
    for (auto& [held, place] : frames_.front().names) {
        if (held != name) continue;
        place = std::move(value);
        return;
    }
    frames_.front().names.emplace_back(name, std::move(value));
}

std::string Evaluator::run(const Body& body) {
    std::string out;
    out_ = &out;
    try {
        runBody(body);
    } catch (Failure& failure) {
        if (failure.line == 0) failure.line = line_;
        throw;
    }
    return out;
}

void Evaluator::write(std::string_view text) {
    if (out_->size() + text.size() > limits_.outputBytes)
        fail("it writes more than " + std::to_string(limits_.outputBytes >> 20) + " MiB",
             Failure::Kind::kTooMuch);
    spend(text.size() / kBytesPerStep);
    out_->append(text);
}

std::string Evaluator::capture(const Body& body, Flow& flow) {
    std::string captured;
    std::string* const before = std::exchange(out_, &captured);
    try {
        flow = runBody(body);
    } catch (...) {
        out_ = before;
        throw;
    }
    out_ = before;
    allocate(captured.size() + kValueBytes);
    return captured;
}

Evaluator::Flow Evaluator::runBody(const Body& body) {
    for (const auto& statement : body) {
        const Flow flow = runStatement(*statement);
        if (flow != Flow::kNext) return flow;
    }
    return Flow::kNext;
}

Evaluator::Flow Evaluator::runStatement(const Statement& statement) {
    const Nesting nesting(*this);
    spend(1);
    line_ = statement.line;
    Flow flow = Flow::kNext;
    switch (statement.kind) {
        case Statement::Kind::kText:
            write(statement.text);
            break;
        case Statement::Kind::kPrint: {
            const Value value = evaluate(*statement.expression);
            if (value.isText())
                write(value.text());
            else
                write(print(value));
            break;
        }
        case Statement::Kind::kIf:
            return runIf(statement);
        case Statement::Kind::kFor:
            return runFor(statement);
        case Statement::Kind::kSet:
            runSet(statement);
            break;
        case Statement::Kind::kSetBlock: {
            std::string body = capture(statement.body, flow);
            assign(statement.names[0], statement.expression == nullptr
                                           ? Value(std::move(body))
                                           : filtered(*statement.expression, std::move(body)));
            break;
        }
        case Statement::Kind::kMacro:
            assign(statement.macro->name, Callable{Builtin::kMacro, statement.macro.get()});
            break;
        case Statement::Kind::kBreak:
            return Flow::kBreak;
        case Statement::Kind::kContinue:
            return Flow::kContinue;
        case Statement::Kind::kScope:
            return runScope(statement);
        case Statement::Kind::kFilterBlock:
            write(print(filtered(*statement.expression, capture(statement.body, flow))));
            break;
        case Statement::Kind::kTransparent:
            return runBody(statement.body);
        case Statement::Kind::kDo:
            evaluate(*statement.expression);
            break;
    }
    return flow;
}

Value Evaluator::filtered(const Expression& chain, std::string body) {
    frames_.emplace_back();
    frames_.back().names.emplace_back(kBodyName, Value(std::move(body)));
    Value value = evaluate(chain);
    frames_.pop_back();
    return value;
}

Evaluator::Flow Evaluator::runIf(const Statement& statement) {
    for (const Branch& branch : statement.branches) {
        if (branch.condition == nullptr || evaluate(*branch.condition).truthy()) return runBody(branch.body);
    }
    return Flow::kNext;
}

void Evaluator::bind(const std::vector<std::string>& names, const Value& value) {
    if (names.size() == 1) {
        assign(names[0], value);
        return;
    }
    const std::vector<Value> parts = items(value);
    if (parts.size() != names.size()) {
        fail("a list of " + std::to_string(parts.size()) + " is taken apart into " +
             std::to_string(names.size()) + " names");
    }
    for (size_t i = 0; i < names.size(); ++i)
        assign(names[i], parts[i]);
}

Evaluator::Flow Evaluator::runFor(const Statement& statement) {
    const Value over = evaluate(*statement.expression);
    Value::ListRef list = over.isList() ? over.listRef() : Value::list(items(over)).listRef();
    const size_t base = frames_.size();
    if (statement.condition != nullptr) {
        std::vector<Value> kept;
        for (const Value& value : list->items) {
            frames_.emplace_back();
            bind(statement.names, value);
            if (evaluate(*statement.condition).truthy()) kept.push_back(value);
            frames_.resize(base);
        }
        allocate(kept.size() * kValueBytes);
        list = Value::list(std::move(kept)).listRef();
    }
    if (list->items.empty()) {
        frames_.emplace_back();
        const Flow flow = runBody(statement.otherwise);
        frames_.resize(base);
        return flow;
    }
    allocate(sizeof(LoopState));
    const auto loop = std::make_shared<LoopState>();
    loop->items = list;
    for (size_t i = 0; i < list->items.size(); ++i) {
        spend(1);
        loop->index = i;
        frames_.emplace_back();
        frames_.back().names.emplace_back("loop", Value(Value::LoopRef(loop)));
        bind(statement.names, list->items[i]);
        const Flow flow = runBody(statement.body);
        frames_.resize(base);
        if (flow == Flow::kBreak) break;
    }
    // A template may have kept the loop: its last value must not hold on to it.
    loop->lastChanged = Value();
    return Flow::kNext;
}

void Evaluator::runSet(const Statement& statement) {
    Value value = evaluate(*statement.expression);
    if (statement.attribute.empty()) {
        bind(statement.names, value);
        return;
    }
    const Value target = lookUp(statement.names[0]);
    if (target.ns() == nullptr) fail("“" + statement.names[0] + "” is not a namespace");
    allocate(kValueBytes + statement.attribute.size());
    target.ns()->attributes.set(statement.attribute, std::move(value));
}

Evaluator::Flow Evaluator::runScope(const Statement& statement) {
    std::vector<Value> values;
    for (const ExpressionRef& expression : statement.expressions)
        values.push_back(evaluate(*expression));
    frames_.emplace_back();
    for (size_t i = 0; i < values.size(); ++i)
        assign(statement.names[i], std::move(values[i]));
    const Flow flow = runBody(statement.body);
    frames_.pop_back();
    return flow;
}

void Evaluator::assign(std::string_view name, Value value) {
    for (auto& [held, place] : frames_.back().names) {
        if (held == name) {
            place = std::move(value);
            return;
        }
    }
    frames_.back().names.emplace_back(name, std::move(value));
}

Value Evaluator::lookUp(const std::string& name) {
    const auto in = [&](const Frame& frame) -> const Value* {
        for (const auto& [held, value] : frame.names) {
            if (held == name) return &value;
        }
        return nullptr;
    };
    for (size_t i = frames_.size(); i-- > 0;) {
        if (const Value* found = in(frames_[i])) return *found;
        if (frames_[i].closed) break;
    }
    if (const Value* found = in(frames_.front())) return *found;
    return Value::undefined("“" + name + "” is undefined");
}

Value Evaluator::evaluate(const Expression& expression) {
    const Nesting nesting(*this);
    spend(1);
    return evaluateNode(expression);
}

Value Evaluator::evaluateNode(const Expression& expression) {
    const auto part = [&](size_t i) { return evaluate(*expression.parts[i]); };
    switch (expression.kind) {
        case Kind::kLiteral:
            return expression.value;
        case Kind::kName:
            return lookUp(expression.name);
        case Kind::kList:
            return literalList(expression);
        case Kind::kDict:
            return literalDict(expression);
        case Kind::kAttribute:
            return attribute(part(0), expression.name);
        case Kind::kItem: {
            const Value on = part(0);
            return item(on, part(1));
        }
        case Kind::kSlice:
            return slice(expression);
        case Kind::kCall:
            return call(expression);
        case Kind::kFilter: {
            const Value on = part(0);
            return applyFilter(*this, expression.name, on, evaluateArguments(expression.arguments));
        }
        case Kind::kTest: {
            const Value on = part(0);
            const bool holds = applyTest(*this, expression.name, on, evaluateArguments(expression.arguments));
            return Value(holds != expression.flag);
        }
        case Kind::kNot:
            return Value(!part(0).truthy());
        case Kind::kNegative:
            return arithmetic("-", Value(int64_t{0}), part(0));
        case Kind::kPositive:
            return arithmetic("+", Value(int64_t{0}), part(0));
        case Kind::kAnd: {
            Value left = part(0);
            return left.truthy() ? part(1) : left;
        }
        case Kind::kOr: {
            Value left = part(0);
            return left.truthy() ? left : part(1);
        }
        case Kind::kBinary:
            return binary(expression);
        case Kind::kCompare:
            return compareChain(expression);
        case Kind::kConditional:
            if (part(1).truthy()) return part(0);
            if (expression.parts[2] == nullptr)
                return Value::undefined("an inline “if” without “else” gave nothing");
            return part(2);
    }
    return Value();
}

Value Evaluator::literalList(const Expression& expression) {
    std::vector<Value> values;
    for (const ExpressionRef& part : expression.parts)
        values.push_back(evaluate(*part));
    allocate((values.size() + 1) * kValueBytes);
    return Value::list(std::move(values), expression.flag);
}

Value Evaluator::literalDict(const Expression& expression) {
    Dict dict;
    for (size_t i = 0; i + 1 < expression.parts.size(); i += 2) {
        const Value key = evaluate(*expression.parts[i]);
        if (!key.isText()) fail("a dict whose keys are not texts", Failure::Kind::kBeyond);
        spend(dict.entries.size());
        dict.set(key.text(), evaluate(*expression.parts[i + 1]));
        allocate(2 * kValueBytes + key.text().size());
    }
    return Value::dict(std::move(dict));
}

Value Evaluator::compareChain(const Expression& expression) {
    Value left = evaluate(*expression.parts[0]);
    for (size_t i = 0; i < expression.names.size(); ++i) {
        Value right = evaluate(*expression.parts[i + 1]);
        const std::string& sign = expression.names[i];
        bool holds = false;
        if (sign == "==" || sign == "!=") {
            holds = same(left, right) == (sign == "==");
        } else if (sign == "in" || sign == "not in") {
            holds = contains(right, left) == (sign == "in");
        } else {
            spend(std::min(left.weight(), right.weight()) / kBytesPerStep);
            const int order = compare(left, right);
            if (sign == "<")
                holds = order < 0;
            else if (sign == "<=")
                holds = order <= 0;
            else if (sign == ">")
                holds = order > 0;
            else
                holds = order >= 0;
        }
        if (!holds) return Value(false);
        left = std::move(right);
    }
    return Value(true);
}

bool Evaluator::contains(const Value& container, const Value& wanted) {
    spend(1 + std::min(container.weight(), size_t{1} << 40) / kBytesPerStep);
    if (container.isText()) {
        if (!wanted.isText()) fail(std::string("a text cannot hold a value of type ") + wanted.typeName());
        return container.text().find(wanted.text()) != std::string::npos;
    }
    if (container.isList()) {
        return std::any_of(container.list().items.begin(), container.list().items.end(),
                           [&](const Value& value) { return same(value, wanted); });
    }
    if (container.isDict()) return wanted.isText() && container.dict().find(wanted.text()) != nullptr;
    if (container.isUndefined()) return false;
    fail(std::string("a value of type ") + container.typeName() + " holds nothing to look for");
}

Value Evaluator::add(const Value& a, const Value& b) {
    if (a.isText() && b.isText()) {
        allocate(a.text().size() + b.text().size() + kValueBytes);
        return Value(a.text() + b.text());
    }
    if (a.isList() && b.isList()) {
        allocate((a.list().items.size() + b.list().items.size() + 1) * kValueBytes);
        std::vector<Value> all = a.list().items;
        all.insert(all.end(), b.list().items.begin(), b.list().items.end());
        return Value::list(std::move(all), a.list().tuple);
    }
    return arithmetic("+", a, b);
}

Value Evaluator::binary(const Expression& expression) {
    const Value left = evaluate(*expression.parts[0]);
    const Value right = evaluate(*expression.parts[1]);
    const std::string& sign = expression.name;
    if (sign == "~") {
        std::string text = print(left);
        const std::string more = print(right);
        allocate(text.size() + more.size());
        return Value(text + more);
    }
    if (sign == "+") return add(left, right);
    const bool textLeft = left.isText() || left.isList();
    if (sign == "*" && (textLeft || right.isText() || right.isList()) &&
        (textLeft ? right : left).isNumber()) {
        const Value& repeated = textLeft ? left : right;
        const int64_t times = std::max<int64_t>((textLeft ? right : left).integer(), 0);
        const size_t size =
            repeated.isText() ? repeated.text().size() : repeated.list().items.size() * kValueBytes;
        size_t total = 0;
        if (__builtin_mul_overflow(size, static_cast<size_t>(times), &total)) total = SIZE_MAX;
        allocate(std::max(total, kValueBytes));
        if (repeated.isText()) {
            std::string out;
            out.reserve(total);
            for (int64_t i = 0; size > 0 && i < times; ++i)
                out += repeated.text();
            return Value(std::move(out));
        }
        std::vector<Value> out;
        for (int64_t i = 0; size > 0 && i < times; ++i)
            out.insert(out.end(), repeated.list().items.begin(), repeated.list().items.end());
        return Value::list(std::move(out));
    }
    if (sign == "%" && left.isText()) fail("formatting with “%”", Failure::Kind::kBeyond);
    return arithmetic(sign, left, right);
}

Value Evaluator::slice(const Expression& expression) {
    const Value on = evaluate(*expression.parts[0]).defined();
    const auto bound = [&](size_t i) -> Value {
        return expression.parts[i] == nullptr ? Value() : evaluate(*expression.parts[i]);
    };
    const Value first = bound(1);
    const Value last = bound(2);
    const Value stride = bound(3);
    const int64_t step = stride.isNone() ? 1 : stride.integer();
    if (step == 0) fail("a slice has a step of zero");
    const std::vector<Value> all = items(on);
    const auto count = static_cast<int64_t>(all.size());
    // Python: negative bounds count from the end, and all are moved inside.
    const auto place = [&](const Value& value, int64_t absent) {
        if (value.isNone()) return absent;
        int64_t at = value.integer();
        if (at < 0) at += count;
        return step > 0 ? std::clamp<int64_t>(at, 0, count) : std::clamp<int64_t>(at, -1, count - 1);
    };
    const int64_t begin = place(first, step > 0 ? 0 : count - 1);
    const int64_t end = place(last, step > 0 ? count : -1);
    std::vector<Value> taken;
    for (int64_t i = begin; step > 0 ? i < end : i > end;) {
        taken.push_back(all[static_cast<size_t>(i)]);
        if (__builtin_add_overflow(i, step, &i)) break;
    }
    allocate((taken.size() + 1) * kValueBytes);
    if (!on.isText()) return Value::list(std::move(taken), on.isList() && on.list().tuple);
    std::string text;
    for (const Value& character : taken)
        text += character.text();
    return Value(std::move(text));
}

std::vector<Value> Evaluator::items(const Value& of) {
    if (of.isList()) {
        allocate((of.list().items.size() + 1) * kValueBytes);
        return of.list().items;
    }
    std::vector<Value> out;
    if (of.isDict()) {
        allocate((of.dict().entries.size() + 1) * 2 * kValueBytes);
        for (const auto& [key, value] : of.dict().entries)
            out.emplace_back(key);
    } else if (of.isText()) {
        const std::string& text = of.text();
        allocate((text.size() + 1) * 2 * kValueBytes);
        for (size_t at = 0; at < text.size();) {
            const size_t size = byteOfCharacter(std::string_view(text).substr(at), 1);
            out.emplace_back(text.substr(at, size));
            at += size;
        }
    } else if (!of.isUndefined()) {
        fail(std::string("a value of type ") + of.typeName() + " has nothing to go through");
    }
    return out;
}

Value Evaluator::attribute(const Value& on, std::string_view name) {
    on.defined();
    const auto absent = [&] {
        return Value::undefined("a value of type " + std::string(on.typeName()) + " has no “" +
                                std::string(name) + "”");
    };
    if (on.isDict() || on.ns() != nullptr) {
        const Dict& dict = on.isDict() ? on.dict() : on.ns()->attributes;
        spend(dict.entries.size() / 8);
        const Value* found = dict.find(name);
        return found == nullptr ? absent() : *found;
    }
    if (const LoopState* loop = on.loop()) {
        const auto count = static_cast<int64_t>(loop->items->items.size());
        const auto index = static_cast<int64_t>(loop->index);
        if (name == "index") return Value(index + 1);
        if (name == "index0") return Value(index);
        if (name == "first") return Value(index == 0);
        if (name == "last") return Value(index + 1 == count);
        if (name == "length") return Value(count);
        if (name == "revindex") return Value(count - index);
        if (name == "revindex0") return Value(count - index - 1);
        // Only recursive loops, which are beyond the subset, count their depth.
        if (name == "depth") return Value(int64_t{1});
        if (name == "depth0") return Value(int64_t{0});
        if (name == "previtem" && index > 0) return loop->items->items[loop->index - 1];
        if (name == "nextitem" && index + 1 < count) return loop->items->items[loop->index + 1];
    }
    return absent();
}

Value Evaluator::item(const Value& on, const Value& key) {
    on.defined();
    if (key.isText()) return attribute(on, key.text());
    if ((on.isList() || on.isText()) && (key.isInteger() || key.isBool())) {
        const auto count =
            static_cast<int64_t>(on.isList() ? on.list().items.size() : characterCount(on.text()));
        spend(on.isText() ? on.text().size() / 8 : 0);
        int64_t at = key.integer();
        if (at < 0) at += count;
        if (at < 0 || at >= count)
            return Value::undefined("a list of " + std::to_string(count) + " has no element " +
                                    std::to_string(key.integer()));
        if (on.isList()) return on.list().items[static_cast<size_t>(at)];
        const std::string& text = on.text();
        const size_t begin = byteOfCharacter(text, static_cast<size_t>(at));
        return Value(text.substr(begin, byteOfCharacter(std::string_view(text).substr(begin), 1)));
    }
    key.defined();
    return Value::undefined(std::string("a value of type ") + on.typeName() + " has no such element");
}

Arguments Evaluator::evaluateArguments(const std::vector<Argument>& arguments) {
    Arguments out;
    for (const Argument& argument : arguments) {
        Value value = evaluate(*argument.value);
        if (argument.name.empty())
            out.places.push_back(std::move(value));
        else
            out.names.emplace_back(argument.name, std::move(value));
    }
    return out;
}

}  // namespace engine::jinja
