// One line under the prompt that says what stands in the way or could be done next, with the button that does
// it.
#pragma once

#include <QWidget>
#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ui::bridge {
class InspectDesk;
}

namespace ui {

class InspectStrip : public QWidget {
    Q_OBJECT

public:
    InspectStrip(bridge::InspectDesk& desk, QWidget* parent);
    QPushButton* button() const { return button_; }
    QString text() const;

signals:
    void goodWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    void say(const QString& text, const QString& button, std::function<void()> action, bool warns = false);

    bridge::InspectDesk& desk_;
    QLabel* text_;
    QProgressBar* progress_;
    QPushButton* button_;
    std::function<void()> action_;
    bool warns_ = false;
};

}  // namespace ui
