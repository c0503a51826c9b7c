// Products under inspection, their pictures, and every result: a batch is written down before it begins, and
// each picture's result is committed as it is found, so that a killed batch goes on where it was.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/database.h"
#include "engine/store/run_store.h"

namespace engine {

struct StoredProject {
    RowId id = 0;
    std::string name;
    std::string file;  // the fitted project; empty until it was fitted
    std::string prompt;
    double falseAlarmRate = 0.05;
    std::optional<double> threshold;  // moved by hand; on the scale of the fit
    int64_t createdAt = 0, changedAt = 0, deletedAt = 0;
};

// A picture that a project learns from.
struct StoredExample {
    RowId id = 0;
    RowId project = 0;
    std::string path;
    bool good = true;
    std::string group;        // serial, lot or tile as given; may be empty
    std::string regionsJson;  // array of {box: [x, y, w, h], kind}; empty for good ones
};

enum class InspectionState { kWaiting, kDone, kFailed };

struct StoredInspection {
    RowId id = 0;
    RowId batch = 0;
    std::string path;
    InspectionState state = InspectionState::kWaiting;
    std::string verdict;    // "OK", "NG", "unsure"; empty while waiting
    std::string overruled;  // the engineer's verdict; empty: not overruled
    double score = 0;
    double seconds = 0;
    int64_t changedAt = 0;
    std::string resultJson;  // as the command line prints it, or the sentence of the failure
    std::string heatMap;     // columns and rows as two little-endian int32, then float32; may be empty
};

struct StoredBatch {
    RowId id = 0;
    RowId project = 0;
    RowId run = 0;  // its line in the history; 0: none
    std::string prompt;
    int64_t createdAt = 0;
    int64_t pictures = 0, done = 0, failed = 0;
};

class InspectionStore {
public:
    explicit InspectionStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

    Result<RowId> addProject(const std::string& name);
    // Everything but the id and the times.
    Status updateProject(const StoredProject& project);
    Result<std::vector<StoredProject>> projects(bool bin = false) const;  // the last changed first
    Result<std::optional<StoredProject>> project(RowId id) const;
    Status moveToBin(RowId project);
    Status restore(RowId project);
    // Batches whose line of the history was removed for good go too.
    Status emptyBin(int64_t olderThanUnixSeconds);

    // A path that the project has already is replaced.
    Status putExamples(RowId project, const std::vector<StoredExample>& examples);
    Status removeExample(RowId id);
    Result<std::vector<StoredExample>> examples(RowId project) const;

    // All pictures wait at first; a path named twice is one.
    Result<RowId> beginBatch(RowId project, const std::string& prompt, const std::vector<std::string>& paths);
    // Pictures that the batch has not yet wait at its end; answers these.
    Result<std::vector<StoredInspection>> addToBatch(RowId batch, const std::vector<std::string>& paths);
    Status putResult(const StoredInspection& inspection);  // by id
    Status overrule(RowId inspection, const std::string& verdict);
    // Replaces the findings after boxes were drawn, deleted or named by hand.
    Status correct(RowId inspection, const std::string& resultJson);
    // Out of their batch, and back with all that was known of them. Answers what was there, heat maps too.
    Result<std::vector<StoredInspection>> remove(const std::vector<RowId>& inspections);
    Status putBack(const std::vector<StoredInspection>& removed);

    // The newest first; without those whose line of the history is in the bin.
    Result<std::vector<StoredBatch>> batches(RowId project) const;
    Result<std::optional<StoredBatch>> batch(RowId id) const;
    // Those with a line in the history, without their counts.
    Result<std::vector<StoredBatch>> batchesWithRuns() const;
    // A batch's line of the history: added the first time, brought up to date later. Answers its id.
    Result<RowId> keepRun(RowId batch, StoredRun run);
    Result<std::vector<StoredInspection>> inspections(
        RowId batch) const;  // in their order, without heat maps
    Result<std::string> heatMap(RowId inspection) const;
    // Those of the newest batch that still wait: where a killed program goes on.
    Result<std::optional<StoredBatch>> unfinishedBatch(RowId project) const;

private:
    std::shared_ptr<Database> database_;
};

}  // namespace engine
