// The pictures of a batch as thumbnails with a verdict's edge and mark.
//
// Keyboard  arrows walk, Enter opens, O / N / U say OK, NG and unsure of those that are selected, Delete
// takes
//           them out of the batch, Ctrl + and Ctrl - change the size. Ctrl with the wheel does so too.
#pragma once

#include <QListView>
#include <QSortFilterProxyModel>

#include "ui/bridge/inspect_values.h"

namespace ui::bridge {
class InspectBatch;
class InspectPictures;
}  // namespace ui::bridge

namespace ui {

// The pictures of one verdict, in their order or the highest score first.
class PictureFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    enum class Show { All, Ok, Ng, Unsure, Failed, Waiting };

    explicit PictureFilter(bridge::InspectBatch& batch, QObject* parent);
    Show shown() const { return show_; }
    void setShown(Show show);
    bool isByScore() const { return byScore_; }
    void setByScore(bool byScore);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    Show show_ = Show::All;
    bool byScore_ = false;
};

class PictureGrid : public QListView {
    Q_OBJECT

public:
    static constexpr int kSmallest = 72, kLargest = 320;

    PictureGrid(PictureFilter* filter, bridge::InspectPictures& pictures, QWidget* parent);
    int side() const { return side_; }  // of a thumbnail, in pixels
    void setSide(int side);
    // Rows of the batch, not of what is shown.
    int currentRow() const;
    void setCurrentRow(int row);
    QList<int> selectedRows() const;
    // Walks over what is shown; answers the row of the batch, -1 at the end.
    int neighbour(int row, int step) const;
    bridge::InspectPictures& pictures() const { return pictures_; }

signals:
    void opened(int row);
    void overruled(const QList<int>& rows, ui::bridge::VerdictMark mark);
    void removed(const QList<int>& rows);
    void sideChanged(int side);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    PictureFilter* filter_;
    bridge::InspectPictures& pictures_;
    int side_ = 128;
};

}  // namespace ui
