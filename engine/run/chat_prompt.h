// Messages to tokens by the model's own template. Only the template's control texts become control tokens: a
// message that happens to spell "<|im_end|>" stays text.
//
// Thread   immutable after construction; any thread.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/text/chat_template.h"
#include "engine/text/tokenizer.h"

namespace engine {

class ChatPrompt {
public:
    ChatPrompt(std::shared_ptr<const Tokenizer> tokenizer, std::shared_ptr<const ChatTemplate> chatTemplate);

    Result<std::vector<Token>> tokens(const std::vector<ChatMessage>& messages) const;

private:
    std::string disarm(const std::string& content) const;

    std::shared_ptr<const Tokenizer> tokenizer_;
    std::shared_ptr<const ChatTemplate> template_;
    std::vector<std::string> controlTexts_;
    std::array<bool, 256> mayBegin_ = {};  // bytes that a control text begins with
};

}  // namespace engine
