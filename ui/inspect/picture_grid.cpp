#include "ui/inspect/picture_grid.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QWheelEvent>

#include "ui/bridge/inspect_batch.h"
#include "ui/bridge/inspect_pictures.h"
#include "ui/bridge/inspect_words.h"
#include "ui/inspect/verdict_marks.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

using bridge::InspectBatch;
using bridge::PictureState;
using bridge::VerdictMark;

namespace {

constexpr int kMargin = 6;
constexpr int kEdge = 3;
constexpr int kMark = 20;

QFont smallFont(const QFont& font) {
    QFont smaller = font;
    smaller.setPixelSize(qRound(QFontInfo(font).pixelSize() * 0.88));
    return smaller;
}

class PictureDelegate : public QStyledItemDelegate {
public:
    explicit PictureDelegate(PictureGrid* grid) : QStyledItemDelegate(grid), grid_(grid) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        const int text = QFontMetrics(smallFont(option.font)).height();
        return {grid_->side() + 2 * kMargin, grid_->side() + 2 * kMargin + text + 6};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Colors& c = colors();
        const auto state = static_cast<PictureState>(index.data(InspectBatch::StateRole).toInt());
        const auto mark = static_cast<VerdictMark>(index.data(InspectBatch::VerdictRole).toInt());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state & QStyle::State_Selected;
        const QRectF cell = QRectF(option.rect).adjusted(1, 1, -1, -1);
        if (selected || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(selected ? c.accentSoft : c.sunken);
            painter->drawRoundedRect(cell, space::kRadius, space::kRadius);
        }
        if ((option.state & QStyle::State_HasFocus) && grid_->hasFocus()) {
            painter->setPen(QPen(c.accent, 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(cell.adjusted(1, 1, -1, -1), space::kRadius, space::kRadius);
        }
        const QRect frame(option.rect.left() + kMargin, option.rect.top() + kMargin, grid_->side(),
                          grid_->side());
        paintPicture(*painter, frame, index, state, mark);

        const QFont font = smallFont(option.font);
        const QFontMetrics metrics(font);
        QRect text(frame.left(), frame.bottom() + 5, frame.width(), metrics.height());
        painter->setFont(font);
        if (state == PictureState::Done) {
            const QString score = bridge::readableScore(index.data(InspectBatch::ScoreRole).toDouble());
            painter->setPen(c.muted);
            painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, score);
            text.setRight(text.right() - metrics.horizontalAdvance(score) - 6);
        }
        painter->setPen(c.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
        painter->restore();
    }

private:
    void paintPicture(QPainter& painter, const QRect& frame, const QModelIndex& index, PictureState state,
                      VerdictMark mark) const {
        const Colors& c = colors();
        const QString path = index.data(InspectBatch::PathRole).toString();
        const QImage image = grid_->pictures().small(path);
        const QRect inside = frame.adjusted(kEdge, kEdge, -kEdge, -kEdge);
        painter.fillRect(inside, c.desk);
        if (!image.isNull()) {
            QSize size = image.size().scaled(inside.size(), Qt::KeepAspectRatio);
            QRect place(QPoint(), size);
            place.moveCenter(inside.center());
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.drawImage(place, image);
        } else if (grid_->pictures().isBroken(path)) {
            painter.drawPixmap(
                inside.center() - QPoint(12, 12),
                iconPixmap(QStringLiteral("warning"), c.bad, 24, painter.device()->devicePixelRatioF()));
        }
        painter.setPen(QPen(verdictColor(state, mark), kEdge,
                            state == PictureState::Done ? Qt::SolidLine : Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        const qreal half = kEdge / 2.0;
        painter.drawRoundedRect(QRectF(frame).adjusted(half, half, -half, -half), 4, 4);
        paintMark(painter, QRectF(frame.left() + kEdge + 4, frame.top() + kEdge + 4, kMark, kMark), state,
                  mark, index.data(InspectBatch::OverruledRole).toBool());
    }

    PictureGrid* grid_;
};

}  // namespace

PictureFilter::PictureFilter(InspectBatch& batch, QObject* parent) : QSortFilterProxyModel(parent) {
    setSourceModel(&batch);
    setDynamicSortFilter(true);
}

void PictureFilter::setShown(Show show) {
    if (show == show_) return;
    show_ = show;
    invalidateFilter();
}

void PictureFilter::setByScore(bool byScore) {
    byScore_ = byScore;
    invalidate();
    sort(byScore ? 0 : -1);
}

bool PictureFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (show_ == Show::All) return true;
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto state = static_cast<PictureState>(index.data(InspectBatch::StateRole).toInt());
    const auto mark = static_cast<VerdictMark>(index.data(InspectBatch::VerdictRole).toInt());
    switch (show_) {
        case Show::Failed:
            return state == PictureState::Failed;
        case Show::Waiting:
            return state == PictureState::Waiting || state == PictureState::Running;
        case Show::Ok:
            return mark == VerdictMark::Ok;
        case Show::Ng:
            return mark == VerdictMark::Ng;
        case Show::Unsure:
            return mark == VerdictMark::Unsure;
        case Show::All:
            break;
    }
    return true;
}

bool PictureFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const double a = left.data(InspectBatch::ScoreRole).toDouble();
    const double b = right.data(InspectBatch::ScoreRole).toDouble();
    return a != b ? a > b : left.row() < right.row();
}

PictureGrid::PictureGrid(PictureFilter* filter, bridge::InspectPictures& pictures, QWidget* parent)
    : QListView(parent), filter_(filter), pictures_(pictures) {
    setModel(filter);
    setItemDelegate(new PictureDelegate(this));
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setLayoutMode(QListView::Batched);
    setBatchSize(400);
    setSpacing(4);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Pictures"));
    connect(this, &QListView::activated, this,
            [this](const QModelIndex& index) { emit opened(filter_->mapToSource(index).row()); });
    connect(&pictures_, &bridge::InspectPictures::smallReady, viewport(), qOverload<>(&QWidget::update));
}

void PictureGrid::setSide(int side) {
    side = std::clamp(side, kSmallest, kLargest);
    if (side == side_) return;
    side_ = side;
    const QModelIndex at = currentIndex();
    // The sizes of all items are asked for once more.
    scheduleDelayedItemsLayout();
    if (at.isValid()) scrollTo(at);
    emit sideChanged(side_);
}

int PictureGrid::currentRow() const {
    return filter_->mapToSource(currentIndex()).row();
}

void PictureGrid::setCurrentRow(int row) {
    const QModelIndex index = filter_->mapFromSource(filter_->sourceModel()->index(row, 0));
    if (!index.isValid()) return;
    setCurrentIndex(index);
    scrollTo(index);
}

QList<int> PictureGrid::selectedRows() const {
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedIndexes())
        rows.append(filter_->mapToSource(index).row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

int PictureGrid::neighbour(int row, int step) const {
    const QModelIndex at = filter_->mapFromSource(filter_->sourceModel()->index(row, 0));
    int next = at.row() + step;
    if (!at.isValid()) {
        // It is shown no more: the one that took its place.
        next = 0;
        while (next < filter_->rowCount() && filter_->mapToSource(filter_->index(next, 0)).row() < row)
            ++next;
        if (step < 0) --next;
    }
    if (next < 0 || next >= filter_->rowCount()) return -1;
    return filter_->mapToSource(filter_->index(next, 0)).row();
}

void PictureGrid::keyPressEvent(QKeyEvent* event) {
    const bool plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    const bool control = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
        case Qt::Key_O:
        case Qt::Key_N:
        case Qt::Key_U:
            if (!plain) break;
            emit overruled(selectedRows(), event->key() == Qt::Key_O   ? VerdictMark::Ok
                                           : event->key() == Qt::Key_N ? VerdictMark::Ng
                                                                       : VerdictMark::Unsure);
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (currentIndex().isValid()) emit opened(currentRow());
            return;
        case Qt::Key_Delete:
            if (!selectedRows().isEmpty()) emit removed(selectedRows());
            return;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            if (!control) break;
            setSide(side_ + 24);
            return;
        case Qt::Key_Minus:
            if (!control) break;
            setSide(side_ - 24);
            return;
        default:
            break;
    }
    // Letters say verdicts; they do not search.
    if (!event->text().isEmpty() && event->text().at(0).isLetterOrNumber() && plain) {
        event->ignore();
        return;
    }
    QListView::keyPressEvent(event);
}

// Each line says the key that does the same.
void PictureGrid::contextMenuEvent(QContextMenuEvent* event) {
    const QList<int> rows = selectedRows();
    if (rows.isEmpty()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open") + QStringLiteral("\t") + tr("Enter"), this,
                    [this, rows] { emit opened(rows.first()); });
    menu->addSeparator();
    const std::pair<VerdictMark, const char*> marks[] = {
        {VerdictMark::Ok, "O"}, {VerdictMark::Ng, "N"}, {VerdictMark::Unsure, "U"}};
    for (const auto& [mark, key] : marks)
        menu->addAction(QStringLiteral("%1\t%2").arg(bridge::verdictTitle(mark), QLatin1String(key)), this,
                        [this, rows, says = mark] { emit overruled(rows, says); });
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("trash")),
                    tr("Remove from the batch") + QStringLiteral("\t") + tr("Delete"), this,
                    [this, rows] { emit removed(rows); });
    const QRect cell = visualRect(currentIndex());
    menu->popup(event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(cell.center())
                                                               : event->globalPos());
}

void PictureGrid::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        setSide(side_ + (event->angleDelta().y() > 0 ? 16 : -16));
        event->accept();
        return;
    }
    QListView::wheelEvent(event);
}

}  // namespace ui
