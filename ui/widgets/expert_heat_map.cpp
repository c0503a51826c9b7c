#include "ui/widgets/expert_heat_map.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"

namespace ui {

namespace {

constexpr int kEntropyWidth = 96;
constexpr int kEntropyThick = 6;
constexpr int kSwatch = 12;
constexpr int kScaleWidth = 120;
constexpr double kOctaves = 3;  // of the scale, to both sides of the even share

QColor mixed(const QColor& from, const QColor& to, double part) {
    const auto channel = [part](double a, double b) { return static_cast<float>(a + (b - a) * part); };
    return QColor::fromRgbF(channel(from.redF(), to.redF()), channel(from.greenF(), to.greenF()),
                            channel(from.blueF(), to.blueF()));
}

// Towards the accent up to `kDeep`, then on towards the colour of text, in both themes away from the surface.
QColor colorAt(double place) {
    constexpr double kDeep = 0.7;
    const Colors& c = colors();
    return place <= kDeep ? mixed(c.surface, c.accent, 0.12 + 0.88 * place / kDeep)
                          : mixed(c.accent, c.text, 0.9 * (place - kDeep) / (1 - kDeep));
}

QString percent(double share) {
    const double value = 100 * share;
    const int decimals = value >= 9.95 ? 0 : value >= 0.095 ? 1 : 2;
    return QLocale().toString(value, 'f', decimals) + QStringLiteral(" %");
}

// The ends of the scale.
QString leastWords(double even) {
    return QStringLiteral("≤ ") + percent(even / std::exp2(kOctaves));
}
QString mostWords(double even) {
    return QStringLiteral("≥ ") + percent(std::min(1.0, even * std::exp2(kOctaves)));
}

// A power of two that leaves `need` pixels between labels that are `each` pixels apart.
int stepOf(double each, int need) {
    int step = 1;
    while (step * each < need)
        step *= 2;
    return step;
}

}  // namespace

ExpertHeatMap::ExpertHeatMap(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Experts that the router chose, layer by layer"));
}

void ExpertHeatMap::setRouting(const bridge::RoutingItem& routing) {
    routing_ = routing;
    choices_.clear();
    for (const auto& counts : routing_.counts)
        choices_.append(std::accumulate(counts.begin(), counts.end(), qint64{0}));
    focused_ = {0, 0};
    hovered_ = {};
    setAccessibleDescription(describe(0, 0));
    updateGeometry();
    update();
}

QString ExpertHeatMap::describe(int layer, int column) const {
    if (layer < 0 || layer >= layers() || column < 0 || column > routing_.experts) return {};
    if (isDense(layer)) return tr("layer %1 · dense, without experts").arg(layer);
    if (column == routing_.experts) {
        return tr("layer %1 · entropy %2 of %3 bits")
            .arg(layer)
            .arg(QLocale().toString(routing_.entropy[layer], 'f', 2),
                 QLocale().toString(std::log2(routing_.experts), 'f', 2));
    }
    const qint64 count = routing_.counts[layer][column];
    if (count == 0) return tr("layer %1 · expert %2 · not chosen").arg(layer).arg(column);
    const QString share = percent(static_cast<double>(count) / static_cast<double>(choices_[layer]));
    return (count == 1 ? tr("layer %1 · expert %2 · %3 · %4 token")
                       : tr("layer %1 · expert %2 · %3 · %4 tokens"))
        .arg(layer)
        .arg(column)
        .arg(share, bridge::readableCount(count));
}

QColor ExpertHeatMap::colorOf(double share) const {
    if (share <= 0) return colors().surface;
    const double octaves = std::log2(share * routing_.experts);
    return colorAt(std::clamp((octaves + kOctaves) / (2 * kOctaves), 0.0, 1.0));
}

// ---- places ----

// Chinese letters may stand higher than the font says.
int ExpertHeatMap::lineHeight() const {
    return fontMetrics().height() + 4;
}

QSize ExpertHeatMap::around() const {
    const int line = lineHeight();
    const int left = std::max(fontMetrics().horizontalAdvance(QString::number(layers())),
                              fontMetrics().horizontalAdvance(tr("Layer"))) +
                     space::kSmall;
    return {left + space::kLarge + kEntropyWidth + 2, 2 * line + space::kMedium + 2 * line + space::kLarge};
}

QRect ExpertHeatMap::grid() const {
    const QSize rest = around();
    const int line = lineHeight();
    return {rest.width() - space::kLarge - kEntropyWidth - 2, 2 * line + space::kTiny, width() - rest.width(),
            height() - rest.height()};
}

QSize ExpertHeatMap::sizeHint() const {
    const int across = routing_.experts * std::clamp(960 / std::max(1, routing_.experts), 2, 26);
    const int down = layers() * std::clamp(440 / std::max(1, layers()), 5, 18);
    return (QSize(across, down) + around()).expandedTo(minimumSizeHint());
}

QSize ExpertHeatMap::minimumSizeHint() const {
    return (QSize(routing_.experts * 2, layers() * 4) + around()).expandedTo({legendWidth(), 0});
}

QRect ExpertHeatMap::cellRect(int layer, int column) const {
    const QRect all = grid();
    // Whole pixels, so that neighbours neither overlap nor leave seams.
    const auto across = [&](int at) { return all.left() + at * all.width() / std::max(1, routing_.experts); };
    const auto down = [&](int at) { return all.top() + at * all.height() / std::max(1, layers()); };
    if (column == routing_.experts) {
        return {all.right() + 1 + space::kLarge, down(layer), kEntropyWidth, down(layer + 1) - down(layer)};
    }
    return {across(column), down(layer), across(column + 1) - across(column), down(layer + 1) - down(layer)};
}

ExpertHeatMap::Cell ExpertHeatMap::cellAt(QPoint position) const {
    const QRect all = grid();
    if (layers() == 0 || position.y() < all.top() || position.y() > all.bottom()) return {};
    // Cells begin at whole pixels: the division may answer the one before.
    int layer = (position.y() - all.top()) * layers() / all.height();
    if (position.y() > cellRect(layer, 0).bottom()) ++layer;
    if (cellRect(layer, routing_.experts).contains(position)) return {layer, routing_.experts};
    if (!all.contains(position)) return {};
    int column = (position.x() - all.left()) * routing_.experts / all.width();
    if (position.x() > cellRect(layer, column).right()) ++column;
    return {layer, column};
}

// ---- painting ----

void ExpertHeatMap::paintEvent(QPaintEvent*) {
    if (routing_.isEmpty()) return;
    QPainter painter(this);
    paintCells(painter);
    paintAxes(painter);
    paintLegend(painter);
}

void ExpertHeatMap::paintCells(QPainter& painter) const {
    const Colors& c = colors();
    const QRect all = grid();
    painter.fillRect(all, c.surface);
    const double most = std::log2(std::max(2, routing_.experts));
    for (int layer = 0; layer < layers(); ++layer) {
        const QRect bar = cellRect(layer, routing_.experts);
        const int gap = bar.height() > 5 ? 1 : 0;
        if (isDense(layer)) {
            const QRect row(all.left(), bar.top(), all.width(), bar.height() - gap);
            painter.fillRect(row, QBrush(c.lineStrong, Qt::BDiagPattern));
            continue;
        }
        for (int expert = 0; expert < routing_.experts; ++expert) {
            const qint64 count = routing_.counts[layer][expert];
            if (count == 0) continue;
            const QRect cell = cellRect(layer, expert);
            painter.fillRect(cell.adjusted(0, 0, cell.width() > 5 ? -1 : 0, -gap),
                             colorOf(static_cast<double>(count) / static_cast<double>(choices_[layer])));
        }
        const int thick = std::min(kEntropyThick, bar.height() - gap);
        const QRect track(bar.left(), bar.top() + (bar.height() - gap - thick) / 2, bar.width(), thick);
        painter.fillRect(track, c.line);
        painter.fillRect(
            QRectF(track.left(), track.top(), bar.width() * routing_.entropy[layer] / most, thick), c.muted);
    }
    painter.setPen(c.line);
    painter.drawRect(all.adjusted(-1, -1, 0, 0));

    const auto outline = [&](Cell cell, const QColor& color) {
        const QRect rect = cellRect(cell.layer, cell.column);
        painter.setPen(QPen(c.surface, 1));
        painter.drawRect(rect.adjusted(-3, -3, 2, 2));
        painter.setPen(QPen(color, 2));
        painter.drawRect(rect.adjusted(-1, -1, 1, 1));
    };
    if (hasFocus()) outline(focused_, c.text);
    if (hovered_.layer >= 0) outline(hovered_, c.litEdge);
}

void ExpertHeatMap::paintAxes(QPainter& painter) const {
    const Colors& c = colors();
    const QRect all = grid();
    const int line = lineHeight();
    const QRect bars = cellRect(0, routing_.experts);
    painter.setPen(c.text);
    painter.drawText(QRect(0, 0, all.left() - space::kSmall, line), Qt::AlignRight, tr("Layer"));
    painter.drawText(QRect(all.left(), 0, all.width(), line), Qt::AlignLeft, tr("Expert"));
    painter.drawText(QRect(bars.left(), 0, kEntropyWidth, line), Qt::AlignLeft, tr("Entropy"));

    painter.setPen(c.muted);
    const int numbers = line + 2 + fontMetrics().ascent();  // their base line
    const int wide = fontMetrics().horizontalAdvance(QString::number(routing_.experts)) + space::kSmall;
    const int across = stepOf(static_cast<double>(all.width()) / routing_.experts, wide);
    for (int expert = 0; expert < routing_.experts; expert += across)
        painter.drawText(cellRect(0, expert).left(), numbers, QString::number(expert));
    const int down = stepOf(static_cast<double>(all.height()) / layers(), fontMetrics().height() - 2);
    for (int layer = 0; layer < layers(); layer += down) {
        const QRect cell = cellRect(layer, 0);
        painter.drawText(QRect(0, cell.center().y() - line / 2, all.left() - space::kSmall, line),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(layer));
    }
    const QString most = tr("%1 bits").arg(QLocale().toString(std::log2(routing_.experts), 'f', 1));
    painter.drawText(bars.left(), numbers, QStringLiteral("0"));
    painter.drawText(bars.right() + 1 - fontMetrics().horizontalAdvance(most), numbers, most);
}

// The cell that is pointed at, and below it what the colours mean.
void ExpertHeatMap::paintLegend(QPainter& painter) const {
    const Colors& c = colors();
    const int line = lineHeight();
    const QRect all = grid();
    const int told = all.bottom() + space::kMedium;
    const Cell cell = hovered_.layer >= 0 ? hovered_ : hasFocus() ? focused_ : Cell{};
    painter.setPen(cell.layer >= 0 ? c.text : c.muted);
    painter.drawText(QRect(all.left(), told, width() - all.left(), line), Qt::AlignLeft | Qt::AlignVCenter,
                     cell.layer >= 0 ? describe(cell.layer, cell.column)
                                     : tr("Point at a cell, or walk over them with the arrow keys."));

    const int top = told + line + space::kSmall;
    int at = all.left();
    const auto text = [&](const QString& words) {
        painter.setPen(c.text);
        painter.drawText(QRect(at, top, width(), line), Qt::AlignLeft | Qt::AlignVCenter, words);
        at += fontMetrics().horizontalAdvance(words);
    };
    const auto swatch = [&](const QBrush& brush) {
        const QRect square(at, top + (line - kSwatch) / 2, kSwatch, kSwatch);
        painter.fillRect(square, c.surface);
        painter.fillRect(square, brush);
        painter.setPen(c.lineStrong);
        painter.drawRect(square.adjusted(0, 0, -1, -1));
        at += kSwatch + 6;
    };
    const double even = 1.0 / routing_.experts;
    text(leastWords(even) + QStringLiteral("  "));
    const QRect scale(at, top + (line - kSwatch) / 2, kScaleWidth, kSwatch);
    for (int x = 0; x < scale.width(); ++x)
        painter.fillRect(scale.left() + x, scale.top(), 1, scale.height(),
                         colorAt((x + 0.5) / scale.width()));
    painter.fillRect(scale.left() + scale.width() / 2, scale.top() - 2, 1, scale.height() + 4, c.text);
    at += kScaleWidth;
    text(QStringLiteral("  ") + mostWords(even));
    at += space::kLarge;
    text(tr("even share: %1").arg(percent(even)));
    at += space::kHuge;
    swatch(Qt::NoBrush);
    text(tr("not chosen"));
    if (!choices_.contains(0)) return;
    at += space::kHuge;
    swatch(QBrush(c.lineStrong, Qt::BDiagPattern));
    text(tr("dense layer"));
}

int ExpertHeatMap::legendWidth() const {
    const double even = 1.0 / std::max(1, routing_.experts);
    const QString words = leastWords(even) + mostWords(even) + QStringLiteral("    ") +
                          tr("even share: %1").arg(percent(even)) + tr("not chosen") + tr("dense layer");
    return around().width() - space::kLarge - kEntropyWidth + fontMetrics().horizontalAdvance(words) +
           kScaleWidth + space::kLarge + 2 * (space::kHuge + kSwatch + 6) + space::kMedium;
}

// ---- pointing ----

void ExpertHeatMap::focus(Cell cell) {
    focused_ = cell;
    hovered_ = {};
    setAccessibleDescription(describe(cell.layer, cell.column));
    update();
}

void ExpertHeatMap::mousePressEvent(QMouseEvent* event) {
    const Cell cell = cellAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && cell.layer >= 0) focus(cell);
}

void ExpertHeatMap::mouseMoveEvent(QMouseEvent* event) {
    const Cell cell = cellAt(event->position().toPoint());
    if (cell == hovered_) return;
    hovered_ = cell;
    update();
}

void ExpertHeatMap::leaveEvent(QEvent*) {
    hovered_ = {};
    update();
}

void ExpertHeatMap::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    setAccessibleDescription(describe(focused_.layer, focused_.column));
}

void ExpertHeatMap::keyPressEvent(QKeyEvent* event) {
    constexpr int kPage = 10;
    Cell to = focused_;
    const bool all = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
        case Qt::Key_Left:
            --to.column;
            break;
        case Qt::Key_Right:
            ++to.column;
            break;
        case Qt::Key_Up:
            --to.layer;
            break;
        case Qt::Key_Down:
            ++to.layer;
            break;
        case Qt::Key_PageUp:
            to.layer -= kPage;
            break;
        case Qt::Key_PageDown:
            to.layer += kPage;
            break;
        case Qt::Key_Home:
            (all ? to.layer : to.column) = 0;
            break;
        case Qt::Key_End:
            (all ? to.layer : to.column) = all ? layers() : routing_.experts;
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    if (routing_.isEmpty()) return;
    focus({std::clamp(to.layer, 0, layers() - 1), std::clamp(to.column, 0, routing_.experts)});
}

bool ExpertHeatMap::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const Cell cell = cellAt(help->pos());
        if (cell.layer >= 0) {
            QToolTip::showText(help->globalPos(), describe(cell.layer, cell.column), this,
                               cellRect(cell.layer, cell.column));
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace ui
