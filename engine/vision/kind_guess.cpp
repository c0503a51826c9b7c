#include "engine/vision/kind_guess.h"

#include <algorithm>
#include <array>

#include "engine/text/token_constraint.h"

namespace engine {
namespace {

constexpr const char* kNone = "not a defect";
constexpr size_t kMostBytes = 100;  // a longer text is no word for a defect
constexpr int kMostTokens = 16;

struct Example {
    const char* words;
    const char* answer;
};
// Without examples small models answer every question with the last choice.
constexpr std::array<Example, 12> kExamples{{{"hairline fissure", "crack"},
                                             {"housing", kNone},
                                             {"soup splashes", "stain"},
                                             {"擦刮", "scratch"},
                                             {"lifting paint", "peeling"},
                                             {"Tuesday", kNone},
                                             {"轮毂", kNone},
                                             {"knocks", "dent"},
                                             {"氧化斑", "corrosion"},
                                             {"cavity in the casting", "pore"},
                                             {"engraving", kNone},
                                             {"崩裂的角", "break"}}};

std::vector<ChatMessage> question(const std::string& words, const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + name;
    std::vector<ChatMessage> messages{
        {"system", "You sort words that inspectors use for surface defects into these kinds: " + list +
                       ". Answer with the nearest kind, or “" + kNone + "” for words that name no defect."}};
    for (const Example& example : kExamples) {
        messages.push_back({"user", example.words});
        messages.push_back({"assistant", example.answer});
    }
    messages.push_back({"user", words});
    return messages;
}

}  // namespace

KindGuess guessWithModel(std::shared_ptr<Engine> engine) {
    if (!engine || !engine->tokenizer() || !engine->chatTemplate()) return {};
    return [engine = std::move(engine)](const std::string& words,
                                        const std::vector<DefectKind>& known) -> std::optional<std::string> {
        if (words.size() > kMostBytes) return std::nullopt;
        std::vector<std::string> names;
        for (const DefectKind& kind : known) {
            if (std::ranges::find(names, kind.english) == names.end()) names.push_back(kind.english);
        }
        auto prompt = engine->renderChat(question(words, names));
        if (!prompt) return std::nullopt;
        names.emplace_back(kNone);
        GenerateRequest request;
        request.prompt = std::move(*prompt);
        request.maxTokens = kMostTokens;
        request.constraint = constrainToChoices(engine->tokenizer(), names);
        const auto answer = engine->generate(request, {});
        if (!answer) return std::nullopt;
        const auto kind = std::ranges::find(known, answer->text, &DefectKind::english);
        return kind == known.end() ? std::nullopt : std::optional(kind->key);
    };
}

}  // namespace engine
