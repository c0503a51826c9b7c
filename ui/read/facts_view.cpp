#include "ui/read/facts_view.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"
#include "ui/read/wording.h"
#include "ui/widgets/quote_popover.h"

namespace ui {

namespace {

// Wrapped text, and the pages as chips.
class FactDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static constexpr int kPad = 10;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto* view = qobject_cast<const QTableView*>(option.widget);
        const int wide = view != nullptr ? view->columnWidth(index.column()) : 200;
        const QRect room(0, 0, std::max(60, wide - 2 * kPad), 10000);
        if (index.column() == FactsModel::Place) {
            const auto places = chips(index, option.fontMetrics, room);
            const int bottom = places.isEmpty() ? 0 : places.last().second.bottom() - 1;
            return {wide, std::max(option.fontMetrics.height(), bottom) + 2 * kPad};
        }
        return {wide, QFontMetrics(fontOf(option, index))
                              .boundingRect(room, Qt::TextWordWrap, index.data().toString())
                              .height() +
                          2 * kPad};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Colors& c = colors();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, c.accentSoft);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), c.line);
        const QRect room = option.rect.adjusted(kPad, kPad, -kPad, -kPad);
        const bool found = index.data(FactsModel::FoundRole).toBool();
        if (index.column() == FactsModel::Place) {
            for (const auto& [label, chip] : chips(index, option.fontMetrics, room)) {
                painter->setPen(Qt::NoPen);
                painter->setBrush((option.state & QStyle::State_Selected) ? c.surface : c.accentSoft);
                painter->drawRoundedRect(chip, 3, 3);
                painter->setPen(c.accentText);
                painter->drawText(chip, Qt::AlignCenter, label);
            }
        } else {
            painter->setFont(fontOf(option, index));
            painter->setPen(found || index.column() == FactsModel::Name ? c.text : c.muted);
            if (!found && index.column() == FactsModel::Name) painter->setPen(c.muted);
            painter->drawText(room, Qt::TextWordWrap | Qt::AlignTop | Qt::AlignLeft, index.data().toString());
        }
        painter->restore();
    }

private:
    static QFont fontOf(const QStyleOptionViewItem& option, const QModelIndex& index) {
        QFont font = option.font;
        if (index.column() == FactsModel::Name) font.setWeight(QFont::DemiBold);
        return font;
    }

    // The pages side by side, in as many lines as they need.
    static QList<std::pair<QString, QRect>> chips(const QModelIndex& index, const QFontMetrics& metrics,
                                                  const QRect& room) {
        QList<std::pair<QString, QRect>> placed;
        int x = room.left(), y = room.top() - 2;
        for (const QVariant& page : index.data(FactsModel::PagesRole).toList()) {
            const QString label = chipLabel(page.toInt());
            const QSize size(metrics.horizontalAdvance(label) + 16, metrics.height() + 4);
            if (x > room.left() && x + size.width() > room.left() + room.width()) {
                x = room.left();
                y += size.height() + 4;
            }
            placed.append({label, QRect(QPoint(x, y), size)});
            x += size.width() + 4;
        }
        return placed;
    }
};

}  // namespace

void FactsModel::setFacts(const QList<bridge::FactItem>& facts, bool complete) {
    beginResetModel();
    facts_ = facts;
    complete_ = complete;
    endResetModel();
}

int FactsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(facts_.size());
}
int FactsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant FactsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= facts_.size()) return {};
    const bridge::FactItem& fact = facts_[index.row()];
    if (role == FoundRole) return fact.found;
    if (role == PagesRole) {
        QVariantList pages;
        for (const bridge::CitationItem& each : fact.citations) {
            if (!pages.contains(each.page)) pages.append(each.page);
        }
        return pages;
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) return {};
    switch (index.column()) {
        case Name:
            return bridge::clauseTitle(fact.name);
        case Value:
            if (fact.found) return fact.value;
            return complete_ ? tr("not found in the whole document") : tr("not found so far");
        case Place: {
            QStringList places;
            for (const bridge::CitationItem& each : fact.citations)
                places.append(chipLabel(each.page));
            return places.join(QStringLiteral(", "));
        }
        default:
            return {};
    }
}

QVariant FactsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole) return {};
    return section == Name ? tr("Fact") : section == Value ? tr("What the document says") : tr("Place");
}

FactsView::FactsView(QWidget* parent) : QTableView(parent), model_(new FactsModel(this)) {
    setModel(model_);
    setItemDelegate(new FactDelegate(this));
    setAccessibleName(tr("Facts"));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    connect(this, &QTableView::clicked, this, &FactsView::go);
    connect(this, &QTableView::activated, this, &FactsView::go);
    connect(this, &QTableView::entered, this, [this](const QModelIndex& index) {
        if (popover_ == nullptr) popover_ = new QuotePopover(window());
        const bridge::FactItem& fact = model_->fact(index.row());
        if (index.column() == FactsModel::Place && !fact.citations.isEmpty()) {
            popover_->showQuote(fact.citations.first(), tr("The quotation is exact."), visualRect(index),
                                viewport());
        } else {
            popover_->away();
        }
    });
}

void FactsView::setSession(bridge::DocumentSession* session) {
    if (session_ == session) return;
    if (session_) disconnect(session_, nullptr, this, nullptr);
    session_ = session;
    if (session_) connect(session_, &bridge::DocumentSession::summaryChanged, this, &FactsView::refresh);
    refresh();
}

void FactsView::refresh() {
    model_->setFacts(session_ ? session_->summary().facts : QList<bridge::FactItem>(),
                     session_ && session_->summary().complete);
    fit();
}

void FactsView::fit() {
    const int wide = viewport()->width();
    const int name = std::clamp(wide * 28 / 100, 120, 220);
    const int place = std::clamp(wide * 20 / 100, 108, 160);
    setColumnWidth(FactsModel::Name, name);
    setColumnWidth(FactsModel::Place, place);
    setColumnWidth(FactsModel::Value, std::max(120, wide - name - place));
    resizeRowsToContents();
}

void FactsView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fit();
}

void FactsView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        go(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void FactsView::leaveEvent(QEvent* event) {
    if (popover_ != nullptr) popover_->away();
    QTableView::leaveEvent(event);
}

void FactsView::go(const QModelIndex& index) {
    if (popover_ != nullptr) popover_->away();
    if (!index.isValid()) return;
    const auto citations = model_->fact(index.row()).citations;
    if (!citations.isEmpty()) emit factClicked(citations);
}

}  // namespace ui
