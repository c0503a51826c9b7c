#include "ui/read/document_view.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"

namespace ui {

using bridge::ByteRange;

namespace {

constexpr int kGap = 14;
constexpr int kSide = 16;
constexpr int kSheetMargin = 40;
constexpr int kWidestSheet = 820;
constexpr qsizetype kMostSheets = 60;
constexpr double kLeastZoom = 0.4, kMostZoom = 4.0;
constexpr double kPixelsAPoint = 96.0 / 72.0;

}  // namespace

DocumentView::DocumentView(QWidget* parent) : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Document"));
    verticalScrollBar()->setSingleStep(40);
    glow_.setStartValue(0.0);
    glow_.setEndValue(1.0);
    glow_.setEasingCurve(QEasingCurve::OutCubic);
    connect(&glow_, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        glowing_ = value.toDouble();
        viewport()->update();
    });
}

DocumentView::~DocumentView() = default;

void DocumentView::setSession(bridge::DocumentSession* session) {
    if (session_ == session) return;
    if (session_) {
        disconnect(session_, nullptr, this, nullptr);
        if (session_->pictures() != nullptr) disconnect(session_->pictures(), nullptr, this, nullptr);
    }
    session_ = session;
    dropSheets();
    cited_.clear();
    lit_.clear();
    selection_ = {};
    announced_ = -1;
    if (session_) {
        connect(session_, &bridge::DocumentSession::stateChanged, this, [this] {
            dropSheets();
            layOut();
        });
        if (auto* pictures = session_->pictures()) {
            connect(pictures, &bridge::PagePictures::ready, this, [this] { viewport()->update(); });
            connect(pictures, &bridge::PagePictures::failed, this, &DocumentView::failed);
        }
    }
    verticalScrollBar()->setValue(0);
    layOut();
    announce();
}

bool DocumentView::hasPictures() const {
    return session_ && session_->pictures() != nullptr;
}

int DocumentView::pageCount() const {
    return session_ ? session_->pageCount() : 0;
}

void DocumentView::setCited(std::vector<Cited> cited) {
    cited_ = std::move(cited);
    std::sort(cited_.begin(), cited_.end(),
              [](const Cited& a, const Cited& b) { return a.range.begin < b.range.begin; });
    viewport()->update();
}

// ---- layout ----

QSizeF DocumentView::pageSize(int page) const {
    if (session_ && session_->text() != nullptr && page < session_->text()->pages().size()) {
        const QSizeF points = session_->text()->pages()[page].points;
        if (!points.isEmpty()) return points;
    }
    return {612, 792};  // until it is known
}

double DocumentView::scale() const {
    if (zoom_ > 0) return zoom_ * kPixelsAPoint;
    // As wide as the view, by the widest of the first pages.
    double widest = 1;
    for (int page = 0; page < std::min(pageCount(), 20); ++page)
        widest = std::max(widest, pageSize(page).width());
    const double room = std::max(80, viewport()->width() - 2 * kSide);
    return std::clamp(room / widest, 0.2, 2.2 * kPixelsAPoint);
}

int DocumentView::sheetWidth() const {
    const int room = std::max(200, viewport()->width() - 2 * kSide);
    if (zoom_ > 0) return std::max(200, qRound(kWidestSheet * 0.8 * zoom_));
    return std::min(room, kWidestSheet);
}

int DocumentView::estimatedHeight(int page) const {
    if (hasPictures()) return qRound(pageSize(page).height() * scale());
    if (const auto found = sheets_.constFind(page); found != sheets_.constEnd())
        return static_cast<int>(std::ceil((*found)->size().height()));
    if (!session_ || session_->text() == nullptr) return 400;
    // By its length, until it is laid out.
    const ByteRange range = session_->text()->pages().at(page).text;
    const double perLine =
        std::max(20.0, (sheetWidth() - 2.0 * kSheetMargin) / (fontMetrics().averageCharWidth() * 1.05));
    const double lines = static_cast<double>(range.end - range.begin) / perLine * 1.25 + 2;
    return static_cast<int>(lines * fontMetrics().lineSpacing() * 1.2) + 2 * kSheetMargin;
}

void DocumentView::layOut() {
    const int pages = pageCount();
    tops_.resize(static_cast<size_t>(pages));
    heights_.resize(static_cast<size_t>(pages));
    int y = kGap;
    for (int page = 0; page < pages; ++page) {
        tops_[static_cast<size_t>(page)] = y;
        heights_[static_cast<size_t>(page)] = estimatedHeight(page);
        y += heights_[static_cast<size_t>(page)] + kGap;
    }
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, y - viewport()->height()));
    int widest = 0;
    for (int page = 0; page < std::min(pages, 20); ++page)
        widest = std::max(widest, hasPictures() ? qRound(pageSize(page).width() * scale()) : sheetWidth());
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(0, widest + 2 * kSide - viewport()->width()));
    viewport()->update();
}

DocumentView::Place DocumentView::place() const {
    const int page = std::max(0, pageAtY(0));
    if (page >= static_cast<int>(tops_.size())) return {};
    const double high = std::max(1, heights_[static_cast<size_t>(page)]);
    return {page, (verticalScrollBar()->value() - tops_[static_cast<size_t>(page)]) / high};
}

void DocumentView::keepPlace(const Place& place) {
    if (place.page >= static_cast<int>(tops_.size())) return;
    const auto page = static_cast<size_t>(place.page);
    verticalScrollBar()->setValue(tops_[page] + qRound(place.within * heights_[page]));
}

QRect DocumentView::pageRect(int page) const {
    const auto at = static_cast<size_t>(page);
    const int wide = hasPictures() ? qRound(pageSize(page).width() * scale()) : sheetWidth();
    const int left = std::max(kSide, (viewport()->width() - wide) / 2) - horizontalScrollBar()->value();
    return {left, tops_[at] - verticalScrollBar()->value(), wide, heights_[at]};
}

int DocumentView::pageAtY(int y) const {
    if (tops_.empty()) return -1;
    const int at = y + verticalScrollBar()->value();
    const auto after = std::upper_bound(tops_.begin(), tops_.end(), at);
    return after == tops_.begin() ? 0 : static_cast<int>(after - tops_.begin()) - 1;
}

QTextDocument* DocumentView::sheet(int page) {
    if (const auto found = sheets_.constFind(page); found != sheets_.constEnd()) return found->get();
    auto document = std::make_shared<QTextDocument>();
    document->setUndoRedoEnabled(false);
    document->setDocumentMargin(kSheetMargin);
    QFont face = font();
    if (zoom_ > 0) face.setPixelSize(std::max(6, qRound(QFontInfo(face).pixelSize() * zoom_)));
    document->setDefaultFont(face);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document->setDefaultTextOption(option);
    QString text = session_->text()->pageText(page);
    text.replace(u'\r', u' ');  // one character for one: places stay true
    document->setPlainText(text);
    QTextCursor cursor(document.get());
    cursor.select(QTextCursor::Document);
    QTextBlockFormat block;
    block.setLineHeight(125, QTextBlockFormat::ProportionalHeight);
    cursor.mergeBlockFormat(block);
    document->setTextWidth(sheetWidth());
    sheets_.insert(page, document);
    sheetOrder_.append(page);
    while (sheets_.size() > kMostSheets)
        sheets_.remove(sheetOrder_.takeFirst());

    const int high = static_cast<int>(std::ceil(document->size().height()));
    const auto at = static_cast<size_t>(page);
    if (const int grown = high - heights_[at]; grown != 0) {
        // The page turned out higher or lower than it was taken for: what is looked at stays where it is.
        const bool above = tops_[at] + heights_[at] <= verticalScrollBar()->value();
        heights_[at] = high;
        for (size_t below = at + 1; below < tops_.size(); ++below)
            tops_[below] += grown;
        const int value = verticalScrollBar()->value();
        verticalScrollBar()->setMaximum(
            std::max(0, tops_.back() + heights_.back() + kGap - viewport()->height()));
        if (above) verticalScrollBar()->setValue(value + grown);
    }
    return document.get();
}

void DocumentView::dropSheets() {
    sheets_.clear();
    sheetOrder_.clear();
}

// ---- places ----

QRectF DocumentView::passageRect(int page, const ByteRange& range) {
    const auto* text = session_->text();
    QRectF all;
    if (hasPictures()) {
        const double factor = scale();
        for (const QRectF& rect : text->rectangles(page, range)) {
            const QRectF scaled(rect.x() * factor, rect.y() * factor, rect.width() * factor,
                                rect.height() * factor);
            all = all.isNull() ? scaled : all.united(scaled);
        }
        return all;
    }
    QTextDocument* document = sheet(page);
    const auto [first, last] = text->charactersOn(page, range);
    for (const int position : {first, std::max(first, last - 1)}) {
        const QTextBlock block = document->findBlock(position);
        if (!block.isValid() || block.layout() == nullptr) continue;
        const QTextLine line = block.layout()->lineForTextPosition(position - block.position());
        if (!line.isValid()) continue;
        const QPointF origin = document->documentLayout()->blockBoundingRect(block).topLeft();
        const QRectF rect(origin.x() + line.x(), origin.y() + line.y(), line.naturalTextWidth(),
                          line.height());
        all = all.isNull() ? rect : all.united(rect);
    }
    return all;
}

void DocumentView::light(const QList<ByteRange>& ranges, int page) {
    lit_ = ranges;
    if (!session_ || session_->text() == nullptr || tops_.empty()) return;
    const auto* text = session_->text();
    const int target =
        std::clamp(ranges.isEmpty() ? page : text->pageAt(ranges.first().begin), 0, pageCount() - 1);
    if (!hasPictures()) sheet(target);
    int y = tops_[static_cast<size_t>(target)] - kGap;
    if (!ranges.isEmpty()) {
        const QRectF rect = passageRect(target, ranges.first());
        if (!rect.isNull()) {
            // A third from the top, unless it can be seen as it is.
            const int top = tops_[static_cast<size_t>(target)] + static_cast<int>(rect.top());
            const int bottom = tops_[static_cast<size_t>(target)] + static_cast<int>(rect.bottom());
            const int value = verticalScrollBar()->value();
            const bool seen = top >= value + 8 && bottom <= value + viewport()->height() - 8;
            y = seen ? value : top - viewport()->height() / 3;
        }
    }
    verticalScrollBar()->setValue(y);
    glow_.stop();
    if (const int motion = Theme::instance().motion(); motion > 0) {
        glow_.setDuration(motion);
        glow_.start();
    } else {
        glowing_ = 1;
    }
    setAccessibleDescription(
        ranges.isEmpty()
            ? tr("Page %1").arg(target + 1)
            : tr("Page %1, lit passage: %2").arg(target + 1).arg(text->text(ranges.first()).simplified()));
    viewport()->update();
    announce();
}

void DocumentView::unlight() {
    lit_.clear();
    viewport()->update();
}

bool DocumentView::litIsVisible() const {
    if (lit_.isEmpty() || !session_ || session_->text() == nullptr) return false;
    const int page = session_->text()->pageAt(lit_.first().begin);
    const QRectF rect = const_cast<DocumentView*>(this)->passageRect(page, lit_.first());
    return !rect.isNull() &&
           viewport()->rect().intersects(rect.translated(pageRect(page).topLeft()).toAlignedRect());
}

void DocumentView::goToPage(int page) {
    if (page < 0 || page >= static_cast<int>(tops_.size())) return;
    verticalScrollBar()->setValue(tops_[static_cast<size_t>(page)] - kGap);
}

int DocumentView::currentPage() const {
    // The page that the upper third of the view shows.
    return std::max(0, pageAtY(viewport()->height() / 3));
}

void DocumentView::setZoom(double zoom) {
    const Place at = place();
    zoom_ = zoom <= 0 ? 0 : std::clamp(zoom, kLeastZoom, kMostZoom);
    dropSheets();
    layOut();
    keepPlace(at);
}

void DocumentView::announce() {
    const int page = currentPage();
    if (page == announced_) return;
    announced_ = page;
    emit pageChanged(page);
}

// ---- painting ----

void DocumentView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const Colors& c = colors();
    painter.fillRect(viewport()->rect(), c.desk);
    if (tops_.empty()) return;
    QList<int> seen;
    for (int page = std::max(0, pageAtY(0)); page < static_cast<int>(tops_.size()); ++page) {
        if (!hasPictures() && session_->text() != nullptr) sheet(page);
        const QRect rect = pageRect(page);
        if (rect.top() > viewport()->height()) break;
        seen.append(page);
    }
    if (hasPictures()) {
        // The next page is made ready too.
        QList<int> wanted = seen;
        if (!seen.isEmpty() && seen.last() + 1 < pageCount()) wanted.append(seen.last() + 1);
        session_->pictures()->lookAt(wanted);
    }
    for (const int page : seen) {
        const QRect rect = pageRect(page);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.shadow);
        painter.drawRoundedRect(QRectF(rect).adjusted(-0.5, 0, 0.5, 2), 3, 3);
        if (hasPictures()) {
            paintPicture(painter, page, rect);
        } else {
            paintSheet(painter, page, rect);
        }
    }
    if (hasPictures() && !seen.isEmpty() && seen.last() + 1 < pageCount())
        session_->pictures()->picture(seen.last() + 1, qRound(scale() * 72 * devicePixelRatioF() / 12) * 12);
}

void DocumentView::paintPicture(QPainter& painter, int page, const QRect& rect) {
    const Colors& c = colors();
    painter.fillRect(rect, Qt::white);
    const int dotsPerInch = std::clamp(qRound(scale() * 72 * devicePixelRatioF() / 12) * 12, 36, 400);
    const QImage image = session_->pictures()->picture(page, dotsPerInch);
    if (!image.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(rect, image);
    }
    const auto* text = session_->text();
    if (text == nullptr) return;
    const ByteRange onPage = text->pages()[page].text;
    const double factor = scale();
    const auto fill = [&](const ByteRange& range, const QColor& color, double opacity, bool edge) {
        for (const QRectF& box : text->rectangles(page, range)) {
            const QRectF where = QRectF(rect.left() + box.x() * factor, rect.top() + box.y() * factor,
                                        box.width() * factor, box.height() * factor)
                                     .adjusted(-1, -1, 1, 1);
            painter.setOpacity(opacity);
            painter.setCompositionMode(QPainter::CompositionMode_Multiply);
            painter.fillRect(where, color);
            painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
            if (edge)
                painter.fillRect(QRectF(where.left(), where.bottom() - 1.5, where.width(), 1.5), c.litEdge);
            painter.setOpacity(1);
        }
    };
    // Paper is white in both themes, and so are the colours on it.
    static const Colors kPaper = Theme::read(false);
    for (const Cited& each : cited_) {
        if (each.range.overlaps(onPage)) fill(each.range, kPaper.cited, 1, false);
    }
    for (const ByteRange& each : lit_) {
        if (each.overlaps(onPage)) fill(each, kPaper.lit, glowing_, true);
    }
    if (selection_.overlaps(onPage)) fill(selection_, QColor(0xA9, 0xD3, 0xF5), 1, false);
    if (!text->pages()[page].readable) {
        const QString problem = tr("This page was not read: %1").arg(text->pages()[page].problem);
        QRect label(rect.left() + 12, rect.top() + 12, rect.width() - 24, fontMetrics().height() + 12);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.warnSoft);
        painter.drawRoundedRect(label, 5, 5);
        painter.setPen(c.warn);
        painter.drawText(label.adjusted(10, 0, -10, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(problem, Qt::ElideRight, label.width() - 20));
    }
}

void DocumentView::paintSheet(QPainter& painter, int page, const QRect& rect) {
    const Colors& c = colors();
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.paper);
    painter.drawRoundedRect(rect, 2, 2);
    const auto* text = session_->text();
    if (text == nullptr) return;
    QTextDocument* document = sheet(page);
    const ByteRange onPage = text->pages()[page].text;
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, c.paperText);
    const auto mark = [&](const ByteRange& range, const QColor& color) {
        const auto [first, last] = text->charactersOn(page, range);
        if (last <= first) return;
        QAbstractTextDocumentLayout::Selection selection;
        selection.cursor = QTextCursor(document);
        selection.cursor.setPosition(first);
        selection.cursor.setPosition(std::min(last, document->characterCount() - 1), QTextCursor::KeepAnchor);
        selection.format.setBackground(color);
        context.selections.append(selection);
    };
    for (const Cited& each : cited_) {
        if (each.range.overlaps(onPage)) mark(each.range, c.cited);
    }
    for (const ByteRange& each : lit_) {
        if (!each.overlaps(onPage)) continue;
        QColor glowing = c.lit;
        glowing.setAlphaF(static_cast<float>(glowing_));
        mark(each, glowing);
    }
    if (selection_.overlaps(onPage)) {
        QColor selected = c.accent;
        selected.setAlphaF(0.35F);
        mark(selection_, selected);
    }
    painter.save();
    painter.translate(rect.topLeft());
    context.clip = QRectF(0, -rect.top(), rect.width(), viewport()->height())
                       .intersected(QRectF(0, 0, rect.width(), rect.height()));
    document->documentLayout()->draw(&painter, context);
    painter.restore();
    // Where the page is a separator of ours, it says which it is.
    painter.setPen(c.muted);
    painter.drawText(rect.adjusted(0, 12, -16, 0), Qt::AlignTop | Qt::AlignRight,
                     QString::number(text->pages()[page].number));
}

// ---- mouse and keyboard ----

ByteRange DocumentView::rangeAt(QPoint position) {
    if (!session_ || session_->text() == nullptr || tops_.empty()) return {-1, -1};
    const int page = pageAtY(position.y());
    if (page < 0 || page >= pageCount()) return {-1, -1};
    const QPoint within = position - pageRect(page).topLeft();
    const auto* text = session_->text();
    if (hasPictures()) {
        const double factor = scale();
        return text->runAt(page, QPointF(within) / factor);
    }
    const int character = sheet(page)->documentLayout()->hitTest(within, Qt::FuzzyHit);
    if (character < 0) return {-1, -1};
    const ByteRange at = text->bytesOn(page, character, character);
    return at;
}

int DocumentView::citedAt(qint64 offset) const {
    const ByteRange here{offset, offset + 1};
    int best = -1;
    for (const Cited& each : cited_) {
        if (each.range.begin > offset) break;
        if (each.range.overlaps(here)) best = each.id;
    }
    return best;
}

void DocumentView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    pressed_ = event->pos();
    selecting_ = false;
    anchor_ = rangeAt(event->pos()).begin;
    if (selection_.end > selection_.begin) {
        selection_ = {};
        viewport()->update();
    }
}

void DocumentView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        if (!selecting_ && (event->pos() - pressed_).manhattanLength() >= QApplication::startDragDistance() &&
            anchor_ >= 0)
            selecting_ = true;
        if (selecting_) {
            const ByteRange first = rangeAt(pressed_), last = rangeAt(event->pos());
            if (first.begin >= 0 && last.begin >= 0)
                selection_ = {std::min(first.begin, last.begin), std::max(first.end, last.end)};
            viewport()->update();
        }
        return;
    }
    const ByteRange under = rangeAt(event->pos());
    const bool cited = under.begin >= 0 && citedAt(under.begin) >= 0;
    viewport()->setCursor(cited ? Qt::PointingHandCursor : Qt::IBeamCursor);
    viewport()->setToolTip(cited ? tr("Show the statement") : QString());
}

void DocumentView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || selecting_) {
        selecting_ = false;
        return;
    }
    const ByteRange under = rangeAt(event->pos());
    if (under.begin < 0) return;
    if (const int id = citedAt(under.begin); id >= 0) emit citedClicked(id);
}

void DocumentView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        const double now = zoom_ > 0 ? zoom_ : scale() / kPixelsAPoint;
        setZoom(now * (event->angleDelta().y() > 0 ? 1.1 : 1 / 1.1));
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void DocumentView::keyPressEvent(QKeyEvent* event) {
    QScrollBar* bar = verticalScrollBar();
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectedText());
        return;
    }
    switch (event->key()) {
        case Qt::Key_Down:
            bar->setValue(bar->value() + bar->singleStep());
            return;
        case Qt::Key_Up:
            bar->setValue(bar->value() - bar->singleStep());
            return;
        case Qt::Key_PageDown:
        case Qt::Key_Space:
            bar->setValue(bar->value() + bar->pageStep() * 9 / 10);
            return;
        case Qt::Key_PageUp:
            bar->setValue(bar->value() - bar->pageStep() * 9 / 10);
            return;
        case Qt::Key_Home:
            bar->setValue(0);
            return;
        case Qt::Key_End:
            bar->setValue(bar->maximum());
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            // The lit passage leads back to its statement.
            if (!lit_.isEmpty()) {
                if (const int id = citedAt(lit_.first().begin); id >= 0) emit citedClicked(id);
            }
            return;
        default:
            QAbstractScrollArea::keyPressEvent(event);
    }
}

QString DocumentView::selectedText() const {
    if (!session_ || session_->text() == nullptr || selection_.end <= selection_.begin) return {};
    return session_->text()->text(selection_);
}

void DocumentView::resizeEvent(QResizeEvent* event) {
    const Place at = place();
    QAbstractScrollArea::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) dropSheets();
    layOut();
    keepPlace(at);
}

void DocumentView::scrollContentsBy(int, int) {
    viewport()->update();
    announce();
}

void DocumentView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        dropSheets();
        layOut();
    }
}

}  // namespace ui
