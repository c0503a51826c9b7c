// What a page shows while it has nothing: one sentence, one picture, one or two buttons.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui {

class EmptyPage : public QWidget {
    Q_OBJECT

public:
    EmptyPage(const QString& picture, const QString& title, const QString& sentence,
              QWidget* parent = nullptr);
    QPushButton* addButton(const QString& text, const QString& iconName, bool primary);
    void setSentence(const QString& sentence);
    void setNote(const QString& note);
    void setTextWidth(int pixels);  // at least; less where the page is a column among others

protected:
    void changeEvent(QEvent* event) override;

private:
    QString pictureName_;
    QLabel* picture_;
    QLabel* title_;
    QLabel* sentence_;
    QLabel* note_;
    QHBoxLayout* buttons_;
};

}  // namespace ui
