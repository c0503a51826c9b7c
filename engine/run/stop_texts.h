// Watches a growing text for the texts that end it. What may still become one of them is held back, so that a
// reader never sees a part of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace engine {

class StopTexts {
public:
    explicit StopTexts(std::vector<std::string> texts);

    // Takes the next piece and answers what may be shown; found() says that a stop text ended it.
    std::string push(std::string_view piece);
    // What was held back, when the text ends by itself.
    std::string finish();
    bool found() const { return found_; }

private:
    std::vector<std::string> texts_;
    std::string held_;
    bool found_ = false;
};

}  // namespace engine
