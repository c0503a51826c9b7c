// A large button: an icon, what it does, and a sentence about it.
#pragma once

#include <QAbstractButton>

namespace ui {

class ChoiceCard : public QAbstractButton {
    Q_OBJECT

public:
    ChoiceCard(const QString& iconName, QWidget* parent = nullptr);
    void setTexts(const QString& title, const QString& sentence, const QString& time);
    void setStrong(bool strong);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QFont titleFont() const;

    QString iconName_, sentence_, time_;
    bool strong_ = false;
    bool hovered_ = false;
};

}  // namespace ui
