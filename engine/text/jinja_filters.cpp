// What “|” does to a value.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/text/jinja_evaluator.h"
#include "engine/text/utf8.h"

namespace engine::jinja {

namespace {

using Filter = Value (*)(Evaluator&, const Value&, const Arguments&);
constexpr int64_t kWidestIndent = 64;

// Texts go through most filters as they are; other values as they print.
std::string textOf(Evaluator& evaluator, const Value& value) {
    return evaluator.print(value);
}

bool flagOf(const Arguments& arguments, size_t place, std::string_view name, bool absent = false) {
    const Value* value = arguments.find(place, name);
    return value == nullptr ? absent : value->truthy();
}

Value trim(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    const std::string text = textOf(evaluator, on);
    const Value* characters = arguments.find(0, "chars");
    if (characters == nullptr || characters->isNone()) return Value(std::string(strip(text, true, true)));
    return Value(std::string(strip(text, true, true, textOf(evaluator, *characters))));
}

Value toJsonText(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    JsonStyle style;
    style.asciiOnly = flagOf(arguments, SIZE_MAX, "ensure_ascii");
    style.sortKeys = flagOf(arguments, SIZE_MAX, "sort_keys");
    const Value* indent = arguments.find(SIZE_MAX, "indent");
    // transformers: tojson(x, ensure_ascii, indent, separators, sort_keys)
    if (indent == nullptr) indent = arguments.find(1, "indent");
    if (indent != nullptr && !indent->isNone())
        style.indent = static_cast<int>(std::clamp<int64_t>(indent->integer(), 0, kWidestIndent));
    if (arguments.find(2, "separators") != nullptr) fail("tojson with separators", Failure::Kind::kBeyond);
    on.defined();
    // An escape takes six bytes for one, and each value may stand on an indented line of its own.
    const auto perValue =
        static_cast<size_t>(6 + std::max(style.indent, 0) * (style.indent > 0 ? kDeepestValue / 8 : 0));
    evaluator.allocate(std::min(on.weight(), SIZE_MAX / perValue) * perValue);
    return Value(toJson(on, style));
}

Value length(Evaluator& evaluator, const Value& on, const Arguments&) {
    if (on.isText()) {
        evaluator.spend(on.text().size() / kBytesPerStep);
        return Value(static_cast<int64_t>(characterCount(on.text())));
    }
    if (on.isList()) return Value(static_cast<int64_t>(on.list().items.size()));
    if (on.isDict()) return Value(static_cast<int64_t>(on.dict().entries.size()));
    if (on.isUndefined()) return Value(int64_t{0});
    fail(std::string("a value of type ") + on.typeName() + " has no length");
}

// "a.b" of an item, as map(attribute=…), selectattr and sort take it.
Value attributeOf(Evaluator& evaluator, const Value& on, const Value& path) {
    if (path.isInteger()) return evaluator.item(on, path);
    Value value = on;
    std::string_view rest = path.defined().text();
    while (true) {
        const size_t dot = rest.find('.');
        value = evaluator.attribute(value, rest.substr(0, dot));
        if (dot == std::string_view::npos) return value;
        rest.remove_prefix(dot + 1);
    }
}

void needText(const Value& value) {
    if (!value.defined().isText() && !value.isInteger())
        fail(std::string("an attribute's name is needed, not a value of type ") + value.typeName());
}

Value join(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    const Value* between = arguments.find(0, "d");
    const Value* attribute = arguments.find(1, "attribute");
    std::vector<Value> items = evaluator.items(on);
    if (attribute != nullptr && !attribute->isNone()) {
        needText(*attribute);
        for (Value& item : items)
            item = attributeOf(evaluator, item, *attribute);
    }
    return joinedText(evaluator, items, between == nullptr ? std::string() : textOf(evaluator, *between));
}

Value defaultTo(Evaluator&, const Value& on, const Arguments& arguments) {
    const Value* value = arguments.find(0, "default_value");
    const bool alsoEmpty = flagOf(arguments, 1, "boolean");
    const bool absent = on.isUndefined() || (alsoEmpty && !on.truthy());
    if (!absent) return on;
    return value == nullptr ? Value("") : *value;
}

Value replace(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    const Value* count = arguments.find(2, "count");
    const std::string text = textOf(evaluator, on);
    return replaced(evaluator, text, textOf(evaluator, arguments.need(0, "old")),
                    textOf(evaluator, arguments.need(1, "new")),
                    count == nullptr || count->isNone() ? -1 : count->integer());
}

Value first(Evaluator& evaluator, const Value& on, const Arguments&) {
    const std::vector<Value> items = evaluator.items(on);
    return items.empty() ? Value::undefined("an empty list has no first element") : items.front();
}

Value last(Evaluator& evaluator, const Value& on, const Arguments&) {
    const std::vector<Value> items = evaluator.items(on);
    return items.empty() ? Value::undefined("an empty list has no last element") : items.back();
}

Value list(Evaluator& evaluator, const Value& on, const Arguments&) {
    return Value::list(evaluator.items(on));
}

Value reverse(Evaluator& evaluator, const Value& on, const Arguments&) {
    std::vector<Value> items = evaluator.items(on);
    std::reverse(items.begin(), items.end());
    return on.isText() ? joinedText(evaluator, items, {}) : Value::list(std::move(items));
}

// The arguments after the first `used` places.
Arguments rest(const Arguments& arguments, size_t used) {
    Arguments out = arguments;
    out.places.erase(out.places.begin(),
                     out.places.begin() + static_cast<std::ptrdiff_t>(std::min(used, out.places.size())));
    return out;
}

Value map(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    if (!on.truthy()) return Value::list({});  // also of none
    std::vector<Value> items = evaluator.items(on);
    if (const Value* attribute = arguments.find(SIZE_MAX, "attribute")) {
        needText(*attribute);
        const Value* absent = arguments.find(SIZE_MAX, "default");
        for (Value& item : items) {
            item = attributeOf(evaluator, item, *attribute);
            if (item.isUndefined() && absent != nullptr) item = *absent;
        }
        return Value::list(std::move(items));
    }
    const Value& name = arguments.need(0, "filter");
    if (!name.isText()) fail("map needs the name of a filter or of an attribute");
    const Arguments more = rest(arguments, 1);
    for (Value& item : items)
        item = applyFilter(evaluator, name.text(), item, more);
    return Value::list(std::move(items));
}

Value choose(Evaluator& evaluator, const Value& on, const Arguments& arguments, bool byAttribute, bool keep) {
    if (!on.truthy()) return Value::list({});  // also of none
    const size_t used = byAttribute ? 1 : 0;
    if (byAttribute) needText(arguments.need(0, "attribute"));
    const Value* test = arguments.find(used, "test");
    if (test != nullptr && !test->isText()) fail("a test's name is needed");
    const Arguments more = rest(arguments, used + 1);
    std::vector<Value> kept;
    for (const Value& item : evaluator.items(on)) {
        const Value asked =
            byAttribute
                ? attributeOf(evaluator, item,
                              arguments.places.empty() ? arguments.need(0, "attribute") : arguments.places[0])
                : item;
        const bool holds = test == nullptr ? asked.truthy() : applyTest(evaluator, test->text(), asked, more);
        if (holds == keep) kept.push_back(item);
    }
    return Value::list(std::move(kept));
}

Value select(Evaluator& e, const Value& on, const Arguments& a) {
    return choose(e, on, a, false, true);
}
Value reject(Evaluator& e, const Value& on, const Arguments& a) {
    return choose(e, on, a, false, false);
}
Value selectAttribute(Evaluator& e, const Value& on, const Arguments& a) {
    return choose(e, on, a, true, true);
}
Value rejectAttribute(Evaluator& e, const Value& on, const Arguments& a) {
    return choose(e, on, a, true, false);
}

Value itemsOf(Evaluator& evaluator, const Value& on, const Arguments&) {
    if (on.isUndefined()) return Value::list({});
    if (!on.isDict())
        fail(std::string("a value of type ") + on.typeName() + " has no pairs of keys and values");
    return callMethod(evaluator, on, "items", {});
}

Value dictSort(Evaluator& evaluator, const Value& on, const Arguments&) {
    std::vector<Value> pairs = evaluator.items(itemsOf(evaluator, on, {}));
    evaluator.spend(pairs.size() * 16);
    std::stable_sort(pairs.begin(), pairs.end(), [&](const Value& a, const Value& b) {
        return changedCase(evaluator, a.list().items[0].text(), false) <
               changedCase(evaluator, b.list().items[0].text(), false);
    });
    return Value::list(std::move(pairs));
}

Value sort(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    const bool backwards = flagOf(arguments, 0, "reverse");
    const bool caseMatters = flagOf(arguments, 1, "case_sensitive");
    const Value* attribute = arguments.find(2, "attribute");
    if (attribute != nullptr) needText(*attribute);
    std::vector<std::pair<Value, Value>> keyed;
    for (const Value& item : evaluator.items(on)) {
        Value key = attribute == nullptr ? item : attributeOf(evaluator, item, *attribute);
        if (key.isText() && !caseMatters) key = Value(changedCase(evaluator, key.text(), false));
        keyed.emplace_back(std::move(key), item);
    }
    evaluator.allocate(keyed.size() * 2 * kValueBytes);
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        evaluator.spend(1 + std::min(a.first.weight(), b.first.weight()) / kBytesPerStep);
        return backwards ? compare(b.first, a.first) < 0 : compare(a.first, b.first) < 0;
    });
    std::vector<Value> sorted;
    for (auto& [key, item] : keyed)
        sorted.push_back(std::move(item));
    return Value::list(std::move(sorted));
}

Value unique(Evaluator& evaluator, const Value& on, const Arguments&) {
    std::vector<Value> kept;
    for (const Value& item : evaluator.items(on)) {
        const bool known = std::any_of(kept.begin(), kept.end(), [&](const Value& other) {
            evaluator.spend(1);
            return evaluator.same(item, other);
        });
        if (!known) kept.push_back(item);
    }
    return Value::list(std::move(kept));
}

Value sum(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    const Value* attribute = arguments.find(0, "attribute");
    if (attribute != nullptr) needText(*attribute);
    Value total(int64_t{0});
    for (const Value& item : evaluator.items(on))
        total = evaluator.add(total, attribute == nullptr ? item : attributeOf(evaluator, item, *attribute));
    return total;
}

Value extreme(Evaluator& evaluator, const Value& on, bool least) {
    const std::vector<Value> items = evaluator.items(on);
    if (items.empty()) return Value::undefined("an empty list has no smallest or largest element");
    const Value* best = &items.front();
    for (const Value& item : items) {
        evaluator.spend(1 + std::min(item.weight(), best->weight()) / kBytesPerStep);
        const int order = compare(item, *best);
        if (least ? order < 0 : order > 0) best = &item;
    }
    return *best;
}

Value toInteger(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    const Value* absent = arguments.find(0, "default");
    if (on.isInteger() || on.isBool()) return Value(on.integer());
    double number = NAN;
    if (on.isDouble()) number = on.number();
    if (on.isText()) {
        const std::string text(strip(on.text(), true, true));
        char* end = nullptr;
        errno = 0;
        const long long whole = std::strtoll(text.c_str(), &end, 10);
        if (!text.empty() && *end == '\0' && errno == 0) return Value(static_cast<int64_t>(whole));
        number = std::strtod(text.c_str(), &end);
        if (text.empty() || *end != '\0') number = NAN;
    }
    evaluator.spend(1);
    if (std::isfinite(number) && std::fabs(number) < 9.2e18) return Value(static_cast<int64_t>(number));
    return absent == nullptr ? Value(int64_t{0}) : *absent;
}

Value toDouble(Evaluator&, const Value& on, const Arguments& arguments) {
    const Value* absent = arguments.find(0, "default");
    if (on.isNumber()) return Value(on.number());
    if (on.isText()) {
        const std::string text(strip(on.text(), true, true));
        char* end = nullptr;
        const double number = std::strtod(text.c_str(), &end);
        if (!text.empty() && *end == '\0') return Value(number);
    }
    return absent == nullptr ? Value(0.0) : *absent;
}

Value absolute(Evaluator&, const Value& on, const Arguments&) {
    if (on.isDouble()) return Value(std::fabs(on.number()));
    const int64_t number = on.integer();
    return number < 0 ? arithmetic("-", Value(int64_t{0}), Value(number)) : Value(number);
}

Value roundTo(Evaluator&, const Value& on, const Arguments& arguments) {
    const Value* places = arguments.find(0, "precision");
    const Value* method = arguments.find(1, "method");
    const double scale = std::pow(10.0, places == nullptr ? 0.0 : places->number());
    const double scaled = on.number() * scale;
    const std::string_view how =
        method != nullptr && method->isText() ? std::string_view(method->text()) : "common";
    if (how == "ceil") return Value(std::ceil(scaled) / scale);
    if (how == "floor") return Value(std::floor(scaled) / scale);
    return Value(std::nearbyint(scaled) / scale);
}

Value indent(Evaluator& evaluator, const Value& on, const Arguments& arguments) {
    const Value* width = arguments.find(0, "width");
    const bool firstToo = flagOf(arguments, 1, "first");
    const bool blankToo = flagOf(arguments, 2, "blank");
    std::string margin(4, ' ');
    if (width != nullptr && width->isText()) margin = width->text();
    if (width != nullptr && !width->isText())
        margin.assign(static_cast<size_t>(std::clamp<int64_t>(width->integer(), 0, kWidestIndent)), ' ');
    const std::string text = textOf(evaluator, on);
    std::string out;
    size_t begin = 0;
    while (true) {
        const size_t end = text.find('\n', begin);
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        evaluator.allocate(line.size() + margin.size() + 1);
        const bool margins = begin == 0 ? firstToo : (blankToo || !line.empty());
        if (margins) out += margin;
        out += line;
        if (end == std::string::npos) break;
        out += '\n';
        begin = end + 1;
    }
    return Value(std::move(out));
}

Value escape(Evaluator& evaluator, const Value& on, const Arguments&) {
    std::string out;
    const std::string text = textOf(evaluator, on);
    evaluator.allocate(text.size() * 5);
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&#34;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return Value(std::move(out));
}

const std::unordered_map<std::string_view, Filter>& filters() {
    static const auto text = [](Evaluator& e, const Value& on, const Arguments&) {
        return Value(textOf(e, on));
    };
    static const std::unordered_map<std::string_view, Filter> kFilters = {
        {"trim", trim},
        {"tojson", toJsonText},
        {"length", length},
        {"count", length},
        {"join", join},
        {"default", defaultTo},
        {"d", defaultTo},
        {"replace", replace},
        {"first", first},
        {"last", last},
        {"list", list},
        {"reverse", reverse},
        {"map", map},
        {"select", select},
        {"reject", reject},
        {"selectattr", selectAttribute},
        {"rejectattr", rejectAttribute},
        {"items", itemsOf},
        {"dictsort", dictSort},
        {"sort", sort},
        {"unique", unique},
        {"sum", sum},
        {"min", [](Evaluator& e, const Value& on, const Arguments&) { return extreme(e, on, true); }},
        {"max", [](Evaluator& e, const Value& on, const Arguments&) { return extreme(e, on, false); }},
        {"int", toInteger},
        {"float", toDouble},
        {"abs", absolute},
        {"round", roundTo},
        {"indent", indent},
        {"string", text},
        {"safe", text},
        {"e", escape},
        {"escape", escape},
        {"upper", [](Evaluator& e, const Value& on,
                     const Arguments&) { return Value(changedCase(e, textOf(e, on), true)); }},
        {"lower", [](Evaluator& e, const Value& on,
                     const Arguments&) { return Value(changedCase(e, textOf(e, on), false)); }},
        {"title", [](Evaluator& e, const Value& on,
                     const Arguments&) { return Value(titled(e, textOf(e, on), true)); }},
        {"capitalize", [](Evaluator& e, const Value& on,
                          const Arguments&) { return Value(titled(e, textOf(e, on), false)); }},
    };
    return kFilters;
}

}  // namespace

Value applyFilter(Evaluator& evaluator, std::string_view name, const Value& on, const Arguments& arguments) {
    const auto found = filters().find(name);
    if (found == filters().end())
        fail("the filter “" + std::string(name.substr(0, 64)) + "”", Failure::Kind::kBeyond);
    evaluator.spend(1);
    return found->second(evaluator, on, arguments);
}

}  // namespace engine::jinja
