#include "ui/inspect/picture_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "ui/look/theme.h"

namespace ui {

using bridge::BoxItem;

namespace {

constexpr double kMostZoom = 16;
constexpr double kStep = 1.25;
constexpr int kMargin = 12;
constexpr double kLeastBox = 4;  // smaller drags are clicks

QImage heatImage(const bridge::HeatItem& heat) {
    if (heat.isEmpty()) return {};
    QImage image(heat.columns, heat.rows, QImage::Format_ARGB32_Premultiplied);
    for (int row = 0; row < heat.rows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
        for (int column = 0; column < heat.columns; ++column) {
            const QColor color = heatColor(
                static_cast<double>(heat.values[static_cast<qsizetype>(row) * heat.columns + column]));
            line[column] = qPremultiply(color.rgba());
        }
    }
    return image;
}

}  // namespace

// From blue through yellow to red: it is read over grey metal as well as over hazelnuts, and by those who do
// not tell red from green.
QColor heatColor(double score) {
    const double t = std::clamp(score, 0.0, 1.0);
    struct Stop {
        double at;
        int red, green, blue;
        double alpha;
    };
    static constexpr Stop kStops[] = {{0.0, 40, 60, 160, 0.0},
                                      {0.35, 60, 120, 220, 0.35},
                                      {0.65, 250, 220, 60, 0.7},
                                      {0.999, 245, 130, 30, 0.85},
                                      {1.0, 220, 30, 30, 1.0}};
    for (size_t i = 1; i < std::size(kStops); ++i) {
        const Stop &a = kStops[i - 1], &b = kStops[i];
        if (t > b.at) continue;
        const double f = (t - a.at) / (b.at - a.at);
        QColor color(qRound(a.red + f * (b.red - a.red)), qRound(a.green + f * (b.green - a.green)),
                     qRound(a.blue + f * (b.blue - a.blue)));
        color.setAlphaF(static_cast<float>(a.alpha + f * (b.alpha - a.alpha)));
        return color;
    }
    return QColor(220, 30, 30);
}

PictureView::PictureView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Picture"));
}

void PictureView::setPicture(const QString& name, const QImage& image, QSize original) {
    const bool other = name != name_ || original != original_;
    name_ = name;
    message_.clear();
    image_ = image;
    original_ = original;
    if (other) {
        selected_ = -1;
        drawn_ = {};
        fitted_ = true;
    }
    if (fitted_) zoomToFit();
    tellAccessible();
    update();
}

void PictureView::setMessage(const QString& message) {
    message_ = message;
    image_ = {};
    tellAccessible();
    update();
}

void PictureView::setBoxes(const QList<BoxItem>& boxes, const QStringList& names) {
    boxes_ = boxes;
    names_ = names;
    if (selected_ >= boxes_.size()) select(-1);
    tellAccessible();
    update();
}

void PictureView::setHeat(const bridge::HeatItem& heat) {
    heat_ = heatImage(heat);
    update();
}

void PictureView::setHeatOpacity(double opacity) {
    heatOpacity_ = opacity;
    update();
}

void PictureView::select(int box) {
    box = box >= 0 && box < boxes_.size() ? box : -1;
    if (box == selected_) return;
    selected_ = box;
    tellAccessible();
    update();
    emit boxSelected(box);
}

void PictureView::setDrawing(bool on) {
    if (on == drawing_) return;
    drawing_ = on;
    drawn_ = {};
    setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
    emit drawingChanged(on);
}

void PictureView::tellAccessible() {
    QString text = message_.isEmpty() ? name_ : message_;
    if (selected_ >= 0) {
        const QRect& box = boxes_[selected_].box;
        text += QStringLiteral(", ") + tr("box %1 of %2: %3, %4 × %5 pixels")
                                           .arg(selected_ + 1)
                                           .arg(boxes_.size())
                                           .arg(names_.value(selected_))
                                           .arg(box.width())
                                           .arg(box.height());
    }
    setAccessibleDescription(text);
}

// ---- places ----

double PictureView::fitZoom() const {
    if (original_.isEmpty()) return 1;
    const double across = static_cast<double>(width() - 2 * kMargin) / original_.width();
    const double down = static_cast<double>(height() - 2 * kMargin) / original_.height();
    return std::max(0.01, std::min({across, down, 4.0}));
}

void PictureView::zoomToFit() {
    fitted_ = true;
    zoom_ = fitZoom();
    clampOffset();
    update();
    emit zoomChanged();
}

void PictureView::zoomTo(double zoom) {
    zoomAround(zoom, QPointF(width() / 2.0, height() / 2.0));
}

void PictureView::zoomAround(double zoom, QPointF screen) {
    const double least = std::min(fitZoom(), 1.0);
    zoom = std::clamp(zoom, least, kMostZoom);
    const QPointF place = toOriginal(screen);
    zoom_ = zoom;
    fitted_ = std::abs(zoom_ - fitZoom()) < 1e-6;
    offset_ = screen - place * zoom_;
    clampOffset();
    update();
    emit zoomChanged();
}

// A picture smaller than its room stands in the middle, a larger one covers it.
void PictureView::clampOffset() {
    const QSizeF size = QSizeF(original_) * zoom_;
    const auto clamped = [](double offset, double room, double length) {
        if (length <= room) return (room - length) / 2;
        return std::clamp(offset, room - length - kMargin, static_cast<double>(kMargin));
    };
    offset_ = {clamped(offset_.x(), width(), size.width()), clamped(offset_.y(), height(), size.height())};
}

QPointF PictureView::toOriginal(QPointF screen) const {
    return (screen - offset_) / zoom_;
}

QRectF PictureView::onScreen(const QRectF& original) const {
    return {original.topLeft() * zoom_ + offset_, original.size() * zoom_};
}

int PictureView::boxAt(QPointF screen) const {
    int best = -1;
    double least = 0;
    for (int i = 0; i < boxes_.size(); ++i) {
        const QRectF box = onScreen(boxes_[i].box).adjusted(-3, -3, 3, 3);
        const double area = box.width() * box.height();
        if (box.contains(screen) && (best < 0 || area < least)) {
            best = i;
            least = area;
        }
    }
    return best;
}

// ---- painting ----

void PictureView::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.fillRect(rect(), c.desk);
    if (image_.isNull()) {
        painter.setPen(c.muted);
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                         message_.isEmpty() ? tr("Reading %1 …").arg(name_) : message_);
    } else {
        const QRectF place = onScreen(QRectF(QPointF(), QSizeF(original_)));
        painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom_ < 2);
        painter.drawImage(place, image_);
        if (!heat_.isNull() && heatOpacity_ > 0) {
            painter.setRenderHint(QPainter::SmoothPixmapTransform, true);
            painter.setOpacity(heatOpacity_);
            painter.drawImage(place, heat_);
            painter.setOpacity(1);
        }
        paintBoxes(painter);
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(c.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void PictureView::paintBoxes(QPainter& painter) const {
    const Colors& c = colors();
    QFont font = this->font();
    font.setPixelSize(qRound(QFontInfo(font).pixelSize() * 0.88));
    painter.setFont(font);
    const QFontMetrics metrics(font);
    for (int i = 0; i < boxes_.size(); ++i) {
        const BoxItem& box = boxes_[i];
        const bool chosen = i == selected_;
        const QRectF place = onScreen(box.box);
        // A dark edge below the bright one is seen on light and dark parts alike.
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 170), chosen ? 5 : 3.5));
        painter.drawRect(place);
        const QColor edge = chosen      ? QColor(255, 255, 255)
                            : box.asked ? QColor(255, 96, 80)
                                        : QColor(220, 220, 220);
        painter.setPen(
            QPen(edge, chosen ? 2.5 : 1.5, box.byHand || box.asked ? Qt::SolidLine : Qt::DashLine));
        painter.drawRect(place);
        if (chosen) {
            painter.setPen(QPen(c.accent, 1.5));
            painter.drawRect(place.adjusted(-3.5, -3.5, 3.5, 3.5));
        }
        const QString text = names_.value(i);
        if (text.isEmpty()) continue;
        QRectF label(place.left() - 1, place.top() - metrics.height() - 6,
                     metrics.horizontalAdvance(text) + 12, metrics.height() + 4);
        if (label.top() < 2) label.moveTop(std::max(2.0, place.top() + 3));
        if (label.right() > width() - 2) label.moveRight(width() - 2);
        if (label.left() < 2) label.moveLeft(2);
        painter.setPen(Qt::NoPen);
        painter.setBrush(chosen ? c.accent : QColor(20, 22, 25, 215));
        painter.drawRoundedRect(label, 3, 3);
        painter.setPen(chosen ? c.onAccent : QColor(255, 255, 255));
        painter.drawText(label, Qt::AlignCenter, text);
    }
    if (!drawn_.isEmpty()) {
        painter.setPen(QPen(c.accent, 2, Qt::DashLine));
        painter.setBrush(QColor(255, 255, 255, 50));
        painter.drawRect(onScreen(drawn_));
    }
}

void PictureView::resizeEvent(QResizeEvent*) {
    if (fitted_) {
        zoomToFit();
    } else {
        clampOffset();
    }
}

// ---- mouse ----

void PictureView::wheelEvent(QWheelEvent* event) {
    zoomAround(event->angleDelta().y() > 0 ? zoom_ * kStep : zoom_ / kStep, event->position());
    event->accept();
}

void PictureView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || image_.isNull()) return;
    dragging_ = true;
    moved_ = false;
    pressed_ = event->position();
    offsetAtPress_ = offset_;
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
    if (!dragging_) return;
    const QPointF way = event->position() - pressed_;
    if (!moved_ && way.manhattanLength() < kLeastBox) return;
    moved_ = true;
    if (drawing_) {
        drawn_ = QRectF(toOriginal(pressed_), toOriginal(event->position()))
                     .normalized()
                     .intersected(QRectF(QPointF(), QSizeF(original_)));
    } else {
        offset_ = offsetAtPress_ + way;
        fitted_ = false;
        clampOffset();
    }
    update();
}

void PictureView::mouseReleaseEvent(QMouseEvent* event) {
    if (!dragging_ || event->button() != Qt::LeftButton) return;
    dragging_ = false;
    if (!moved_) {
        select(boxAt(event->position()));
        return;
    }
    if (!drawing_) return;
    const QRect box = drawn_.toAlignedRect().intersected(QRect(QPoint(), original_));
    drawn_ = {};
    update();
    if (box.width() < 2 || box.height() < 2) return;
    setDrawing(false);
    emit boxDrawn(box);
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (image_.isNull() || drawing_) return;
    if (fitted_ && std::abs(zoom_ - 1) > 1e-6) {
        zoomAround(1, event->position());
    } else {
        zoomToFit();
    }
}

// ---- keys ----

void PictureView::moveSelected(int key, bool resize) {
    if (selected_ < 0) return;
    QRect box = boxes_[selected_].box;
    const int step = std::max(1, qRound(4 / zoom_));
    const int across = key == Qt::Key_Left ? -step : key == Qt::Key_Right ? step : 0;
    const int down = key == Qt::Key_Up ? -step : key == Qt::Key_Down ? step : 0;
    if (resize) {
        box.setWidth(std::max(2, box.width() + across));
        box.setHeight(std::max(2, box.height() + down));
    } else {
        box.translate(across, down);
    }
    box = box.intersected(QRect(QPoint(), original_));
    if (box.width() >= 2 && box.height() >= 2 && box != boxes_[selected_].box)
        emit boxChanged(selected_, box);
}

void PictureView::keyPressEvent(QKeyEvent* event) {
    const bool alt = event->modifiers() & Qt::AltModifier;
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            if (alt) {
                moveSelected(event->key(), event->modifiers() & Qt::ShiftModifier);
            } else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
                emit walked(event->key() == Qt::Key_Left ? -1 : 1);
            } else if (!boxes_.isEmpty()) {
                const int count = static_cast<int>(boxes_.size());
                const int step = event->key() == Qt::Key_Up ? -1 : 1;
                select(selected_ < 0 ? (step > 0 ? 0 : count - 1) : (selected_ + step + count) % count);
            }
            return;
        case Qt::Key_Delete:
        case Qt::Key_Backspace:
            if (selected_ >= 0) emit boxDeleted(selected_);
            return;
        case Qt::Key_B: {
            if (image_.isNull()) return;
            // In the middle of what is seen, a quarter of it.
            const QRectF seen = QRectF(toOriginal({0, 0}), toOriginal(QPointF(width(), height())))
                                    .intersected(QRectF(QPointF(), QSizeF(original_)));
            QRectF box(0, 0, seen.width() / 4, seen.height() / 4);
            box.moveCenter(seen.center());
            emit boxDrawn(box.toAlignedRect());
            return;
        }
        case Qt::Key_D:
            setDrawing(!drawing_);
            return;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            zoomTo(zoom_ * kStep);
            return;
        case Qt::Key_Minus:
            zoomTo(zoom_ / kStep);
            return;
        case Qt::Key_0:
            zoomToFit();
            return;
        case Qt::Key_1:
            zoomTo(1);
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            emit closed();
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

}  // namespace ui
