#include "engine/run/stop_texts.h"

#include <algorithm>
#include <utility>

namespace engine {

StopTexts::StopTexts(std::vector<std::string> texts) : texts_(std::move(texts)) {
    std::erase(texts_, "");
}

std::string StopTexts::push(std::string_view piece) {
    if (found_) return {};
    held_ += piece;
    size_t end = std::string::npos;
    for (const std::string& text : texts_)
        end = std::min(end, held_.find(text));
    if (end != std::string::npos) {
        found_ = true;
        held_.resize(end);
        return std::exchange(held_, {});
    }
    // The longest tail that begins a stop text stays.
    size_t kept = 0;
    for (const std::string& text : texts_) {
        for (size_t length = std::min(text.size() - 1, held_.size()); length > kept; --length) {
            if (held_.compare(held_.size() - length, length, text, 0, length) == 0) kept = length;
        }
    }
    std::string shown = held_.substr(0, held_.size() - kept);
    held_.erase(0, shown.size());
    return shown;
}

std::string StopTexts::finish() {
    return std::exchange(held_, {});
}

}  // namespace engine
