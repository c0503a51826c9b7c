#include "engine/base/bandwidth.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/atomic_file.h"
#include "engine/base/file_map.h"
#include "engine/base/file_pages.h"
#include "engine/base/machine.h"
#include "engine/base/thread_pool.h"

namespace engine {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMemorySeconds = 0.4;
constexpr double kDiskSeconds = 0.8;
constexpr double kProductSeconds = 0.1;
constexpr int64_t kPeakRounds = 20'000;                // some 50 µs
constexpr uint64_t kMostMemory = uint64_t{256} << 20;  // beyond any cache that one core sees
constexpr uint64_t kLeastMemory = uint64_t{64} << 20;
constexpr int64_t kSamples = 128;
constexpr size_t kSampleBytes = size_t{2} << 20;  // about one matrix of an expert
constexpr uint64_t kLeastDisk = uint64_t{8} << 20;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::filesystem::path largestFile(const std::filesystem::path& path) {
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed)) return path;
    std::filesystem::path largest;
    uintmax_t most = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path, failed)) {
        const uintmax_t size = entry.is_regular_file(failed) ? entry.file_size(failed) : 0;
        if (size <= most) continue;
        most = size;
        largest = entry.path();
    }
    return largest;
}

class OpenFile {
public:
    explicit OpenFile(const std::filesystem::path& path)
        : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~OpenFile() {
        if (file_ >= 0) ::close(file_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int get() const { return file_; }

private:
    int file_;
};

// One line of the file: what it is, the figure, and what it holds for.
constexpr const char* kFile = "bandwidth.txt";

double remembered(const std::string& kept, const std::string& what, const std::string& where) {
    std::istringstream lines(kept);
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string name;
        std::string place;
        double value = 0;
        if (words >> name >> value && std::getline(words >> std::ws, place) && name == what && place == where)
            return value;
    }
    return 0;
}

std::string readText(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    if (in) text << in.rdbuf();
    return text.str();
}

}  // namespace

double measureMemoryBandwidth(int threads) {
    const uint64_t bytes = std::min(kMostMemory, readMachine().freeMemoryBytes / 4);
    if (bytes < kLeastMemory) return 0;
    std::vector<uint64_t> words(bytes / sizeof(uint64_t), 1);
    ThreadPool pool(threads);
    std::atomic<uint64_t> sum = 0;  // keeps the reading from being left out
    double best = 0;
    const auto begin = Clock::now();
    while (best == 0 || secondsSince(begin) < kMemorySeconds) {
        const auto from = Clock::now();
        pool.forEach(static_cast<int64_t>(words.size()), int64_t{1} << 17,
                     [&](int64_t first, int64_t last, int) {
                         uint64_t lanes[8] = {};
                         int64_t i = first;
                         for (; i + 8 <= last; i += 8)
                             for (int64_t lane = 0; lane < 8; ++lane)
                                 lanes[lane] += words[static_cast<size_t>(i + lane)];
                         uint64_t own = 0;
                         for (const uint64_t lane : lanes)
                             own += lane;
                         sum += own;
                     });
        best = std::max(best, static_cast<double>(bytes) / secondsSince(from) / 1e9);
    }
    return sum > 0 ? best : 0;
}

double measureProducts(int64_t (*peak)(int64_t rounds), int threads) {
    if (peak == nullptr) return 0;
    ThreadPool pool(threads);
    const int64_t pieces = 16 * pool.threads();
    double best = 0;
    const auto begin = Clock::now();
    while (best == 0 || secondsSince(begin) < kProductSeconds) {
        std::atomic<int64_t> done = 0;
        const auto from = Clock::now();
        pool.forEach(pieces, 1, [&](int64_t first, int64_t last, int) {
            for (int64_t i = first; i < last; ++i)
                done += peak(kPeakRounds);
        });
        best = std::max(best, static_cast<double>(done) / secondsSince(from) / 1e9);
    }
    return best;
}

double measureDiskBandwidth(const std::filesystem::path& path) {
    const std::filesystem::path file = largestFile(path);
    auto map = FileMap::open(file);
    const OpenFile open(file);
    if (!map || open.get() < 0) return 0;
    const auto bytes = map->bytes();
    const int64_t samples = std::min<int64_t>(kSamples, static_cast<int64_t>(bytes.size() / kSampleBytes));
    const size_t stride = samples == 0 ? 0 : bytes.size() / static_cast<size_t>(samples) / 4096 * 4096;
    std::vector<size_t> absent;
    for (int64_t i = 0; i < samples; ++i) {
        const size_t at = static_cast<size_t>(i) * stride;
        (void)::posix_fadvise(open.get(), static_cast<off_t>(at), kSampleBytes, POSIX_FADV_DONTNEED);
        if (cachedBytes(bytes.subspan(at, kSampleBytes)) == 0) absent.push_back(at);
    }
    std::vector<std::byte> sample(kSampleBytes);
    uint64_t read = 0;
    const auto begin = Clock::now();
    for (size_t i = 0; i < absent.size() && secondsSince(begin) < kDiskSeconds; ++i) {
        // As the engine does: the next ones are under way while this one is waited for.
        for (size_t next = i == 0 ? 0 : i + 3; next < std::min(i + 4, absent.size()); ++next)
            readAhead(bytes.subspan(absent[next], kSampleBytes));
        if (::pread(open.get(), sample.data(), kSampleBytes, static_cast<off_t>(absent[i])) !=
            static_cast<ssize_t>(kSampleBytes))
            return 0;
        read += kSampleBytes;
    }
    return read < kLeastDisk ? 0 : static_cast<double>(read) / secondsSince(begin) / 1e9;
}

Bandwidth bandwidthOf(const std::filesystem::path& dataFolder, const std::filesystem::path& file,
                      int threads) {
    struct stat facts {};
    (void)::stat(file.c_str(), &facts);
    const Machine measured = readMachine();
    if (threads <= 0) threads = measured.cores;
    std::string machine;
    std::istringstream(readText("/etc/machine-id")) >> machine;
    machine += " " + measured.processor;
    const std::string memoryPlace = fmt::format("{} threads of {}", threads, machine);
    const std::string diskPlace = fmt::format("device {} of {}", facts.st_dev, machine);

    std::string kept = readText(dataFolder / kFile);
    Bandwidth known{remembered(kept, "memory", memoryPlace), remembered(kept, "disk", diskPlace)};
    const size_t before = kept.size();
    if (known.memory <= 0) {
        known.memory = measureMemoryBandwidth(threads);
        if (known.memory > 0) kept += fmt::format("memory {:.2f} {}\n", known.memory, memoryPlace);
    }
    if (known.disk <= 0) {
        known.disk = measureDiskBandwidth(file);
        if (known.disk > 0) kept += fmt::format("disk {:.3f} {}\n", known.disk, diskPlace);
    }
    if (kept.size() > before) {
        std::error_code failed;
        std::filesystem::create_directories(dataFolder, failed);
        (void)writeFileAtomically(dataFolder / kFile, kept);
    }
    return known;
}

}  // namespace engine
