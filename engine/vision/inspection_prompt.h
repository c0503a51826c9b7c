// What the engineer asked to look for, in English or Chinese, as kinds of defects.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/defect_kinds.h"

namespace engine {

struct AskedKind {
    std::string key;
    std::string said;  // the words of the prompt
};

struct InspectionPrompt {
    std::string text;
    std::string language;                    // "en" or "zh"
    std::vector<AskedKind> kinds;            // empty: everything is asked for
    std::vector<AskedKind> excluded;         // "ignore stains"
    std::vector<std::string> notUnderstood;  // words that look like kinds and are none that is known

    // What could not be named may be what was asked for: kUnknownKind always is.
    // A kind of the project is meant as well by what the vocabulary calls its name: "blowhole" by "pores".
    bool asksFor(const std::string& key) const;
    bool ignores(const std::string& key) const;
};

// Maps words that the vocabulary lacks to the nearest of the keys or to nothing: a language model, or none.
using KindGuess =
    std::function<std::optional<std::string>(const std::string& words, const std::vector<DefectKind>& known)>;

// Errors   kBadInput for an empty prompt and for one of more than 4,000 bytes.
Result<InspectionPrompt> parseInspectionPrompt(const std::string& text,
                                               const std::vector<DefectKind>& ownKinds,
                                               const KindGuess& guess = {});

}  // namespace engine
