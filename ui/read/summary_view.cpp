#include "ui/read/summary_view.h"

#include <QScrollBar>
#include <QTextBlock>
#include <algorithm>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"
#include "ui/read/wording.h"
#include "ui/widgets/expert_sheet.h"
#include "ui/widgets/quote_popover.h"

namespace ui {

using bridge::StatementItem;

namespace {

constexpr int kSlice = 30;  // statements laid out at a time
constexpr int kMarkMs = 2600;
constexpr const char* kExperts = "experts:";

// What a block of the summary is, so that a statement that arrives late finds its place.
class BlockNote : public QTextBlockUserData {
public:
    enum Kind { kHead, kSection, kStatement };
    BlockNote(Kind noteKind, int statementId, QString sectionName, qint64 at)
        : kind(noteKind), id(statementId), section(std::move(sectionName)), place(at) {}
    Kind kind;
    int id;
    QString section;
    qint64 place;
};

const BlockNote* noteOf(const QTextBlock& block) {
    return static_cast<const BlockNote*>(block.userData());
}

QString target(int id, qsizetype citation) {
    return QStringLiteral("cite:%1.%2").arg(id).arg(citation);
}

// A new empty block before `block`, or at the end, or the only one there is.
QTextCursor newBlock(QTextDocument* document, const QTextBlock& before) {
    QTextCursor cursor(document);
    if (document->isEmpty()) return cursor;
    if (before.isValid()) {
        // Inserting at the start of a block would move its note up with it; after the block above it does
        // not.
        const QTextBlock above = before.previous();
        if (above.isValid()) {
            cursor.setPosition(above.position() + above.length() - 1);
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat());
            return cursor;
        }
        auto* moved = static_cast<BlockNote*>(before.userData());
        auto* kept =
            moved != nullptr ? new BlockNote(moved->kind, moved->id, moved->section, moved->place) : nullptr;
        cursor.setPosition(before.position());
        cursor.insertBlock(before.blockFormat(), QTextCharFormat());
        document->firstBlock().next().setUserData(kept);
        cursor.setPosition(0);
        cursor.block().setUserData(nullptr);
        return cursor;
    }
    cursor.movePosition(QTextCursor::End);
    cursor.insertBlock(QTextBlockFormat(), QTextCharFormat());
    return cursor;
}

}  // namespace

SummaryView::SummaryView(QWidget* parent) : FlowText(parent) {
    setAccessibleName(tr("Summary"));
    connect(this, &FlowText::linkActivated, this, [this](const QString& link) {
        if (popover_ != nullptr) popover_->away();
        if (link == QLatin1String(kExperts) && session_) {
            ExpertSheet::open(window(), session_->summary().routing, session_->summary().model);
            return;
        }
        const bridge::CitationItem found = citation(link);
        if (!found.quote.isEmpty())
            emit citationClicked(found, link.section('.', 0, 0).section(':', 1).toInt());
    });
    connect(this, &FlowText::linkHovered, this, &SummaryView::hover);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (popover_ != nullptr) popover_->away();
    });
    sliceTimer_.setSingleShot(true);
    sliceTimer_.setInterval(0);
    connect(&sliceTimer_, &QTimer::timeout, this, &SummaryView::buildSlice);
    markTimer_.setSingleShot(true);
    markTimer_.setInterval(kMarkMs);
    connect(&markTimer_, &QTimer::timeout, this, [this] { mark(-1); });
}

void SummaryView::setSession(bridge::DocumentSession* session) {
    if (session_ == session) return;
    if (session_) disconnect(session_, nullptr, this, nullptr);
    session_ = session;
    if (session_) {
        connect(session_, &bridge::DocumentSession::summaryChanged, this, &SummaryView::rebuild);
        connect(session_, &bridge::DocumentSession::statementsAdded, this, &SummaryView::addStatements);
    }
    rebuild();
    verticalScrollBar()->setValue(0);
}

const StatementItem* SummaryView::statement(int id) const {
    if (!session_) return nullptr;
    for (const StatementItem& each : session_->summary().statements) {
        if (each.id == id) return &each;
    }
    return nullptr;
}

bridge::CitationItem SummaryView::citation(const QString& link) const {
    if (!link.startsWith(QLatin1String("cite:"))) return {};
    const QString address = link.section(':', 1);
    const StatementItem* found = statement(address.section('.', 0, 0).toInt());
    const int number = address.section('.', 1).toInt();
    if (found == nullptr || number >= found->citations.size()) return {};
    return found->citations[number];
}

void SummaryView::hover(const QString& link, QRect where) {
    if (popover_ == nullptr) popover_ = new QuotePopover(window());
    const bridge::CitationItem found = citation(link);
    const StatementItem* of = statement(link.section(':', 1).section('.', 0, 0).toInt());
    if (found.quote.isEmpty() || of == nullptr) {
        popover_->away();
    } else {
        popover_->showQuote(found, wordingSentence(of->wording), where, viewport());
    }
}

void SummaryView::insertHeading(QTextCursor& cursor, const QString& text, const QString& section,
                                qint64 place) {
    cursor.setBlockFormat(blockFormat(space::kHuge, space::kSmall));
    cursor.insertText(text, headingFormat(1.0));
    cursor.block().setUserData(new BlockNote(BlockNote::kSection, -1, section, place));
}

void SummaryView::insertStatement(QTextCursor& cursor, const StatementItem& statement, bool head) {
    QTextBlockFormat block = blockFormat(0, space::kMedium);
    if (statement.id == marked_) setCard(block, LitCard, 1);
    cursor.setBlockFormat(block);
    if (head && !statement.theme.isEmpty()) {
        QTextCharFormat strong = strongFormat();
        cursor.insertText(bridge::clauseTitle(statement.theme), strong);
        cursor.insertText(QStringLiteral("  "), textFormat());
    }
    cursor.insertText(statement.text, textFormat());
    for (qsizetype i = 0; i < statement.citations.size(); ++i) {
        cursor.insertText(QString(QChar::Nbsp), textFormat());
        insertChip(cursor, chipLabel(statement.citations[i].page), chipShape(statement.wording),
                   target(statement.id, i));
    }
    cursor.block().setUserData(new BlockNote(head ? BlockNote::kHead : BlockNote::kStatement, statement.id,
                                             statement.section, statement.place));
}

void SummaryView::rebuild() {
    sliceTimer_.stop();
    waiting_.clear();
    const int top = verticalScrollBar()->value();
    clear();
    if (!session_) return;
    const bridge::SummaryItem& summary = session_->summary();
    if (summary.isEmpty()) return;

    QTextCursor cursor(document());
    bool first = true;
    const auto nextBlock = [&] {
        if (!first) cursor.insertBlock(QTextBlockFormat(), QTextCharFormat());
        first = false;
    };
    if (!summary.opening.isEmpty()) {
        nextBlock();
        QTextCharFormat opening = headingFormat(1.12);
        opening.setFontWeight(QFont::Normal);
        cursor.setBlockFormat(blockFormat(0, space::kMedium));
        cursor.insertText(summary.opening, opening);
    }
    if (!summary.routing.isEmpty()) {
        nextBlock();
        cursor.setBlockFormat(blockFormat(0, space::kSmall));
        cursor.insertText(tr("Experts"), linkFormat(QString::fromLatin1(kExperts)));
    }
    QList<StatementItem> heads;
    for (const StatementItem& each : summary.statements)
        (each.head ? heads : waiting_).append(each);
    if (!heads.isEmpty()) {
        nextBlock();
        cursor.setBlockFormat(blockFormat(space::kMedium, space::kMedium));
        cursor.insertText(tr("What matters"), headingFormat(1.2));
        for (const StatementItem& each : std::as_const(heads)) {
            nextBlock();
            insertStatement(cursor, each, true);
        }
    }
    if (!waiting_.isEmpty() && !first) {
        nextBlock();
        cursor.setBlockFormat(blockFormat(space::kHuge, 0));
        cursor.insertText(summary.complete ? tr("Section by section") : tr("Read so far"),
                          headingFormat(1.2));
    }
    buildSlice();
    verticalScrollBar()->setValue(top);
}

// Long summaries are laid out a slice at a time, so that the window stays quick.
void SummaryView::buildSlice() {
    const auto now = waiting_.mid(0, kSlice);
    waiting_.remove(0, now.size());
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    const BlockNote* last = noteOf(document()->lastBlock());
    QString section = last != nullptr && last->kind == BlockNote::kStatement ? last->section : QString();
    bool any = last != nullptr && last->kind == BlockNote::kStatement;
    for (const StatementItem& each : now) {
        if (each.section != section || (!any && !each.section.isEmpty())) {
            cursor = newBlock(document(), QTextBlock());
            insertHeading(cursor, each.section.isEmpty() ? tr("Before the first heading") : each.section,
                          each.section, each.place);
            section = each.section;
        }
        any = true;
        cursor = newBlock(document(), QTextBlock());
        insertStatement(cursor, each, false);
    }
    if (!waiting_.isEmpty()) sliceTimer_.start();
    if (wanted_ >= 0 && waiting_.isEmpty()) showStatement(wanted_);
}

void SummaryView::addStatements(const QList<StatementItem>& added) {
    if (!waiting_.isEmpty()) {
        waiting_.append(added);
        std::stable_sort(waiting_.begin(), waiting_.end(),
                         [](const StatementItem& a, const StatementItem& b) { return a.place < b.place; });
        return;
    }
    // What is looked at is remembered by its statement, and stands where it stood afterwards.
    const bool end = atEnd() && verticalScrollBar()->maximum() > 0;
    QTextBlock anchor = cursorForPosition(QPoint(viewport()->width() / 2, 2)).block();
    while (anchor.isValid() && noteOf(anchor) == nullptr)
        anchor = anchor.next();
    const int anchorId = anchor.isValid() ? noteOf(anchor)->id : -1;
    const int anchorTop = anchor.isValid() ? cursorRect(QTextCursor(anchor)).top() : 0;

    for (const StatementItem& each : added) {
        QTextBlock after;  // the first statement that stands after it
        for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
            const BlockNote* note = noteOf(block);
            if (note != nullptr && note->kind == BlockNote::kStatement && note->place > each.place) {
                after = block;
                break;
            }
        }
        QTextBlock before = after.isValid() ? after.previous() : document()->lastBlock();
        const bool headed =
            after.isValid() && noteOf(before) != nullptr && noteOf(before)->kind == BlockNote::kSection;
        if (after.isValid() && noteOf(after)->section == each.section) {
            QTextCursor cursor = newBlock(document(), after);
            insertStatement(cursor, each, false);
            continue;
        }
        if (headed) {
            after = before;
            before = after.previous();
        }
        const BlockNote* above = before.isValid() ? noteOf(before) : nullptr;
        if (above == nullptr || above->kind != BlockNote::kStatement || above->section != each.section) {
            if (!each.section.isEmpty() || document()->isEmpty()) {
                QTextCursor cursor = newBlock(document(), after);
                insertHeading(cursor, each.section.isEmpty() ? tr("Before the first heading") : each.section,
                              each.section, each.place);
                if (!after.isValid()) {
                    QTextCursor next = newBlock(document(), QTextBlock());
                    insertStatement(next, each, false);
                    continue;
                }
            }
        }
        QTextCursor cursor = newBlock(document(), after);
        insertStatement(cursor, each, false);
    }

    if (end) {
        followEnd(true);
    } else if (anchorId >= 0) {
        for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
            if (noteOf(block) != nullptr && noteOf(block)->id == anchorId) {
                const int moved = cursorRect(QTextCursor(block)).top() - anchorTop;
                verticalScrollBar()->setValue(verticalScrollBar()->value() + moved);
                break;
            }
        }
    }
}

void SummaryView::showStatement(int id) {
    wanted_ = -1;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        const BlockNote* note = noteOf(block);
        if (note == nullptr || note->id != id || note->kind == BlockNote::kSection) continue;
        mark(id);
        const QRect rect = cursorRect(QTextCursor(block));
        if (rect.top() < 0 || rect.bottom() > viewport()->height() - 40)
            verticalScrollBar()->setValue(verticalScrollBar()->value() + rect.top() -
                                          viewport()->height() / 3);
        QTextCursor cursor(block);
        setTextCursor(cursor);
        return;
    }
    if (!waiting_.isEmpty()) wanted_ = id;
}

void SummaryView::mark(int id) {
    const int before = marked_;
    marked_ = id;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        const BlockNote* note = noteOf(block);
        if (note == nullptr || note->kind == BlockNote::kSection || (note->id != before && note->id != id))
            continue;
        QTextBlockFormat format = block.blockFormat();
        setCard(format, note->id == id && id >= 0 ? LitCard : NoCard, 1);
        QTextCursor(block).setBlockFormat(format);
    }
    if (id >= 0) {
        markTimer_.start();
    } else {
        markTimer_.stop();
    }
}

}  // namespace ui
