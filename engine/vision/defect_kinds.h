// The kinds of surface defects that have a name here, and how engineers say them in English and Chinese.
//
// Thread   any: the list never changes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

// A kind of defect as it is said in either language; the key is what results carry.
struct DefectKind {
    std::string key;                 // "scratch"
    std::string english, chinese;    // "scratch", "划痕"
    std::vector<std::string> words;  // other ways to say it, in both languages, lower case
};

// What is none of the kinds that are known or were taught.
inline constexpr const char* kUnknownKind = "unknown";

// The built-in kinds: scratch, pore, crack, inclusion, pit, stain, dent, break, fray, uneven …
const std::vector<DefectKind>& builtInKinds();

// The key under which a name that somebody typed or that a folder carries ("划痕", "Scratches",
// "rolled-in_scale") is known; another name is its own key, without the blanks around it.
std::string kindKey(std::string_view name, std::span<const DefectKind> ownKinds = {});
// A kind of the project: its name in both languages is what the engineer called it.
DefectKind ownKind(const std::string& name);
// "scratch" or "划痕"; a key that is not known is its own name. Language is "en" or "zh".
std::string kindName(std::string_view key, std::string_view language,
                     std::span<const DefectKind> ownKinds = {});

// Whether an English word is this one or a form of it: scratches, pitted, chipping, creased.
bool isFormOf(std::string_view word, std::string_view of);

}  // namespace engine
