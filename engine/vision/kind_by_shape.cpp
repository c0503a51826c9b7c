// What a shape suggests when nothing was taught. Shapes tell few kinds apart, and none surely.
#include <algorithm>

#include "engine/vision/kind_classifier.h"

namespace engine {
namespace {

constexpr double kLong = 4, kRound = 2;
constexpr double kSpotLogArea = 6.5;             // about 25 × 25 pixels
constexpr double kDark = -0.5;                   // contrast
constexpr double kSure = 0.35, kOneAsked = 0.5;  // of one asked kind that fits, the prompt says as much

bool suits(const std::string& kind, const RegionShape& shape) {
    const bool line = shape.elongation >= kLong;
    const bool spot = shape.elongation < kRound && shape.solidity > 0.7 && shape.logArea < kSpotLogArea;
    const bool dark = shape.contrast < kDark;
    const auto is = [&kind](std::initializer_list<const char*> kinds) {
        return std::ranges::any_of(kinds, [&kind](const char* each) { return kind == each; });
    };
    if (kind == "crack") return line && dark;
    if (is({"scratch", "cut"})) return line;
    if (is({"pore", "pit", "hole", "inclusion"})) return spot && dark;
    if (kind == "bubble") return spot;
    if (kind == "contamination") return spot || line;
    if (is({"break", "fray", "burr"})) return shape.touchesBorder && !line;
    if (is({"stain", "uneven", "patch", "discolouration", "corrosion"})) return !line && !spot;
    return false;
}

}  // namespace

NamedKind guessKindByShape(const RegionShape& shape, const InspectionPrompt& prompt) {
    std::vector<std::string> candidates;
    if (prompt.kinds.empty()) {
        for (const char* kind : {"crack", "scratch", "pore"}) {
            if (prompt.asksFor(kind)) candidates.emplace_back(kind);
        }
        // A bright line is hardly a crack; a dark one may be either.
        if (shape.contrast >= kDark) std::erase(candidates, "crack");
    } else {
        for (const AskedKind& kind : prompt.kinds)
            candidates.push_back(kind.key);
    }
    std::erase_if(candidates, [&shape](const std::string& kind) { return !suits(kind, shape); });
    if (candidates.empty()) return {kUnknownKind, 0};
    const auto count = static_cast<double>(candidates.size());
    const bool alone = count == 1 && !prompt.kinds.empty();
    return {candidates.front(), alone ? kOneAsked : kSure / count};
}

}  // namespace engine
