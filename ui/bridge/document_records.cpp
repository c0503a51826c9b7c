#include "ui/bridge/document_records.h"

#include <QJsonDocument>
#include <ctime>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/routing_values.h"
#include "ui/bridge/summary_values.h"

namespace ui::bridge {

namespace {

MessageItem::State stateFrom(const std::string& name) {
    if (name == "running") return MessageItem::State::Running;
    if (name == "stopped") return MessageItem::State::Stopped;
    if (name == "failed") return MessageItem::State::Failed;
    return MessageItem::State::Done;
}

MessageItem toItem(const engine::StoredMessage& stored) {
    MessageItem item;
    item.id = stored.id;
    item.fromUser = stored.role == "user";
    item.text = toQt(stored.text);
    item.state = stateFrom(stored.state);
    item.model = toQt(stored.model);
    citationsFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(stored.citationsJson)).array(), item);
    item.routing =
        routingFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(stored.routingJson)).object());
    return item;
}

}  // namespace

std::string jsonText(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}
std::string jsonText(const QJsonArray& array) {
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

const char* stateName(MessageItem::State state) {
    switch (state) {
        case MessageItem::State::Running:
            return "running";
        case MessageItem::State::Stopped:
            return "stopped";
        case MessageItem::State::Failed:
            return "failed";
        case MessageItem::State::Done:
            break;
    }
    return "done";
}

std::optional<engine::Language> languageOf(const QString& setting) {
    if (setting == QLatin1String("en")) return engine::Language::kEnglish;
    if (setting == QLatin1String("zh")) return engine::Language::kChinese;
    return std::nullopt;
}
engine::Result<KeptDocument> readKept(Stores& stores, engine::RowId id) {
    KeptDocument kept;
    auto summary = stores.documents.summary(id);
    if (!summary) return summary.error();
    if (*summary)
        kept.summary =
            summaryFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(**summary)).object());
    if (kept.summary.isEmpty()) {
        auto partial = stores.documents.part(id, kPartialKey);
        if (!partial) return partial.error();
        if (*partial && !(*partial)->empty())
            kept.summary =
                summaryFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(**partial)).object());
    }
    auto conversations = stores.conversations.list(id);
    if (!conversations) return conversations.error();
    if (!conversations->empty()) {
        kept.conversation = conversations->front().id;
        auto messages = stores.conversations.messages(kept.conversation);
        if (!messages) return messages.error();
        for (const engine::StoredMessage& each : *messages)
            kept.messages.append(toItem(each));
    }
    return kept;
}
engine::StoredRun runOf(const char* kind, const QString& title, const QString& model, qint64 document,
                        const std::string& json, const QString& searchText, double seconds) {
    engine::StoredRun run;
    run.kind = kind;
    run.title = title.toStdString();
    run.model = model.toStdString();
    if (document > 0) run.document = document;
    run.resultJson = json;
    run.searchText = searchText.toStdString();
    run.createdAt = static_cast<int64_t>(std::time(nullptr));
    run.seconds = seconds;
    return run;
}

}  // namespace ui::bridge
