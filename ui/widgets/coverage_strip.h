// The whole document as a strip, one cell a page: unread, being read, read, failed, and a tick where the
// summary cites it. Long documents share a cell among neighbouring pages.
//
// Keyboard  Left and Right walk over the cells, Enter goes to the page.
#pragma once

#include <QList>
#include <QWidget>

#include "ui/bridge/values.h"

namespace ui {

class CoverageStrip : public QWidget {
    Q_OBJECT

public:
    struct Cell {
        bridge::PageState state = bridge::PageState::Unread;
        bool cited = false;
    };

    explicit CoverageStrip(QWidget* parent = nullptr);
    void setPages(const QList<Cell>& pages);
    void setCurrentPage(int page);  // from 0: the one that is looked at
    QSize sizeHint() const override { return {400, 22}; }
    QSize minimumSizeHint() const override { return {80, 22}; }
    int cellCount() const;
    QString describe(int cell) const;

signals:
    void pageClicked(int page);  // from 0

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    int pagesInCell() const;
    QRectF cellRect(int cell) const;
    int cellAt(QPointF position) const;
    Cell merged(int cell) const;
    void updateAccessible();

    QList<Cell> pages_;
    int current_ = -1;
    int hovered_ = -1;
    int focused_ = 0;
};

}  // namespace ui
