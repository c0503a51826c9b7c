#include "ui/inspect/drop_zones.h"

#include <QPainter>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr double kGoodShare = 0.38;
}

DropZones::DropZones(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

QRect DropZones::zoneRect(Zone zone) const {
    const QRect room = rect().adjusted(20, 20, -20, -20);
    const int split = qRound(room.width() * kGoodShare);
    return zone == Zone::Good
               ? QRect(room.left(), room.top(), split - 8, room.height())
               : QRect(room.left() + split + 8, room.top(), room.width() - split - 8, room.height());
}

DropZones::Zone DropZones::zoneAt(QPoint position) const {
    return position.x() < zoneRect(Zone::Inspect).left() - 8 ? Zone::Good : Zone::Inspect;
}

void DropZones::point(QPoint position) {
    pointed_ = zoneAt(position);
    update();
}

void DropZones::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.window);  // what shines through between the zones would look like a fault
    const auto paintZone = [&](Zone zone, const QString& iconName, const QString& title,
                               const QString& sentence) {
        const bool pointed = zone == pointed_;
        const QRect room = zoneRect(zone);
        painter.setPen(QPen(pointed ? c.accent : c.lineStrong, 2, Qt::DashLine));
        painter.setBrush(pointed ? c.accentSoft : c.surface);
        painter.drawRoundedRect(QRectF(room), 14, 14);
        const QColor ink = pointed ? c.accentText : c.muted;
        painter.drawPixmap(room.center().x() - 24, room.center().y() - 70,
                           iconPixmap(iconName, ink, 48, devicePixelRatioF()));
        QFont font = this->font();
        font.setPixelSize(qRound(QFontInfo(font).pixelSize() * 1.4));
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(ink);
        const int line = QFontMetrics(font).height();
        painter.drawText(QRect(room.left() + 12, room.center().y() - 8, room.width() - 24, line * 2),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, title);
        painter.setFont(this->font());
        painter.setPen(c.muted);
        painter.drawText(QRect(room.left() + 24, room.center().y() + line + 4, room.width() - 48, line * 4),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, sentence);
    };
    paintZone(Zone::Good, QStringLiteral("check"), tr("These are good"), tr("to learn from them"));
    paintZone(Zone::Inspect, QStringLiteral("inspect"), tr("Inspect these"), tr("each gets its verdict"));
}

}  // namespace ui
