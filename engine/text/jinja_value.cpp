#include "engine/text/jinja_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/text/utf8.h"

namespace engine::jinja {

namespace {

int depthOf(const Value& value) {
    if (value.isList()) return value.list().depth;
    if (value.isDict()) return value.dict().depth;
    return 0;
}

template <class Collection>
void include(Collection& collection, const Value& item, size_t extra) {
    collection.depth = std::max(collection.depth, depthOf(item) + 1);
    if (collection.depth > kDeepestValue) fail("lists nest too deeply", Failure::Kind::kTooMuch);
    for (const size_t more : {item.weight(), extra})
        collection.weight = collection.weight > SIZE_MAX - more ? SIZE_MAX : collection.weight + more;
}

std::string reprOf(std::string_view text) {
    const bool doubles =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = doubles ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7F) {
            static constexpr const char* kHex = "0123456789abcdef";
            out += "\\x";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
    return out + quote;
}

}  // namespace

const Value* Dict::find(std::string_view key) const {
    for (const auto& [name, value] : entries) {
        if (name == key) return &value;
    }
    return nullptr;
}

void Dict::set(std::string_view key, Value value) {
    for (auto& [name, held] : entries) {
        if (name == key) {
            held = std::move(value);
            return;
        }
    }
    entries.emplace_back(std::string(key), std::move(value));
}

Value Value::list(std::vector<Value> items, bool tuple) {
    List made{std::move(items), tuple};
    for (const Value& item : made.items)
        include(made, item, 0);
    Value out;
    out.held_ = std::make_shared<const List>(std::move(made));
    return out;
}

Value Value::dict(Dict made) {
    made.depth = 1;
    made.weight = 1;
    for (const auto& [key, item] : made.entries)
        include(made, item, key.size());
    Value out;
    out.held_ = std::make_shared<const Dict>(std::move(made));
    return out;
}

Value Value::undefined(std::string why) {
    Value out;
    out.held_ = Undefined{std::make_shared<const std::string>(std::move(why))};
    return out;
}

int64_t Value::integer() const {
    if (isInteger()) return std::get<int64_t>(held_);
    if (isBool()) return std::get<bool>(held_) ? 1 : 0;
    defined();
    fail(std::string("a whole number is needed, not a value of type ") + typeName());
}

double Value::number() const {
    if (isDouble()) return std::get<double>(held_);
    if (isInteger() || isBool()) return static_cast<double>(integer());
    defined();
    fail(std::string("a number is needed, not a value of type ") + typeName());
}

const Value& Value::defined() const {
    if (const auto* undefined = std::get_if<Undefined>(&held_)) fail(*undefined->why);
    return *this;
}

bool Value::truthy() const {
    if (isUndefined() || isNone()) return false;
    if (isBool() || isInteger()) return integer() != 0;
    if (isDouble()) return number() != 0.0;
    if (isText()) return !text().empty();
    if (isList()) return !list().items.empty();
    if (isDict()) return !dict().entries.empty();
    return true;
}

size_t Value::weight() const {
    constexpr size_t kScalar = 8;
    if (isText()) return text().size() + kScalar;
    if (isList()) return list().weight;
    if (isDict()) return dict().weight;
    return kScalar;
}

const char* Value::typeName() const {
    if (isUndefined()) return "Undefined";
    if (isNone()) return "NoneType";
    if (isBool()) return "bool";
    if (isInteger()) return "int";
    if (isDouble()) return "float";
    if (isText()) return "str";
    if (isList()) return list().tuple ? "tuple" : "list";
    if (isDict()) return "dict";
    if (ns() != nullptr) return "Namespace";
    if (loop() != nullptr) return "LoopContext";
    return "function";
}

bool equal(const Value& a, const Value& b) {
    if (a.isNumber() && b.isNumber()) {
        if (a.isDouble() || b.isDouble()) return a.number() == b.number();
        return a.integer() == b.integer();
    }
    if (a.isText() && b.isText()) return a.text() == b.text();
    if (a.isList() && b.isList()) {
        return a.list().tuple == b.list().tuple &&
               std::equal(a.list().items.begin(), a.list().items.end(), b.list().items.begin(),
                          b.list().items.end(), equal);
    }
    if (a.isDict() && b.isDict()) {
        if (a.dict().entries.size() != b.dict().entries.size()) return false;
        return std::all_of(a.dict().entries.begin(), a.dict().entries.end(), [&](const auto& entry) {
            const Value* other = b.dict().find(entry.first);
            return other != nullptr && equal(entry.second, *other);
        });
    }
    if (a.ns() != nullptr) return a.ns() == b.ns();
    return (a.isNone() && b.isNone()) || (a.isUndefined() && b.isUndefined());
}

int compare(const Value& a, const Value& b) {
    const auto sign = [](auto x, auto y) { return x < y ? -1 : (y < x ? 1 : 0); };
    if (a.isNumber() && b.isNumber()) {
        if (a.isDouble() || b.isDouble()) return sign(a.number(), b.number());
        return sign(a.integer(), b.integer());
    }
    if (a.isText() && b.isText()) return sign(a.text(), b.text());
    if (a.isList() && b.isList()) {
        const auto& left = a.list().items;
        const auto& right = b.list().items;
        for (size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
            if (!equal(left[i], right[i])) return compare(left[i], right[i]);
        }
        return sign(left.size(), right.size());
    }
    a.defined();
    b.defined();
    fail(std::string("values of type ") + a.typeName() + " and " + b.typeName() + " have no order");
}

std::string numberText(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    // The shortest digits that give the number back, written as Python does: an exponent only outside 1e-4 …
    // 1e16.
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific).ptr;
    const std::string scientific(buffer, end);
    const size_t mark = scientific.find('e');
    const int exponent = std::atoi(scientific.c_str() + mark + 1);
    if (exponent < -4 || exponent >= 16) return scientific;
    const auto fixedEnd = std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed).ptr;
    std::string fixed(buffer, fixedEnd);
    if (fixed.find('.') == std::string::npos) fixed += ".0";
    return fixed;
}

std::string toText(const Value& value) {
    if (value.isText()) return value.text();
    if (value.isUndefined()) return {};
    return toRepr(value);
}

std::string toRepr(const Value& value) {
    if (value.isNone()) return "None";
    if (value.isBool()) return value.truthy() ? "True" : "False";
    if (value.isInteger()) return std::to_string(value.integer());
    if (value.isDouble()) return numberText(value.number());
    if (value.isText()) return reprOf(value.text());
    if (value.isUndefined()) return "Undefined";
    std::string out;
    if (value.isList()) {
        const List& list = value.list();
        out += list.tuple ? '(' : '[';
        for (size_t i = 0; i < list.items.size(); ++i) {
            if (i > 0) out += ", ";
            out += toRepr(list.items[i]);
        }
        if (list.tuple && list.items.size() == 1) out += ',';
        return out + (list.tuple ? ')' : ']');
    }
    if (value.isDict()) {
        out += '{';
        for (const auto& [key, item] : value.dict().entries) {
            if (out.size() > 1) out += ", ";
            out += reprOf(key) + ": " + toRepr(item);
        }
        return out + '}';
    }
    return std::string("<") + value.typeName() + ">";
}

size_t characterCount(std::string_view text) {
    return static_cast<size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0U) != 0x80U; }));
}

size_t byteOfCharacter(std::string_view text, size_t character) {
    size_t at = 0;
    for (size_t seen = 0; at < text.size() && seen < character; ++seen) {
        ++at;
        while (at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0U) == 0x80U)
            ++at;
    }
    return at;
}

std::string_view strip(std::string_view text, bool left, bool right, std::string_view characters) {
    // Python takes off every kind of white space; the wide ones are these.
    const auto isBlank = [&](std::string_view piece) {
        if (!characters.empty()) return characters.find(piece) != std::string_view::npos;
        if (piece.size() == 1) {
            const auto byte = static_cast<uint8_t>(piece[0]);
            return (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x20);
        }
        const char32_t c = stepUtf8(piece, 0).character;
        return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
               c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
    };
    while (left && !text.empty()) {
        const size_t size = stepUtf8(text, 0).size;
        if (!isBlank(text.substr(0, size))) break;
        text.remove_prefix(size);
    }
    while (right && !text.empty()) {
        size_t begin = text.size() - 1;
        while (begin > 0 && text.size() - begin < 4 && (static_cast<uint8_t>(text[begin]) & 0xC0U) == 0x80U)
            --begin;
        if (!isBlank(text.substr(begin))) break;
        text.remove_suffix(text.size() - begin);
    }
    return text;
}

}  // namespace engine::jinja
