// One log on standard error (and never on standard output, which belongs to the command line's JSON).
// The heavy logging library is wrapped here so that no other file pays for its headers.
//
// Thread   any.
#pragma once

#include <string_view>

namespace engine {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

void setLogLevel(LogLevel lowest);
void log(LogLevel level, std::string_view text);

}  // namespace engine
