// One picture, large: zoom to its own pixels and beyond, the heat map over it, the boxes of what was found.
//
// The heat map has one scale for all pictures: nothing at the median good picture, full at the line.
//
// Keyboard  + and - zoom, 0 shows all of it, 1 its own pixels; Up and Down choose a box, Delete takes it
// away,
//           B puts a new one in the middle, Alt with the arrows moves the chosen one, with Shift as well
//           resizes it.
// Mouse     the wheel zooms, dragging moves the picture, or draws a box while drawing is on.
#pragma once

#include <QImage>
#include <QWidget>

#include "ui/bridge/inspect_values.h"

namespace ui {

class PictureView : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent);

    // names: what is written beside each box.
    void setPicture(const QString& name, const QImage& image, QSize original);
    void setMessage(const QString& message);  // instead of the picture
    void setBoxes(const QList<bridge::BoxItem>& boxes, const QStringList& names);
    void setHeat(const bridge::HeatItem& heat);
    void setHeatOpacity(double opacity);

    bool hasPicture() const { return !image_.isNull(); }
    int selected() const { return selected_; }
    void select(int box);
    bool isDrawing() const { return drawing_; }
    void setDrawing(bool on);
    double zoom() const { return zoom_; }  // 1: one pixel of the picture is one of the screen
    bool isFitted() const { return fitted_; }
    void zoomToFit();
    void zoomTo(double zoom);
    QRectF onScreen(const QRectF& original) const;

    QSize minimumSizeHint() const override { return {200, 160}; }

signals:
    void boxSelected(int box);
    void boxDrawn(const QRect& box);
    void boxChanged(int box, const QRect& place);
    void boxDeleted(int box);
    void drawingChanged(bool on);
    void zoomChanged();
    void walked(int step);  // to the next or the previous picture
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    double fitZoom() const;
    QPointF toOriginal(QPointF screen) const;
    void zoomAround(double zoom, QPointF screen);
    void clampOffset();
    int boxAt(QPointF screen) const;
    void moveSelected(int key, bool resize);
    void paintBoxes(QPainter& painter) const;
    void tellAccessible();

    QString name_, message_;
    QImage image_, heat_;
    QSize original_;
    QList<bridge::BoxItem> boxes_;
    QStringList names_;
    double heatOpacity_ = 0.5;
    double zoom_ = 1;
    bool fitted_ = true;
    QPointF offset_;  // of the picture's corner on the screen
    int selected_ = -1;
    bool drawing_ = false;
    bool dragging_ = false, moved_ = false;
    QPointF pressed_, offsetAtPress_;
    QRectF drawn_;  // in pixels of the original, while a box is drawn
};

// The colour of a place by its score, with its opacity: 0 good, 1 and above over the line.
QColor heatColor(double score);

}  // namespace ui
