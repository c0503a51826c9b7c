// What to look for, in one line, and under it what was understood: a chip a kind, and the words that were not
// understood marked.
#pragma once

#include <QTimer>
#include <QWidget>

class QLineEdit;

namespace ui::bridge {
class InspectDesk;
}

namespace ui {

class ChipRow;

class PromptLine : public QWidget {
    Q_OBJECT

public:
    PromptLine(bridge::InspectDesk& desk, QWidget* parent);
    void focusText();
    QLineEdit* edit() const { return edit_; }
    ChipRow* chips() const { return chips_; }

private:
    void refresh();

    bridge::InspectDesk& desk_;
    QLineEdit* edit_;
    ChipRow* chips_;
    QTimer timer_;
};

}  // namespace ui
