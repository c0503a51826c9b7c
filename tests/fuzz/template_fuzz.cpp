// The text of a chat template: rendered for a short conversation, or refused.
#include <cstddef>
#include <cstdint>

#include "engine/text/chat_template.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto parsed = engine::ChatTemplate::parse({reinterpret_cast<const char*>(data), size});
    if (!parsed) return 0;
    const std::vector<engine::ChatMessage> messages = {{.role = "system", .content = "Be brief."},
                                                       {.role = "user", .content = "Hello {{ 1 }}"}};
    (void)(*parsed)->render(messages, {.addGenerationPrompt = true, .beginText = "<s>", .endText = "</s>"});
    return 0;
}
