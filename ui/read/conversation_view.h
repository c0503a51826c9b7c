// Questions about a document and their answers, each with its places. An answer that is being written follows
// the end only while the reader is there.
#pragma once

#include <QPointer>

#include "ui/bridge/document_session.h"
#include "ui/widgets/flow_text.h"

namespace ui {

class QuotePopover;

class ConversationView : public FlowText {
    Q_OBJECT

public:
    explicit ConversationView(QWidget* parent = nullptr);
    void setSession(bridge::DocumentSession* session);

signals:
    void citationClicked(const ui::bridge::CitationItem& citation);
    void editWanted(const QString& question);
    void copied();

protected:
    void rebuild() override;

private:
    void grow();
    void insertMessage(QTextCursor& cursor, int number, bool last);
    void activate(const QString& link);
    bridge::CitationItem citation(const QString& link) const;

    QPointer<bridge::DocumentSession> session_;
    QuotePopover* popover_ = nullptr;
    int growing_ = -1;     // message whose words still come
    int growStart_ = 0;    // position of its first character
    qsizetype grown_ = 0;  // characters shown
};

}  // namespace ui
