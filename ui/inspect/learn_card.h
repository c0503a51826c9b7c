// What was learned from the engineer's corrections, held against what was known before, on pictures that were
// held back: to be promoted or discarded.
#pragma once

#include <QFrame>

class QGridLayout;
class QLabel;
class QPushButton;

namespace ui::bridge {
class InspectDesk;
}

namespace ui {

class LearnCard : public QFrame {
    Q_OBJECT

public:
    LearnCard(bridge::InspectDesk& desk, QWidget* parent);
    QPushButton* promoteButton() const { return promote_; }
    QPushButton* discardButton() const { return discard_; }

private:
    void refresh();

    bridge::InspectDesk& desk_;
    QLabel* about_;
    QGridLayout* grid_;
    QList<QLabel*> cells_;
    QPushButton* promote_;
    QPushButton* discard_;
};

}  // namespace ui
