#include "engine/store/bin.h"

#include <ctime>

#include "engine/store/conversation_store.h"
#include "engine/store/document_store.h"
#include "engine/store/inspection_store.h"
#include "engine/store/run_store.h"
#include "engine/store/store_error.h"

namespace engine {

int64_t unixSecondsNow() {
    return static_cast<int64_t>(std::time(nullptr));
}

Status emptyOldBins(const std::shared_ptr<Database>& database) {
    const int64_t before = unixSecondsNow() - kBinSeconds;
    if (auto emptied = DocumentStore(database).emptyBin(before); !emptied) return emptied;
    if (auto emptied = ConversationStore(database).emptyBin(before); !emptied) return emptied;
    if (auto emptied = InspectionStore(database).emptyBin(before); !emptied) return emptied;
    return RunStore(database).emptyBin(before);
}

Status setDeletedAt(Database& database, const std::string& table, RowId id, int64_t when) {
    return guarded(database, [&](SQLite::Database& connection) -> Status {
        SQLite::Statement write(connection, "UPDATE " + table + " SET deleted_at = ? WHERE id = ?");
        write.bind(1, when);
        write.bind(2, id);
        if (write.exec() == 0) return rowIsGone();
        return {};
    });
}

}  // namespace engine
