// Serves all jobs on one thread: the next step takes a row of every sequence that is decoding, then fills up
// with the prompts of others. Sequences that begin alike read their common head once and share its pages.
//
// Memory   borrows the model, its pages and its thread pool; keeps the pages of ended sequences for later
// ones. Thread   run() may be called from any thread but its own and blocks its caller; callbacks come on the
// engine thread. Errors   a Defect or another exception in a step ends the jobs in work with kInternal; the
// thread goes on.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/model/transformer.h"
#include "engine/run/job.h"
#include "engine/run/prefix_cache.h"
#include "engine/run/sampler.h"

namespace engine {

class Scheduler {
public:
    Scheduler(Transformer& model, KvPages& pages, kernels::Parallel& parallel, int32_t vocabulary,
              int maxSequences);
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    // Blocks until the job has ended: done, stopped or failed.
    void run(const std::shared_ptr<Job>& job);

private:
    using Clock = std::chrono::steady_clock;

    void serve();
    void collect();
    void step();
    bool proceed();

    void admit();
    Sequence* nextToBegin();
    bool worthWaiting(const Sequence& sequence) const;
    bool begin(Sequence& sequence);
    bool makeRoom(int64_t pages, const PrefixCache::Entry* spared);

    void compose();
    int64_t prefillRows() const;

    void advance();
    void answerGenerations();
    void answerScores();
    void answerLogits();

    void end(Sequence& sequence);
    void finish(Job& job);
    void stop(Job& job);
    void fail(const Error& error);
    void dropEnded();
    void adaptChunk();

    // One sequence's rows in this step; the parts of the step lie in the same order.
    struct Share {
        Sequence* sequence = nullptr;
        int64_t rows = 0;
    };

    Transformer& model_;
    KvPages& pages_;
    kernels::Parallel& parallel_;
    const int32_t vocabulary_;
    const size_t maxSequences_;

    // Of the engine thread.
    std::vector<std::shared_ptr<Job>> jobs_;
    std::vector<Sequence*> active_;  // in the order in which they began
    std::vector<Share> shares_;      // generations, then scores, then logits
    std::vector<StepPart> parts_;
    std::vector<Sequence*> waitingForToken_;
    int64_t nextRow_ = 0;                    // wanted row that comes next
    std::vector<Sampler::Scratch> scratch_;  // one a worker
    std::vector<Token> chosen_;
    PrefixCache cache_;
    int64_t chunk_;  // rows of prompts that a step takes
    Clock::time_point lastPoll_;
    Clock::duration longestPoll_{};
    int slowSteps_ = 0;

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::condition_variable ended_;
    std::vector<std::shared_ptr<Job>> inbox_;
    std::atomic<bool> newcomers_{false};
    std::atomic<bool> closing_{false};
    std::thread thread_;  // last: it starts when everything else is there
};

}  // namespace engine
