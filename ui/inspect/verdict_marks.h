// How a verdict looks: a colour of the theme and a mark of its own, so that neither has to be told by the
// other.
#pragma once

#include <QColor>
#include <QPainter>

#include "ui/bridge/inspect_values.h"

namespace ui {

QColor verdictColor(bridge::PictureState state, bridge::VerdictMark mark);
QColor verdictSoftColor(bridge::PictureState state, bridge::VerdictMark mark);
// A disc with a tick, a cross, a question mark, a clock's hands or a bar; a ring around it says that the
// engineer said so.
void paintMark(QPainter& painter, const QRectF& disc, bridge::PictureState state, bridge::VerdictMark mark,
               bool overruled);
QPixmap markPixmap(bridge::PictureState state, bridge::VerdictMark mark, int side, qreal scale);

}  // namespace ui
