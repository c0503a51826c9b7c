#include "ui/read/export_summary.h"

#include <QCoreApplication>

#include "ui/bridge/readable.h"
#include "ui/read/wording.h"

namespace ui {

using bridge::CitationItem;
using bridge::FactItem;
using bridge::MessageItem;
using bridge::StatementItem;

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Export", text);
}

QString marks(const QList<CitationItem>& citations) {
    QString text;
    for (const CitationItem& each : citations)
        text += QStringLiteral(" [") + chipLabel(each.page) + ']';
    return text;
}

QString quotesAsMarkdown(const QList<CitationItem>& citations) {
    QString text;
    for (const CitationItem& each : citations)
        text += QStringLiteral("  > ") + chipLabel(each.page) + QStringLiteral(": ") +
                each.quote.simplified() + '\n';
    return text;
}

// A bar would end the cell of a table.
QString cell(QString text) {
    return text.simplified().replace('|', QStringLiteral("\\|"));
}

QString escaped(const QString& text) {
    return text.toHtmlEscaped();
}

QString quotesAsHtml(const QList<CitationItem>& citations) {
    QString html;
    for (const CitationItem& each : citations) {
        html += QStringLiteral("<blockquote><b>%1</b> %2</blockquote>\n")
                    .arg(escaped(chipLabel(each.page)), escaped(each.quote.simplified()));
    }
    return html;
}

}  // namespace

QString answerAsMarkdown(const MessageItem& message) {
    QString text = message.notFound ? say(QT_TRANSLATE_NOOP("Export", "Not in this document")) +
                                          QStringLiteral(". ") + message.text
                                    : message.text;
    text += marks(message.citations) + QStringLiteral("\n\n") + quotesAsMarkdown(message.citations);
    return text.trimmed() + '\n';
}

QString summaryAsMarkdown(const Exported& exported, bool withQuotes) {
    const bridge::SummaryItem& summary = exported.summary;
    QString text = QStringLiteral("# ") + exported.title + QStringLiteral("\n\n");
    if (!summary.opening.isEmpty()) text += summary.opening + QStringLiteral("\n\n");
    const auto add = [&](const StatementItem& statement, bool head) {
        text += QStringLiteral("- ");
        if (head && !statement.theme.isEmpty())
            text += QStringLiteral("**") + bridge::clauseTitle(statement.theme) + QStringLiteral("** ");
        text += statement.text.simplified() + marks(statement.citations) + '\n';
        if (withQuotes) text += quotesAsMarkdown(statement.citations);
    };
    bool any = false;
    for (const StatementItem& each : summary.statements) {
        if (!each.head) continue;
        if (!any)
            text += QStringLiteral("## ") + say(QT_TRANSLATE_NOOP("Export", "What matters")) +
                    QStringLiteral("\n\n");
        any = true;
        add(each, true);
    }
    if (any) text += '\n';
    if (!summary.facts.isEmpty()) {
        text += QStringLiteral("## ") + say(QT_TRANSLATE_NOOP("Export", "Facts")) +
                QStringLiteral("\n\n| | | |\n|---|---|---|\n");
        for (const FactItem& each : summary.facts) {
            text += QStringLiteral("| %1 | %2 | %3 |\n")
                        .arg(cell(bridge::clauseTitle(each.name)),
                             each.found ? cell(each.value) : say(QT_TRANSLATE_NOOP("Export", "not found")),
                             marks(each.citations).trimmed());
        }
        text += '\n';
    }
    QString section;
    for (const StatementItem& each : summary.statements) {
        if (each.head) continue;
        if (each.section != section) {
            section = each.section;
            text +=
                QStringLiteral("\n## ") +
                (section.isEmpty() ? say(QT_TRANSLATE_NOOP("Export", "Before the first heading")) : section) +
                QStringLiteral("\n\n");
        }
        add(each, false);
    }
    if (!exported.messages.isEmpty()) {
        text +=
            QStringLiteral("\n## ") + say(QT_TRANSLATE_NOOP("Export", "Questions")) + QStringLiteral("\n\n");
        for (const MessageItem& each : exported.messages)
            text +=
                each.fromUser ? QStringLiteral("**%1**\n\n").arg(each.text) : answerAsMarkdown(each) + '\n';
    }
    return text;
}

QString summaryAsHtml(const Exported& exported) {
    const bridge::SummaryItem& summary = exported.summary;
    QString html =
        QStringLiteral(
            "<!doctype html>\n<html><head><meta "
            "charset=\"utf-8\"><title>%1</title>\n<style>body{font:16px/1.55 "
            "system-ui,sans-serif;max-width:46em;margin:3em auto;padding:0 1em;color:#1c2126}"
            "blockquote{margin:.3em 0 .8em 1em;padding-left:.8em;border-left:3px solid #0b6a72;color:#566069;"
            "font-size:.92em}.p{color:#0a626a;white-space:nowrap}table{border-collapse:collapse;width:100%}"
            "td,th{border-bottom:1px solid #dcdfe3;text-align:left;vertical-align:top;padding:.4em .6em}"
            "</style></head><body>\n<h1>%1</h1>\n")
            .arg(escaped(exported.title));
    const auto chip = [](const QList<CitationItem>& citations) {
        return citations.isEmpty()
                   ? QString()
                   : QStringLiteral("<span class=\"p\">%1</span>").arg(escaped(marks(citations)));
    };
    const auto add = [&](const StatementItem& statement, bool head) {
        html += QStringLiteral("<p>");
        if (head && !statement.theme.isEmpty())
            html += QStringLiteral("<b>%1</b> ").arg(escaped(bridge::clauseTitle(statement.theme)));
        html += escaped(statement.text) + chip(statement.citations) + QStringLiteral("</p>\n") +
                quotesAsHtml(statement.citations);
    };
    if (!summary.opening.isEmpty()) html += QStringLiteral("<p>%1</p>\n").arg(escaped(summary.opening));
    bool any = false;
    for (const StatementItem& each : summary.statements) {
        if (!each.head) continue;
        if (!any)
            html += QStringLiteral("<h2>%1</h2>\n")
                        .arg(escaped(say(QT_TRANSLATE_NOOP("Export", "What matters"))));
        any = true;
        add(each, true);
    }
    if (!summary.facts.isEmpty()) {
        html +=
            QStringLiteral("<h2>%1</h2>\n<table>\n").arg(escaped(say(QT_TRANSLATE_NOOP("Export", "Facts"))));
        for (const FactItem& each : summary.facts) {
            html += QStringLiteral("<tr><th>%1</th><td>%2%3</td></tr>\n")
                        .arg(escaped(bridge::clauseTitle(each.name)),
                             escaped(each.found ? each.value : say(QT_TRANSLATE_NOOP("Export", "not found"))),
                             chip(each.citations));
        }
        html += QStringLiteral("</table>\n");
    }
    QString section;
    for (const StatementItem& each : summary.statements) {
        if (each.head) continue;
        if (each.section != section) {
            section = each.section;
            html += QStringLiteral("<h2>%1</h2>\n")
                        .arg(escaped(section.isEmpty()
                                         ? say(QT_TRANSLATE_NOOP("Export", "Before the first heading"))
                                         : section));
        }
        add(each, false);
    }
    if (!exported.messages.isEmpty()) {
        html += QStringLiteral("<h2>%1</h2>\n").arg(escaped(say(QT_TRANSLATE_NOOP("Export", "Questions"))));
        for (const MessageItem& each : exported.messages) {
            if (each.fromUser) {
                html += QStringLiteral("<p><b>%1</b></p>\n").arg(escaped(each.text));
            } else {
                const QString absent =
                    each.notFound ? escaped(say(QT_TRANSLATE_NOOP("Export", "Not in this document"))) +
                                        QStringLiteral(". ")
                                  : QString();
                html +=
                    QStringLiteral("<p>%1%2%3</p>\n%4")
                        .arg(absent, escaped(each.text), chip(each.citations), quotesAsHtml(each.citations));
            }
        }
    }
    return html + QStringLiteral("</body></html>\n");
}

}  // namespace ui
