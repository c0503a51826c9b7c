// CONCLAVE_CHECK states what must hold if the program itself is right; a violation throws a Defect, which is caught
// at the edge of the thread and becomes a sentence for the person. The check stays in every build type.
#pragma once

#include <stdexcept>
#include <string>

namespace engine {

class Defect : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] inline void failCheck(const char* condition, const char* file, int line) {
    throw Defect(std::string(condition) + " does not hold at " + file + ":" + std::to_string(line));
}

}  // namespace engine

#define CONCLAVE_CHECK(condition) \
    ((condition) ? static_cast<void>(0) : ::engine::failCheck(#condition, __FILE__, __LINE__))
