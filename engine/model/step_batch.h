// What one step works on: the rows of many sequences side by side, where each row stands in its sequence, and
// the pages that each sequence reads and writes.
//
// Shapes   T rows in the order of the parts; R of them are wanted, in the same order. Angles are
//          [T, rotated / 2, 2], cos and sin.
// Memory   borrows parts and pages; the lists grow to the largest step once.
// Thread   one engine thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/memory/kv_pages.h"
#include "engine/memory/page_table.h"
#include "engine/model/router_statistics.h"
#include "kernels/backend.h"

namespace engine {

enum class Wanted : uint8_t { kNone, kLast, kAll };

// One sequence's share of a step.
struct StepPart {
    std::span<const int32_t> tokens;
    int64_t firstPosition = 0;
    const PageTable* pages = nullptr;  // with room for these tokens
    Wanted wanted = Wanted::kLast;
    bool beyondTrained = false;              // the sequence will be longer than the model was trained for
    RouterStatistics* statistics = nullptr;  // records what the router does with these rows
};

// Rows that a layer works on, and the sequences they belong to.
struct Batch {
    int64_t rows = 0;
    std::vector<kernels::AttentionSequence> sequences;
    struct Recorded {
        int64_t firstRow = 0;
        int64_t rows = 0;
        RouterStatistics* statistics = nullptr;
    };
    std::vector<Recorded> recorded;  // rows whose routing somebody wants to know
};

class StepBatch {
public:
    explicit StepBatch(KvPages& pages) : pages_(pages) {}

    void set(std::span<const StepPart> parts);
    // Makes the sequences' pages those of a layer.
    void pointAtPages(int64_t layer);
    // Writes every row's G keys and values, [T, G, width] each, to the cache; values are null where they lie
    // in the keys.
    void store(const kernels::Backend& backend, int64_t layer, const float* keys, const float* values,
               kernels::Parallel& parallel) const;
    // Moves the wanted rows of [T, width] to the front.
    void keepWanted(float* rows, int64_t width) const;

    std::span<const StepPart> parts() const { return parts_; }
    const Batch& all() const { return all_; }
    const Batch& wanted() const { return wanted_; }

private:
    KvPages& pages_;
    std::span<const StepPart> parts_;
    Batch all_;                         // every row of the step
    Batch wanted_;                      // those that pass the last layer
    std::vector<int64_t> wantedIndex_;  // [R] row before the others are dropped
    std::vector<const void*> keyPages_;
    std::vector<const void*> valuePages_;
};

}  // namespace engine
