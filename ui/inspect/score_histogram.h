// How the scores lie: good pictures that were held back, this batch, and the line between OK and NG, which
// can be moved.
//
// Keyboard  Left and Right move the line, with Shift by ten steps; Home puts it back where the fit drew it.
#pragma once

#include <QList>
#include <QWidget>

namespace ui {

class ScoreHistogram : public QWidget {
    Q_OBJECT

public:
    explicit ScoreHistogram(QWidget* parent);

    void setGood(const QList<double>& scores);
    void setBatch(const QList<double>& scores);
    void setLine(double line, bool movable);
    double line() const { return line_; }
    int batchBelow() const { return below(batch_); }
    int batchAbove() const { return static_cast<int>(batch_.size()) - below(batch_); }
    double goodAbove() const;  // share of the good pictures over the line; below 0 when there are none

    QSize sizeHint() const override { return {280, 190}; }
    QSize minimumSizeHint() const override { return {180, 150}; }
    double xOf(double score) const;

signals:
    void lineMoved(double line);    // while it is dragged
    void lineSettled(double line);  // where it was left

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int below(const QList<double>& scores) const;
    QRectF plot() const;
    double scoreAt(double x) const;
    void fitRange();
    void moveTo(double line, bool settle);
    void tellAccessible();

    QList<double> good_, batch_;  // ascending
    double line_ = 1;
    bool movable_ = false, dragging_ = false;
    double from_ = -0.5, to_ = 2;
};

}  // namespace ui
