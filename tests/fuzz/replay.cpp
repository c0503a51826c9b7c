// Runs a fuzz target without libFuzzer: over every seed in the folders named, each cut short and changed in
// simple ways that are the same in every run.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void run(const std::string& input) {
    // A copy of exactly this size, so that a sanitizer sees a read beyond it.
    const std::vector<uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

void mutate(const std::string& seed, std::mt19937& random) {
    constexpr size_t kCuts = 200;
    constexpr int kChanges = 2000;
    run(seed);
    for (size_t i = 0; i < kCuts; ++i)
        run(seed.substr(0, seed.size() * i / kCuts));
    for (int i = 0; i < kChanges && !seed.empty(); ++i) {
        std::string changed = seed;
        for (int times = 0; times < 1 + i % 3; ++times) {
            const size_t at = random() % changed.size();
            if (random() % 4 == 0)
                changed.erase(at, 1 + random() % 8);
            else if (random() % 4 == 0)
                changed.insert(at, changed.substr(random() % changed.size(), 1 + random() % 16));
            else
                changed[at] = static_cast<char>(random());
            if (changed.empty()) break;
        }
        run(changed);
    }
}

}  // namespace

int main(int count, char** folders) {
    std::mt19937 random(1);
    int seeds = 0;
    for (int i = 1; i < count; ++i) {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(folders[i]))
            files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& path : files) {
            std::ifstream in(path, std::ios::binary);
            mutate({std::istreambuf_iterator<char>(in), {}}, random);
            ++seeds;
        }
    }
    std::printf("%d seeds\n", seeds);
    return seeds > 0 ? 0 : 1;
}
