// The methods of Python's texts and dicts that templates call.
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <unordered_map>

#include "engine/text/jinja_evaluator.h"
#include "engine/text/utf8.h"

namespace engine::jinja {

namespace {

constexpr size_t kStepsPerCase = 8;  // changing the case of one character alone

std::string_view textArgument(const Arguments& arguments, size_t place, std::string_view name) {
    const Value& value = arguments.need(place, name).defined();
    if (!value.isText()) fail("a text is needed, not a value of type " + std::string(value.typeName()));
    return value.text();
}

// startswith and endswith take one text or a tuple of them.
template <class Holds>
bool anyText(const Value& wanted, Holds holds) {
    if (wanted.isText()) return holds(std::string_view(wanted.text()));
    if (!wanted.isList()) fail("a text is needed, not a value of type " + std::string(wanted.typeName()));
    return std::any_of(wanted.list().items.begin(), wanted.list().items.end(), [&](const Value& item) {
        return item.isText() && holds(std::string_view(item.text()));
    });
}

Value stripped(const std::string& text, const Arguments& arguments, bool left, bool right) {
    const Value* characters = arguments.find(0, "chars");
    if (characters == nullptr || characters->isNone()) return Value(std::string(strip(text, left, right)));
    const std::string_view set = textArgument(arguments, 0, "chars");
    return set.empty() ? Value(text) : Value(std::string(strip(text, left, right, set)));
}

class Splitter {
public:
    Splitter(Evaluator& evaluator, std::string_view text) : evaluator_(evaluator), text_(text) {}

    // At runs of white space; at most `most` cuts.
    std::vector<Value> atBlanks(int64_t most) {
        std::string_view rest = strip(text_, true, false);
        while (!rest.empty()) {
            if (most == 0) {
                add(strip(rest, false, true));
                break;
            }
            size_t end = 0;
            while (end < rest.size()) {
                const std::string_view character = rest.substr(end, stepUtf8(rest, end).size);
                if (strip(character, true, false).empty()) break;
                end += character.size();
            }
            add(rest.substr(0, end));
            rest = strip(rest.substr(end), true, false);
            --most;
        }
        return std::move(out_);
    }

    std::vector<Value> at(std::string_view separator, int64_t most) {
        size_t begin = 0;
        for (size_t found = text_.find(separator); found != std::string_view::npos && most != 0;
             found = text_.find(separator, begin), --most) {
            add(text_.substr(begin, found - begin));
            begin = found + separator.size();
        }
        add(text_.substr(begin));
        return std::move(out_);
    }

    std::vector<Value> fromTheRight(std::string_view separator, int64_t most) {
        std::string_view rest = text_;
        for (size_t found = rest.rfind(separator); found != std::string_view::npos && most != 0;
             found = rest.rfind(separator), --most) {
            add(rest.substr(found + separator.size()));
            rest = rest.substr(0, found);
        }
        add(rest);
        std::reverse(out_.begin(), out_.end());
        return std::move(out_);
    }

    std::vector<Value> lines(bool keepEnds) {
        size_t begin = 0;
        while (begin < text_.size()) {
            const size_t end = std::min(text_.find_first_of("\r\n", begin), text_.size());
            size_t next = std::min(end + 1, text_.size());
            if (end + 1 < text_.size() && text_[end] == '\r' && text_[end + 1] == '\n') ++next;
            add(text_.substr(begin, (keepEnds ? next : end) - begin));
            begin = next;
        }
        return std::move(out_);
    }

private:
    void add(std::string_view piece) {
        evaluator_.allocate(kValueBytes + piece.size());
        out_.emplace_back(piece);
    }

    Evaluator& evaluator_;
    std::string_view text_;
    std::vector<Value> out_;
};

Value splitText(Evaluator& evaluator, const std::string& text, const Arguments& arguments, bool fromRight) {
    const Value* separator = arguments.find(0, "sep");
    const Value* limit = arguments.find(1, "maxsplit");
    const int64_t most = limit == nullptr ? -1 : limit->integer();
    Splitter splitter(evaluator, text);
    if (separator == nullptr || separator->isNone()) {
        if (fromRight && most >= 0) fail("rsplit at white space", Failure::Kind::kBeyond);
        return Value::list(splitter.atBlanks(most));
    }
    const std::string_view wanted = textArgument(arguments, 0, "sep");
    if (wanted.empty()) fail("a text is split at nothing");
    return Value::list(fromRight ? splitter.fromTheRight(wanted, most) : splitter.at(wanted, most));
}

// True when there is a character and all of them are of the kind.
bool allCharacters(std::string_view text, UBool (*is)(UChar32)) {
    for (size_t at = 0; at < text.size();) {
        const Utf8Step step = stepUtf8(text, at);
        if (step.kind != Utf8Kind::kCharacter || !is(static_cast<UChar32>(step.character))) return false;
        at += step.size;
    }
    return !text.empty();
}

// "{} and {name}" with what is given; how a value is to be written ("{:>8}") is beyond the subset.
Value formatted(Evaluator& evaluator, const std::string& text, const Arguments& arguments) {
    std::string out;
    size_t place = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if ((c == '{' || c == '}') && text.substr(at + 1, 1) == std::string(1, c)) {
            out += c;
            ++at;
            continue;
        }
        if (c == '}') fail("a single “}” in a text that is formatted");
        if (c != '{') {
            out += c;
            continue;
        }
        const size_t end = text.find('}', at);
        if (end == std::string::npos) fail("a single “{” in a text that is formatted");
        const std::string name = text.substr(at + 1, end - at - 1);
        if (name.find_first_of(":!.[") != std::string::npos)
            fail("formatting with “{" + name + "}”", Failure::Kind::kBeyond);
        const bool number = name.find_first_not_of("0123456789") == std::string::npos;
        size_t index = name.empty() ? place++ : SIZE_MAX;
        if (number && !name.empty() && name.size() < 4) index = std::stoul(name);
        out += evaluator.print(arguments.need(index, number ? std::string_view() : std::string_view(name)));
        at = end;
    }
    return Value(std::move(out));
}

using Method = Value (*)(Evaluator&, const std::string&, const Arguments&);

const std::unordered_map<std::string_view, Method>& textMethods() {
    static const std::unordered_map<std::string_view, Method> kMethods = {
        {"strip", [](Evaluator&, const std::string& text,
                     const Arguments& a) { return stripped(text, a, true, true); }},
        {"lstrip", [](Evaluator&, const std::string& text,
                      const Arguments& a) { return stripped(text, a, true, false); }},
        {"rstrip", [](Evaluator&, const std::string& text,
                      const Arguments& a) { return stripped(text, a, false, true); }},
        {"split", [](Evaluator& e, const std::string& text,
                     const Arguments& a) { return splitText(e, text, a, false); }},
        {"rsplit", [](Evaluator& e, const std::string& text,
                      const Arguments& a) { return splitText(e, text, a, true); }},
        {"splitlines",
         [](Evaluator& e, const std::string& text, const Arguments& a) {
             const Value* keep = a.find(0, "keepends");
             return Value::list(Splitter(e, text).lines(keep != nullptr && keep->truthy()));
         }},
        {"startswith",
         [](Evaluator&, const std::string& text, const Arguments& a) {
             return Value(
                 anyText(a.need(0, "prefix"), [&](std::string_view w) { return text.starts_with(w); }));
         }},
        {"endswith",
         [](Evaluator&, const std::string& text, const Arguments& a) {
             return Value(
                 anyText(a.need(0, "suffix"), [&](std::string_view w) { return text.ends_with(w); }));
         }},
        {"removeprefix",
         [](Evaluator&, const std::string& text, const Arguments& a) {
             const auto prefix = textArgument(a, 0, "prefix");
             return Value(text.starts_with(prefix) ? text.substr(prefix.size()) : text);
         }},
        {"removesuffix",
         [](Evaluator&, const std::string& text, const Arguments& a) {
             const auto suffix = textArgument(a, 0, "suffix");
             return Value(text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text);
         }},
        {"replace",
         [](Evaluator& e, const std::string& text, const Arguments& a) {
             const Value* count = a.find(2, "count");
             return replaced(e, text, std::string(textArgument(a, 0, "old")),
                             std::string(textArgument(a, 1, "new")),
                             count == nullptr ? -1 : count->integer());
         }},
        {"format", formatted},
        {"upper", [](Evaluator& e, const std::string& text,
                     const Arguments&) { return Value(changedCase(e, text, true)); }},
        {"lower", [](Evaluator& e, const std::string& text,
                     const Arguments&) { return Value(changedCase(e, text, false)); }},
        {"title", [](Evaluator& e, const std::string& text,
                     const Arguments&) { return Value(titled(e, text, true)); }},
        {"capitalize", [](Evaluator& e, const std::string& text,
                          const Arguments&) { return Value(titled(e, text, false)); }},
        {"count",
         [](Evaluator&, const std::string& text, const Arguments& a) {
             const std::string_view wanted = textArgument(a, 0, "sub");
             if (wanted.empty()) return Value(static_cast<int64_t>(characterCount(text)) + 1);
             int64_t count = 0;
             for (size_t at = text.find(wanted); at != std::string::npos;
                  at = text.find(wanted, at + wanted.size()))
                 ++count;
             return Value(count);
         }},
        {"find",
         [](Evaluator&, const std::string& text, const Arguments& a) {
             const size_t at = text.find(textArgument(a, 0, "sub"));
             return Value(at == std::string::npos
                              ? int64_t{-1}
                              : static_cast<int64_t>(characterCount(std::string_view(text).substr(0, at))));
         }},
        {"join", [](Evaluator& e, const std::string& text,
                    const Arguments& a) { return joinedText(e, e.items(a.need(0, "iterable")), text); }},
        {"isdigit", [](Evaluator&, const std::string& text,
                       const Arguments&) { return Value(allCharacters(text, u_isdigit)); }},
        {"isalpha", [](Evaluator&, const std::string& text,
                       const Arguments&) { return Value(allCharacters(text, u_isalpha)); }},
        {"isalnum", [](Evaluator&, const std::string& text,
                       const Arguments&) { return Value(allCharacters(text, u_isalnum)); }},
        {"isspace",
         [](Evaluator&, const std::string& text, const Arguments&) {
             return Value(!text.empty() && strip(text, true, false).empty());
         }},
        {"isupper",
         [](Evaluator& e, const std::string& text, const Arguments&) {
             return Value(changedCase(e, text, true) == text && changedCase(e, text, false) != text);
         }},
        {"islower",
         [](Evaluator& e, const std::string& text, const Arguments&) {
             return Value(changedCase(e, text, false) == text && changedCase(e, text, true) != text);
         }},
    };
    return kMethods;
}

Value pairsOf(Evaluator& evaluator, const Dict& dict) {
    evaluator.allocate((dict.entries.size() + 1) * 4 * kValueBytes);
    std::vector<Value> out;
    for (const auto& [key, value] : dict.entries)
        out.push_back(Value::list({Value(key), value}, true));
    return Value::list(std::move(out));
}

Value callDict(Evaluator& evaluator, const Dict& dict, std::string_view name, const Arguments& arguments) {
    if (name == "items") return pairsOf(evaluator, dict);
    if (name == "get") {
        const Value& key = arguments.need(0, "key");
        const Value* found = key.isText() ? dict.find(key.text()) : nullptr;
        const Value* absent = arguments.find(1, "default");
        return found != nullptr ? *found : (absent == nullptr ? Value() : *absent);
    }
    evaluator.allocate((dict.entries.size() + 1) * 2 * kValueBytes);
    std::vector<Value> out;
    if (name == "keys") {
        for (const auto& entry : dict.entries)
            out.emplace_back(entry.first);
        return Value::list(std::move(out));
    }
    if (name == "values") {
        for (const auto& entry : dict.entries)
            out.push_back(entry.second);
        return Value::list(std::move(out));
    }
    if (name == "copy") return Value::dict(dict);
    fail("a dict has no “" + std::string(name.substr(0, 64)) + "” that may be called");
}

}  // namespace

Value callMethod(Evaluator& evaluator, const Value& on, std::string_view name, const Arguments& arguments) {
    if (on.isText()) {
        const auto found = textMethods().find(name);
        if (found == textMethods().end())
            fail("the method “" + std::string(name.substr(0, 64)) + "” of a text", Failure::Kind::kBeyond);
        // Each goes over its text a few times at most, and makes one of about the same length.
        evaluator.allocate(on.text().size() + kValueBytes);
        return found->second(evaluator, on.text(), arguments);
    }
    if (on.isDict()) return callDict(evaluator, on.dict(), name, arguments);
    if (on.isList() && (name == "index" || name == "count")) {
        const Value& wanted = arguments.need(0, "value");
        int64_t count = 0;
        for (size_t i = 0; i < on.list().items.size(); ++i) {
            if (!evaluator.same(on.list().items[i], wanted)) continue;
            if (name == "index") return Value(static_cast<int64_t>(i));
            ++count;
        }
        if (name == "index") fail("a list does not hold what is looked for");
        return Value(count);
    }
    fail("a value of type " + std::string(on.typeName()) + " has no “" + std::string(name.substr(0, 64)) +
         "” that may be called");
}

Value replaced(Evaluator& evaluator, const std::string& text, const std::string& from, const std::string& to,
               int64_t most) {
    std::string out;
    size_t at = 0;
    // Python puts `to` between all characters when there is nothing to look for.
    while (from.empty() ? at < text.size() && most != 0
                        : most != 0 && text.find(from, at) != std::string::npos) {
        const size_t found = from.empty() ? at : text.find(from, at);
        const size_t keep =
            from.empty() ? byteOfCharacter(std::string_view(text).substr(at), 1) : from.size();
        evaluator.spend(2);
        evaluator.allocate(found - at + to.size());
        out.append(text, at, found - at).append(to);
        if (from.empty()) out.append(text, at, keep);
        at = found + keep;
        --most;
    }
    evaluator.allocate(text.size() - at + kValueBytes);
    out.append(text, at, std::string::npos);
    if (from.empty() && most != 0) out += to;
    return Value(std::move(out));
}

std::string changedCase(Evaluator& evaluator, std::string_view text, bool upper) {
    evaluator.allocate(text.size() * 3);
    auto wide =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    if (upper)
        wide.toUpper(icu::Locale::getRoot());
    else
        wide.toLower(icu::Locale::getRoot());
    std::string out;
    wide.toUTF8String(out);
    return out;
}

std::string titled(Evaluator& evaluator, std::string_view text, bool everyWord) {
    std::string out;
    bool begins = true;
    size_t at = 0;
    while (at < text.size()) {
        const Utf8Step step = stepUtf8(text, at);
        const std::string_view character = text.substr(at, step.size);
        evaluator.spend(kStepsPerCase);
        out += changedCase(evaluator, character, begins);
        begins = everyWord && !u_isalpha(static_cast<UChar32>(step.character));
        at += step.size;
    }
    return out;
}

Value joinedText(Evaluator& evaluator, const std::vector<Value>& items, std::string_view between) {
    std::string out;
    for (size_t i = 0; i < items.size(); ++i) {
        evaluator.allocate(between.size() + 1);
        if (i > 0) out += between;
        out += evaluator.print(items[i]);
    }
    return Value(std::move(out));
}

}  // namespace engine::jinja
