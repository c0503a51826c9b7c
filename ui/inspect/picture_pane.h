// The large view of one picture with what can be done to it: the verdict, zoom, the heat map's opacity, boxes
// and their kinds, and the sentence of what was found.
//
// Keyboard  Left and Right walk over the pictures, O / N / U overrule, K names the kind of the chosen box, H
// turns
//           the heat map off and on, Esc leads back to the grid; the rest is the view's.
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QSlider;
class QToolButton;

namespace ui::bridge {
class InspectDesk;
enum class VerdictMark;
}  // namespace ui::bridge

namespace ui {

class ElidedLabel;
class PictureView;

class PicturePane : public QWidget {
    Q_OBJECT

public:
    PicturePane(bridge::InspectDesk& desk, QWidget* parent);
    void showPicture(int row, int box = -1);
    int row() const;  // -1: none
    PictureView* view() const { return view_; }
    QComboBox* kinds() const { return kind_; }
    QSlider* opacity() const { return heat_; }

signals:
    void walked(int step);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeTop();
    QWidget* makeTools();
    void refresh();
    void refreshBoxes();
    void refreshKind();
    void refreshVerdict();
    void refreshZoom();
    void say(bridge::VerdictMark mark);
    void nameKind();

    bridge::InspectDesk& desk_;
    qint64 id_ = 0;
    ElidedLabel* name_;
    QLabel* mark_;
    QLabel* verdict_;
    QPushButton* ok_;
    QPushButton* ng_;
    QPushButton* unsure_;
    QToolButton* before_;
    QToolButton* after_;
    QLabel* zoom_;
    QSlider* heat_;
    QToolButton* draw_;
    QToolButton* remove_;
    QComboBox* kind_;
    PictureView* view_;
    QLabel* text_;
    int heatBefore_ = 50;
};

}  // namespace ui
