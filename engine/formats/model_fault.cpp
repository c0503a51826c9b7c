#include "engine/formats/model_fault.h"

namespace engine {

Error sentenceOf(const Broken& broken) {
    return {.kind = ErrorKind::kBadInput,
            .what = "The model file “{0}” is damaged: {1}.",
            .remedy = "Get it again.",
            .args = {broken.file, broken.fact}};
}

Error sentenceOf(const Beyond& beyond) {
    return {.kind = ErrorKind::kUnsupported,
            .what = "The model file “{0}” uses {1}, which this version does not know.",
            .remedy = beyond.remedy,
            .args = {beyond.file, beyond.fact}};
}

std::string inQuotes(std::string_view name) {
    constexpr size_t kLongest = 96;
    std::string out = "“";
    for (const char c : name.substr(0, kLongest)) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte >= 0x20 && byte < 0x7F ? c : '?';
    }
    if (name.size() > kLongest) out += "…";
    return out + "”";
}

}  // namespace engine
