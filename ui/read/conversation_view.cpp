#include "ui/read/conversation_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QTextBlock>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"
#include "ui/read/export_summary.h"
#include "ui/read/wording.h"
#include "ui/widgets/expert_sheet.h"
#include "ui/widgets/quote_popover.h"

namespace ui {

using bridge::MessageItem;

ConversationView::ConversationView(QWidget* parent) : FlowText(parent) {
    setAccessibleName(tr("Questions and answers"));
    connect(this, &FlowText::linkActivated, this, &ConversationView::activate);
    connect(this, &FlowText::linkHovered, this, [this](const QString& link, QRect where) {
        if (popover_ == nullptr) popover_ = new QuotePopover(window());
        const bridge::CitationItem found = citation(link);
        if (found.quote.isEmpty()) {
            popover_->away();
        } else {
            popover_->showQuote(found, tr("The quotation is exact."), where, viewport());
        }
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (popover_ != nullptr) popover_->away();
    });
}

void ConversationView::setSession(bridge::DocumentSession* session) {
    if (session_ == session) return;
    if (session_) disconnect(session_, nullptr, this, nullptr);
    session_ = session;
    if (session_) {
        connect(session_, &bridge::DocumentSession::messagesChanged, this, [this] {
            const bool end = atEnd();
            rebuild();
            followEnd(end || growing_ >= 0);
        });
        connect(session_, &bridge::DocumentSession::answerGrew, this, &ConversationView::grow);
        connect(session_, &bridge::DocumentSession::jobChanged, this, [this] {
            const bool end = atEnd();
            rebuild();
            followEnd(end);
        });
    }
    rebuild();
    followEnd(true);
}

bridge::CitationItem ConversationView::citation(const QString& link) const {
    if (!session_ || !link.startsWith(QLatin1String("cite:"))) return {};
    const QString address = link.section(':', 1);
    const int message = address.section('.', 0, 0).toInt();
    const int number = address.section('.', 1).toInt();
    if (message >= session_->messages().size() || number >= session_->messages()[message].citations.size())
        return {};
    return session_->messages()[message].citations[number];
}

void ConversationView::activate(const QString& link) {
    if (popover_ != nullptr) popover_->away();
    if (!session_) return;
    if (link.startsWith(QLatin1String("cite:"))) {
        const bridge::CitationItem found = citation(link);
        if (!found.quote.isEmpty()) emit citationClicked(found);
        return;
    }
    const int number = link.section(':', 1).toInt();
    if (number < 0 || number >= session_->messages().size()) return;
    if (link.startsWith(QLatin1String("copy:"))) {
        QGuiApplication::clipboard()->setText(answerAsMarkdown(session_->messages()[number]));
        emit copied();
    } else if (link.startsWith(QLatin1String("again:"))) {
        session_->regenerate();
    } else if (link.startsWith(QLatin1String("edit:")) && number > 0) {
        emit editWanted(session_->messages()[number - 1].text);
    } else if (link.startsWith(QLatin1String("experts:"))) {
        const MessageItem& message = session_->messages()[number];
        ExpertSheet::open(window(), message.routing, message.model);
    }
}

void ConversationView::insertMessage(QTextCursor& cursor, int number, bool last) {
    const MessageItem& message = session_->messages()[number];
    const auto next = [&] {
        if (!document()->isEmpty()) cursor.insertBlock(QTextBlockFormat(), QTextCharFormat());
    };
    if (message.fromUser) {
        next();
        QTextBlockFormat block = blockFormat(number == 0 ? 8 : space::kHuge + 8, space::kLarge, 12);
        block.setRightMargin(12);
        setCard(block, QuestionCard, number + 1);
        cursor.setBlockFormat(block);
        cursor.insertText(message.text, strongFormat());
        return;
    }
    const bool running = message.state == MessageItem::State::Running;
    if (message.notFound) {
        next();
        QTextBlockFormat block = blockFormat(space::kSmall, 2, 12);
        block.setRightMargin(12);
        setCard(block, AbsentCard, number + 1);
        cursor.setBlockFormat(block);
        QTextCharFormat strong = strongFormat();
        strong.setForeground(colors().warn);
        cursor.insertText(tr("Not in this document"), strong);
        cursor.insertBlock();
        block.setTopMargin(0);
        block.setBottomMargin(space::kSmall);
        cursor.setBlockFormat(block);
        cursor.insertText(message.text.isEmpty() ? tr("The whole document was searched.") : message.text,
                          textFormat());
    } else {
        if (message.closestOnly) {
            next();
            cursor.setBlockFormat(blockFormat(space::kTiny, space::kTiny));
            cursor.insertText(
                tr("These are the closest passages; the document may not answer this directly."),
                mutedFormat());
        }
        // A failed answer without a word leaves no empty line.
        const bool silent = !running && message.text.isEmpty() && message.citations.isEmpty();
        if (!silent) {
            next();
            cursor.setBlockFormat(blockFormat(space::kTiny, space::kSmall));
        }
        if (running) {
            growing_ = number;
            growStart_ = cursor.position();
            grown_ = message.text.size();
        }
        if (running && message.text.isEmpty()) {
            cursor.insertText(tr("Looking through the document …"), mutedFormat());
        } else {
            cursor.insertText(QString(message.text).replace('\n', QChar::LineSeparator), textFormat());
        }
        for (qsizetype i = 0; i < message.citations.size(); ++i) {
            cursor.insertText(QString(QChar::Nbsp), textFormat());
            insertChip(cursor, chipLabel(message.citations[i].page), FlowText::ChipShape::Quote,
                       QStringLiteral("cite:%1.%2").arg(number).arg(i));
        }
    }
    if (running) return;
    next();
    cursor.setBlockFormat(blockFormat(message.notFound ? space::kMedium : 0, 0));
    QStringList facts;
    if (message.state == MessageItem::State::Stopped) facts.append(tr("Stopped"));
    if (message.state == MessageItem::State::Failed) facts.append(tr("Ended by an error"));
    if (!message.model.isEmpty()) facts.append(message.model);
    if (message.seconds >= 1) facts.append(bridge::readableTime(message.seconds));
    if (!facts.isEmpty())
        cursor.insertText(facts.join(QStringLiteral(" · ")) + QStringLiteral("    "), mutedFormat());
    const auto action = [&](const QString& text, const QString& link) {
        cursor.insertText(text, linkFormat(link));
        cursor.insertText(QStringLiteral("    "), mutedFormat());
    };
    action(tr("Copy"), QStringLiteral("copy:%1").arg(number));
    if (last && session_->job() == bridge::DocumentSession::Job::None)
        action(tr("Ask again"), QStringLiteral("again:%1").arg(number));
    action(tr("Edit the question"), QStringLiteral("edit:%1").arg(number));
    if (!message.routing.isEmpty()) action(tr("Experts"), QStringLiteral("experts:%1").arg(number));
}

void ConversationView::rebuild() {
    const int top = verticalScrollBar()->value();
    clear();
    growing_ = -1;
    if (!session_) return;
    QTextCursor cursor(document());
    const auto count = static_cast<int>(session_->messages().size());
    for (int number = 0; number < count; ++number)
        insertMessage(cursor, number, number == count - 1);
    verticalScrollBar()->setValue(top);
}

void ConversationView::grow() {
    if (!session_ || session_->messages().isEmpty()) return;
    const QString& text = session_->messages().last().text;
    if (growing_ != session_->messages().size() - 1 || grown_ == 0 || text.size() < grown_) {
        const bool end = atEnd();
        rebuild();
        followEnd(end);
        return;
    }
    const bool end = atEnd();
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(text.mid(grown_).replace('\n', QChar::LineSeparator), textFormat());
    grown_ = text.size();
    followEnd(end);
}

}  // namespace ui
