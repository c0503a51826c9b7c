// Renders a conversation with the model's own Jinja template (the subset that published templates use).
//
// Thread   immutable after parse(); any thread.
// Errors   parse() and render() answer a sentence: beyond the subset, a loop without end (work, depth and
// output are
//          limited), or raise_exception() of the template itself.
// Text     tools and calls are given to the template in the order of their keys. Calls' arguments may be
// objects or
//          JSON texts: they are given as objects, and as texts to a template that fails on those.
// Source   Jinja 2 as transformers sets it up: trim_blocks, lstrip_blocks, loop controls, tojson,
// raise_exception.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace engine {

struct ChatMessage {
    std::string role;  // "system", "user", "assistant", "tool"
    std::string content;
    std::string name = {};       // of the tool whose answer this is; empty: none
    std::string reasoning = {};  // what the assistant thought before; empty: nothing
    std::string toolCallsJson =
        {};                       // the assistant's calls, a JSON array as OpenAI's API has it; empty: none
    std::string toolCallId = {};  // of the call that this answers; empty: none
};

struct ChatVariables {
    bool addGenerationPrompt = true;
    std::string beginText = {};  // bos_token
    std::string endText = {};    // eos_token
    std::string toolsJson = {};  // JSON array of tool descriptions; empty when there are none
    std::string moreJson = {};   // JSON object of what else a template knows: enable_thinking, documents …
    int64_t now = 0;             // for strftime_now, seconds since 1970; 0: the clock
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
