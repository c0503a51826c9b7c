// What the model is asked. The words were found by trying: small models copy examples and templates, so there
// are none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/documents/sentences.h"
#include "engine/text/chat_template.h"

namespace engine {

// Changes with the words of the prompts: what was kept under another version is not used again.
inline constexpr std::string_view kPromptVersion = "1";

// One sentence in plain words; in the other language when `to` differs from `from`.
std::vector<ChatMessage> rewritePrompt(std::string_view sentence, Language from, Language to);

// Whether a sentence does what `criterion` says ("state which law governs the contract"): Yes or No.
std::vector<ChatMessage> confirmPrompt(std::string_view criterion, std::string_view sentence);

// Whether it is worth asking: one finished sentence, neither very short nor so long that what comes back
// would be refused.
bool canBeRewritten(std::string_view sentence, Language language);

}  // namespace engine
