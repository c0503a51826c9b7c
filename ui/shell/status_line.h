// The line at the foot of the window: the job that matters now with how far, how long and how fast, and Stop;
// memory, device and "offline" at the right, always.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ui::bridge {
class Backend;
}

namespace ui {
class ElidedLabel;
}

namespace ui::shell {

// Used memory as a small bar.
class MemoryGauge : public QWidget {
    Q_OBJECT

public:
    explicit MemoryGauge(QWidget* parent);
    void setMemory(quint64 used, quint64 total);
    QSize sizeHint() const override { return {54, 20}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double fraction_ = 0;
};

class StatusLine : public QWidget {
    Q_OBJECT

public:
    StatusLine(bridge::Backend& backend, QWidget* parent);
    QPushButton* stopButton() const { return stop_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void refreshJob();
    void refreshMachine();
    void refreshNetwork();

    bridge::Backend& backend_;
    ElidedLabel* job_;
    QProgressBar* progress_;
    QPushButton* stop_;
    QLabel* device_;
    QLabel* memoryText_;
    MemoryGauge* gauge_;
    QLabel* networkIcon_;
    QLabel* network_;
};

}  // namespace ui::shell
