#include "ui/widgets/memory_bar.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <numeric>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"

namespace ui {

namespace {

constexpr int kBarHeight = 18;
constexpr int kSwatch = 10;

quint64 totalOf(const MemoryBar::Device& device) {
    return std::accumulate(device.parts.begin(), device.parts.end(), quint64{0});
}

// Between two colours, as light and dark themes have them.
QColor between(const QColor& one, const QColor& other) {
    return QColor::fromRgbF((one.redF() + other.redF()) / 2, (one.greenF() + other.greenF()) / 2,
                            (one.blueF() + other.blueF()) / 2);
}

QBrush brushOf(MemoryBar::Part part) {
    const Colors& c = colors();
    switch (part) {
        case MemoryBar::kAttention:
            return c.accent;
        case MemoryBar::kShared:
            return between(c.accent, c.surface);
        case MemoryBar::kRouted:
            return c.litEdge;
        case MemoryBar::kCache:
            return c.muted;
        case MemoryBar::kWorking:
            return c.lineStrong;
        case MemoryBar::kReadThrough:
        case MemoryBar::kParts:
            break;
    }
    return QBrush(c.litEdge, Qt::Dense5Pattern);
}

}  // namespace

MemoryBar::MemoryBar(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Memory"));
}

QString MemoryBar::partName(Part part) {
    switch (part) {
        case kAttention:
            return tr("Attention");
        case kShared:
            return tr("Shared parts");
        case kRouted:
            return tr("Routed experts");
        case kCache:
            return tr("KV cache");
        case kWorking:
            return tr("Working memory");
        case kReadThrough:
        case kParts:
            break;
    }
    return tr("Room to read experts");
}

void MemoryBar::setDevices(const QList<Device>& devices) {
    devices_ = devices;
    QStringList said;
    for (const Device& device : devices_)
        said.append(sentence(device));
    setAccessibleDescription(said.join(u'\n'));
    updateGeometry();
    update();
}

QString MemoryBar::sentence(const Device& device) const {
    QStringList parts;
    for (int part = 0; part < device.parts.size(); ++part) {
        if (device.parts[part] > 0)
            parts.append(tr("%1 %2").arg(partName(static_cast<Part>(part)),
                                         bridge::readableBytes(device.parts[part])));
    }
    if (device.free > 0) parts.append(tr("%1 free now").arg(bridge::readableBytes(device.free)));
    return tr("%1: %2").arg(device.name, parts.join(tr(", ")));
}

int MemoryBar::rowHeight() const {
    return std::max(kBarHeight, fontMetrics().height()) + space::kTiny + 2;
}

int MemoryBar::nameWidth() const {
    int wide = 0;
    for (const Device& device : devices_)
        wide = std::max(wide, fontMetrics().horizontalAdvance(device.name));
    return wide + space::kMedium;
}

QList<MemoryBar::Key> MemoryBar::keys(int width) const {
    QList<Key> keys;
    QPoint at(0, static_cast<int>(devices_.size()) * rowHeight() + space::kTiny);
    for (int part = 0; part < kParts; ++part) {
        quint64 bytes = 0;
        for (const Device& device : devices_)
            bytes += device.parts.value(part);
        if (bytes == 0) continue;
        const auto which = static_cast<Part>(part);
        const QString text = tr("%1 %2").arg(partName(which), bridge::readableBytes(bytes));
        const int wide = kSwatch + 6 + fontMetrics().horizontalAdvance(text);
        if (at.x() > 0 && at.x() + wide > width) at = {0, at.y() + fontMetrics().height() + 2};
        keys.append({which, text, at});
        at.rx() += wide + space::kLarge;
    }
    return keys;
}

int MemoryBar::heightForWidth(int width) const {
    const QList<Key> all = keys(width);
    return all.isEmpty() ? rowHeight() : all.last().place.y() + fontMetrics().height();
}

// To one scale: a device that has less is shorter.
QRectF MemoryBar::barOf(int device) const {
    quint64 most = 1;
    for (const Device& each : devices_)
        most = std::max({most, each.free, totalOf(each)});
    const double room = width() - nameWidth() - 1;
    const auto size = static_cast<double>(std::max(devices_[device].free, totalOf(devices_[device])));
    return {nameWidth() + 0.5, device * rowHeight() + 0.5,
            std::max<double>(2 * space::kRadius, room * size / static_cast<double>(most)), kBarHeight - 1};
}

void MemoryBar::paintBar(QPainter& painter, const Device& device, const QRectF& bar) const {
    const Colors& c = colors();
    const auto scale = static_cast<double>(std::max(totalOf(device), device.free));
    if (scale <= 0) return;
    QPainterPath outline;
    outline.addRoundedRect(bar, space::kRadius, space::kRadius);
    painter.save();
    painter.setClipPath(outline);
    painter.fillRect(bar, c.sunken);
    double x = bar.left();
    for (int part = 0; part < device.parts.size(); ++part) {
        const double wide = bar.width() * static_cast<double>(device.parts[part]) / scale;
        painter.fillRect(QRectF(x, bar.top(), std::max(0.0, wide - 1), bar.height()),
                         brushOf(static_cast<Part>(part)));
        x += wide;
    }
    if (device.free > 0 && totalOf(device) > device.free) {
        // Beyond what is free: hatched, and said in words below.
        const double from = bar.left() + bar.width() * static_cast<double>(device.free) / scale;
        painter.fillRect(QRectF(from, bar.top(), bar.right() - from, bar.height()),
                         QBrush(c.bad, Qt::BDiagPattern));
        painter.fillRect(QRectF(from - 1, bar.top(), 2, bar.height()), c.bad);
    }
    painter.restore();
    painter.setPen(QPen(c.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(outline);
}

void MemoryBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < devices_.size(); ++i) {
        const QRectF bar = barOf(i);
        painter.setPen(colors().text);
        painter.drawText(QRectF(0, bar.top(), nameWidth(), bar.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         devices_[i].name);
        paintBar(painter, devices_[i], bar);
    }
    for (const Key& key : keys(width())) {
        const QRectF swatch(key.place.x() + 0.5, key.place.y() + (fontMetrics().height() - kSwatch) / 2.0,
                            kSwatch, kSwatch);
        painter.setPen(Qt::NoPen);
        painter.setBrush(brushOf(key.part));
        painter.drawRoundedRect(swatch, 2, 2);
        painter.setPen(colors().text);
        painter.drawText(QPointF(swatch.right() + 6, key.place.y() + fontMetrics().ascent()), key.text);
    }
}

// A narrower place may need another line of keys.
void MemoryBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    updateGeometry();
}

bool MemoryBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int device = help->pos().y() / rowHeight();
    if (device < devices_.size()) {
        QToolTip::showText(help->globalPos(), sentence(devices_[device]), this);
    } else {
        QToolTip::showText(
            help->globalPos(),
            tr("Shared parts are what every token reads beside attention: shared experts, dense "
               "layers, embedding and head."),
            this);
    }
    return true;
}

}  // namespace ui
