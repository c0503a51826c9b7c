// One call of the front desk while it is served: its sequences, what is wanted of them, and the answers so
// far.
//
// Memory   shared by the caller, who waits for it, and the engine thread, which may still be inside a step
// with its
//          sequences when the caller has already gone.
// Thread   the engine thread alone until ended is set under the scheduler's lock; then results belong to the
// caller.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/memory/page_table.h"
#include "engine/run/answer.h"
#include "engine/run/engine.h"

namespace engine {

struct Job;

struct Sequence {
    enum class State { kWaiting, kActive, kEnded };

    Job* job = nullptr;
    State state = State::kWaiting;
    size_t index = 0;           // in the job
    std::vector<Token> tokens;  // the prompt, then what was generated
    int64_t promptTokens = 0;
    int64_t maxTokens = 0;
    bool beyondTrained = false;  // longer than the model was trained for, and so rotated by other angles
    int64_t computed = 0;        // tokens whose keys and values lie in pages
    PageTable pages;
    std::shared_ptr<RouterStatistics> statistics;  // null unless asked for
    std::unique_ptr<Answer> answer;                // of a generation
    std::chrono::steady_clock::time_point started;
    std::chrono::steady_clock::time_point firstToken;

    int64_t remaining() const { return static_cast<int64_t>(tokens.size()) - computed; }
    bool decoding() const { return computed >= promptTokens; }
};

struct Job {
    enum class Goal { kGenerate, kScore, kLogits };

    Goal goal = Goal::kGenerate;
    std::stop_token stop;
    std::vector<Sequence> sequences;
    std::deque<size_t> waiting;  // sequences not yet begun, in order
    int64_t active = 0;          // sequences in work
    int64_t open = 0;            // sequences that have not ended
    int64_t commonHead = 0;      // tokens that all its prompts begin with; of a single prompt, all

    std::vector<GenerateResult> results;  // kGenerate
    std::function<void(size_t, const GenerateResult&)> onDone;

    std::vector<Token> choices;              // kScore
    std::vector<std::vector<float>> scores;  // [prompts][choices]

    int64_t chunk = 0;  // kLogits: rows a step; 0 leaves it to the scheduler
    bool onlyLast = false;
    std::function<void(int64_t, int64_t, const float*)> onRows;
    LogitsResult logits;

    std::optional<Error> error;
    bool ended = false;
};

}  // namespace engine
