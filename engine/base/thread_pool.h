// The pool for CPU arithmetic: a few threads that wait briefly in a spin, then sleep, and take ever smaller
// pieces of a loop as they are free. A core held by another program does less of them; what it has begun
// must be waited for.
//
// Thread   forEach() is called from one thread at a time (the engine thread), never from inside a body.
// Memory   owns its threads from construction to destruction.
#pragma once

#include <memory>

#include "kernels/types.h"

namespace engine {

class ThreadPool final : public kernels::Parallel {
public:
    // threads counts the caller; 0 means one per physical core that this process may use.
    explicit ThreadPool(int threads);
    ~ThreadPool() override;
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int threads() const override;
    void forEach(int64_t count, int64_t grain,
                 kernels::FunctionRef<void(int64_t begin, int64_t end, int worker)> body) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace engine
