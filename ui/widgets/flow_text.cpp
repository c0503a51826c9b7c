#include "ui/widgets/flow_text.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextFrame>
#include <cmath>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

namespace {

constexpr int kChipObject = QTextFormat::UserObject + 1;
constexpr int kChipLabel = QTextFormat::UserProperty + 1;
constexpr int kChipShape = QTextFormat::UserProperty + 2;
constexpr int kCardKind = QTextFormat::UserProperty + 3;
constexpr int kCardNumber = QTextFormat::UserProperty + 4;
constexpr qreal kChipScale = 0.86;
constexpr qreal kMark = 11;
constexpr qreal kChipSide = 7;
constexpr qreal kCardPadding = 12;

}  // namespace

class ChipPainter : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    explicit ChipPainter(FlowText* view) : QObject(view), view_(view) {}

    QFont fontOf() const {
        QFont font = view_->font();
        font.setPixelSize(qRound(QFontInfo(view_->font()).pixelSize() * kChipScale));
        return font;
    }

    QSizeF intrinsicSize(QTextDocument*, int, const QTextFormat& format) override {
        const QFontMetricsF metrics(fontOf());
        const auto shape = static_cast<FlowText::ChipShape>(format.property(kChipShape).toInt());
        const qreal mark = shape == FlowText::ChipShape::Plain ? 0 : kMark + 3;
        return {metrics.horizontalAdvance(format.property(kChipLabel).toString()) + mark + 2 * kChipSide + 4,
                std::ceil(metrics.height()) + 1};
    }

    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument*, int,
                    const QTextFormat& format) override {
        const Colors& c = colors();
        const auto shape = static_cast<FlowText::ChipShape>(format.property(kChipShape).toInt());
        const bool hovered = format.toCharFormat().anchorHref() == view_->hoveredTarget();
        const QRectF body = rect.adjusted(2, 0.5, -2, -0.5);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        // Own words stand in a square chip, plain words in a round one.
        const bool quote = shape == FlowText::ChipShape::Quote || shape == FlowText::ChipShape::Shortened;
        const qreal radius = quote ? 3 : body.height() / 2;
        painter->setPen(QPen(hovered ? c.accent : c.accentSoft, 1));
        painter->setBrush(hovered ? c.accent : c.accentSoft);
        painter->drawRoundedRect(body, radius, radius);
        const QColor ink = hovered ? c.onAccent : c.accentText;
        qreal x = body.left() + kChipSide;
        if (shape != FlowText::ChipShape::Plain) {
            drawMark(painter, QRectF(x, body.center().y() - kMark / 2, kMark, kMark), shape, ink);
            x += kMark + 3;
        }
        painter->setPen(ink);
        painter->setFont(fontOf());
        painter->drawText(QRectF(x, body.top(), body.right() - x, body.height()),
                          Qt::AlignLeft | Qt::AlignVCenter, format.property(kChipLabel).toString());
        painter->restore();
    }

private:
    static void drawMark(QPainter* painter, const QRectF& r, FlowText::ChipShape shape, const QColor& ink) {
        painter->setPen(QPen(ink, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        if (shape == FlowText::ChipShape::Exact) {
            painter->drawPolyline(QPolygonF{{r.left() + 1, r.center().y() + 0.5},
                                            {r.left() + 4, r.bottom() - 2},
                                            {r.right() - 1, r.top() + 2.5}});
            return;
        }
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        for (const qreal x : {r.left() + 0.5, r.left() + 6}) {
            painter->drawEllipse(QRectF(x, r.top() + 2, 3.6, 3.6));
            QPainterPath tail;
            tail.moveTo(x + 3.6, r.top() + 3.8);
            tail.cubicTo(x + 3.6, r.top() + 6.5, x + 2.6, r.top() + 8, x + 0.6, r.top() + 8.8);
            tail.lineTo(x + 0.4, r.top() + 8);
            tail.cubicTo(x + 1.6, r.top() + 7, x + 2, r.top() + 6, x + 1.8, r.top() + 5);
            painter->drawPath(tail);
        }
        if (shape == FlowText::ChipShape::Shortened) {
            for (int i = 0; i < 3; ++i)
                painter->drawEllipse(QRectF(r.left() + 1 + i * 3.4, r.bottom() - 0.8, 1.6, 1.6));
        }
    }

    FlowText* view_;
};

FlowText::FlowText(QWidget* parent) : QTextBrowser(parent), painter_(new ChipPainter(this)) {
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUndoRedoEnabled(false);
    document()->setDocumentMargin(0);
    document()->documentLayout()->registerHandler(kChipObject, painter_);
    viewport()->setAutoFillBackground(true);
    connect(this, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& url) { emit linkActivated(url.toString()); });
    connect(this, &QTextBrowser::highlighted, this, [this](const QUrl& url) {
        hovered_ = url.toString();
        viewport()->update();
        emit linkHovered(hovered_, targetRect(hovered_));
    });
}

FlowText::~FlowText() = default;

QTextCharFormat FlowText::chipFormat(const QString& label, ChipShape shape, const QString& target) {
    QTextCharFormat format;
    format.setObjectType(kChipObject);
    format.setProperty(kChipLabel, label);
    format.setProperty(kChipShape, static_cast<int>(shape));
    format.setVerticalAlignment(QTextCharFormat::AlignMiddle);
    format.setAnchor(true);
    format.setAnchorHref(target);
    return format;
}

void FlowText::insertChip(QTextCursor& cursor, const QString& label, ChipShape shape, const QString& target) {
    cursor.insertText(QString(QChar::ObjectReplacementCharacter), chipFormat(label, shape, target));
}

QTextCharFormat FlowText::textFormat() const {
    QTextCharFormat format;
    format.setForeground(colors().text);
    return format;
}

QTextCharFormat FlowText::mutedFormat() const {
    QTextCharFormat format;
    format.setForeground(colors().muted);
    return format;
}

QTextCharFormat FlowText::strongFormat() const {
    QTextCharFormat format = textFormat();
    format.setFontWeight(QFont::DemiBold);
    return format;
}

QTextCharFormat FlowText::headingFormat(qreal scale) const {
    QTextCharFormat format = strongFormat();
    QFont scaled = font();
    scaled.setPixelSize(qRound(QFontInfo(font()).pixelSize() * scale));
    format.setProperty(QTextFormat::FontPixelSize, scaled.pixelSize());
    return format;
}

QTextCharFormat FlowText::linkFormat(const QString& target) const {
    QTextCharFormat format;
    format.setForeground(colors().accentText);
    format.setAnchor(true);
    format.setAnchorHref(target);
    return format;
}

QTextBlockFormat FlowText::blockFormat(qreal top, qreal bottom, qreal left) const {
    QTextBlockFormat format;
    format.setTopMargin(top);
    format.setBottomMargin(bottom);
    format.setLeftMargin(left);
    format.setLineHeight(138, QTextBlockFormat::ProportionalHeight);
    return format;
}

void FlowText::setCard(QTextBlockFormat& format, CardKind kind, int number) {
    format.setProperty(kCardKind, static_cast<int>(kind));
    format.setProperty(kCardNumber, number);
}

bool FlowText::atEnd() const {
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 4;
}

void FlowText::followEnd(bool wasAtEnd) {
    if (wasAtEnd) verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void FlowText::clear() {
    QTextBrowser::clear();
    fitColumn();  // clearing takes the margins away with the text
}

void FlowText::fitColumn() {
    const int room = viewport()->width();
    const qreal side = std::max<qreal>(space::kHuge, (room - space::kColumn) / 2.0);
    QTextFrameFormat format = document()->rootFrame()->frameFormat();
    if (qFuzzyCompare(format.leftMargin(), side)) return;
    format.setLeftMargin(side);
    format.setRightMargin(side);
    format.setTopMargin(space::kHuge);
    format.setBottomMargin(space::kHuge * 2);
    document()->rootFrame()->setFrameFormat(format);
}

void FlowText::resizeEvent(QResizeEvent* event) {
    const bool end = atEnd() && verticalScrollBar()->maximum() > 0;
    QTextBrowser::resizeEvent(event);
    fitColumn();
    followEnd(end);
}

void FlowText::changeEvent(QEvent* event) {
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        const int at = verticalScrollBar()->value();
        rebuild();
        verticalScrollBar()->setValue(at);
    }
}

void FlowText::leaveEvent(QEvent* event) {
    QTextBrowser::leaveEvent(event);
    if (!hovered_.isEmpty()) {
        hovered_.clear();
        viewport()->update();
        emit linkHovered({}, {});
    }
}

QRect FlowText::targetRect(const QString& target) const {
    if (target.isEmpty()) return {};
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            if (!fragment.isValid() || fragment.charFormat().anchorHref() != target) continue;
            QTextCursor cursor(document());
            cursor.setPosition(fragment.position());
            QRect rect = cursorRect(cursor);
            cursor.setPosition(fragment.position() + fragment.length());
            const QRect end = cursorRect(cursor);
            if (end.top() == rect.top()) rect.setRight(end.left());
            return rect;
        }
    }
    return {};
}

void FlowText::paintEvent(QPaintEvent* event) {
    // Rounded cards stand behind neighbouring blocks that carry the same number.
    {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillRect(event->rect(), colors().surface);
        const QPointF shift(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
        const auto* layout = document()->documentLayout();
        QRectF card;
        int number = -1, kind = NoCard;
        const auto draw = [&] {
            if (kind == NoCard || card.isNull()) return;
            const Colors& c = colors();
            const QColor back = kind == QuestionCard ? c.sunken
                                : kind == LitCard    ? c.lit
                                : kind == AbsentCard ? c.warnSoft
                                                     : c.surface;
            painter.setPen(kind == AnswerCard ? QPen(c.line, 1) : QPen(Qt::NoPen));
            painter.setBrush(back);
            const qreal grow = kind == LitCard ? 6 : kCardPadding;
            painter.drawRoundedRect(card.adjusted(-grow, -grow / 1.6, grow, grow / 1.6).translated(shift), 8,
                                    8);
        };
        for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
            const QTextBlockFormat format = block.blockFormat();
            const int itsKind = format.intProperty(kCardKind);
            const int itsNumber = format.intProperty(kCardNumber);
            if (itsKind != kind || itsNumber != number) {
                draw();
                card = QRectF();
                kind = itsKind;
                number = itsNumber;
            }
            if (itsKind == NoCard) continue;
            QRectF rect = layout->blockBoundingRect(block);
            rect.setLeft(rect.left() + format.leftMargin());
            card = card.isNull() ? rect : card.united(rect);
        }
        draw();
    }
    QTextBrowser::paintEvent(event);
}

QString FlowText::selectedPlainText() const {
    const QTextCursor selection = textCursor();
    QString text;
    for (QTextBlock block = document()->findBlock(selection.selectionStart());
         block.isValid() && block.position() < selection.selectionEnd(); block = block.next()) {
        if (!text.isEmpty()) text += '\n';
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const int from = std::max(fragment.position(), selection.selectionStart());
            const int to = std::min(fragment.position() + fragment.length(), selection.selectionEnd());
            if (from >= to) continue;
            if (fragment.charFormat().objectType() == kChipObject) {
                text += '[' + fragment.charFormat().property(kChipLabel).toString() + ']';
            } else {
                text += fragment.text().mid(from - fragment.position(), to - from);
            }
        }
    }
    text.replace(QChar::LineSeparator, '\n');
    text.replace(QChar::Nbsp, ' ');
    return text;
}

QMimeData* FlowText::createMimeDataFromSelection() const {
    auto* copied = new QMimeData;
    copied->setText(selectedPlainText());
    return copied;
}

}  // namespace ui

#include "flow_text.moc"
