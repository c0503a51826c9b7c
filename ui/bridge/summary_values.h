// Summaries, answers and citations: from the engine's values and from the store's JSON to what the pages
// show.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <string>

#include "engine/documents/summarizer.h"
#include "ui/bridge/values.h"

namespace ui::bridge {

QString clauseName(engine::ClauseKind kind);  // "Governing law": English, the key of clauseTitle()
QString clauseNameOf(
    const QString& engineName);  // of the engine's name for it ("Governing Law", "expiration")
CitationItem toItem(const engine::Citation& citation);
StatementItem toItem(const engine::Statement& statement, int id);
SummaryItem toItem(const engine::Summary& summary);
MessageItem toItem(const engine::Answer& answer);

QJsonArray citationsToJson(const MessageItem& message);
void citationsFromJson(const QJsonArray& array, MessageItem& message);
// Tolerant: what is missing stays empty.
SummaryItem summaryFromJson(const QJsonObject& object);
QJsonObject summaryToJson(const SummaryItem& summary);

}  // namespace ui::bridge
