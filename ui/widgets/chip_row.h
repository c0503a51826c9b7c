// Short words in rounded frames, one after the other and on as many lines as they need. Each has a mark in
// front of it, so that its state is not told by colour alone.
#pragma once

#include <QList>
#include <QWidget>

namespace ui {

class ChipRow : public QWidget {
    Q_OBJECT

public:
    enum class State { Known, Excluded, Unknown, Muted };
    struct Chip {
        QString text;
        State state = State::Known;
        QString toolTip;
    };

    explicit ChipRow(QWidget* parent);
    void setChips(const QList<Chip>& chips);
    const QList<Chip>& chips() const { return chips_; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    QList<QRect> places(int width) const;
    int lineHeight() const;

    QList<Chip> chips_;
};

}  // namespace ui
