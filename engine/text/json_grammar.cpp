// A JSON Schema as a grammar. A keyword that limits values and is not understood is refused, never passed
// over.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/text/token_constraint.h"

namespace engine {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepestSchema = 64;
constexpr int64_t kMostRepeats = 2000;

// One line, one blank after a colon or comma at most: what models write when they are not led astray.
constexpr const char* kBase = R"GBNF(
blank ::= " "?
hex ::= [0-9a-fA-F]
char ::= [^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" hex hex hex hex)
string ::= "\"" char* "\""
integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?
boolean ::= "true" | "false"
null ::= "null"
value ::= object | array | string | number | boolean | null
object ::= "{" (member ("," blank member)*)? "}"
member ::= string ":" blank value
array ::= "[" (value ("," blank value)*)? "]"
)GBNF";

struct Beyond {
    std::string what;
};
struct Wrong {
    std::string what;
};

std::string literalOf(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else
            out += c;
    }
    return out + "\"";
}

class SchemaWriter {
public:
    std::string run(const Json& schema) {
        const std::string root = expression(schema, 0);
        return "root ::= " + root + "\n" + rules_ + kBase;
    }

private:
    // What a schema allows, as one item of a sequence.
    std::string expression(const Json& schema, int depth) {
        if (depth > kDeepestSchema) throw Wrong{"it nests too deeply"};
        if (schema.is_boolean() && schema.get<bool>()) return "value";
        if (!schema.is_object()) throw Wrong{"a schema is neither an object nor true"};
        checkKeywords(schema);
        if (schema.contains("const")) return literalOf(schema["const"].dump());
        if (schema.contains("enum")) return choice(schema["enum"]);
        for (const char* either : {"anyOf", "oneOf"}) {
            if (!schema.contains(either)) continue;
            if (!schema[either].is_array() || schema[either].empty())
                throw Wrong{std::string(either) + " is no list"};
            std::string out;
            for (const Json& one : schema[either])
                out += (out.empty() ? "(" : " | ") + expression(one, depth + 1);
            return out + ")";
        }
        if (!schema.contains("type")) return schema.contains("properties") ? object(schema, depth) : "value";
        const Json& type = schema["type"];
        if (type.is_string()) return ofType(type.get<std::string>(), schema, depth);
        if (!type.is_array() || type.empty()) throw Wrong{"a type is neither a text nor a list"};
        std::string out;
        for (const Json& one : type) {
            if (!one.is_string()) throw Wrong{"a type is not a text"};
            out += (out.empty() ? "(" : " | ") + ofType(one.get<std::string>(), schema, depth);
        }
        return out + ")";
    }

    static void checkKeywords(const Json& schema) {
        static constexpr std::array<std::string_view, 25> kKnown = {
            "type",       "enum",        "const",
            "properties", "required",    "items",
            "minItems",   "maxItems",    "minLength",
            "maxLength",  "anyOf",       "oneOf",
            "title",      "description", "default",
            "examples",   "$schema",     "$id",
            "format",     "$comment",    "additionalProperties",
            "deprecated", "readOnly",    "writeOnly",
            "nullable"};
        for (const auto& [key, value] : schema.items()) {
            if (std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end())
                throw Beyond{"“" + key.substr(0, 64) + "”"};
        }
    }

    std::string ofType(const std::string& type, const Json& schema, int depth) {
        if (type == "object") return schema.contains("properties") ? object(schema, depth) : "object";
        if (type == "array") return array(schema, depth);
        if (type == "string") return text(schema);
        if (type == "number" || type == "integer" || type == "boolean" || type == "null") return type;
        throw Wrong{"the type “" + type.substr(0, 64) + "” does not exist"};
    }

    static std::string choice(const Json& values) {
        if (!values.is_array() || values.empty()) throw Wrong{"an enum has no values"};
        std::string out;
        for (const Json& value : values)
            out += (out.empty() ? "(" : " | ") + literalOf(value.dump());
        return out + ")";
    }

    static int64_t count(const Json& schema, const char* key, int64_t absent) {
        if (!schema.contains(key)) return absent;
        if (!schema[key].is_number_integer()) throw Wrong{std::string(key) + " is no whole number"};
        const auto value = schema[key].get<int64_t>();
        if (value < 0 || value > kMostRepeats) throw Wrong{std::string(key) + " is not between 0 and 2000"};
        return value;
    }

    static std::string times(int64_t least, int64_t most) {
        std::string out = "{";
        out.append(std::to_string(least)).append(",");
        if (most >= 0) out += std::to_string(most);
        return out + "}";
    }

    static std::string text(const Json& schema) {
        const int64_t least = count(schema, "minLength", 0);
        const int64_t most = count(schema, "maxLength", -1);
        if (least == 0 && most < 0) return "string";
        if (most >= 0 && most < least) throw Wrong{"maxLength is below minLength"};
        return R"(("\"" char)" + times(least, most) + R"( "\""))";
    }

    std::string array(const Json& schema, int depth) {
        const std::string item = schema.contains("items") ? expression(schema["items"], depth + 1) : "value";
        const int64_t least = count(schema, "minItems", 0);
        const int64_t most = count(schema, "maxItems", -1);
        if (most >= 0 && most < least) throw Wrong{"maxItems is below minItems"};
        if (most == 0) return R"("[]")";
        std::string inside = item;
        if (most != 1)
            inside += " (\",\" blank " + item + ")" +
                      times(std::max<int64_t>(least - 1, 0), most < 0 ? -1 : most - 1);
        if (least == 0) inside = "(" + inside + ")?";
        return "(\"[\" " + inside + " \"]\")";
    }

    std::string object(const Json& schema, int depth) {
        const Json& properties = schema["properties"];
        if (!properties.is_object()) throw Wrong{"properties is no object"};
        std::string name = "o";
        name.append(std::to_string(nextObject_++)).append("-");
        const Json* required = schema.contains("required") ? &schema["required"] : nullptr;
        if (required != nullptr && !required->is_array()) throw Wrong{"required is no list"};

        std::vector<std::string> members;
        std::vector<bool> needed;
        for (const auto& [key, value] : properties.items()) {
            members.push_back(literalOf(Json(key).dump() + ":") + " blank " + expression(value, depth + 1));
            // Without a list of those that are required, all are: a small model leaves out what it may.
            needed.push_back(required == nullptr ||
                             std::find(required->begin(), required->end(), key) != required->end());
        }
        // Two rules for what comes from each member on: with a comma before it, and without.
        for (size_t i = members.size(); i-- > 0;) {
            for (const bool comma : {false, true}) {
                std::string rule = name + std::to_string(i) + (comma ? "c" : "") + " ::= ";
                if (comma) rule += "\",\" blank ";
                rule += members[i];
                if (i + 1 < members.size()) rule += " " + name + std::to_string(i + 1) + "c";
                if (!needed[i]) {
                    rule += " | ";
                    rule +=
                        i + 1 < members.size() ? name + std::to_string(i + 1) + (comma ? "c" : "") : "\"\"";
                }
                rules_ += rule + "\n";
            }
        }
        return members.empty() ? R"("{}")" : "(\"{\" " + name + "0 \"}\")";
    }

    std::string rules_;
    int nextObject_ = 0;
};

}  // namespace

Result<std::string> jsonGrammar(const std::string& schema) {
    const Json parsed = Json::parse(schema, nullptr, false);
    try {
        if (parsed.is_discarded()) throw Wrong{"it is not valid JSON"};
        return SchemaWriter().run(parsed);
    } catch (const Beyond& beyond) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "The JSON schema uses {0}, which this version does not know.",
                     .remedy = "Describe the shape with types, properties, items and enums.",
                     .args = {beyond.what}};
    } catch (const Wrong& wrong) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The JSON schema is wrong: {0}.",
                     .remedy = "Correct it and try again.",
                     .args = {wrong.what}};
    }
}

}  // namespace engine
