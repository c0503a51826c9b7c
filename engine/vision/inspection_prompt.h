// What the engineer asked to look for, in English or Chinese, as kinds of defects.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace engine {

// A kind of defect as it is said in either language; the key is what results carry.
struct DefectKind {
    std::string key;                 // "scratch"
    std::string english, chinese;    // "scratch", "划痕"
    std::vector<std::string> words;  // other ways to say it, in both languages, lower case
};

// The built-in kinds: scratch, pore, crack, inclusion, pit, stain, dent, break, fray, uneven …
const std::vector<DefectKind>& builtInKinds();

struct AskedKind {
    std::string key;
    std::string said;  // the words of the prompt
};

struct InspectionPrompt {
    std::string text;
    std::string language;                    // "en" or "zh"
    std::vector<AskedKind> kinds;            // empty: everything is asked for
    std::vector<std::string> notUnderstood;  // words that look like kinds and are none that is known

    bool asksFor(const std::string& key) const;
};

// Maps words that the vocabulary lacks to the nearest of the keys or to nothing: a language model, or none.
using KindGuess =
    std::function<std::optional<std::string>(const std::string& words, const std::vector<DefectKind>& known)>;

// Errors   kBadInput for an empty prompt.
Result<InspectionPrompt> parseInspectionPrompt(const std::string& text,
                                               const std::vector<DefectKind>& ownKinds,
                                               const KindGuess& guess = {});

}  // namespace engine
