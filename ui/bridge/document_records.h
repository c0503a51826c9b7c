// What the window keeps of a document in the store, and how it comes back: its summary, whole or begun, its
// conversation, and the runs of the history.
//
// Thread   any; readKept() on the store's.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>
#include <string>

#include "ui/bridge/engine_calls.h"
#include "ui/bridge/store_service.h"
#include "ui/bridge/values.h"

namespace ui::bridge {

inline constexpr const char* kPartialKey =
    "window.partial";  // what was shown of a reading that is not finished

std::string jsonText(const QJsonObject& object);
std::string jsonText(const QJsonArray& array);
const char* stateName(MessageItem::State state);
// What the person chose for answers; none: the document's own.
std::optional<engine::Language> languageOf(const QString& setting);

// What was kept of a document, read in one go.
struct KeptDocument {
    SummaryItem summary;
    qint64 conversation = 0;
    QList<MessageItem> messages;
};
engine::Result<KeptDocument> readKept(Stores& stores, engine::RowId id);

engine::StoredRun runOf(const char* kind, const QString& title, const QString& model, qint64 document,
                        const std::string& json, const QString& searchText, double seconds);

}  // namespace ui::bridge
