#include "ui/widgets/elided_label.h"

#include <QPainter>

#include "ui/look/theme.h"

namespace ui {

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedLabel::setFullText(const QString& text, Qt::TextElideMode mode) {
    full_ = text;
    mode_ = mode;
    setText(text);
    setToolTip(text);
    setAccessibleName(text);
    update();
}

QSize ElidedLabel::minimumSizeHint() const {
    return {24, QLabel::minimumSizeHint().height()};
}
QSize ElidedLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(full_) + 2, QLabel::sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(property("muted").toBool() ? colors().muted : palette().color(QPalette::WindowText));
    painter.setFont(font());
    painter.drawText(rect(), static_cast<int>(alignment()), fontMetrics().elidedText(full_, mode_, width()));
}

}  // namespace ui
