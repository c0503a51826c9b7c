// The words of a prompt besides the kinds themselves: what asks, what excludes, what is a place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/vision/defect_kinds.h"

namespace engine {

enum class CueKind {
    kKind,     // a defect that has a name
    kGeneric,  // "defects", "缺陷"
    kOpen,     // "anything", "其他"
    kAsk,      // "find", "检测"
    kInspect,  // "check … for": what stands between is a place
    kFor,
    kIgnore,  // "ignore", "不看"; before or after what it is about
    kExcept,  // "except", "除了"
    kAlso,    // "also", "还": "除了划痕还看气孔" asks for both
    kOnly,    // "only", "nothing else"
    kIsNot,   // "the surface is not scratched" asks; "stains are not important" excludes
    kJoin,    // "and", "、"
    kComma,
    kStop,
    kPlace,     // "on", "in": what follows is a place
    kPlaceEnd,  // "的", "上", "有没有": what is before is a place
    kFiller,
    kWord  // not known
};

struct Cue {
    CueKind cue = CueKind::kWord;
    std::string key;   // of a kind
    std::string said;  // as it was written
};

// Reads a text from left to right, the longest known phrase at each place. Broken UTF-8 is passed over.
std::vector<Cue> readCues(std::string_view text, const std::vector<DefectKind>& ownKinds);

// "zh" where more Chinese characters are written than English words.
std::string promptLanguage(std::string_view text);

}  // namespace engine
