// The history: one row for every result (summary, question, generation, bench …), searchable in full text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/database.h"

namespace engine {

struct StoredRun {
    RowId id = 0;
    std::string kind;  // "summary", "question", "inspection", "generate", "perplexity", "bench"
    std::string title;
    std::string model;
    std::optional<RowId> document;
    std::string resultJson;
    std::string searchText;  // what a search should find it by
    int64_t createdAt = 0;
    double seconds = 0;
    int64_t deletedAt = 0;
};

struct RunQuery {
    std::string words;  // empty: all; every word must occur, the last one may be unfinished
    std::string kind;   // empty: all
    int32_t limit = 200;
    bool bin = false;
};

class RunStore {
public:
    explicit RunStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

    Result<RowId> add(const StoredRun& run);
    Status update(const StoredRun& run);  // by id; its time and its place in the bin stay
    Result<std::vector<StoredRun>> list(const RunQuery& query) const;  // newest first
    Result<std::optional<StoredRun>> find(RowId id) const;
    Status moveToBin(RowId id);
    Status restore(RowId id);
    // Removes for good what was put into the bin at or before this time.
    Status emptyBin(int64_t olderThanUnixSeconds);

private:
    std::shared_ptr<Database> database_;
};

}  // namespace engine
