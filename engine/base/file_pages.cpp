#include "engine/base/file_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace engine {
namespace {

// Linux reads no more ahead at one call than the device's window, of which this is the usual size.
constexpr size_t kPiece = size_t{128} << 10;

size_t pageBytes() {
    static const auto bytes = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    return bytes;
}

struct Pages {
    std::byte* begin;
    size_t bytes;
};

Pages pagesAround(std::span<const std::byte> range) {
    const size_t before = reinterpret_cast<uintptr_t>(range.data()) % pageBytes();
    return {const_cast<std::byte*>(range.data()) - before, range.empty() ? 0 : range.size() + before};
}

}  // namespace

void readAhead(std::span<const std::byte> range) {
    const Pages pages = pagesAround(range);
    for (size_t at = 0; at < pages.bytes; at += kPiece)
        (void)::madvise(pages.begin + at, std::min(kPiece, pages.bytes - at), MADV_WILLNEED);
}

void expectScatteredReads(std::span<const std::byte> range) {
    const Pages pages = pagesAround(range);
    if (pages.bytes > 0) (void)::madvise(pages.begin, pages.bytes, MADV_RANDOM);
}

void giveBack(std::span<const std::byte> range) {
    const Pages pages = pagesAround(range);
    if (pages.bytes > 0) (void)::madvise(pages.begin, pages.bytes, MADV_DONTNEED);
}

uint64_t cachedBytes(std::span<const std::byte> range) {
    const Pages pages = pagesAround(range);
    std::vector<unsigned char> present((pages.bytes + pageBytes() - 1) / pageBytes());
    if (present.empty() || ::mincore(pages.begin, pages.bytes, present.data()) != 0) return 0;
    const auto count =
        std::count_if(present.begin(), present.end(), [](unsigned char p) { return (p & 1) != 0; });
    return std::min<uint64_t>(static_cast<uint64_t>(count) * pageBytes(), range.size());
}

}  // namespace engine
