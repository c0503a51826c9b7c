#include "engine/store/conversation_store.h"

#include "engine/store/bin.h"
#include "engine/store/process_mark.h"
#include "engine/store/store_error.h"

namespace engine {

namespace {

// Brings a conversation to the top of its list.
void touch(SQLite::Database& connection, RowId conversation) {
    SQLite::Statement write(connection,
                            "UPDATE conversations SET changed_at = ?, changed_order = "
                            "(SELECT ifnull(max(changed_order), 0) + 1 FROM conversations) WHERE id = ?");
    write.bind(1, unixSecondsNow());
    write.bind(2, conversation);
    write.exec();
}

}  // namespace

Result<RowId> ConversationStore::begin(std::optional<RowId> document, const std::string& title) {
    return committed(*database_, [&](SQLite::Database& connection) -> Result<RowId> {
        SQLite::Statement add(
            connection,
            "INSERT INTO conversations(document, title, created_at, changed_at, changed_order) "
            "VALUES(?1, ?2, ?3, ?3, (SELECT ifnull(max(changed_order), 0) + 1 FROM conversations))");
        if (document) {
            add.bind(1, *document);
        } else {
            add.bind(1);
        }
        add.bind(2, title);
        add.bind(3, unixSecondsNow());
        add.exec();
        return static_cast<RowId>(connection.getLastInsertRowid());
    });
}

Result<RowId> ConversationStore::addMessage(const StoredMessage& message) {
    const std::string state = message.state.empty() ? "done" : message.state;
    return committed(*database_, [&](SQLite::Database& connection) -> Result<RowId> {
        SQLite::Statement add(
            connection,
            "INSERT INTO messages(conversation, role, state, model, writer, created_at, text, "
            "citations_json, routing_json) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
        add.bind(1, message.conversation);
        add.bind(2, message.role);
        add.bind(3, state);
        add.bind(4, message.model);
        add.bind(5, state == "running" ? processMark() : std::string());
        add.bind(6, message.createdAt != 0 ? message.createdAt : unixSecondsNow());
        add.bind(7, message.text);
        add.bind(8, message.citationsJson);
        add.bind(9, message.routingJson);
        add.exec();
        const RowId id = connection.getLastInsertRowid();
        touch(connection, message.conversation);
        return id;
    });
}

Status ConversationStore::updateMessage(RowId id, const std::string& text, const std::string& citationsJson,
                                        const std::string& state, const std::string& routingJson) {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement write(
            connection,
            "UPDATE messages SET text = ?, citations_json = ?, routing_json = ?, state = ?, writer = ? "
            "WHERE id = ? RETURNING conversation");
        write.bind(1, text);
        write.bind(2, citationsJson);
        write.bind(3, routingJson);
        write.bind(4, state);
        write.bind(5, state == "running" ? processMark() : std::string());
        write.bind(6, id);
        if (!write.executeStep()) return rowIsGone();
        const RowId conversation = write.getColumn(0).getInt64();
        write.reset();
        touch(connection, conversation);
        return {};
    });
}

Result<std::vector<StoredConversation>> ConversationStore::list(std::optional<RowId> document,
                                                                bool bin) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredConversation>> {
        std::string query =
            "SELECT id, document, title, created_at, changed_at, deleted_at FROM conversations WHERE "
            "deleted_at ";
        query += bin ? "!= 0" : "= 0";
        if (document) query += " AND document = ?";
        query += " ORDER BY changed_order DESC, id DESC";
        SQLite::Statement row(connection, query);
        if (document) row.bind(1, *document);
        std::vector<StoredConversation> conversations;
        while (row.executeStep()) {
            StoredConversation conversation;
            conversation.id = row.getColumn(0).getInt64();
            if (!row.getColumn(1).isNull()) conversation.document = row.getColumn(1).getInt64();
            conversation.title = row.getColumn(2).getString();
            conversation.createdAt = row.getColumn(3).getInt64();
            conversation.changedAt = row.getColumn(4).getInt64();
            conversation.deletedAt = row.getColumn(5).getInt64();
            conversations.push_back(std::move(conversation));
        }
        return conversations;
    });
}

Result<std::vector<StoredMessage>> ConversationStore::messages(RowId conversation) const {
    return guarded(*database_, [&](SQLite::Database& connection) -> Result<std::vector<StoredMessage>> {
        SQLite::Statement row(
            connection,
            "SELECT id, conversation, role, text, citations_json, state, model, created_at, "
            "routing_json FROM messages WHERE conversation = ? ORDER BY id");
        row.bind(1, conversation);
        std::vector<StoredMessage> messages;
        while (row.executeStep()) {
            StoredMessage message;
            message.id = row.getColumn(0).getInt64();
            message.conversation = row.getColumn(1).getInt64();
            message.role = row.getColumn(2).getString();
            message.text = row.getColumn(3).getString();
            message.citationsJson = row.getColumn(4).getString();
            message.state = row.getColumn(5).getString();
            message.model = row.getColumn(6).getString();
            message.createdAt = row.getColumn(7).getInt64();
            message.routingJson = row.getColumn(8).getString();
            messages.push_back(std::move(message));
        }
        return messages;
    });
}

Status ConversationStore::moveToBin(RowId id) {
    return setDeletedAt(*database_, "conversations", id, unixSecondsNow());
}

Status ConversationStore::restore(RowId id) {
    return setDeletedAt(*database_, "conversations", id, 0);
}

Status ConversationStore::emptyBin(int64_t olderThanUnixSeconds) {
    return guarded(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement remove(connection,
                                 "DELETE FROM conversations WHERE deleted_at != 0 AND deleted_at <= ?");
        remove.bind(1, olderThanUnixSeconds);
        remove.exec();
        return {};
    });
}

Status ConversationStore::settleInterrupted() {
    return committed(*database_, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement settle(connection,
                                 "UPDATE messages SET state = 'stopped', writer = '' WHERE id = ?");
        SQLite::Statement row(connection, "SELECT id, writer FROM messages WHERE state = 'running'");
        std::vector<RowId> interrupted;
        while (row.executeStep()) {
            const std::string writer = row.getColumn(1).getString();
            // At its start this process has no answer running, whatever a row says.
            if (writer == processMark() || !processIsAlive(writer))
                interrupted.push_back(row.getColumn(0).getInt64());
        }
        for (const RowId id : interrupted) {
            settle.reset();
            settle.bind(1, id);
            settle.exec();
        }
        return {};
    });
}

}  // namespace engine
