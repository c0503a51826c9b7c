#include "engine/text/chat_template.h"

#include <algorithm>
#include <new>

#include "engine/text/jinja_evaluator.h"

namespace engine {

namespace {

// Published templates have up to 20 KiB.
constexpr size_t kLongestTemplate = size_t{1} << 20;

Error errorOf(const jinja::Failure& failure) {
    using Kind = jinja::Failure::Kind;
    const std::string line = std::to_string(failure.line);
    switch (failure.kind) {
        case Kind::kRaised:
            return {.kind = ErrorKind::kBadInput,
                    .what = "The model's chat template refuses this conversation: {0}",
                    .remedy = "Change the messages as it says.",
                    .args = {failure.what}};
        case Kind::kBeyond:
            return {
                .kind = ErrorKind::kUnsupported,
                .what = "The model's chat template uses {0} (line {1}), which this version does not know.",
                .remedy = "Send the text without the template, or use another model.",
                .args = {failure.what, line}};
        case Kind::kTooMuch:
            return {.kind = ErrorKind::kBadInput,
                    .what = "The model's chat template was stopped in line {1}: {0}.",
                    .remedy = "Send the text without the template, or use another model.",
                    .args = {failure.what, line}};
        case Kind::kWrong:
            break;
    }
    return {.kind = ErrorKind::kBadInput,
            .what = "The model's chat template has an error in line {1}: {0}.",
            .remedy = "Send the text without the template, or use another model.",
            .args = {failure.what, line}};
}

enum class ArgumentForm { kObject, kText };

// The arguments of a call, which stand in its “function” or in itself.
jinja::Value withArguments(const jinja::Value& call, ArgumentForm form) {
    using jinja::Value;
    if (!call.isDict()) return call;
    jinja::Dict changed = call.dict();
    if (const Value* function = changed.find("function"))
        changed.set("function", withArguments(*function, form));
    if (const Value* arguments = changed.find("arguments")) {
        if (form == ArgumentForm::kText && arguments->isDict()) {
            changed.set("arguments", Value(jinja::toJson(*arguments, {})));
        } else if (form == ArgumentForm::kObject && arguments->isText()) {
            try {
                const Value parsed = jinja::fromJson(arguments->text());
                if (parsed.isDict()) changed.set("arguments", parsed);
            } catch (const jinja::Failure&) {  // then it is a text
            }
        }
    }
    return Value::dict(std::move(changed));
}

jinja::Value valueOf(const ChatMessage& message, ArgumentForm form) {
    using jinja::Value;
    jinja::Dict dict;
    dict.set("role", Value(message.role));
    // As transformers has it: no content beside calls is none, not an empty text.
    dict.set("content",
             message.content.empty() && !message.toolCallsJson.empty() ? Value() : Value(message.content));
    if (!message.name.empty()) dict.set("name", Value(message.name));
    if (!message.reasoning.empty()) {
        dict.set("reasoning_content", Value(message.reasoning));
        dict.set("thinking", Value(message.reasoning));
    }
    if (!message.toolCallId.empty()) dict.set("tool_call_id", Value(message.toolCallId));
    if (!message.toolCallsJson.empty()) {
        std::vector<Value> calls;
        const Value given = jinja::fromJson(message.toolCallsJson);
        if (!given.isList()) jinja::fail("the calls of a message are not a list");
        for (const Value& call : given.list().items)
            calls.push_back(withArguments(call, form));
        dict.set("tool_calls", Value::list(std::move(calls)));
    }
    return Value::dict(std::move(dict));
}

std::string rendered(const jinja::Body& body, const std::vector<ChatMessage>& messages,
                     const ChatVariables& variables, ArgumentForm form) {
    using jinja::Value;
    jinja::Evaluator evaluator;
    evaluator.setNow(variables.now);
    std::vector<Value> list;
    for (const ChatMessage& message : messages)
        list.push_back(valueOf(message, form));
    evaluator.set("messages", Value::list(std::move(list)));
    // transformers defines these two also where there are none.
    evaluator.set("tools", variables.toolsJson.empty() ? Value() : jinja::fromJson(variables.toolsJson));
    evaluator.set("documents", Value());
    evaluator.set("add_generation_prompt", Value(variables.addGenerationPrompt));
    if (!variables.beginText.empty()) evaluator.set("bos_token", Value(variables.beginText));
    if (!variables.endText.empty()) evaluator.set("eos_token", Value(variables.endText));
    // Lives as long as the evaluator, which keeps views of the names.
    const Value more = variables.moreJson.empty() ? Value::dict({}) : jinja::fromJson(variables.moreJson);
    if (!more.isDict()) jinja::fail("the template's further variables are not a JSON object");
    for (const auto& [name, value] : more.dict().entries)
        evaluator.set(name, value);
    return evaluator.run(body);
}

}  // namespace

struct ChatTemplate::Tree {
    jinja::Body body;
};

ChatTemplate::ChatTemplate() : tree_(std::make_unique<Tree>()) {}
ChatTemplate::~ChatTemplate() = default;

Result<std::shared_ptr<const ChatTemplate>> ChatTemplate::parse(std::string_view source) {
    try {
        if (source.size() > kLongestTemplate)
            jinja::fail("it is longer than 1 MiB", jinja::Failure::Kind::kTooMuch);
        std::shared_ptr<ChatTemplate> made(new ChatTemplate);
        made->tree_->body = jinja::parse(source);
        return std::shared_ptr<const ChatTemplate>(std::move(made));
    } catch (const jinja::Failure& failure) {
        return errorOf(failure);
    }
}

Result<std::string> ChatTemplate::render(const std::vector<ChatMessage>& messages,
                                         const ChatVariables& variables) const {
    using jinja::Failure;
    const bool calls = std::any_of(messages.begin(), messages.end(),
                                   [](const ChatMessage& message) { return !message.toolCallsJson.empty(); });
    try {
        try {
            return rendered(tree_->body, messages, variables, ArgumentForm::kObject);
        } catch (const Failure& failure) {
            if (!calls || failure.kind != Failure::Kind::kWrong) throw;
            return rendered(tree_->body, messages, variables, ArgumentForm::kText);
        }
    } catch (const Failure& failure) {
        return errorOf(failure);
    } catch (const std::bad_alloc&) {
        return errorOf({Failure::Kind::kTooMuch, "there is not enough memory", 0});
    }
}

}  // namespace engine
