#include "engine/store/process_mark.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace engine {

namespace {

// The time a process began, in ticks since the machine started; empty when there is no such process.
std::string startOf(const std::string& process) {
    std::ifstream in(std::filesystem::path("/proc") / process / "stat");
    std::string line;
    std::getline(in, line);
    // The second field is the program's name in parentheses and may hold anything; the start is the twentieth
    // after it.
    const size_t name = line.rfind(')');
    if (name == std::string::npos) return {};
    std::istringstream fields(line.substr(name + 1));
    std::string field;
    for (int i = 0; i < 20; ++i) {
        if (!(fields >> field)) return {};
        if (i == 0 && field == "Z") return {};  // ended, and only not yet asked for its exit code
    }
    return field;
}

std::string markOf(const std::string& process) {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string boot;
    std::getline(in, boot);
    std::string mark = boot;
    return mark.append("/").append(process).append("/").append(startOf(process));
}

}  // namespace

std::string processMark() {
    return markOf(std::to_string(::getpid()));
}

bool processIsAlive(const std::string& mark) {
    const size_t first = mark.find('/');
    const size_t second = first == std::string::npos ? first : mark.find('/', first + 1);
    if (second == std::string::npos || second + 1 == mark.size()) return false;
    const std::string process = mark.substr(first + 1, second - first - 1);
    if (process.empty() || process.find_first_not_of("0123456789") != std::string::npos) return false;
    return markOf(process) == mark;
}

}  // namespace engine
