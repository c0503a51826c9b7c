// Questions and answers about documents. A question is committed before it is sent; a running answer is
// committed at least once a second, so that a killed program loses nothing that was shown for longer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/database.h"

namespace engine {

struct StoredMessage {
    RowId id = 0;
    RowId conversation = 0;
    std::string role;  // "user", "assistant"
    std::string text;
    std::string citationsJson;  // array of {page, start, end, quote}
    std::string routingJson;    // what the router did; empty without experts
    std::string state;          // "running", "done", "stopped", "failed"
    std::string model;
    int64_t createdAt = 0;
};

struct StoredConversation {
    RowId id = 0;
    std::optional<RowId> document;
    std::string title;
    int64_t createdAt = 0, changedAt = 0, deletedAt = 0;
};

class ConversationStore {
public:
    explicit ConversationStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

    Result<RowId> begin(std::optional<RowId> document, const std::string& title);
    Result<RowId> addMessage(const StoredMessage& message);
    Status updateMessage(RowId id, const std::string& text, const std::string& citationsJson,
                         const std::string& state, const std::string& routingJson = {});
    Result<std::vector<StoredConversation>> list(std::optional<RowId> document, bool bin = false) const;
    Result<std::vector<StoredMessage>> messages(RowId conversation) const;
    Status moveToBin(RowId id);
    Status restore(RowId id);
    // Removes for good what was put into the bin at or before this time.
    Status emptyBin(int64_t olderThanUnixSeconds);
    // Answers that were running when their program ended become "stopped". Call once at start; answers of
    // another program that is still alive are left alone.
    Status settleInterrupted();

private:
    std::shared_ptr<Database> database_;
};

}  // namespace engine
