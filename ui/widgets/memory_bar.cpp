#include "ui/widgets/memory_bar.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr int kBarHeight = 22;
constexpr int kSwatch = 10;
}  // namespace

MemoryBar::MemoryBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Memory"));
}

void MemoryBar::setParts(const QList<Part>& parts, quint64 available) {
    parts_ = parts;
    available_ = available;
    QStringList said;
    for (const Part& part : parts_)
        said.append(tr("%1 %2").arg(part.name, bridge::readableBytes(part.bytes)));
    said.append(tr("%1 free").arg(bridge::readableBytes(available_)));
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    update();
}

QSize MemoryBar::sizeHint() const {
    return {480, kBarHeight + 12 + fontMetrics().height()};
}

QColor MemoryBar::partColor(int index) const {
    const Colors& c = colors();
    switch (index % 3) {
        case 0:
            return c.accent;
        case 1:
            return c.litEdge;
        default:
            return c.muted;
    }
}

void MemoryBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& c = colors();
    quint64 total = 0;
    for (const Part& part : parts_)
        total += part.bytes;
    const double scale = static_cast<double>(std::max(total, available_));
    if (scale <= 0) return;
    const QRectF bar(0.5, 0.5, width() - 1, kBarHeight - 1);
    QPainterPath clip;
    clip.addRoundedRect(bar, space::kRadius, space::kRadius);
    painter.save();
    painter.setClipPath(clip);
    painter.fillRect(bar, c.sunken);
    double x = bar.left();
    for (int i = 0; i < parts_.size(); ++i) {
        const double wide = bar.width() * static_cast<double>(parts_[i].bytes) / scale;
        painter.fillRect(QRectF(x, bar.top(), std::max(0.0, wide - 1), bar.height()), partColor(i));
        x += wide;
    }
    if (total > available_) {
        // Beyond what is free: hatched, and said in words beside it.
        const double from = bar.left() + bar.width() * static_cast<double>(available_) / scale;
        painter.fillRect(QRectF(from, bar.top(), bar.right() - from, bar.height()),
                         QBrush(c.bad, Qt::BDiagPattern));
        painter.fillRect(QRectF(from - 1, bar.top(), 2, bar.height()), c.bad);
    }
    painter.restore();
    painter.setPen(QPen(c.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(clip);

    double at = 0;
    const double line = kBarHeight + 8;
    const auto legend = [&](const QColor& color, bool outlined, const QString& text) {
        const double wide = kSwatch + 6 + fontMetrics().horizontalAdvance(text) + space::kLarge;
        const QRectF swatch(at + 0.5, line + (fontMetrics().height() - kSwatch) / 2.0, kSwatch, kSwatch);
        painter.setPen(outlined ? QPen(c.lineStrong, 1) : QPen(Qt::NoPen));
        painter.setBrush(color);
        painter.drawRoundedRect(swatch, 2, 2);
        painter.setPen(c.text);
        painter.drawText(QRectF(at + kSwatch + 6, line, wide, fontMetrics().height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        at += wide;
    };
    for (int i = 0; i < parts_.size(); ++i)
        legend(partColor(i), false, tr("%1 %2").arg(parts_[i].name, bridge::readableBytes(parts_[i].bytes)));
    legend(c.sunken, true, tr("%1 free now").arg(bridge::readableBytes(available_)));
}

}  // namespace ui
