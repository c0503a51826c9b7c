// The pages of the program at the left edge: an icon above a word, always in the same order, settings at the
// foot.
#pragma once

#include <QAbstractButton>
#include <QList>
#include <QVariantAnimation>
#include <QWidget>

namespace ui::shell {

class RailButton : public QAbstractButton {
    Q_OBJECT

public:
    RailButton(const QString& iconName, const QString& text, const QString& keys, QWidget* parent);
    void setBusy(bool busy);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString iconName_;
    bool hovered_ = false;
    QVariantAnimation turn_;
    bool busy_ = false;
};

class Rail : public QWidget {
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);
    // The last one added with atFoot stands at the foot.
    int add(const QString& iconName, const QString& text, const QString& keys, bool atFoot);
    void setCurrent(int index);
    void setBusy(int index, bool busy) { buttons_.at(index)->setBusy(busy); }
    RailButton* button(int index) const { return buttons_.at(index); }

signals:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QList<RailButton*> buttons_;
};

}  // namespace ui::shell
