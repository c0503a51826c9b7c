#include "ui/history/run_preview.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QScrollBar>

#include "ui/bridge/inspect_words.h"
#include "ui/bridge/kept_results.h"
#include "ui/bridge/readable.h"
#include "ui/look/theme.h"
#include "ui/read/wording.h"
#include "ui/widgets/expert_sheet.h"
#include "ui/widgets/quote_popover.h"

namespace ui {

namespace {
constexpr const char* kExperts = "experts:";
}  // namespace

RunPreview::RunPreview(QWidget* parent) : FlowText(parent) {
    setAccessibleName(tr("Result"));
    connect(this, &FlowText::linkHovered, this, [this](const QString& link, QRect where) {
        if (popover_ == nullptr) popover_ = new QuotePopover(window());
        const int number = link.section(':', 1).toInt();
        if (!link.startsWith(QLatin1String("cite:")) || number >= shown_.size()) {
            popover_->away();
        } else {
            popover_->showQuote(shown_[number], tr("The quotation is exact."), where, viewport());
        }
    });
    connect(this, &FlowText::linkActivated, this, [this](const QString& link) {
        if (link == QLatin1String(kExperts))
            ExpertSheet::open(window(), bridge::keptRouting(run_.resultJson), run_.model);
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (popover_ != nullptr) popover_->away();
    });
}

void RunPreview::setRun(const bridge::RunItem& run) {
    run_ = run;
    rebuild();
    verticalScrollBar()->setValue(0);
}

void RunPreview::chips(QTextCursor& cursor, const QList<bridge::CitationItem>& citations,
                       bridge::WordingKind kind) {
    for (const bridge::CitationItem& each : citations) {
        cursor.insertText(QString(QChar::Nbsp), textFormat());
        insertChip(cursor, chipLabel(each.page), chipShape(kind),
                   QStringLiteral("cite:%1").arg(shown_.size()));
        shown_.append(each);
    }
}

void RunPreview::rebuild() {
    clear();
    shown_.clear();
    if (run_.id == 0) return;
    QTextCursor cursor(document());
    cursor.setBlockFormat(blockFormat(0, space::kSmall));
    cursor.insertText(run_.title, headingFormat(1.2));
    if (!bridge::keptRouting(run_.resultJson).isEmpty()) {
        cursor.insertBlock(blockFormat(0, space::kSmall), textFormat());
        cursor.insertText(tr("Experts"), linkFormat(QString::fromLatin1(kExperts)));
    }
    if (run_.kind == QLatin1String("summary")) {
        showSummary(cursor);
    } else if (run_.kind == QLatin1String("question")) {
        showAnswer(cursor);
    } else if (run_.kind == QLatin1String("inspection")) {
        showInspection(cursor);
    } else {
        showFigures(cursor);
    }
}

void RunPreview::showSummary(QTextCursor& cursor) {
    const bridge::SummaryItem summary = bridge::keptSummary(run_.resultJson);
    if (!summary.opening.isEmpty()) {
        cursor.insertBlock(blockFormat(space::kSmall, space::kMedium), textFormat());
        cursor.insertText(summary.opening, textFormat());
    }
    // The head of the summary; a page to read it all is one button away.
    constexpr int kMost = 12;
    int shown = 0;
    const bool heads = std::any_of(summary.statements.begin(), summary.statements.end(),
                                   [](const auto& each) { return each.head; });
    for (const bridge::StatementItem& each : summary.statements) {
        if (heads && !each.head) continue;
        if (shown++ >= kMost) break;
        cursor.insertBlock(blockFormat(0, space::kSmall), textFormat());
        if (!each.theme.isEmpty())
            cursor.insertText(bridge::clauseTitle(each.theme) + QStringLiteral("  "), strongFormat());
        cursor.insertText(each.text, textFormat());
        chips(cursor, each.citations, each.wording);
    }
    if (summary.facts.isEmpty()) return;
    cursor.insertBlock(blockFormat(space::kLarge, space::kSmall), textFormat());
    cursor.insertText(tr("Facts"), headingFormat(1.2));
    for (const bridge::FactItem& each : summary.facts) {
        cursor.insertBlock(blockFormat(0, space::kTiny), textFormat());
        cursor.insertText(bridge::clauseTitle(each.name) + QStringLiteral("  "),
                          each.found ? strongFormat() : mutedFormat());
        cursor.insertText(each.found ? each.value : tr("not found"),
                          each.found ? textFormat() : mutedFormat());
        chips(cursor, each.citations, bridge::WordingKind::Verbatim);
    }
}

void RunPreview::showAnswer(QTextCursor& cursor) {
    const bridge::MessageItem answer = bridge::keptAnswer(run_.resultJson);
    if (answer.notFound) {
        cursor.insertBlock(blockFormat(space::kSmall, space::kTiny), textFormat());
        QTextCharFormat strong = strongFormat();
        strong.setForeground(colors().warn);
        cursor.insertText(tr("Not in this document"), strong);
    }
    cursor.insertBlock(blockFormat(space::kSmall, space::kSmall), textFormat());
    cursor.insertText(QString(answer.text).replace('\n', QChar::LineSeparator), textFormat());
    chips(cursor, answer.citations, bridge::WordingKind::Verbatim);
}

void RunPreview::showInspection(QTextCursor& cursor) {
    const bridge::KeptBatch kept = bridge::keptBatch(run_.resultJson);
    const auto line = [&](const QString& name, const QString& value) {
        cursor.insertBlock(blockFormat(0, space::kTiny), textFormat());
        cursor.insertText(name + QStringLiteral("  "), mutedFormat());
        cursor.insertText(value, textFormat());
    };
    line(tr("Looked for"), run_.prompt.isEmpty() ? tr("everything unusual") : run_.prompt);
    line(tr("Pictures"), bridge::readableCount(kept.pictures));
    line(tr("Verdicts"), bridge::batchCounts(kept));
    if (!kept.report.isEmpty()) {
        cursor.insertBlock(blockFormat(space::kSmall, space::kMedium), textFormat());
        cursor.insertText(kept.report, textFormat());
    }
    if (kept.kinds.isEmpty()) return;
    cursor.insertBlock(blockFormat(space::kMedium, space::kSmall), textFormat());
    cursor.insertText(tr("Findings"), headingFormat(1.2));
    for (const auto& [kind, count] : kept.kinds)
        line(bridge::kindTitle(kind), bridge::readableCount(count));
}

void RunPreview::showFigures(QTextCursor& cursor) {
    for (const auto& [name, value] : bridge::keptFigures(run_.resultJson)) {
        cursor.insertBlock(blockFormat(0, space::kTiny), textFormat());
        cursor.insertText(name + QStringLiteral("  "), mutedFormat());
        cursor.insertText(value, textFormat());
    }
}

}  // namespace ui
