#include "engine/base/result.h"

namespace engine {

std::string fillTemplate(const std::string& text, const std::vector<std::string>& args) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{' && i + 2 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] == '}') {
            const size_t index = static_cast<size_t>(text[i + 1] - '0');
            if (index < args.size()) out += args[index];
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string Error::text() const {
    std::string out = fillTemplate(what, args);
    if (!remedy.empty()) out += ' ' + fillTemplate(remedy, args);
    return out;
}

Error cancelled() { return {.kind = ErrorKind::kCancelled, .what = "Stopped."}; }

}  // namespace engine
