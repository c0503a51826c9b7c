// Times the products of every format: gigabytes of weights and thousand million multiply-adds a second.
//
// usage: kernel_bench [scalar|avx2|avx512|amx|auto] [threads] [format]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "engine/base/thread_pool.h"
#include "engine/memory/buffer.h"
#include "tests/support/random_weights.h"

namespace {

// One thread is timed by the processor time it took, so that another program's share does not count.
bool onlyThisThread = false;

double now() {
    timespec time = {};
    clock_gettime(onlyThisThread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// The best of several runs.
template <class Body>
double bestSeconds(Body body) {
    body();
    double best = 1e9;
    const double start = now();
    for (int runs = 0; runs < 3 || (now() - start < 0.5 && runs < 10000); ++runs) {
        const double begin = now();
        body();
        best = std::min(best, now() - begin);
    }
    return best;
}

struct Shape {
    int64_t rows, columns;
};

// `copies` of one matrix, enough of them that decode reads from memory and not from the cache.
// Memory that begins with a cache line, as the engine's does.
struct alignas(64) Line {
    char bytes[64];
};

void timeCopies(const kernels::Backend& backend, const kernels::Weights& first, const uint8_t* all,
                size_t copies, size_t bytes, kernels::Parallel& parallel) {
    const Shape shape = {first.rows, first.columns};
    std::printf("%-5s %-5s %5lld x %-6lld", kernels::describe(first.type).name,
                first.layout == kernels::Layout::kTiles ? "tiles" : "rows",
                static_cast<long long>(shape.columns), static_cast<long long>(shape.rows));
    for (const int64_t tokens : {1, 2, 4, 8, 32, 512}) {
        std::vector<float> x(static_cast<size_t>(tokens * shape.columns));
        for (size_t i = 0; i < x.size(); ++i)
            x[i] = static_cast<float>(static_cast<int>(i * 7919 % 2001) - 1000) / 500.0F;
        const kernels::ActivationForms forms = backend.activationForms(first.type, first.layout, tokens);
        std::vector<Line> packed(backend.activationBytes(forms, tokens, shape.columns) / sizeof(Line) + 1);
        std::vector<float> out(static_cast<size_t>(tokens * shape.rows));
        backend.packActivations(forms, x.data(), shape.columns, tokens, shape.columns, packed.data(),
                                parallel);
        const kernels::Activations activations = {x.data(),      packed.data(), tokens,
                                                  shape.columns, shape.columns, forms};
        // Short runs, so that the best of them met no other program: many tokens get few rows, from the
        // cache.
        const size_t used = tokens == 512 ? 1 : copies;
        const int64_t rows = tokens == 512 ? std::min<int64_t>(shape.rows, 512) : shape.rows;
        const double seconds = bestSeconds([&] {
                                   for (size_t i = 0; i < used; ++i) {
                                       kernels::Weights view = first;
                                       view.data = all + i * bytes;
                                       view.rows = rows;
                                       backend.matmul(view, activations, out.data(), shape.rows, parallel);
                                   }
                               }) /
                               static_cast<double>(used);
        const double products = static_cast<double>(tokens * rows * shape.columns);
        std::printf(" | T=%-3lld %5.1f GB/s %6.1f GMAC/s", static_cast<long long>(tokens),
                    static_cast<double>(bytes) * static_cast<double>(rows) / static_cast<double>(shape.rows) /
                        seconds * 1e-9,
                    products / seconds * 1e-9);
        std::fflush(stdout);
    }
    std::printf("\n");
}

void timeProducts(const kernels::Backend& backend, kernels::DType type, Shape shape,
                  kernels::Parallel& parallel) {
    const support::RandomWeights rows(type, shape.rows, shape.columns, 1);
    const support::RepackedWeights tiles(rows.view, backend, parallel);
    const auto time = [&](const kernels::Weights& view, const std::vector<uint8_t>& bytes) {
        const size_t copies = (size_t{128} << 20) / bytes.size() + 1;
        // In large pages, as the engine keeps them.
        const auto all = engine::Buffer::allocate(copies * bytes.size(), engine::Pages::kLarge);
        if (!all) return;
        auto* to = reinterpret_cast<uint8_t*>(all->data());
        for (size_t i = 0; i < copies; ++i)
            std::memcpy(to + i * bytes.size(), bytes.data(), bytes.size());
        timeCopies(backend, view, to, copies, bytes.size(), parallel);
    };
    time(rows.view, rows.bytes);
    if (tiles.view.data == nullptr) return;
    time(tiles.view, tiles.bytes);
    std::vector<uint8_t> again(tiles.bytes.size());
    const double seconds = bestSeconds([&] { backend.repack(rows.view, again.data(), parallel); });
    std::printf("%-5s repacked with %.1f GB/s\n", kernels::describe(type).name,
                static_cast<double>(again.size()) / seconds * 1e-9);
}

void timeAttention(const kernels::Backend& backend, int64_t rows, int64_t positions,
                   kernels::Parallel& parallel) {
    kernels::AttentionShape shape;
    shape.heads = 12;
    shape.kvHeads = 2;
    shape.headWidth = shape.valueWidth = 128;
    shape.pageTokens = 64;
    shape.scale = 0.088F;
    const int64_t pages = (positions + shape.pageTokens - 1) / shape.pageTokens;
    const support::RandomWeights cache(shape.kvType, pages * shape.pageTokens,
                                       shape.kvHeads * shape.headWidth, 3);
    std::vector<const void*> table;
    for (int64_t page = 0; page < pages; ++page) {
        const size_t at = static_cast<size_t>(page) * cache.bytes.size() / static_cast<size_t>(pages);
        table.push_back(cache.bytes.data() + at);
    }
    const kernels::AttentionSequence sequence = {0, rows, positions - rows, table.data(), table.data()};
    const int64_t width = shape.heads * shape.headWidth;
    const std::vector<float> q(static_cast<size_t>(rows * width), 0.1F);
    std::vector<float> out(q.size());
    std::vector<double> scratch(
        backend.attentionScratchBytes(shape, rows, positions, parallel.threads()) / sizeof(double) + 1);
    const double seconds = bestSeconds([&] {
        backend.attention(shape, &sequence, 1, q.data(), width, out.data(), width, scratch.data(), parallel);
    });
    const double seen =
        static_cast<double>(rows) * (static_cast<double>(positions) - static_cast<double>(rows - 1) / 2);
    std::printf("attention %4lld queries %6lld positions %8.3f ms %6.1f GMAC/s\n",
                static_cast<long long>(rows), static_cast<long long>(positions), seconds * 1e3,
                seen * static_cast<double>(width) * 2 / seconds * 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string path = argc > 1 ? argv[1] : "auto";
    const int threads = argc > 2 ? std::atoi(argv[2]) : 0;
    const char* only = argc > 3 ? argv[3] : nullptr;
    const kernels::CpuPath wanted = path == "scalar"   ? kernels::CpuPath::kScalar
                                    : path == "avx2"   ? kernels::CpuPath::kAvx2
                                    : path == "avx512" ? kernels::CpuPath::kAvx512
                                    : path == "amx"    ? kernels::CpuPath::kAmx
                                                       : kernels::CpuPath::kAuto;
    const kernels::Backend* backend = kernels::cpuBackend(wanted);
    if (backend == nullptr) {
        std::fprintf(stderr, "this processor has not got %s\n", path.c_str());
        return 2;
    }
    engine::ThreadPool pool(threads);
    onlyThisThread = pool.threads() == 1;
    std::printf("%s, %d threads; GB/s of weights, GMAC/s of products\n", backend->name, pool.threads());
    for (int type = 0; type < kernels::kDTypeCount; ++type) {
        const auto dtype = static_cast<kernels::DType>(type);
        if (only != nullptr && std::strcmp(only, kernels::describe(dtype).name) != 0) continue;
        timeProducts(*backend, dtype, {8960, 1536}, pool);
        if (kernels::describe(dtype).blockElements == 256) continue;
        timeProducts(*backend, dtype, {4864, 896}, pool);
        timeProducts(*backend, dtype, {1536, 576}, pool);
    }
    if (only == nullptr || std::strcmp(only, "attention") == 0) {
        timeAttention(*backend, 512, 512, pool);
        timeAttention(*backend, 512, 4096, pool);
        timeAttention(*backend, 1, 4096, pool);
        timeAttention(*backend, 1, 512, pool);
    }
    return 0;
}
