#include "engine/store/document_store.h"

#include <algorithm>

#include "engine/base/sha256.h"
#include "engine/store/bin.h"
#include "engine/store/search_words.h"
#include "engine/store/store_error.h"

namespace engine {

namespace {

constexpr const char* kColumns =
    "id, name, path, hash, format, pages, text_bytes, opened_at, deleted_at, "
    "EXISTS(SELECT 1 FROM summaries WHERE summaries.document = documents.id)";

StoredDocument documentOf(SQLite::Statement& row) {
    StoredDocument document;
    document.id = row.getColumn(0).getInt64();
    document.name = row.getColumn(1).getString();
    document.path = row.getColumn(2).getString();
    document.hash = row.getColumn(3).getString();
    document.format = row.getColumn(4).getString();
    document.pages = row.getColumn(5).getInt();
    document.textBytes = row.getColumn(6).getInt64();
    document.openedAt = row.getColumn(7).getInt64();
    document.deletedAt = row.getColumn(8).getInt64();
    document.hasSummary = row.getColumn(9).getInt() != 0;
    return document;
}

void removePassages(SQLite::Database& connection, RowId document) {
    SQLite::Statement unindex(
        connection, "DELETE FROM passage_index WHERE rowid IN (SELECT id FROM passages WHERE document = ?)");
    unindex.bind(1, document);
    unindex.exec();
    SQLite::Statement remove(connection, "DELETE FROM passages WHERE document = ?");
    remove.bind(1, document);
    remove.exec();
}

void addPassages(SQLite::Database& connection, RowId document, const std::vector<StoredPassage>& passages) {
    SQLite::Statement add(
        connection,
        "INSERT INTO passages(document, page, range_begin, range_end, text) VALUES(?, ?, ?, ?, ?)");
    SQLite::Statement index(connection, "INSERT INTO passage_index(rowid, words) VALUES(?, ?)");
    for (const auto& passage : passages) {
        add.reset();
        add.bind(1, document);
        add.bind(2, passage.page);
        add.bind(3, passage.begin);
        add.bind(4, passage.end);
        add.bind(5, passage.text);
        add.exec();
        index.reset();
        index.bind(1, static_cast<int64_t>(connection.getLastInsertRowid()));
        index.bind(2, indexWords(passage.text));
        index.exec();
    }
}

int64_t nextOrder(SQLite::Database& connection) {
    return connection.execAndGet("SELECT ifnull(max(opened_order), 0) + 1 FROM documents").getInt64();
}

// The whole text of a known document is compared, not its length: offsets of quotes depend on every byte.
bool hasText(SQLite::Database& connection, RowId id, const std::string& text) {
    SQLite::Statement read(connection, "SELECT text = ? FROM documents WHERE id = ?");
    read.bind(1, text);
    read.bind(2, id);
    return read.executeStep() && read.getColumn(0).getInt() != 0;
}

}  // namespace

Result<RowId> DocumentStore::open(const StoredDocument& facts, const std::string& text,
                                  const std::vector<StoredPassage>& passages) {
    const std::string hash = facts.hash.empty() ? sha256Hex(text) : facts.hash;
    const int64_t openedAt = facts.openedAt != 0 ? facts.openedAt : unixSecondsNow();
    return committed(*database_, [&](SQLite::Database& connection) -> Result<RowId> {
        const int64_t order = nextOrder(connection);
        SQLite::Statement known(connection, "SELECT id FROM documents WHERE hash = ?");
        known.bind(1, hash);
        RowId id = 0;
        if (known.executeStep()) {
            id = known.getColumn(0).getInt64();
            SQLite::Statement touch(
                connection,
                "UPDATE documents SET name = ?, path = ?, format = ?, pages = ?, opened_at = ?, "
                "opened_order = ?, deleted_at = 0 WHERE id = ?");
            touch.bind(1, facts.name);
            touch.bind(2, facts.path);
            touch.bind(3, facts.format);
            touch.bind(4, facts.pages);
            touch.bind(5, openedAt);
            touch.bind(6, order);
            touch.bind(7, id);
            touch.exec();
            if (hasText(connection, id, text)) return id;
            SQLite::Statement replace(connection,
                                      "UPDATE documents SET text = ?, text_bytes = ? WHERE id = ?");
            replace.bind(1, text);
            replace.bind(2, static_cast<int64_t>(text.size()));
            replace.bind(3, id);
            replace.exec();
            removePassages(connection, id);
        } else {
            SQLite::Statement add(
                connection,
                "INSERT INTO documents(name, path, hash, format, pages, text_bytes, opened_at, "
                "opened_order, text) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
            add.bind(1, facts.name);
            add.bind(2, facts.path);
            add.bind(3, hash);
            add.bind(4, facts.format);
            add.bind(5, facts.pages);
            add.bind(6, static_cast<int64_t>(text.size()));
            add.bind(7, openedAt);
            add.bind(8, order);
            add.bind(9, text);
            add.exec();
            id = connection.getLastInsertRowid();
        }
        addPassages(connection, id, passages);
        return id;
    });
}

Result<std::vector<StoredDocument>> DocumentStore::list(bool bin) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredDocument>> {
        std::string query = "SELECT ";
        query.append(kColumns).append(
            bin ? " FROM documents WHERE deleted_at != 0 ORDER BY deleted_at DESC, id DESC"
                : " FROM documents WHERE deleted_at = 0 ORDER BY opened_order DESC");
        SQLite::Statement row(connection, query);
        std::vector<StoredDocument> documents;
        while (row.executeStep())
            documents.push_back(documentOf(row));
        return documents;
    });
}

Result<std::optional<StoredDocument>> DocumentStore::find(RowId id) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<StoredDocument>> {
        std::string query = "SELECT ";
        SQLite::Statement row(connection, query.append(kColumns).append(" FROM documents WHERE id = ?"));
        row.bind(1, id);
        if (!row.executeStep()) return std::optional<StoredDocument>();
        return std::optional<StoredDocument>(documentOf(row));
    });
}

Result<std::optional<std::string>> DocumentStore::text(RowId id) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<std::string>> {
        SQLite::Statement row(connection, "SELECT text FROM documents WHERE id = ?");
        row.bind(1, id);
        if (!row.executeStep()) return std::optional<std::string>();
        return std::optional<std::string>(row.getColumn(0).getString());
    });
}

Result<std::vector<PassageHit>> DocumentStore::search(const std::string& words,
                                                      std::optional<RowId> inDocument, int32_t limit) const {
    const std::string expression = matchExpression(words, false);
    if (expression.empty() || limit <= 0) return std::vector<PassageHit>();
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<PassageHit>> {
        std::string query =
            "SELECT passages.document, page, range_begin, range_end, passages.text, passage_index.rank "
            "FROM passage_index JOIN passages ON passages.id = passage_index.rowid "
            "JOIN documents ON documents.id = passages.document "
            "WHERE passage_index MATCH ? AND documents.deleted_at = 0";
        if (inDocument) query += " AND passages.document = ?";
        query += " ORDER BY passage_index.rank, passages.id LIMIT ?";
        SQLite::Statement row(connection, query);
        int next = 0;
        row.bind(++next, expression);
        if (inDocument) row.bind(++next, *inDocument);
        row.bind(++next, limit);
        std::vector<PassageHit> hits;
        while (row.executeStep()) {
            PassageHit hit;
            hit.document = row.getColumn(0).getInt64();
            hit.passage.page = row.getColumn(1).getInt();
            hit.passage.begin = row.getColumn(2).getInt64();
            hit.passage.end = row.getColumn(3).getInt64();
            hit.passage.text = row.getColumn(4).getString();
            hit.rank = row.getColumn(5).getDouble();
            hits.push_back(std::move(hit));
        }
        return hits;
    });
}

Status DocumentStore::moveToBin(RowId id) {
    return setDeletedAt(*database_, "documents", id, unixSecondsNow());
}

Status DocumentStore::restore(RowId id) {
    return setDeletedAt(*database_, "documents", id, 0);
}

Status DocumentStore::emptyBin(int64_t olderThanUnixSeconds) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        std::vector<RowId> old;
        SQLite::Statement row(connection,
                              "SELECT id FROM documents WHERE deleted_at != 0 AND deleted_at <= ?");
        row.bind(1, olderThanUnixSeconds);
        while (row.executeStep())
            old.push_back(row.getColumn(0).getInt64());
        if (old.empty()) return {};
        SQLite::Statement remove(connection, "DELETE FROM documents WHERE id = ?");
        for (const RowId id : old) {
            removePassages(connection, id);
            remove.reset();
            remove.bind(1, id);
            remove.exec();
        }
        // The index keeps the words of what was removed until its pieces are merged.
        connection.exec("INSERT INTO passage_index(passage_index) VALUES('optimize')");
        return {};
    });
}

Status DocumentStore::putPart(RowId document, const std::string& key, const std::string& text) {
    return guarded(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement write(connection,
                                "INSERT INTO parts(document, key, text) VALUES(?, ?, ?) "
                                "ON CONFLICT(document, key) DO UPDATE SET text = excluded.text");
        write.bind(1, document);
        write.bind(2, key);
        write.bind(3, text);
        write.exec();
        return {};
    });
}

Result<std::optional<std::string>> DocumentStore::part(RowId document, const std::string& key) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<std::string>> {
        SQLite::Statement row(connection, "SELECT text FROM parts WHERE document = ? AND key = ?");
        row.bind(1, document);
        row.bind(2, key);
        if (!row.executeStep()) return std::optional<std::string>();
        return std::optional<std::string>(row.getColumn(0).getString());
    });
}

Status DocumentStore::putSummary(RowId document, const std::string& model, const std::string& json) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        // A new row, so that the newest one has the highest number.
        SQLite::Statement remove(connection, "DELETE FROM summaries WHERE document = ? AND model = ?");
        remove.bind(1, document);
        remove.bind(2, model);
        remove.exec();
        SQLite::Statement add(connection,
                              "INSERT INTO summaries(document, model, created_at, json) VALUES(?, ?, ?, ?)");
        add.bind(1, document);
        add.bind(2, model);
        add.bind(3, unixSecondsNow());
        add.bind(4, json);
        add.exec();
        return {};
    });
}

Result<std::optional<std::string>> DocumentStore::summary(RowId document) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::optional<std::string>> {
        SQLite::Statement row(connection,
                              "SELECT json FROM summaries WHERE document = ? ORDER BY id DESC LIMIT 1");
        row.bind(1, document);
        if (!row.executeStep()) return std::optional<std::string>();
        return std::optional<std::string>(row.getColumn(0).getString());
    });
}

}  // namespace engine
