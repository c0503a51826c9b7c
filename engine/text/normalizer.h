// Writes text anew before it is cut into tokens: Unicode forms, lower case, blanks as “▁”, and the like.
//
// Thread   immutable after it was made; any thread.
// Errors   none: text that cannot be normalised stays as it is.
// Source   Unicode 15 normalisation forms (ICU); the normalizers of tokenizer.json; SentencePiece's
//          precompiled map.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/character_map.h"
#include "engine/text/text_pattern.h"

namespace engine {

struct NormalizerStep {
    enum class Kind {
        kNfc,
        kNfd,
        kNfkc,
        kNfkd,
        kLowercase,
        kStripMarks,            // combining marks of all kinds
        kStripAccents,          // those without a width of their own, as BERT does
        kStripBlanks,           // at the ends: left, right
        kPrepend,               // text, where there is any
        kReplace,               // from or pattern by text
        kCleanText,             // control characters away, white space to blanks
        kSpaceIdeographs,       // blanks around Chinese characters
        kNmt,                   // SentencePiece's rules for machine translation
        kCharacterMap,          // SentencePiece's precompiled map
        kCharacterMapByCluster  // the same, looked up as tokenizers do
    };
    Kind kind = Kind::kNfc;
    std::string from;
    std::string text;
    std::shared_ptr<const TextPattern> pattern;  // kReplace: instead of `from`
    std::shared_ptr<const CharacterMap> map;
    bool left = true;
    bool right = true;
    bool onlyFirst = false;  // kPrepend: where nothing stands before the text
};

class Normalizer {
public:
    Normalizer() = default;
    explicit Normalizer(std::vector<NormalizerStep> steps) : steps_(std::move(steps)) {}

    bool empty() const { return steps_.empty(); }
    // The text must be whole UTF-8 characters; begins: nothing stands before it.
    std::string apply(std::string_view text, bool begins) const;

private:
    std::vector<NormalizerStep> steps_;
};

// Of several blanks one, and none at the ends: SentencePiece's remove_extra_whitespaces.
std::vector<NormalizerStep> singleBlankSteps();
// The steps of BERT's normalizer.
std::vector<NormalizerStep> bertSteps(bool clean, bool ideographs, bool accents, bool lowercase);

}  // namespace engine
