// A result of the history as it was shown when it was made: a summary, an answer, an inspection, or the
// figures of a run.
#pragma once

#include "ui/bridge/values.h"
#include "ui/widgets/flow_text.h"

namespace ui {

class QuotePopover;

class RunPreview : public FlowText {
    Q_OBJECT

public:
    explicit RunPreview(QWidget* parent = nullptr);
    void setRun(const bridge::RunItem& run);

protected:
    void rebuild() override;

private:
    void showSummary(QTextCursor& cursor);
    void showAnswer(QTextCursor& cursor);
    void showInspection(QTextCursor& cursor);
    void showFigures(QTextCursor& cursor);
    void chips(QTextCursor& cursor, const QList<bridge::CitationItem>& citations, bridge::WordingKind kind);

    bridge::RunItem run_;
    QList<bridge::CitationItem> shown_;  // by the number in their chip's target
    QuotePopover* popover_ = nullptr;
};

}  // namespace ui
