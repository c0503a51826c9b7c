#include "engine/store/inspection_store.h"

#include <set>

#include "engine/store/bin.h"
#include "engine/store/run_rows.h"
#include "engine/store/store_error.h"

namespace engine {

namespace {

constexpr const char* kProjectColumns =
    "SELECT id, name, file, prompt, false_alarm_rate, threshold, created_at, changed_at, deleted_at "
    "FROM inspection_projects ";

constexpr const char* kBatchColumns =
    "SELECT b.id, b.project, b.run, b.prompt, b.created_at, count(i.id), ifnull(sum(i.state = 'done'), 0), "
    "ifnull(sum(i.state = 'failed'), 0) FROM inspection_batches b LEFT JOIN inspections i ON i.batch = b.id ";

StoredProject projectOf(SQLite::Statement& row) {
    StoredProject project;
    project.id = row.getColumn(0).getInt64();
    project.name = row.getColumn(1).getString();
    project.file = row.getColumn(2).getString();
    project.prompt = row.getColumn(3).getString();
    project.falseAlarmRate = row.getColumn(4).getDouble();
    if (!row.getColumn(5).isNull()) project.threshold = row.getColumn(5).getDouble();
    project.createdAt = row.getColumn(6).getInt64();
    project.changedAt = row.getColumn(7).getInt64();
    project.deletedAt = row.getColumn(8).getInt64();
    return project;
}

StoredBatch batchOf(SQLite::Statement& row) {
    StoredBatch batch;
    batch.id = row.getColumn(0).getInt64();
    batch.project = row.getColumn(1).getInt64();
    batch.run = row.getColumn(2).getInt64();
    batch.prompt = row.getColumn(3).getString();
    batch.createdAt = row.getColumn(4).getInt64();
    batch.pictures = row.getColumn(5).getInt64();
    batch.done = row.getColumn(6).getInt64();
    batch.failed = row.getColumn(7).getInt64();
    return batch;
}

const char* nameOf(InspectionState state) {
    switch (state) {
        case InspectionState::kWaiting:
            return "waiting";
        case InspectionState::kDone:
            return "done";
        case InspectionState::kFailed:
            break;
    }
    return "failed";
}

InspectionState stateOf(const std::string& name) {
    return name == "done"     ? InspectionState::kDone
           : name == "failed" ? InspectionState::kFailed
                              : InspectionState::kWaiting;
}

constexpr const char* kInspectionColumns =
    "id, batch, path, state, verdict, overruled, score, seconds, changed_at, result_json";

StoredInspection inspectionOf(SQLite::Statement& row) {
    StoredInspection inspection;
    inspection.id = row.getColumn(0).getInt64();
    inspection.batch = row.getColumn(1).getInt64();
    inspection.path = row.getColumn(2).getString();
    inspection.state = stateOf(row.getColumn(3).getString());
    inspection.verdict = row.getColumn(4).getString();
    inspection.overruled = row.getColumn(5).getString();
    inspection.score = row.getColumn(6).getDouble();
    inspection.seconds = row.getColumn(7).getDouble();
    inspection.changedAt = row.getColumn(8).getInt64();
    inspection.resultJson = row.getColumn(9).getString();
    return inspection;
}

// Brings a project to the top of its list.
void touch(SQLite::Database& connection, RowId project) {
    SQLite::Statement write(
        connection,
        "UPDATE inspection_projects SET changed_at = ?, changed_order = "
        "(SELECT ifnull(max(changed_order), 0) + 1 FROM inspection_projects) WHERE id = ?");
    write.bind(1, unixSecondsNow());
    write.bind(2, project);
    write.exec();
}

// One value of one row.
Status setColumn(Database& database, const char* statement, const std::string& value, RowId id) {
    return guarded(database, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement write(connection, statement);
        write.bind(1, value);
        write.bind(2, unixSecondsNow());
        write.bind(3, id);
        if (write.exec() == 0) return rowIsGone();
        return {};
    });
}

// Each path once, and none that is there already.
std::vector<StoredInspection> addWaiting(SQLite::Database& connection, RowId batch,
                                         const std::vector<std::string>& paths,
                                         std::set<std::string, std::less<>> there) {
    SQLite::Statement add(connection, "INSERT INTO inspections(batch, path, changed_at) VALUES(?, ?, ?)");
    std::vector<StoredInspection> added;
    for (const std::string& path : paths) {
        if (!there.insert(path).second) continue;
        StoredInspection waiting;
        waiting.batch = batch;
        waiting.path = path;
        waiting.changedAt = unixSecondsNow();
        add.reset();
        add.bind(1, batch);
        add.bind(2, path);
        add.bind(3, waiting.changedAt);
        add.exec();
        waiting.id = connection.getLastInsertRowid();
        added.push_back(std::move(waiting));
    }
    return added;
}

}  // namespace

Result<RowId> InspectionStore::addProject(const std::string& name) {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<RowId> {
        SQLite::Statement add(
            connection,
            "INSERT INTO inspection_projects(name, created_at, changed_at, changed_order) "
            "VALUES(?1, ?2, ?2, (SELECT ifnull(max(changed_order), 0) + 1 FROM inspection_projects))");
        add.bind(1, name);
        add.bind(2, unixSecondsNow());
        add.exec();
        return static_cast<RowId>(connection.getLastInsertRowid());
    });
}

Status InspectionStore::updateProject(const StoredProject& project) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement write(connection,
                                "UPDATE inspection_projects SET name = ?, file = ?, prompt = ?, "
                                "false_alarm_rate = ?, threshold = ? WHERE id = ?");
        write.bind(1, project.name);
        write.bind(2, project.file);
        write.bind(3, project.prompt);
        write.bind(4, project.falseAlarmRate);
        if (project.threshold) {
            write.bind(5, *project.threshold);
        } else {
            write.bind(5);
        }
        write.bind(6, project.id);
        if (write.exec() == 0) return rowIsGone();
        touch(connection, project.id);
        return {};
    });
}

Result<std::vector<StoredProject>> InspectionStore::projects(bool bin) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredProject>> {
        SQLite::Statement row(connection, std::string(kProjectColumns) + "WHERE deleted_at " +
                                              (bin ? "!= 0" : "= 0") + " ORDER BY changed_order DESC");
        std::vector<StoredProject> projects;
        while (row.executeStep())
            projects.push_back(projectOf(row));
        return projects;
    });
}

Result<std::optional<StoredProject>> InspectionStore::project(RowId id) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<StoredProject>> {
        SQLite::Statement row(connection, std::string(kProjectColumns) + "WHERE id = ?");
        row.bind(1, id);
        if (!row.executeStep()) return std::optional<StoredProject>();
        return std::optional(projectOf(row));
    });
}

Status InspectionStore::moveToBin(RowId project) {
    return setDeletedAt(*database_, "inspection_projects", project, unixSecondsNow());
}

Status InspectionStore::restore(RowId project) {
    return setDeletedAt(*database_, "inspection_projects", project, 0);
}

Status InspectionStore::emptyBin(int64_t olderThanUnixSeconds) {
    return guarded(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement remove(connection,
                                 "DELETE FROM inspection_projects WHERE deleted_at != 0 AND deleted_at <= ?");
        remove.bind(1, olderThanUnixSeconds);
        remove.exec();
        connection.exec("DELETE FROM inspection_batches WHERE run != 0 AND run NOT IN (SELECT id FROM runs)");
        return {};
    });
}

Status InspectionStore::putExamples(RowId project, const std::vector<StoredExample>& examples) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement put(connection,
                              "INSERT INTO inspection_examples(project, path, good, group_key, regions_json) "
                              "VALUES(?, ?, ?, ?, ?) ON CONFLICT(project, path) DO UPDATE SET "
                              "good = excluded.good, group_key = excluded.group_key, "
                              "regions_json = excluded.regions_json");
        for (const StoredExample& example : examples) {
            put.reset();
            put.bind(1, project);
            put.bind(2, example.path);
            put.bind(3, example.good ? 1 : 0);
            put.bind(4, example.group);
            put.bind(5, example.regionsJson);
            put.exec();
        }
        touch(connection, project);
        return {};
    });
}

Status InspectionStore::removeExample(RowId id) {
    return guarded(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement remove(connection, "DELETE FROM inspection_examples WHERE id = ?");
        remove.bind(1, id);
        if (remove.exec() == 0) return rowIsGone();
        return {};
    });
}

Result<std::vector<StoredExample>> InspectionStore::examples(RowId project) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredExample>> {
        SQLite::Statement row(
            connection,
            "SELECT id, project, path, good, group_key, regions_json FROM inspection_examples "
            "WHERE project = ? ORDER BY id");
        row.bind(1, project);
        std::vector<StoredExample> examples;
        while (row.executeStep()) {
            examples.push_back({.id = row.getColumn(0).getInt64(),
                                .project = row.getColumn(1).getInt64(),
                                .path = row.getColumn(2).getString(),
                                .good = row.getColumn(3).getInt() != 0,
                                .group = row.getColumn(4).getString(),
                                .regionsJson = row.getColumn(5).getString()});
        }
        return examples;
    });
}

Result<RowId> InspectionStore::beginBatch(RowId project, const std::string& prompt,
                                          const std::vector<std::string>& paths) {
    return committed(*database_, [&](SQLite::Database& connection) -> Result<RowId> {
        SQLite::Statement batch(
            connection, "INSERT INTO inspection_batches(project, prompt, created_at) VALUES(?, ?, ?)");
        batch.bind(1, project);
        batch.bind(2, prompt);
        batch.bind(3, unixSecondsNow());
        batch.exec();
        const RowId id = connection.getLastInsertRowid();
        addWaiting(connection, id, paths, {});
        touch(connection, project);
        return id;
    });
}

Result<std::vector<StoredInspection>> InspectionStore::addToBatch(RowId batch,
                                                                  const std::vector<std::string>& paths) {
    return committed(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredInspection>> {
        SQLite::Statement project(connection, "SELECT project FROM inspection_batches WHERE id = ?");
        project.bind(1, batch);
        if (!project.executeStep()) return rowIsGone();
        SQLite::Statement row(connection, "SELECT path FROM inspections WHERE batch = ?");
        row.bind(1, batch);
        std::set<std::string, std::less<>> there;
        while (row.executeStep())
            there.insert(row.getColumn(0).getString());
        auto added = addWaiting(connection, batch, paths, std::move(there));
        touch(connection, project.getColumn(0).getInt64());
        return added;
    });
}

Status InspectionStore::putResult(const StoredInspection& inspection) {
    return guarded(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement write(connection,
                                "UPDATE inspections SET state = ?, verdict = ?, score = ?, seconds = ?, "
                                "changed_at = ?, result_json = ?, heat_map = ? WHERE id = ?");
        write.bind(1, nameOf(inspection.state));
        write.bind(2, inspection.verdict);
        write.bind(3, inspection.score);
        write.bind(4, inspection.seconds);
        write.bind(5, unixSecondsNow());
        write.bind(6, inspection.resultJson);
        write.bind(7, inspection.heatMap.data(), static_cast<int>(inspection.heatMap.size()));
        write.bind(8, inspection.id);
        if (write.exec() == 0) return rowIsGone();
        return {};
    });
}

Status InspectionStore::overrule(RowId inspection, const std::string& verdict) {
    return setColumn(*database_, "UPDATE inspections SET overruled = ?, changed_at = ? WHERE id = ?", verdict,
                     inspection);
}

Status InspectionStore::correct(RowId inspection, const std::string& resultJson) {
    return setColumn(*database_, "UPDATE inspections SET result_json = ?, changed_at = ? WHERE id = ?",
                     resultJson, inspection);
}

Result<std::vector<StoredInspection>> InspectionStore::remove(const std::vector<RowId>& inspections) {
    return committed(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredInspection>> {
        SQLite::Statement row(connection, std::string("SELECT ") + kInspectionColumns +
                                              ", heat_map FROM inspections WHERE id = ?");
        SQLite::Statement remove(connection, "DELETE FROM inspections WHERE id = ?");
        std::vector<StoredInspection> removed;
        for (const RowId id : inspections) {
            row.reset();
            row.bind(1, id);
            if (!row.executeStep()) continue;
            removed.push_back(inspectionOf(row));
            const SQLite::Column map = row.getColumn(10);
            removed.back().heatMap.assign(static_cast<const char*>(map.getBlob()),
                                          static_cast<size_t>(map.getBytes()));
            row.reset();
            remove.reset();
            remove.bind(1, id);
            remove.exec();
        }
        return removed;
    });
}

Status InspectionStore::putBack(const std::vector<StoredInspection>& removed) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement add(
            connection,
            "INSERT INTO inspections(id, batch, path, state, verdict, overruled, score, seconds, "
            "changed_at, result_json, heat_map) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const StoredInspection& each : removed) {
            add.reset();
            add.bind(1, each.id);
            add.bind(2, each.batch);
            add.bind(3, each.path);
            add.bind(4, nameOf(each.state));
            add.bind(5, each.verdict);
            add.bind(6, each.overruled);
            add.bind(7, each.score);
            add.bind(8, each.seconds);
            add.bind(9, each.changedAt);
            add.bind(10, each.resultJson);
            add.bind(11, each.heatMap.data(), static_cast<int>(each.heatMap.size()));
            add.exec();
        }
        return {};
    });
}

Result<std::vector<StoredBatch>> InspectionStore::batches(RowId project) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredBatch>> {
        SQLite::Statement row(
            connection,
            std::string(kBatchColumns) +
                "WHERE b.project = ? AND b.run NOT IN (SELECT id FROM runs WHERE deleted_at != 0) "
                "GROUP BY b.id ORDER BY b.id DESC");
        row.bind(1, project);
        std::vector<StoredBatch> batches;
        while (row.executeStep())
            batches.push_back(batchOf(row));
        return batches;
    });
}

Result<std::optional<StoredBatch>> InspectionStore::batch(RowId id) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<StoredBatch>> {
        SQLite::Statement row(connection, std::string(kBatchColumns) + "WHERE b.id = ? GROUP BY b.id");
        row.bind(1, id);
        if (!row.executeStep()) return std::optional<StoredBatch>();
        return std::optional(batchOf(row));
    });
}

Result<std::vector<StoredBatch>> InspectionStore::batchesWithRuns() const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredBatch>> {
        SQLite::Statement row(connection,
                              "SELECT id, project, run, prompt FROM inspection_batches WHERE run != 0");
        std::vector<StoredBatch> batches;
        while (row.executeStep())
            batches.push_back({.id = row.getColumn(0).getInt64(),
                               .project = row.getColumn(1).getInt64(),
                               .run = row.getColumn(2).getInt64(),
                               .prompt = row.getColumn(3).getString()});
        return batches;
    });
}

Result<RowId> InspectionStore::keepRun(RowId batch, StoredRun run) {
    return committed(*database_, [&](SQLite::Database& connection) -> Result<RowId> {
        SQLite::Statement known(connection, "SELECT run, created_at FROM inspection_batches WHERE id = ?");
        known.bind(1, batch);
        if (!known.executeStep()) return rowIsGone();
        run.id = known.getColumn(0).getInt64();
        if (run.id != 0) {
            if (!updateRunRow(connection, run)) return rowIsGone();
            return run.id;
        }
        if (run.createdAt == 0) run.createdAt = known.getColumn(1).getInt64();
        const RowId added = addRunRow(connection, run);
        SQLite::Statement link(connection, "UPDATE inspection_batches SET run = ? WHERE id = ?");
        link.bind(1, added);
        link.bind(2, batch);
        link.exec();
        return added;
    });
}

Result<std::vector<StoredInspection>> InspectionStore::inspections(RowId batch) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredInspection>> {
        SQLite::Statement row(connection, std::string("SELECT ") + kInspectionColumns +
                                              " FROM inspections WHERE batch = ? ORDER BY id");
        row.bind(1, batch);
        std::vector<StoredInspection> inspections;
        while (row.executeStep()) {
            inspections.push_back(inspectionOf(row));
        }
        return inspections;
    });
}

Result<std::string> InspectionStore::heatMap(RowId inspection) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::string> {
        SQLite::Statement row(connection, "SELECT heat_map FROM inspections WHERE id = ?");
        row.bind(1, inspection);
        if (!row.executeStep()) return rowIsGone();
        const SQLite::Column column = row.getColumn(0);
        return std::string(static_cast<const char*>(column.getBlob()),
                           static_cast<size_t>(column.getBytes()));
    });
}

Result<std::optional<StoredBatch>> InspectionStore::unfinishedBatch(RowId project) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<StoredBatch>> {
        SQLite::Statement row(connection,
                              std::string(kBatchColumns) +
                                  "WHERE b.id = (SELECT max(id) FROM inspection_batches WHERE "
                                  "project = ?) GROUP BY b.id HAVING sum(i.state = 'waiting') > 0");
        row.bind(1, project);
        if (!row.executeStep()) return std::optional<StoredBatch>();
        return std::optional(batchOf(row));
    });
}

}  // namespace engine
