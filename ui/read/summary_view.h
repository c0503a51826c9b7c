// The summary of a document: an opening paragraph, what matters most, and the rest section by section. While
// it is being read, statements arrive at their place without moving what is looked at.
#pragma once

#include <QPointer>
#include <QTimer>

#include "ui/bridge/document_session.h"
#include "ui/widgets/flow_text.h"

namespace ui {

class QuotePopover;

class SummaryView : public FlowText {
    Q_OBJECT

public:
    explicit SummaryView(QWidget* parent = nullptr);
    void setSession(bridge::DocumentSession* session);
    // Scrolls to a statement and marks it for a moment.
    void showStatement(int id);
    int markedStatement() const { return marked_; }
    // The n-th citation of a statement; empty quote when it is not there.
    bridge::CitationItem citation(const QString& target) const;

signals:
    void citationClicked(const ui::bridge::CitationItem& citation, int statement);

protected:
    void rebuild() override;

private:
    void addStatements(const QList<bridge::StatementItem>& added);
    void insertStatement(QTextCursor& cursor, const bridge::StatementItem& statement, bool head);
    void insertHeading(QTextCursor& cursor, const QString& text, const QString& section, qint64 place);
    void buildSlice();
    void hover(const QString& target, QRect where);
    void mark(int id);
    const bridge::StatementItem* statement(int id) const;

    QPointer<bridge::DocumentSession> session_;
    QuotePopover* popover_ = nullptr;
    QTimer sliceTimer_;
    QList<bridge::StatementItem> waiting_;  // not laid out yet
    int marked_ = -1;
    int wanted_ = -1;  // to be shown once it is laid out
    QTimer markTimer_;
};

}  // namespace ui
