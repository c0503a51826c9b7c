// The left column: the good pictures of the product, learning from them, and what came of it.
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QListView;
class QProgressBar;
class QPushButton;
class QScrollArea;

namespace ui::bridge {
class InspectDesk;
}

namespace ui {

class GoodPanel : public QWidget {
    Q_OBJECT

public:
    GoodPanel(bridge::InspectDesk& desk, QWidget* parent);
    QListView* list() const { return list_; }
    QPushButton* learnButton() const { return learn_; }

signals:
    void filesWanted();
    void removed(int pictures);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void refreshProgress();
    void removeSelected();

    bridge::InspectDesk& desk_;
    QLabel* count_;
    QPushButton* add_;
    QListView* list_;
    QLabel* hint_;
    QComboBox* rate_;
    QPushButton* learn_;
    QWidget* running_;
    QLabel* stage_;
    QProgressBar* progress_;
    QPushButton* cancel_;
    QLabel* report_;
    QWidget* unlikeBox_;
    QLabel* unlikeText_;
    QPushButton* showUnlike_;
    QPushButton* removeUnlike_;
};

}  // namespace ui
