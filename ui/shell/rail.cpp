#include "ui/shell/rail.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui::shell {

namespace {
constexpr int kWide = 72;
constexpr int kHigh = 62;
constexpr int kIconSize = 24;
}  // namespace

RailButton::RailButton(const QString& iconName, const QString& text, const QString& keys, QWidget* parent)
    : QAbstractButton(parent), iconName_(iconName) {
    setText(text);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setToolTip(QStringLiteral("%1 (%2)").arg(text, keys));
    setAccessibleName(text);
    turn_.setStartValue(0.0);
    turn_.setEndValue(360.0);
    turn_.setDuration(1600);
    turn_.setLoopCount(-1);
    connect(&turn_, &QVariantAnimation::valueChanged, this, [this] { update(); });
}

QSize RailButton::sizeHint() const {
    return {kWide, kHigh};
}

void RailButton::setBusy(bool busy) {
    if (busy_ == busy) return;
    busy_ = busy;
    setAccessibleDescription(busy ? tr("working") : QString());
    if (busy && Theme::instance().motion() > 0) {
        turn_.start();
    } else {
        turn_.stop();
    }
    update();
}

void RailButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& c = colors();
    const QRectF body = QRectF(rect()).adjusted(6, 3, -6, -3);
    if (isChecked() || hovered_) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? c.accentSoft : c.line);
        painter.drawRoundedRect(body, 8, 8);
    }
    if (hasFocus()) {
        painter.setPen(QPen(c.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), 8, 8);
    }
    const QColor ink = isChecked() ? c.accentText : c.muted;
    painter.drawPixmap((width() - kIconSize) / 2, 10,
                       iconPixmap(iconName_, ink, kIconSize, devicePixelRatioF()));
    QFont font = this->font();
    font.setPixelSize(qMax(10, qRound(QFontInfo(font).pixelSize() * 0.82)));
    if (isChecked()) font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(isChecked() ? c.accentText : c.muted);
    painter.drawText(QRect(2, 36, width() - 4, height() - 38), Qt::AlignHCenter | Qt::AlignTop, text());
    if (busy_) {
        const QRectF ring((width() + kIconSize) / 2.0 - 5, 7, 11, 11);
        painter.setPen(QPen(c.accentSoft, 2.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(ring);
        painter.setPen(QPen(c.accent, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(ring, static_cast<int>(-turn_.currentValue().toDouble() * 16), 110 * 16);
    }
}

void RailButton::enterEvent(QEnterEvent*) {
    hovered_ = true;
    update();
}

void RailButton::leaveEvent(QEvent*) {
    hovered_ = false;
    update();
}

Rail::Rail(QWidget* parent) : QWidget(parent) {
    setFixedWidth(kWide);
    setAccessibleName(tr("Pages"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(2);
    column->addStretch(1);
}

int Rail::add(const QString& iconName, const QString& text, const QString& keys, bool atFoot) {
    auto* button = new RailButton(iconName, text, keys, this);
    const int index = static_cast<int>(buttons_.size());
    buttons_.append(button);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(atFoot ? column->count() : index, button);
    connect(button, &QAbstractButton::clicked, this, [this, index] { emit chosen(index); });
    return index;
}

void Rail::setCurrent(int index) {
    if (index >= 0 && index < buttons_.size()) buttons_[index]->setChecked(true);
}

void Rail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().rail);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), colors().line);
}

void Rail::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
        for (int i = 0; i < buttons_.size(); ++i) {
            if (!buttons_[i]->hasFocus()) continue;
            const int next = i + (event->key() == Qt::Key_Down ? 1 : -1);
            if (next >= 0 && next < buttons_.size()) buttons_[next]->setFocus();
            return;
        }
    }
    QWidget::keyPressEvent(event);
}

}  // namespace ui::shell
