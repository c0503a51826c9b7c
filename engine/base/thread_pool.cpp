#include "engine/base/thread_pool.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <limits>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/check.h"

namespace engine {
namespace {

using Body = kernels::FunctionRef<void(int64_t, int64_t, int)>;

constexpr int kSpins = 2000;  // about 50 µs: longer than the gap between two loops of a layer
// A thread takes so great a part of its share of what is left: ever smaller pieces, so that a slow core
// leaves its rest to the others and all end at about the same time.
constexpr int kShares = 2;

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

// Hardware threads of one core share its arithmetic units, so a core is counted once. A container's CPU quota
// counts too.
int usableCores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) {
        return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    }
    std::set<std::string> cores;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        const std::string topology = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
        std::string package = "?";
        std::string core = std::to_string(cpu);
        std::ifstream(topology + "physical_package_id") >> package;
        std::ifstream(topology + "core_id") >> core;
        cores.insert(package + ":" + core);
    }
    int count = std::max(1, static_cast<int>(cores.size()));
    double quota = 0.0;
    double period = 0.0;
    if (std::ifstream("/sys/fs/cgroup/cpu.max") >> quota >> period; quota > 0.0 && period > 0.0) {
        count = std::clamp(static_cast<int>(quota / period + 0.5), 1, count);
    }
    return count;
}

}  // namespace

// The loop in progress lives in one 64-bit word, its number above and the grains not yet taken below. Taking
// some is one compare-and-swap on that word, which fails for a thread that wakes late with an older loop
// in its hands; so the caller waits for grains that were taken and never for threads that were not there. The
// other fields are written only while no grain is left to take.
struct ThreadPool::State {
    explicit State(int threads) : pieces(static_cast<uint32_t>(kShares * threads)) {}

    const uint32_t pieces;  // into which what is left is cut
    std::atomic<uint64_t> ticket{0};
    std::atomic<const Body*> body{nullptr};
    std::atomic<int64_t> count{0};
    std::atomic<int64_t> grain{1};
    std::atomic<uint32_t> grains{0};
    std::atomic<uint32_t> finished{0};  // grains
    std::atomic<uint32_t> wake{0};      // changes with every loop: what idle threads wait on
    std::atomic<bool> stop{false};
    std::mutex failureMutex;
    std::exception_ptr failure;
    std::vector<std::thread> workers;

    // Takes some grains and runs them; false when none is left.
    bool runSome(int worker) {
        uint64_t seen = ticket.load(std::memory_order_acquire);
        for (;;) {
            const uint32_t left = static_cast<uint32_t>(seen);
            if (left == 0) return false;
            const uint32_t some = std::max(left / pieces, 1U);
            const Body* work = body.load(std::memory_order_relaxed);
            const uint32_t total = grains.load(std::memory_order_relaxed);
            const int64_t size = grain.load(std::memory_order_relaxed);
            const int64_t end = count.load(std::memory_order_relaxed);
            if (!ticket.compare_exchange_weak(seen, seen - some, std::memory_order_acq_rel,
                                              std::memory_order_acquire)) {
                continue;
            }
            const int64_t first = (total - left) * size;
            try {
                (*work)(first, std::min(first + some * size, end), worker);
            } catch (...) {
                const std::lock_guard lock(failureMutex);
                if (!failure) failure = std::current_exception();
            }
            if (finished.fetch_add(some, std::memory_order_acq_rel) + some == total) finished.notify_one();
            return true;
        }
    }

    void serve(int worker) {
        uint32_t seen = wake.load(std::memory_order_acquire);
        while (!stop.load(std::memory_order_acquire)) {
            while (runSome(worker)) {
            }
            int spins = 0;
            while (wake.load(std::memory_order_acquire) == seen) {
                if (++spins < kSpins) {
                    pause();
                } else {
                    wake.wait(seen, std::memory_order_acquire);
                }
            }
            seen = wake.load(std::memory_order_acquire);
        }
    }

    void announce() {
        wake.fetch_add(1, std::memory_order_release);
        wake.notify_all();
    }
};

ThreadPool::ThreadPool(int threads) {
    if (threads <= 0) threads = usableCores();
    state_ = std::make_unique<State>(threads);
    for (int worker = 1; worker < threads; ++worker) {
        state_->workers.emplace_back([state = state_.get(), worker] {
            pthread_setname_np(pthread_self(), "arithmetic");
            state->serve(worker);
        });
    }
}

ThreadPool::~ThreadPool() {
    state_->stop.store(true, std::memory_order_release);
    state_->announce();
    for (std::thread& worker : state_->workers)
        worker.join();
}

int ThreadPool::threads() const {
    return static_cast<int>(state_->workers.size()) + 1;
}

void ThreadPool::forEach(int64_t count, int64_t grain, Body body) {
    if (count <= 0) return;
    State& state = *state_;
    grain = std::max<int64_t>(grain, 1);
    const int64_t grains = (count + grain - 1) / grain;
    CONCLAVE_CHECK(grains <= std::numeric_limits<uint32_t>::max());
    if (threads() == 1 || grains == 1) {
        body(0, count, 0);
        return;
    }
    state.body.store(&body, std::memory_order_relaxed);
    state.count.store(count, std::memory_order_relaxed);
    state.grain.store(grain, std::memory_order_relaxed);
    state.grains.store(static_cast<uint32_t>(grains), std::memory_order_relaxed);
    state.finished.store(0, std::memory_order_relaxed);
    const uint64_t number = (state.ticket.load(std::memory_order_relaxed) >> 32) + 1;
    state.ticket.store(number << 32 | static_cast<uint64_t>(grains), std::memory_order_release);
    state.announce();
    while (state.runSome(0)) {
    }
    const auto total = static_cast<uint32_t>(grains);
    int spins = 0;
    for (uint32_t done; (done = state.finished.load(std::memory_order_acquire)) != total;) {
        if (++spins < kSpins) {
            pause();
        } else {
            state.finished.wait(done, std::memory_order_acquire);
        }
    }
    if (state.failure) {
        const std::exception_ptr failure = std::exchange(state.failure, nullptr);
        std::rethrow_exception(failure);
    }
}

}  // namespace engine
