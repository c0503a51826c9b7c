#include "engine/run/scheduler.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/log.h"

namespace engine {
namespace {

using std::chrono::milliseconds;

// A sequence waits for another that is reading the same head when that saves at least so many tokens.
constexpr int64_t kWorthWaiting = 32;
// Rows of prompts in a step while somebody watches an answer grow.
constexpr int64_t kRowsBesideReader = 128;
constexpr int64_t kFirstChunk = 128;
constexpr int64_t kSmallestChunk = 16;
// A stop is heard within 100 ms: steps shrink while the longest product takes more than this, and grow below
// half.
constexpr milliseconds kLongestProduct{70};
constexpr milliseconds kShortProduct{30};
constexpr size_t kCacheEntriesEach = 4;  // ended sequences kept, for each that may be active
constexpr size_t kLooksAhead = 64;       // waiting sequences of a job that are considered

double millisecondsBetween(std::chrono::steady_clock::time_point from,
                           std::chrono::steady_clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

}  // namespace

Scheduler::Scheduler(Transformer& model, KvPages& pages, kernels::Parallel& parallel, int32_t vocabulary,
                     int maxSequences)
    : model_(model), pages_(pages), parallel_(parallel), vocabulary_(vocabulary),
      maxSequences_(static_cast<size_t>(maxSequences)), scratch_(static_cast<size_t>(parallel.threads())),
      cache_(kCacheEntriesEach * maxSequences_), chunk_(std::min(kFirstChunk, model.limits().rows)) {
    active_.reserve(maxSequences_);
    shares_.reserve(maxSequences_);
    parts_.reserve(maxSequences_);
    thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "engine");
        serve();
    });
}

Scheduler::~Scheduler() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    arrived_.notify_all();
    thread_.join();
}

void Scheduler::run(const std::shared_ptr<Job>& job) {
    CONCLAVE_CHECK(std::this_thread::get_id() != thread_.get_id());
    std::unique_lock lock(mutex_);
    inbox_.push_back(job);
    newcomers_ = true;
    arrived_.notify_all();
    ended_.wait(lock, [&] { return job->ended; });
}

void Scheduler::serve() {
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return closing_ || !inbox_.empty() || !jobs_.empty(); });
        }
        collect();
        if (closing_) break;
        try {
            step();
        } catch (const std::exception& defect) {
            log(LogLevel::kError, defect.what());
            fail({.kind = ErrorKind::kInternal,
                  .what = "The engine met a fault of its own and gave up this request.",
                  .remedy = "Try again; if it comes back, please report it with the log.",
                  .detail = defect.what()});
        }
        dropEnded();
    }
    for (const auto& job : jobs_)
        stop(*job);
    dropEnded();
}

void Scheduler::collect() {
    if (!newcomers_.load(std::memory_order_relaxed)) return;
    const std::lock_guard lock(mutex_);
    jobs_.insert(jobs_.end(), inbox_.begin(), inbox_.end());
    inbox_.clear();
    newcomers_ = false;
}

// Asked between the products of a step: ends jobs whose owner has stopped them, at once, and says whether
// anybody is left who wants the step.
bool Scheduler::proceed() {
    const Clock::time_point now = Clock::now();
    longestPoll_ = std::max(longestPoll_, now - lastPoll_);
    lastPoll_ = now;
    collect();
    for (const auto& job : jobs_) {
        if (!job->ended && (closing_ || job->stop.stop_requested())) stop(*job);
    }
    return std::any_of(shares_.begin(), shares_.end(),
                       [](const Share& share) { return !share.sequence->job->ended; });
}

void Scheduler::step() {
    shares_.clear();
    parts_.clear();
    proceed();
    dropEnded();
    admit();
    compose();
    if (parts_.empty()) {
        // Nothing left to do, or every job has just ended.
        CONCLAVE_CHECK(active_.empty());
        return;
    }
    lastPoll_ = Clock::now();
    longestPoll_ = {};
    if (!model_.run(parts_, [this] { return proceed(); })) return;
    advance();
    answerGenerations();
    answerScores();
    answerLogits();
    adaptChunk();
}

void Scheduler::admit() {
    while (active_.size() < maxSequences_) {
        Sequence* next = nextToBegin();
        if (next == nullptr || !begin(*next)) return;
        auto& waiting = next->job->waiting;
        waiting.erase(std::find(waiting.begin(), waiting.end(), next->index));
    }
}

// The job with the fewest sequences in work comes next, so that a question is not kept waiting by a long
// reading.
Sequence* Scheduler::nextToBegin() {
    Sequence* best = nullptr;
    for (const auto& job : jobs_) {
        if (best != nullptr && job->active >= best->job->active) continue;
        const size_t count = std::min(job->waiting.size(), kLooksAhead);
        for (size_t i = 0; i < count; ++i) {
            Sequence& sequence = job->sequences[job->waiting[i]];
            if (worthWaiting(sequence)) continue;
            best = &sequence;
            break;
        }
    }
    return best;
}

// Whether another sequence is just reading a head that this one begins with too.
bool Scheduler::worthWaiting(const Sequence& sequence) const {
    if (sequence.job->goal == Job::Goal::kLogits) return false;
    for (const Sequence* other : active_) {
        if (other->decoding() || other->job->goal == Job::Goal::kLogits) continue;
        const int64_t shared =
            std::min(commonHead(other->tokens, sequence.tokens), sequence.promptTokens - 1);
        if (shared >= other->computed + kWorthWaiting) return true;
    }
    return false;
}

bool Scheduler::makeRoom(int64_t pages, const PrefixCache::Entry* spared) {
    while (pages_.freePages() < pages) {
        if (!cache_.dropOldest(spared)) return false;
    }
    return true;
}

// Gives a sequence all the pages it can need, sharing those of the longest head that is there already. False
// when it has to wait for others to end.
bool Scheduler::begin(Sequence& sequence) {
    const int64_t total = sequence.promptTokens + sequence.maxTokens;
    sequence.beyondTrained = model_.goesBeyondTrained(total);
    const PageTable* source = nullptr;
    const PrefixCache::Entry* entry = nullptr;
    int64_t shared = 0;
    if (sequence.job->goal != Job::Goal::kLogits) {
        // The last token is always computed: its scores are what is wanted.
        const auto head = std::span(sequence.tokens).first(static_cast<size_t>(sequence.promptTokens - 1));
        entry = cache_.find(head, sequence.beyondTrained);
        if (entry != nullptr) {
            shared = commonHead(entry->tokens, head);
            source = &entry->pages;
        }
        for (const Sequence* other : active_) {
            if (other->job->goal == Job::Goal::kLogits || other->beyondTrained != sequence.beyondTrained)
                continue;
            const int64_t common = std::min(commonHead(other->tokens, head), other->computed);
            if (common <= shared) continue;
            shared = common;
            source = &other->pages;
            entry = nullptr;
        }
    }
    PageTable table(pages_);
    if (makeRoom(PageTable::pagesNeeded(total, shared), entry)) {
        if (source != nullptr) table = PageTable::fork(*source, shared);
    } else {
        if (!active_.empty()) return false;
        // Alone and still short of room: whole pages stay shared, everything else that is kept has to go.
        shared = shared / KvPages::kPageTokens * KvPages::kPageTokens;
        if (source != nullptr) table = PageTable::fork(*source, shared);
        CONCLAVE_CHECK(makeRoom(PageTable::pagesNeeded(total, shared), nullptr));
    }
    table.grow(total);
    sequence.pages = std::move(table);
    sequence.computed = shared;
    sequence.started = Clock::now();
    if (sequence.answer) sequence.answer->result.reusedTokens = shared;
    sequence.state = Sequence::State::kActive;
    ++sequence.job->active;
    active_.push_back(&sequence);
    return true;
}

int64_t Scheduler::prefillRows() const {
    const bool watched = std::any_of(active_.begin(), active_.end(), [](const Sequence* s) {
        return s->answer && s->decoding() && s->answer->request().onText;
    });
    return watched ? std::min(chunk_, kRowsBesideReader) : chunk_;
}

void Scheduler::compose() {
    int64_t room = model_.limits().rows;
    for (Sequence* sequence : active_) {
        if (!sequence->decoding()) continue;
        shares_.push_back({sequence, sequence->remaining()});
        room -= sequence->remaining();
    }
    int64_t rows = std::min(prefillRows(), room);
    for (Sequence* sequence : active_) {
        if (sequence->decoding()) continue;
        const bool exact = sequence->job->goal == Job::Goal::kLogits && sequence->job->chunk > 0;
        const int64_t share = std::min(sequence->remaining(), exact ? sequence->job->chunk : rows);
        if (share <= 0 || share > room) continue;
        shares_.push_back({sequence, share});
        rows -= share;
        room -= share;
    }
    // Generations come first, then scores, then logits, so that the wanted rows of each lie together.
    std::sort(shares_.begin(), shares_.end(), [](const Share& a, const Share& b) {
        const auto rank = [](const Share& share) {
            return std::pair(share.sequence->job->goal, share.sequence->started);
        };
        return rank(a) < rank(b);
    });
    for (const Share& share : shares_) {
        const Sequence& sequence = *share.sequence;
        const Job& job = *sequence.job;
        const bool ends = share.rows == sequence.remaining();
        Wanted wanted = ends ? Wanted::kLast : Wanted::kNone;
        if (job.goal == Job::Goal::kLogits && !job.onlyLast) wanted = Wanted::kAll;
        if (job.goal == Job::Goal::kGenerate && sequence.maxTokens == 0) wanted = Wanted::kNone;
        parts_.push_back(
            {.tokens = std::span(sequence.tokens)
                           .subspan(static_cast<size_t>(sequence.computed), static_cast<size_t>(share.rows)),
             .firstPosition = sequence.computed,
             .pages = &sequence.pages,
             .wanted = wanted,
             .beyondTrained = sequence.beyondTrained,
             .statistics = sequence.statistics.get()});
    }
}

// Counts the rows that were read and tells those who watch.
void Scheduler::advance() {
    for (const Share& share : shares_) {
        Sequence& sequence = *share.sequence;
        if (sequence.job->ended) continue;
        const bool reading = !sequence.decoding();
        sequence.computed += share.rows;
        if (reading && sequence.answer && sequence.answer->request().onPrefill)
            sequence.answer->request().onPrefill(sequence.computed, sequence.promptTokens);
    }
}

void Scheduler::answerGenerations() {
    const int32_t vocabulary = vocabulary_;
    waitingForToken_.clear();
    for (size_t i = 0; i < shares_.size(); ++i) {
        Sequence& sequence = *shares_[i].sequence;
        if (sequence.job->goal != Job::Goal::kGenerate) break;
        if (parts_[i].wanted == Wanted::kLast) {
            waitingForToken_.push_back(&sequence);
        } else if (sequence.maxTokens == 0 && sequence.remaining() == 0 && !sequence.job->ended) {
            sequence.answer->end(StopReason::kMaxTokens);
            end(sequence);
        }
    }
    const auto count = static_cast<int64_t>(waitingForToken_.size());
    nextRow_ = count;
    if (count == 0) return;
    float* logits = model_.logits(0, count);
    chosen_.resize(static_cast<size_t>(count));
    parallel_.forEach(count, 1, [&](int64_t first, int64_t last, int worker) {
        for (int64_t row = first; row < last; ++row) {
            const Sequence& sequence = *waitingForToken_[static_cast<size_t>(row)];
            if (sequence.job->ended) continue;
            const std::span scores(logits + row * vocabulary, static_cast<size_t>(vocabulary));
            chosen_[static_cast<size_t>(row)] =
                sequence.answer->choose(scores, sequence.tokens, scratch_[static_cast<size_t>(worker)]);
        }
    });
    for (size_t row = 0; row < waitingForToken_.size(); ++row) {
        Sequence& sequence = *waitingForToken_[row];
        if (sequence.job->ended) continue;
        const Clock::time_point now = Clock::now();
        GenerateResult& result = sequence.answer->result;
        if (result.tokens.empty() && sequence.computed == sequence.promptTokens) {
            sequence.firstToken = now;
            result.prefillMs = millisecondsBetween(sequence.started, now);
        }
        result.decodeMs = millisecondsBetween(sequence.firstToken, now);
        if (sequence.answer->take(chosen_[row])) {
            sequence.tokens.push_back(chosen_[row]);
        } else {
            end(sequence);
        }
    }
}

void Scheduler::answerScores() {
    for (size_t i = 0; i < shares_.size(); ++i) {
        Sequence& sequence = *shares_[i].sequence;
        Job& job = *sequence.job;
        if (job.goal != Job::Goal::kScore || parts_[i].wanted != Wanted::kLast) continue;
        const int64_t row = nextRow_++;
        if (job.ended) continue;
        auto& scores = job.scores[sequence.index];
        scores.resize(job.choices.size());
        model_.scores(row, job.choices, scores.data());
        end(sequence);
    }
}

void Scheduler::answerLogits() {
    for (size_t i = 0; i < shares_.size(); ++i) {
        Sequence& sequence = *shares_[i].sequence;
        Job& job = *sequence.job;
        if (job.goal != Job::Goal::kLogits || parts_[i].wanted == Wanted::kNone) continue;
        const int64_t rows = job.onlyLast ? 1 : shares_[i].rows;
        const int64_t firstPosition = sequence.computed - rows;
        for (int64_t done = 0; done < rows && !job.ended; proceed()) {
            const int64_t count = std::min(model_.limits().scoredRows, rows - done);
            const float* values = model_.logits(nextRow_ + done, count);
            if (job.onRows) {
                job.onRows(firstPosition + done, count, values);
            } else {
                job.logits.values.insert(job.logits.values.end(), values, values + count * vocabulary_);
            }
            job.logits.positions += count;
            done += count;
        }
        nextRow_ += rows;
        if (!job.ended && sequence.remaining() == 0) end(sequence);
    }
}

// A sequence that has come to its end: its pages are kept, its answer handed on.
void Scheduler::end(Sequence& sequence) {
    Job& job = *sequence.job;
    if (job.goal != Job::Goal::kLogits) {
        // Of many prompts with one head nothing but the head will be asked for again.
        const int64_t kept = std::min(job.commonHead, sequence.computed);
        const int64_t tokens = job.sequences.size() > 1 ? kept : sequence.computed;
        sequence.pages.shrink(tokens);
        cache_.keep({{sequence.tokens.begin(), sequence.tokens.begin() + tokens},
                     std::move(sequence.pages),
                     sequence.beyondTrained});
    }
    sequence.pages.clear();
    std::erase(active_, &sequence);
    sequence.state = Sequence::State::kEnded;
    --job.active;
    --job.open;
    if (sequence.answer) {
        sequence.answer->result.routing = sequence.statistics;
        job.results[sequence.index] = std::move(sequence.answer->result);
        if (job.onDone) job.onDone(sequence.index, job.results[sequence.index]);
    }
    if (job.open == 0) finish(job);
}

void Scheduler::finish(Job& job) {
    const std::lock_guard lock(mutex_);
    job.ended = true;
    ended_.notify_all();
}

// The owner has changed their mind: what was made so far is kept. The sequences may still be part of a step,
// so their pages are given back by dropEnded().
void Scheduler::stop(Job& job) {
    for (Sequence& sequence : job.sequences) {
        if (!sequence.answer || sequence.state == Sequence::State::kEnded) continue;
        sequence.answer->end(StopReason::kCancelled);
        sequence.answer->result.stopReason = StopReason::kCancelled;
        // A copy: the step that it is part of may still go on for others.
        if (sequence.statistics)
            sequence.answer->result.routing = std::make_shared<RouterStatistics>(*sequence.statistics);
        job.results[sequence.index] = std::move(sequence.answer->result);
    }
    if (job.goal != Job::Goal::kGenerate) job.error = cancelled();
    finish(job);
}

void Scheduler::fail(const Error& error) {
    for (const auto& job : jobs_) {
        if (job->ended) continue;
        job->error = error;
        finish(*job);
    }
    // Whatever went wrong may have gone wrong while pages were written.
    cache_.clear();
}

void Scheduler::dropEnded() {
    std::erase_if(active_, [](Sequence* sequence) {
        if (!sequence->job->ended) return false;
        sequence->pages.clear();
        return true;
    });
    std::erase_if(jobs_, [](const std::shared_ptr<Job>& job) { return job->ended; });
}

void Scheduler::adaptChunk() {
    int64_t rows = 0;
    for (size_t i = 0; i < shares_.size(); ++i) {
        if (shares_[i].sequence->job->ended || parts_[i].wanted == Wanted::kAll) return;
        rows += shares_[i].rows;
    }
    if (rows < chunk_ / 2) return;
    if (longestPoll_ < kShortProduct) {
        slowSteps_ = 0;
        if (rows >= chunk_) chunk_ = std::min(chunk_ * 2, model_.limits().rows);
    } else if (longestPoll_ > kLongestProduct && ++slowSteps_ >= 2) {
        // Twice in a row: not another program that had the core for a moment.
        slowSteps_ = 0;
        chunk_ = std::max(chunk_ / 2, std::min(kSmallestChunk, model_.limits().rows));
    }
}

}  // namespace engine
