// A bar at the top of a page that says one thing: an error with what to do and its details under a fold, or a
// notice with a way back. It never stops the work.
#pragma once

#include <QFrame>
#include <QTimer>
#include <functional>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace ui {

class InfoBar : public QFrame {
    Q_OBJECT

public:
    enum class Kind { Notice, Warning, Error };

    struct Content {
        Kind kind = Kind::Notice;
        QString what;
        QString remedy;
        QString detail;
        QString button;                // says what it does; empty: none
        std::function<void()> action;  // of the button; the bar goes when it is pressed
    };

    explicit InfoBar(QWidget* parent = nullptr);
    void show(const Content& content);
    void dismiss();
    const QString& what() const { return content_.what; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void paintKind();

    Content content_;
    QLabel* mark_;
    QLabel* text_;
    QPushButton* button_;
    QPushButton* fold_;
    QToolButton* close_;
    QPlainTextEdit* detail_;
    QPushButton* copy_;
    QTimer timer_;
};

}  // namespace ui
