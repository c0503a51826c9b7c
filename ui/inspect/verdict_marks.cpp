#include "ui/inspect/verdict_marks.h"

#include <QPainterPath>

#include "ui/look/theme.h"

namespace ui {

using bridge::PictureState;
using bridge::VerdictMark;

QColor verdictColor(PictureState state, VerdictMark mark) {
    const Colors& c = colors();
    if (state == PictureState::Failed) return c.bad;
    if (state != PictureState::Done) return c.lineStrong;
    return mark == VerdictMark::Ok ? c.good : mark == VerdictMark::Ng ? c.bad : c.warn;
}

QColor verdictSoftColor(PictureState state, VerdictMark mark) {
    const Colors& c = colors();
    if (state == PictureState::Failed) return c.badSoft;
    if (state != PictureState::Done) return c.sunken;
    return mark == VerdictMark::Ok ? c.goodSoft : mark == VerdictMark::Ng ? c.badSoft : c.warnSoft;
}

void paintMark(QPainter& painter, const QRectF& disc, PictureState state, VerdictMark mark, bool overruled) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = verdictColor(state, mark);
    if (overruled) {
        painter.setPen(QPen(color, 1.5));
        painter.setBrush(colors().surface);
        painter.drawEllipse(disc.adjusted(-3, -3, 3, 3));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(disc);
    painter.setPen(QPen(colors().surface, disc.width() * 0.11, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const auto at = [&](qreal x, qreal y) {
        return QPointF(disc.left() + disc.width() * x, disc.top() + disc.height() * y);
    };
    if (state == PictureState::Failed) {
        painter.drawLine(at(0.5, 0.25), at(0.5, 0.56));
        painter.drawPoint(at(0.5, 0.75));
    } else if (state == PictureState::Running) {
        for (const qreal x : {0.28, 0.5, 0.72})
            painter.drawPoint(at(x, 0.5));
    } else if (state == PictureState::Waiting) {
        painter.drawPolyline(QPolygonF{at(0.5, 0.26), at(0.5, 0.52), at(0.68, 0.64)});
    } else if (mark == VerdictMark::Ok) {
        painter.drawPolyline(QPolygonF{at(0.28, 0.52), at(0.44, 0.68), at(0.73, 0.34)});
    } else if (mark == VerdictMark::Ng) {
        painter.drawLine(at(0.33, 0.33), at(0.67, 0.67));
        painter.drawLine(at(0.67, 0.33), at(0.33, 0.67));
    } else {
        QPainterPath path(at(0.37, 0.38));
        path.cubicTo(at(0.38, 0.2), at(0.66, 0.2), at(0.64, 0.4));
        path.cubicTo(at(0.62, 0.5), at(0.5, 0.48), at(0.5, 0.6));
        painter.drawPath(path);
        painter.drawPoint(at(0.5, 0.76));
    }
    painter.restore();
}

QPixmap markPixmap(PictureState state, VerdictMark mark, int side, qreal scale) {
    QPixmap pixmap(QSize(side, side) * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintMark(painter, QRectF(1, 1, side - 2, side - 2), state, mark, false);
    return pixmap;
}

}  // namespace ui
