#include "ui/inspect/score_histogram.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/look/theme.h"

namespace ui {

namespace {

constexpr int kBins = 48;
constexpr double kStep = 0.01;
constexpr int kGrip = 8;  // pixels at each side of the line

QList<double> sorted(QList<double> values) {
    std::sort(values.begin(), values.end());
    return values;
}

}  // namespace

ScoreHistogram::ScoreHistogram(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Scores and the line between OK and NG"));
    setToolTip(
        tr("0 is the median good picture, 1 the line that was learned. Drag the line, or use the arrow keys; "
           "Home puts it back."));
}

void ScoreHistogram::setGood(const QList<double>& scores) {
    good_ = sorted(scores);
    fitRange();
}

void ScoreHistogram::setBatch(const QList<double>& scores) {
    batch_ = sorted(scores);
    fitRange();
}

void ScoreHistogram::setLine(double line, bool movable) {
    movable_ = movable;
    if (!dragging_) line_ = line;
    fitRange();
}

int ScoreHistogram::below(const QList<double>& scores) const {
    return static_cast<int>(std::lower_bound(scores.begin(), scores.end(), line_) - scores.begin());
}

double ScoreHistogram::goodAbove() const {
    if (good_.isEmpty()) return -1;
    return 1 - static_cast<double>(below(good_)) / static_cast<double>(good_.size());
}

// The worst of a hundred may stand outside: one broken part must not press the others together.
void ScoreHistogram::fitRange() {
    double least = -0.5, most = 2;
    for (const QList<double>* scores : {&good_, &batch_}) {
        if (scores->isEmpty()) continue;
        least = std::min(least, scores->first());
        most = std::max(most,
                        scores->at(static_cast<qsizetype>(0.99 * static_cast<double>(scores->size() - 1))));
    }
    if (!dragging_) {
        from_ = std::max(least, -3.0);
        to_ = std::max(std::min(most * 1.05, 12.0), line_ * 1.2);
    }
    tellAccessible();
    update();
}

QRectF ScoreHistogram::plot() const {
    const int text = fontMetrics().height();
    return QRectF(rect()).adjusted(6, text * 2 + 8, -6, -text - 8);
}

double ScoreHistogram::xOf(double score) const {
    const QRectF room = plot();
    return room.left() + (std::clamp(score, from_, to_) - from_) / (to_ - from_) * room.width();
}

double ScoreHistogram::scoreAt(double x) const {
    const QRectF room = plot();
    return from_ + std::clamp((x - room.left()) / room.width(), 0.0, 1.0) * (to_ - from_);
}

void ScoreHistogram::moveTo(double line, bool settle) {
    line = std::clamp(std::round(line / kStep) * kStep, kStep, to_);
    if (line != line_) {
        line_ = line;
        emit lineMoved(line_);
    }
    if (settle) emit lineSettled(line_);
    tellAccessible();
    update();
}

void ScoreHistogram::tellAccessible() {
    setAccessibleDescription(tr("Line at %1: %2 OK, %3 NG")
                                 .arg(bridge::readableScore(line_), bridge::readableCount(batchBelow()),
                                      bridge::readableCount(batchAbove())));
}

void ScoreHistogram::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF room = plot();
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.sunken);
    painter.drawRoundedRect(room, 4, 4);

    const auto counts = [&](const QList<double>& scores) {
        QList<int> bins(kBins, 0);
        for (const double score : scores) {
            const double place = (std::clamp(score, from_, to_) - from_) / (to_ - from_);
            ++bins[std::min(kBins - 1, static_cast<int>(place * kBins))];
        }
        return bins;
    };
    const double barWidth = room.width() / kBins;
    const auto heightOf = [&](int count, int most) {
        return most > 0 && count > 0
                   ? std::max(2.0, std::sqrt(static_cast<double>(count) / most) * (room.height() - 10))
                   : 0.0;
    };
    const QList<int> batch = counts(batch_), good = counts(good_);
    const int mostBatch = *std::max_element(batch.begin(), batch.end());
    const int mostGood = *std::max_element(good.begin(), good.end());
    for (int bin = 0; bin < kBins; ++bin) {
        const double height = heightOf(batch[bin], mostBatch);
        if (height <= 0) continue;
        const double middle = from_ + (bin + 0.5) / kBins * (to_ - from_);
        painter.setBrush(middle >= line_ ? c.bad : c.good);
        painter.drawRect(
            QRectF(room.left() + bin * barWidth + 0.5, room.bottom() - height, barWidth - 1, height));
    }
    if (mostGood > 0) {
        QPainterPath outline(QPointF(room.left(), room.bottom()));
        for (int bin = 0; bin < kBins; ++bin) {
            const double top = room.bottom() - heightOf(good[bin], mostGood);
            outline.lineTo(room.left() + bin * barWidth, top);
            outline.lineTo(room.left() + (bin + 1) * barWidth, top);
        }
        outline.lineTo(room.right(), room.bottom());
        painter.setPen(QPen(c.text, 1.3));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(outline);
    }

    // The scale below: 0 and 1 mean something, the ends are where it ends.
    painter.setPen(c.muted);
    const double baseline = room.bottom() + 3;
    const auto tick = [&](double score, const QString& text) {
        if (score < from_ || score > to_) return;
        const double x = xOf(score), half = fontMetrics().horizontalAdvance(text) / 2.0 + 1;
        painter.drawText(
            QRectF(std::clamp(x - half, 0.0, width() - 2 * half), baseline, 2 * half, fontMetrics().height()),
            Qt::AlignCenter, text);
    };
    tick(0, QStringLiteral("0"));
    tick(1, QStringLiteral("1"));
    const int whole = static_cast<int>(to_);
    if (whole > 1) tick(whole, QString::number(whole));

    const double x = xOf(line_);
    const QColor ink = movable_ ? c.accent : c.lineStrong;
    painter.setPen(QPen(ink, 2));
    painter.drawLine(QPointF(x, room.top() - 4), QPointF(x, room.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(x, room.top() - 4), hasFocus() ? 7 : 5, hasFocus() ? 7 : 5);
    if (hasFocus()) {
        painter.setPen(QPen(c.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }

    // The count of each side above it.
    const int text = fontMetrics().height();
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.setPen(c.good);
    painter.drawText(QRectF(6, 3, width() / 2.0 - 6, text), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("OK %1").arg(bridge::readableCount(batchBelow())));
    painter.setPen(c.bad);
    painter.drawText(QRectF(width() / 2.0, 3, width() / 2.0 - 6, text), Qt::AlignRight | Qt::AlignVCenter,
                     tr("NG %1").arg(bridge::readableCount(batchAbove())));
}

void ScoreHistogram::mousePressEvent(QMouseEvent* event) {
    if (!movable_ || event->button() != Qt::LeftButton) return;
    dragging_ = true;
    moveTo(scoreAt(event->position().x()), false);
}

void ScoreHistogram::mouseMoveEvent(QMouseEvent* event) {
    if (dragging_) {
        moveTo(scoreAt(event->position().x()), false);
    } else {
        setCursor(movable_ && std::abs(event->position().x() - xOf(line_)) <= kGrip ? Qt::SplitHCursor
                                                                                    : Qt::ArrowCursor);
    }
}

void ScoreHistogram::mouseReleaseEvent(QMouseEvent* event) {
    if (!dragging_) return;
    dragging_ = false;
    moveTo(scoreAt(event->position().x()), true);
}

void ScoreHistogram::keyPressEvent(QKeyEvent* event) {
    const double step = (event->modifiers() & Qt::ShiftModifier) ? 10 * kStep : kStep;
    if (movable_ && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        moveTo(line_ + (event->key() == Qt::Key_Left ? -step : step), true);
    } else if (movable_ && event->key() == Qt::Key_Home) {
        moveTo(1, true);
    } else {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace ui
