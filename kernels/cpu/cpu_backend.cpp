// Chooses the path by what this processor says it can do and, where it has several, by what it does faster.
#include <algorithm>
#include <chrono>
#include <vector>

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "kernels/backend.h"
#include "kernels/cpu/paths.h"

namespace kernels {
namespace {

bool hasAvx2() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
#else
    return false;
#endif
}

// Without VNNI the wider vectors gain little over AVX2, so those processors take that path.
bool hasAvx512() {
#if defined(__x86_64__)
    return hasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
#else
    return false;
#endif
}

// The system saves the matrix registers only of a process that has asked for it.
bool hasAmx() {
#if defined(__x86_64__) && defined(__linux__)
    constexpr unsigned kAskForRegisters = 0x1023;  // ARCH_REQ_XCOMP_PERM
    constexpr unsigned kMatrixRegisters = 18;      // XFEATURE_XTILEDATA
    constexpr unsigned kTile = 1U << 24U;
    constexpr unsigned kInt8 = 1U << 25U;
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return hasAvx512() && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & kTile) != 0 &&
           (d & kInt8) != 0 && ::syscall(SYS_arch_prctl, kAskForRegisters, kMatrixRegisters) == 0;
#else
    return false;
#endif
}

struct alignas(64) Line {
    char bytes[64];
};
size_t linesOf(size_t bytes) {
    return bytes / sizeof(Line) + 1;
}

// Of a product such as reading a prompt is made of. Zeros take as long as anything.
double secondsOf(const Backend& backend) {
    constexpr int64_t kRows = 128;
    constexpr int64_t kColumns = 512;
    constexpr int64_t kTokens = 64;
    constexpr int kRounds = 5;
    constexpr DType kType = DType::kQ4_0;
    Alone alone;
    const std::vector<float> rows(kTokens * kColumns);
    std::vector<float> out(kTokens * kRows);
    const ActivationForms forms = backend.activationForms(kType, Layout::kTiles, kTokens);
    std::vector<Line> packed(linesOf(backend.activationBytes(forms, kTokens, kColumns)));
    const std::vector<Line> file(linesOf(kRows * rowBytes(kType, kColumns)));
    std::vector<Line> tiles(linesOf(backend.repackedBytes(kType, kRows, kColumns)));
    backend.packActivations(forms, rows.data(), kColumns, kTokens, kColumns, packed.data(), alone);
    Weights weights = {kType, kRows, kColumns, file.data(), Layout::kRows};
    backend.repack(weights, tiles.data(), alone);
    weights.data = tiles.data();
    weights.layout = Layout::kTiles;
    double best = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        backend.matmul(weights, {rows.data(), packed.data(), kTokens, kColumns, kColumns, forms}, out.data(),
                       kRows, alone);
        best =
            std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
}

// On some machines, virtual ones above all, the wider vectors are the slower ones.
const Backend* fastestVectors() {
    const Backend* best = &cpu::avx2Backend();
    double least = secondsOf(*best);
    const auto consider = [&](const Backend& other) {
        const double seconds = secondsOf(other);
        if (seconds > least) return;
        best = &other;
        least = seconds;
    };
    if (hasAvx512()) consider(cpu::avx512Backend());
    if (hasAmx()) consider(cpu::amxBackend());
    return best;
}

}  // namespace

const Backend* cpuBackend(CpuPath path) {
    switch (path) {
        case CpuPath::kAuto: {
            static const Backend* const kBest = hasAvx2() ? fastestVectors() : &cpu::scalarBackend();
            return kBest;
        }
        case CpuPath::kScalar:
            return &cpu::scalarBackend();
        case CpuPath::kAvx2:
            return hasAvx2() ? &cpu::avx2Backend() : nullptr;
        case CpuPath::kAvx512:
            return hasAvx512() ? &cpu::avx512Backend() : nullptr;
        case CpuPath::kAmx:
            return hasAmx() ? &cpu::amxBackend() : nullptr;
    }
    return nullptr;
}

}  // namespace kernels
