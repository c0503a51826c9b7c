#include "ui/widgets/coverage_strip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/look/theme.h"

namespace ui {

using bridge::PageState;

namespace {
constexpr int kMostCells = 400;
constexpr double kWidestCell = 26;
constexpr double kTickRoom = 5;
}  // namespace

CoverageStrip::CoverageStrip(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Pages read"));
}

void CoverageStrip::setPages(const QList<Cell>& pages) {
    pages_ = pages;
    focused_ = std::clamp(focused_, 0, std::max(0, cellCount() - 1));
    updateAccessible();
    update();
}

void CoverageStrip::setCurrentPage(int page) {
    if (current_ == page) return;
    current_ = page;
    update();
}

int CoverageStrip::pagesInCell() const {
    const int pages = static_cast<int>(pages_.size());
    const int room = std::clamp(width() / 3, 1, kMostCells);
    return std::max(1, (pages + room - 1) / room);
}

int CoverageStrip::cellCount() const {
    return pages_.isEmpty() ? 0 : (static_cast<int>(pages_.size()) + pagesInCell() - 1) / pagesInCell();
}

QRectF CoverageStrip::cellRect(int cell) const {
    const double step = std::min(kWidestCell, static_cast<double>(width() - 2) / cellCount());
    const double gap = step >= 6 ? 2 : step >= 4 ? 1 : 0.5;
    return {1 + cell * step, 3, step - gap, height() - 6 - kTickRoom};
}

int CoverageStrip::cellAt(QPointF position) const {
    for (int cell = 0; cell < cellCount(); ++cell) {
        const QRectF rect = cellRect(cell);
        if (position.x() >= rect.left() - 1 && position.x() < rect.right() + 1) return cell;
    }
    return -1;
}

CoverageStrip::Cell CoverageStrip::merged(int cell) const {
    const int each = pagesInCell();
    const int first = cell * each;
    const int last = std::min<int>(first + each, static_cast<int>(pages_.size()));
    Cell all{PageState::Read, false};
    bool unread = false, now = false, failed = false;
    for (int page = first; page < last; ++page) {
        unread = unread || pages_[page].state == PageState::Unread;
        now = now || pages_[page].state == PageState::Now;
        failed = failed || pages_[page].state == PageState::Failed;
        all.cited = all.cited || pages_[page].cited;
    }
    // What asks for attention shows.
    if (failed)
        all.state = PageState::Failed;
    else if (now)
        all.state = PageState::Now;
    else if (unread)
        all.state = PageState::Unread;
    return all;
}

QString CoverageStrip::describe(int cell) const {
    if (cell < 0 || cell >= cellCount()) return {};
    const int each = pagesInCell();
    const int first = cell * each + 1;
    const int last = std::min<int>(first + each - 1, static_cast<int>(pages_.size()));
    const Cell all = merged(cell);
    const QString which =
        first == last ? tr("Page %1").arg(first) : tr("Pages %1 to %2").arg(first).arg(last);
    QString state;
    switch (all.state) {
        case PageState::Unread:
            state = tr("not read yet");
            break;
        case PageState::Now:
            state = tr("being read");
            break;
        case PageState::Read:
            state = tr("read");
            break;
        case PageState::Failed:
            state = tr("could not be read");
            break;
    }
    if (all.cited) state = tr("%1, cited").arg(state);
    return tr("%1: %2").arg(which, state);
}

void CoverageStrip::updateAccessible() {
    const auto read =
        std::count_if(pages_.begin(), pages_.end(), [](const Cell& c) { return c.state == PageState::Read; });
    setAccessibleDescription(tr("%1 of %2 pages read").arg(read).arg(pages_.size()));
}

void CoverageStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& c = colors();
    const int cells = cellCount();
    const int each = pagesInCell();
    for (int cell = 0; cell < cells; ++cell) {
        const QRectF rect = cellRect(cell);
        const double radius = std::min(2.0, rect.width() / 3);
        const Cell all = merged(cell);
        switch (all.state) {
            case PageState::Unread:
                painter.setPen(Qt::NoPen);
                painter.setBrush(c.line);
                painter.drawRoundedRect(rect, radius, radius);
                break;
            case PageState::Read:
                painter.setPen(Qt::NoPen);
                painter.setBrush(c.accent);
                painter.drawRoundedRect(rect, radius, radius);
                break;
            case PageState::Now:
                painter.setPen(QPen(c.accent, 1.5));
                painter.setBrush(c.accentSoft);
                painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius);
                break;
            case PageState::Failed:
                painter.setPen(QPen(c.bad, 1, Qt::DotLine));
                painter.setBrush(c.badSoft);
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
                break;
        }
        if (all.cited) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(c.accentText);
            const double tick = std::min(rect.width(), 6.0);
            painter.drawRoundedRect(QRectF(rect.center().x() - tick / 2, rect.bottom() + 2, tick, 2), 1, 1);
        }
        const bool here = current_ >= 0 && current_ / each == cell;
        const bool marked = cell == hovered_ || (hasFocus() && cell == focused_);
        if (here || marked) {
            painter.setPen(QPen(here && !marked ? c.muted : c.text, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(rect.adjusted(-1, -1.5, 1, 1.5), radius + 1, radius + 1);
        }
    }
}

void CoverageStrip::mousePressEvent(QMouseEvent* event) {
    const int cell = cellAt(event->position());
    if (cell < 0 || event->button() != Qt::LeftButton) return;
    focused_ = cell;
    update();
    emit pageClicked(cell * pagesInCell());
}

void CoverageStrip::mouseMoveEvent(QMouseEvent* event) {
    const int cell = cellAt(event->position());
    if (cell != hovered_) {
        hovered_ = cell;
        setCursor(cell >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        update();
    }
}

void CoverageStrip::leaveEvent(QEvent*) {
    hovered_ = -1;
    update();
}

void CoverageStrip::keyPressEvent(QKeyEvent* event) {
    const int cells = cellCount();
    if (cells == 0) return;
    switch (event->key()) {
        case Qt::Key_Left:
            focused_ = std::max(0, focused_ - 1);
            break;
        case Qt::Key_Right:
            focused_ = std::min(cells - 1, focused_ + 1);
            break;
        case Qt::Key_Home:
            focused_ = 0;
            break;
        case Qt::Key_End:
            focused_ = cells - 1;
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            emit pageClicked(focused_ * pagesInCell());
            return;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    setAccessibleDescription(describe(focused_));
    update();
}

bool CoverageStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int cell = cellAt(help->pos());
        if (cell >= 0) {
            QToolTip::showText(help->globalPos(), describe(cell), this, cellRect(cell).toAlignedRect());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace ui
