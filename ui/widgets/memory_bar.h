// One bar for a device's memory: what a model would take, part by part, against what is free.
#pragma once

#include <QList>
#include <QWidget>

namespace ui {

class MemoryBar : public QWidget {
    Q_OBJECT

public:
    struct Part {
        QString name;
        quint64 bytes = 0;
    };

    explicit MemoryBar(QWidget* parent = nullptr);
    void setParts(const QList<Part>& parts, quint64 available);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {240, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QColor partColor(int index) const;

    QList<Part> parts_;
    quint64 available_ = 0;
};

}  // namespace ui
