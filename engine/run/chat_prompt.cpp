#include "engine/run/chat_prompt.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace engine {
namespace {

// A character that no text contains (a noncharacter of Unicode): put into a control text it makes it plain,
// and it is taken out again before the text is tokenised.
constexpr std::string_view kMark = "\xEF\xB7\x90";

// JSON with every character as itself: "\u003c|im_end|>" is found like "<|im_end|>".
std::string unescaped(const std::string& json) {
    const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
    return parsed.is_discarded()
               ? json
               : parsed.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

bool isContinuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

ChatPrompt::ChatPrompt(std::shared_ptr<const Tokenizer> tokenizer,
                       std::shared_ptr<const ChatTemplate> chatTemplate)
    : tokenizer_(std::move(tokenizer)), template_(std::move(chatTemplate)) {
    for (Token token = 0; token < tokenizer_->size(); ++token) {
        if (!tokenizer_->isControl(token)) continue;
        std::string text = tokenizer_->pieceBytes(token, true);
        if (text.size() < 2) continue;
        mayBegin_[static_cast<unsigned char>(text.front())] = true;
        controlTexts_.push_back(std::move(text));
    }
}

// Marks every control text in a message, after its first character.
std::string ChatPrompt::disarm(const std::string& content) const {
    std::string out;
    bool pending = false;  // a control text has begun and its first character is not over
    for (size_t at = 0; at < content.size();) {
        if (content.compare(at, kMark.size(), kMark) == 0) {  // none of ours may come from outside
            at += kMark.size();
            continue;
        }
        if (pending && !isContinuation(content[at])) {
            out += kMark;
            pending = false;
        }
        if (mayBegin_[static_cast<unsigned char>(content[at])]) {
            pending = pending ||
                      std::any_of(controlTexts_.begin(), controlTexts_.end(), [&](const std::string& text) {
                          return content.compare(at, text.size(), text) == 0;
                      });
        }
        out += content[at++];
    }
    return out;
}

Result<std::vector<Token>> ChatPrompt::tokens(const std::vector<ChatMessage>& messages) const {
    std::vector<ChatMessage> safe = messages;
    for (ChatMessage& message : safe) {
        for (std::string* text : {&message.content, &message.name, &message.reasoning, &message.toolCallId})
            *text = disarm(*text);
        if (!message.toolCallsJson.empty()) message.toolCallsJson = disarm(unescaped(message.toolCallsJson));
    }
    ChatVariables variables;
    if (tokenizer_->beginToken() != kNoToken)
        variables.beginText = tokenizer_->pieceBytes(tokenizer_->beginToken(), true);
    if (tokenizer_->endToken() != kNoToken)
        variables.endText = tokenizer_->pieceBytes(tokenizer_->endToken(), true);
    auto rendered = template_->render(safe, variables);
    if (!rendered) return rendered.error();

    // In a message without control texts, which is nearly every one, this is one call.
    std::vector<Token> tokens;
    const auto append = [&](std::string_view text, bool special) {
        if (text.empty()) return;
        const auto more = tokenizer_->encode(text, {.parseSpecial = special, .addBegin = false});
        tokens.insert(tokens.end(), more.begin(), more.end());
    };
    std::string_view rest = *rendered;
    for (size_t mark = rest.find(kMark); mark != std::string_view::npos; mark = rest.find(kMark)) {
        // The character before the mark begins the disarmed text: it goes alone, so that it meets no partner.
        size_t begin = mark == 0 ? 0 : mark - 1;
        while (begin > 0 && isContinuation(rest[begin]))
            --begin;
        append(rest.substr(0, begin), true);
        append(rest.substr(begin, mark - begin), false);
        rest.remove_prefix(mark + kMark.size());
    }
    append(rest, true);
    return tokens;
}

}  // namespace engine
