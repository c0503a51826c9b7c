// What a model would take of each device, part by part, against what is free there: one stacked bar a device,
// to one scale, and below them what the colours mean.
#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

namespace ui {

class MemoryBar : public QWidget {
    Q_OBJECT

public:
    // The order of the parts is that of their colours.
    enum Part { kAttention, kShared, kRouted, kCache, kWorking, kReadThrough, kParts };
    struct Device {
        QString name;
        QList<quint64> parts;  // [kParts] bytes
        quint64 free = 0;      // 0: without a limit
    };

    explicit MemoryBar(QWidget* parent = nullptr);
    void setDevices(const QList<Device>& devices);

    QSize sizeHint() const override { return {480, heightForWidth(480)}; }
    QSize minimumSizeHint() const override { return {240, heightForWidth(width())}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Key {
        Part part;
        QString text;
        QPoint place;  // of its swatch, below the bars
    };

    static QString partName(Part part);
    QString sentence(const Device& device) const;
    QList<Key> keys(int width) const;
    int nameWidth() const;
    int rowHeight() const;
    QRectF barOf(int device) const;
    void paintBar(QPainter& painter, const Device& device, const QRectF& bar) const;

    QList<Device> devices_;
};

}  // namespace ui
