#include "engine/text/chat_template.h"

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
    using jinja::Value;
    try {
        jinja::Evaluator evaluator;
        std::vector<Value> list;
        for (const ChatMessage& message : messages) {
            jinja::Dict dict;
            dict.set("role", Value(message.role));
            dict.set("content", Value(message.content));
            list.push_back(Value::dict(std::move(dict)));
        }
        evaluator.set("messages", Value::list(std::move(list)));
        // transformers defines these two also where there are none.
        evaluator.set("tools", variables.toolsJson.empty() ? Value() : jinja::fromJson(variables.toolsJson));
        evaluator.set("documents", Value());
        evaluator.set("add_generation_prompt", Value(variables.addGenerationPrompt));
        if (!variables.beginText.empty()) evaluator.set("bos_token", Value(variables.beginText));
        if (!variables.endText.empty()) evaluator.set("eos_token", Value(variables.endText));
        return evaluator.run(tree_->body);
    } catch (const jinja::Failure& failure) {
        return errorOf(failure);
    } catch (const std::bad_alloc&) {
        return errorOf({jinja::Failure::Kind::kTooMuch, "there is not enough memory", 0});
    }
}

}  // namespace engine
