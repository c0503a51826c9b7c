// Which experts a router chose: a row a layer, a column an expert, coloured by the expert's share of its
// layer's choices, with the entropy of each layer at the right.
//
// The scale is the same for every answer of every model: from an eighth of the even share 1/E to eight times
// it, by powers of two. A cell that was never chosen is empty, a layer without experts hatched. Layers and
// experts are counted from 0, as in model files and on the command line.
//
// Keyboard  arrows walk over the cells, and right of the last expert to the entropy; Home and End go to the
//           ends of a row, with Ctrl to the first and last layer; Page Up and Page Down go ten layers. The
//           cell is told below the map and to screen readers.
#pragma once

#include <QWidget>

#include "ui/bridge/values.h"

namespace ui {

class ExpertHeatMap : public QWidget {
    Q_OBJECT

public:
    explicit ExpertHeatMap(QWidget* parent = nullptr);
    void setRouting(const bridge::RoutingItem& routing);

    int layers() const { return static_cast<int>(routing_.counts.size()); }
    // Column E is the layer's entropy. "layer 7 · expert 12 · 3.4 % · 41 tokens"
    QString describe(int layer, int column) const;
    QRect cellRect(int layer, int column) const;
    // Of a share of a layer's choices, 0 to 1.
    QColor colorOf(double share) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Cell {
        int layer = -1;
        int column = -1;
        bool operator==(const Cell&) const = default;
    };
    bool isDense(int layer) const { return choices_[layer] == 0; }
    int lineHeight() const;
    QRect grid() const;
    QSize around() const;  // what the labels, the entropy and the legend take beside the grid
    Cell cellAt(QPoint position) const;
    void focus(Cell cell);
    void paintCells(QPainter& painter) const;
    void paintAxes(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    int legendWidth() const;

    bridge::RoutingItem routing_;
    QList<qint64> choices_;  // [L]
    Cell focused_{0, 0};
    Cell hovered_;
};

}  // namespace ui
