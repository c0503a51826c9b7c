// Above the grid: how many pictures of each verdict, each a button that shows only those; their order and
// size.
#pragma once

#include <QButtonGroup>
#include <QWidget>

class QComboBox;
class QSlider;
class QToolButton;

namespace ui::bridge {
class InspectBatch;
}

namespace ui {

class PictureFilter;
class PictureGrid;

class FilterBar : public QWidget {
    Q_OBJECT

public:
    FilterBar(bridge::InspectBatch& batch, PictureFilter* filter, PictureGrid* grid, QWidget* parent);
    QAbstractButton* button(int show) const { return group_->button(show); }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    int buttonsWidth() const;
    void fit();

    bridge::InspectBatch& batch_;
    PictureFilter* filter_;
    QButtonGroup* group_;
    QComboBox* order_;
    QSlider* size_;
};

}  // namespace ui
