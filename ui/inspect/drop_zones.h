// Two places to drop pictures, shown over the page while files are held over it: good ones to learn from, and
// those to inspect.
#pragma once

#include <QWidget>

namespace ui {

class DropZones : public QWidget {
    Q_OBJECT

public:
    enum class Zone { Good, Inspect };

    explicit DropZones(QWidget* parent);
    Zone zoneAt(QPoint position) const;
    void point(QPoint position);
    QRect zoneRect(Zone zone) const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Zone pointed_ = Zone::Inspect;
};

}  // namespace ui
