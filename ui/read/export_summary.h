// A summary, its facts and the conversation as Markdown or as one HTML file, every statement with its page
// and quotation.
#pragma once

#include <QList>
#include <QString>

#include "ui/bridge/values.h"

namespace ui {

struct Exported {
    QString title;
    bridge::SummaryItem summary;
    QList<bridge::MessageItem> messages;
};

QString summaryAsMarkdown(const Exported& exported, bool withQuotes);
QString summaryAsHtml(const Exported& exported);
QString answerAsMarkdown(const bridge::MessageItem& message);

}  // namespace ui
