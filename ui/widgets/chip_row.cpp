#include "ui/widgets/chip_row.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr int kPad = 9;
constexpr int kMark = 16;  // with its distance to the word
constexpr int kGap = 6;
}  // namespace

ChipRow::ChipRow(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChipRow::setChips(const QList<Chip>& chips) {
    chips_ = chips;
    QStringList words;
    for (const Chip& chip : chips_)
        words.append(chip.state == State::Unknown ? tr("not understood: %1").arg(chip.text) : chip.text);
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    setFixedHeight(heightForWidth(width()));
    update();
}

int ChipRow::lineHeight() const {
    return fontMetrics().height() + 8;
}

QList<QRect> ChipRow::places(int width) const {
    QList<QRect> places;
    int x = 0, y = 0;
    for (const Chip& chip : chips_) {
        const int mark = chip.state == State::Muted ? 0 : kMark;
        const int wide = std::min(width, fontMetrics().horizontalAdvance(chip.text) + mark + 2 * kPad + 2);
        if (x > 0 && x + wide > width) {
            x = 0;
            y += lineHeight() + kGap;
        }
        places.append(QRect(x, y, wide, lineHeight()));
        x += wide + kGap;
    }
    return places;
}

int ChipRow::heightForWidth(int width) const {
    const QList<QRect> all = places(std::max(width, 80));
    return all.isEmpty() ? 0 : all.last().bottom() + 1;
}

QSize ChipRow::sizeHint() const {
    return {240, heightForWidth(width())};
}

QSize ChipRow::minimumSizeHint() const {
    return {80, heightForWidth(width())};
}

void ChipRow::resizeEvent(QResizeEvent*) {
    const int needed = heightForWidth(width());
    if (needed != height()) setFixedHeight(needed);
}

void ChipRow::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QList<QRect> all = places(width());
    for (int i = 0; i < all.size(); ++i) {
        const Chip& chip = chips_[i];
        const QRectF frame = QRectF(all[i]).adjusted(0.5, 0.5, -0.5, -0.5);
        const bool unknown = chip.state == State::Unknown, muted = chip.state == State::Muted;
        const QColor ink = unknown ? c.warn : muted ? c.muted : c.accentText;
        painter.setPen(muted ? QPen(Qt::NoPen) : QPen(ink, 1, unknown ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(unknown ? c.warnSoft : muted ? QColor(Qt::transparent) : c.accentSoft);
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2);
        QRectF text = frame.adjusted(muted ? 0 : kPad, 0, muted ? 0 : -kPad, 0);
        painter.setPen(QPen(ink, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (unknown) {
            painter.drawText(QRectF(text.left(), text.top(), kMark, text.height()),
                             Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("?"));
        } else if (chip.state == State::Excluded) {
            const double y = text.center().y();
            painter.drawLine(QPointF(text.left(), y), QPointF(text.left() + 9, y));
        } else if (!muted) {
            const QPointF at(text.left(), text.center().y());
            painter.drawPolyline(QPolygonF{at + QPointF(0, 0), at + QPointF(3, 3.5), at + QPointF(9, -4)});
        }
        if (!muted) text.setLeft(text.left() + kMark);
        painter.setPen(unknown || muted ? ink : c.text);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(chip.text, Qt::ElideRight, qRound(text.width()) + 1));
    }
}

bool ChipRow::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QList<QRect> all = places(width());
        for (int i = 0; i < all.size(); ++i) {
            if (all[i].contains(help->pos()) && !chips_[i].toolTip.isEmpty()) {
                QToolTip::showText(help->globalPos(), chips_[i].toolTip, this);
                return true;
            }
        }
        QToolTip::hideText();
    }
    return QWidget::event(event);
}

}  // namespace ui
