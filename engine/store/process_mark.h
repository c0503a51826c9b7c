// Names this process such that another one, or the same program after a restart, can tell whether it is still
// alive.
#pragma once

#include <string>

namespace engine {

// "BOOT/PID/START": a process number alone is used again.
std::string processMark();
bool processIsAlive(const std::string& mark);

}  // namespace engine
