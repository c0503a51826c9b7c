// Renders a conversation with the model's own Jinja template (the subset that published templates use).
//
// Thread   immutable after parse(); any thread.
// Errors   parse() and render() answer a sentence: beyond the subset, a loop without end (work, depth and
// output are
//          limited), or raise_exception() of the template itself.
// Source   Jinja 2 as transformers sets it up: trim_blocks, lstrip_blocks, loop controls, tojson,
// raise_exception.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace engine {

struct ChatMessage {
    std::string role;  // "system", "user", "assistant", "tool"
    std::string content;
};

struct ChatVariables {
    bool addGenerationPrompt = true;
    std::string beginText;  // bos_token
    std::string endText;    // eos_token
    std::string toolsJson;  // JSON array of tool descriptions; empty when there are none
};

class ChatTemplate {
public:
    static Result<std::shared_ptr<const ChatTemplate>> parse(std::string_view source);
    ~ChatTemplate();

    Result<std::string> render(const std::vector<ChatMessage>& messages,
                               const ChatVariables& variables) const;

private:
    ChatTemplate();
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

}  // namespace engine
