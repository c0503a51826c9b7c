// One line of text that is shortened with "…" where there is no room; the whole text is its tool tip.
#pragma once

#include <QLabel>

namespace ui {

class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    void setFullText(const QString& text, Qt::TextElideMode mode = Qt::ElideMiddle);
    const QString& fullText() const { return full_; }
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString full_;
    Qt::TextElideMode mode_ = Qt::ElideMiddle;
};

}  // namespace ui
