#include "engine/store/run_store.h"

#include "engine/store/bin.h"
#include "engine/store/run_rows.h"
#include "engine/store/search_words.h"
#include "engine/store/store_error.h"

namespace engine {

namespace {

constexpr const char* kColumns =
    "runs.id, runs.kind, runs.title, runs.model, runs.document, runs.result_json, runs.search_text, "
    "runs.created_at, "
    "runs.seconds, runs.deleted_at";

StoredRun runOf(SQLite::Statement& row) {
    StoredRun run;
    run.id = row.getColumn(0).getInt64();
    run.kind = row.getColumn(1).getString();
    run.title = row.getColumn(2).getString();
    run.model = row.getColumn(3).getString();
    if (!row.getColumn(4).isNull()) run.document = row.getColumn(4).getInt64();
    run.resultJson = row.getColumn(5).getString();
    run.searchText = row.getColumn(6).getString();
    run.createdAt = row.getColumn(7).getInt64();
    run.seconds = row.getColumn(8).getDouble();
    run.deletedAt = row.getColumn(9).getInt64();
    return run;
}

void index(SQLite::Database& connection, RowId id, const StoredRun& run) {
    SQLite::Statement write(connection,
                            "INSERT INTO run_index(rowid, title, model, words) VALUES(?, ?, ?, ?)");
    write.bind(1, id);
    write.bind(2, indexWords(run.title));
    write.bind(3, indexWords(run.model));
    write.bind(4, indexWords(run.searchText));
    write.exec();
}

}  // namespace

RowId addRunRow(SQLite::Database& connection, const StoredRun& run) {
    SQLite::Statement add(connection,
                          "INSERT INTO runs(kind, title, model, document, created_at, seconds, search_text, "
                          "result_json) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    add.bind(1, run.kind);
    add.bind(2, run.title);
    add.bind(3, run.model);
    if (run.document) {
        add.bind(4, *run.document);
    } else {
        add.bind(4);
    }
    add.bind(5, run.createdAt != 0 ? run.createdAt : unixSecondsNow());
    add.bind(6, run.seconds);
    add.bind(7, run.searchText);
    add.bind(8, run.resultJson);
    add.exec();
    const RowId id = connection.getLastInsertRowid();
    index(connection, id, run);
    return id;
}

bool updateRunRow(SQLite::Database& connection, const StoredRun& run) {
    SQLite::Statement write(connection,
                            "UPDATE runs SET kind = ?, title = ?, model = ?, seconds = ?, search_text = ?, "
                            "result_json = ? WHERE id = ?");
    write.bind(1, run.kind);
    write.bind(2, run.title);
    write.bind(3, run.model);
    write.bind(4, run.seconds);
    write.bind(5, run.searchText);
    write.bind(6, run.resultJson);
    write.bind(7, run.id);
    if (write.exec() == 0) return false;
    SQLite::Statement unindex(connection, "DELETE FROM run_index WHERE rowid = ?");
    unindex.bind(1, run.id);
    unindex.exec();
    index(connection, run.id, run);
    return true;
}

Result<RowId> RunStore::add(const StoredRun& run) {
    return committed(*database_, [&](SQLite::Database& connection) -> Result<RowId> {
        return addRunRow(connection, run);
    });
}

Status RunStore::update(const StoredRun& run) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        if (!updateRunRow(connection, run)) return rowIsGone();
        return {};
    });
}

Result<std::vector<StoredRun>> RunStore::list(const RunQuery& query) const {
    const std::string expression = matchExpression(query.words, true);
    const bool wanted = query.words.find_first_not_of(" \t\r\n") != std::string::npos;
    if (query.limit <= 0 || (wanted && expression.empty())) return std::vector<StoredRun>();
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredRun>> {
        std::string text = "SELECT ";
        text.append(kColumns).append(" FROM runs WHERE runs.deleted_at ").append(query.bin ? "!= 0" : "= 0");
        if (!expression.empty()) {
            text += " AND runs.id IN (SELECT rowid FROM run_index WHERE run_index MATCH ?)";
        }
        if (!query.kind.empty()) text += " AND runs.kind = ?";
        text += " ORDER BY runs.created_at DESC, runs.id DESC LIMIT ?";
        SQLite::Statement row(connection, text);
        int next = 0;
        if (!expression.empty()) row.bind(++next, expression);
        if (!query.kind.empty()) row.bind(++next, query.kind);
        row.bind(++next, query.limit);
        std::vector<StoredRun> runs;
        while (row.executeStep())
            runs.push_back(runOf(row));
        return runs;
    });
}

Result<std::optional<StoredRun>> RunStore::find(RowId id) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<StoredRun>> {
        std::string query = "SELECT ";
        SQLite::Statement row(connection, query.append(kColumns).append(" FROM runs WHERE id = ?"));
        row.bind(1, id);
        if (!row.executeStep()) return std::optional<StoredRun>();
        return std::optional<StoredRun>(runOf(row));
    });
}

Status RunStore::moveToBin(RowId id) {
    return setDeletedAt(*database_, "runs", id, unixSecondsNow());
}

Status RunStore::restore(RowId id) {
    return setDeletedAt(*database_, "runs", id, 0);
}

Status RunStore::emptyBin(int64_t olderThanUnixSeconds) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement unindex(connection,
                                  "DELETE FROM run_index WHERE rowid IN "
                                  "(SELECT id FROM runs WHERE deleted_at != 0 AND deleted_at <= ?)");
        unindex.bind(1, olderThanUnixSeconds);
        if (unindex.exec() == 0) return {};
        SQLite::Statement remove(connection, "DELETE FROM runs WHERE deleted_at != 0 AND deleted_at <= ?");
        remove.bind(1, olderThanUnixSeconds);
        remove.exec();
        // The index keeps the words of what was removed until its pieces are merged.
        connection.exec("INSERT INTO run_index(run_index) VALUES('optimize')");
        return {};
    });
}

}  // namespace engine
