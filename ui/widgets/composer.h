// Where a question is written. Enter sends, Shift+Enter breaks the line, Esc stops what is going on.
#pragma once

#include <QFrame>

class QPlainTextEdit;
class QToolButton;

namespace ui {

class Composer : public QFrame {
    Q_OBJECT

public:
    explicit Composer(QWidget* parent = nullptr);
    void setBusy(bool busy);  // send becomes stop
    void setReady(bool ready, const QString& placeholder);
    void setText(const QString& text);
    QString text() const;
    void focusText();

signals:
    void sent(const QString& text);
    void stopped();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void send();
    void fitHeight();
    void paintFrame(bool focused);

    QPlainTextEdit* edit_;
    QToolButton* button_;
    bool busy_ = false;
    bool ready_ = false;
};

}  // namespace ui
