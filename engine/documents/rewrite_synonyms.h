// The plainer words that a rewrite may use for words of a contract, by their stems.
#pragma once

#include <string_view>

namespace engine {

// Whether the list of plainer words lets `plain` stand for `legal`; both are stems.
bool plainerWord(std::string_view plain, std::string_view legal);

}  // namespace engine
