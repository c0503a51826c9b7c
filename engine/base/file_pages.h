// What the system is asked to do with the pages of mapped files. Advice only: where a system does not follow
// it, reading is slower and nothing else.
//
// Memory   borrows the ranges, which must lie in a mapping; whole pages around them are meant.
// Thread   any.
// Source   madvise(2), mincore(2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace engine {

// Begins to read the range from the disk and returns before it is there.
void readAhead(std::span<const std::byte> range);

// Nothing beside what is touched or asked for is read, and what was read is the first to be given up.
void expectScatteredReads(std::span<const std::byte> range);

// The range will not be read soon: its pages count no longer as this program's, and the system may use them
// for something else. Only for what lies in a file.
void giveBack(std::span<const std::byte> range);

// How much of the range is in memory now.
uint64_t cachedBytes(std::span<const std::byte> range);

}  // namespace engine
