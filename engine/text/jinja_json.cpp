// JSON in and out of template values, as Python's json writes it.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/text/jinja_value.h"
#include "engine/text/utf8.h"

namespace engine::jinja {

namespace {

class Writer {
public:
    explicit Writer(const JsonStyle& style) : style_(style) {}

    void write(const Value& value, int level) {
        if (value.isNone())
            out += "null";
        else if (value.isBool())
            out += value.truthy() ? "true" : "false";
        else if (value.isInteger())
            out += std::to_string(value.integer());
        else if (value.isDouble())
            writeNumber(value.number());
        else if (value.isText())
            writeText(value.text());
        else if (value.isList())
            writeList(value.list(), level);
        else if (value.isDict())
            writeDict(value.dict(), level);
        else
            fail(std::string("a value of type ") + value.typeName() + " cannot be written as JSON");
    }

    std::string out;

private:
    void writeNumber(double number) {
        if (std::isfinite(number))
            out += numberText(number);
        else
            out += std::isnan(number) ? "NaN" : (number < 0 ? "-Infinity" : "Infinity");
    }

    void writeEscape(char32_t unit) {
        static constexpr const char* kHex = "0123456789abcdef";
        out += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4)
            out += kHex[(unit >> shift) & 15];
    }

    void writeText(std::string_view text) {
        out += '"';
        for (size_t at = 0; at < text.size();) {
            const Utf8Step step = stepUtf8(text, at);
            const std::string_view bytes = text.substr(at, step.size);
            at += step.size;
            const char32_t c = step.character;
            if (step.kind != Utf8Kind::kCharacter) {
                out += bytes;
            } else if (c == '"' || c == '\\') {
                out += '\\';
                out += bytes;
            } else if (c == '\n') {
                out += "\\n";
            } else if (c == '\r') {
                out += "\\r";
            } else if (c == '\t') {
                out += "\\t";
            } else if (c == '\b') {
                out += "\\b";
            } else if (c == '\f') {
                out += "\\f";
            } else if (c < 0x20 || (style_.asciiOnly && c >= 0x7F && c < 0x10000)) {
                writeEscape(c);
            } else if (style_.asciiOnly && c >= 0x10000) {
                writeEscape(0xD800 + ((c - 0x10000) >> 10));
                writeEscape(0xDC00 + ((c - 0x10000) & 0x3FF));
            } else {
                out += bytes;
            }
        }
        out += '"';
    }

    void separate(bool first, int level) {
        if (!first) out += style_.indent < 0 ? ", " : ",";
        breakLine(level);
    }
    void breakLine(int level) {
        if (style_.indent < 0) return;
        out += '\n';
        out.append(static_cast<size_t>(style_.indent) * static_cast<size_t>(level), ' ');
    }

    void writeList(const List& list, int level) {
        out += '[';
        for (size_t i = 0; i < list.items.size(); ++i) {
            separate(i == 0, level + 1);
            write(list.items[i], level + 1);
        }
        if (!list.items.empty()) breakLine(level);
        out += ']';
    }

    void writeDict(const Dict& dict, int level) {
        std::vector<const std::pair<std::string, Value>*> entries;
        for (const auto& entry : dict.entries)
            entries.push_back(&entry);
        if (style_.sortKeys)
            std::sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->first < b->first; });
        out += '{';
        for (size_t i = 0; i < entries.size(); ++i) {
            separate(i == 0, level + 1);
            writeText(entries[i]->first);
            out += ": ";
            write(entries[i]->second, level + 1);
        }
        if (!entries.empty()) breakLine(level);
        out += '}';
    }

    const JsonStyle& style_;
};

Value valueOf(const nlohmann::ordered_json& json, int depth) {
    if (depth > kDeepestValue) fail("the JSON nests too deeply", Failure::Kind::kTooMuch);
    using Type = nlohmann::ordered_json::value_t;
    switch (json.type()) {
        case Type::boolean:
            return Value(json.get<bool>());
        case Type::number_integer:
            return Value(json.get<int64_t>());
        case Type::number_unsigned: {
            const auto number = json.get<uint64_t>();
            return number <= static_cast<uint64_t>(INT64_MAX) ? Value(static_cast<int64_t>(number))
                                                              : Value(static_cast<double>(number));
        }
        case Type::number_float:
            return Value(json.get<double>());
        case Type::string:
            return Value(json.get<std::string>());
        case Type::array: {
            std::vector<Value> items;
            for (const auto& item : json)
                items.push_back(valueOf(item, depth + 1));
            return Value::list(std::move(items));
        }
        case Type::object: {
            Dict dict;
            for (const auto& [key, item] : json.items())
                dict.entries.emplace_back(key, valueOf(item, depth + 1));
            return Value::dict(std::move(dict));
        }
        default:
            return Value();
    }
}

}  // namespace

std::string toJson(const Value& value, const JsonStyle& style) {
    Writer writer(style);
    writer.write(value, 0);
    return std::move(writer.out);
}

Value fromJson(std::string_view json) {
    const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
    if (parsed.is_discarded()) fail("the list of tools is not valid JSON");
    return valueOf(parsed, 0);
}

}  // namespace engine::jinja
