#include "ui/widgets/choice_card.h"

#include <QKeyEvent>
#include <QPainter>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr int kPadding = 20;
constexpr int kIcon = 28;
constexpr int kGap = 8;
}  // namespace

ChoiceCard::ChoiceCard(const QString& iconName, QWidget* parent)
    : QAbstractButton(parent), iconName_(iconName) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void ChoiceCard::setTexts(const QString& title, const QString& sentence, const QString& time) {
    setText(title);
    sentence_ = sentence;
    time_ = time;
    setAccessibleName(title);
    setAccessibleDescription(sentence + ' ' + time);
    updateGeometry();
    update();
}

void ChoiceCard::setStrong(bool strong) {
    strong_ = strong;
    update();
}

QFont ChoiceCard::titleFont() const {
    QFont font = this->font();
    font.setPixelSize(qRound(QFontInfo(font).pixelSize() * 1.2));
    font.setWeight(QFont::DemiBold);
    return font;
}

int ChoiceCard::heightForWidth(int width) const {
    const QRect room(0, 0, std::max(80, width - 2 * kPadding), 10000);
    const int title = QFontMetrics(titleFont()).boundingRect(room, Qt::TextWordWrap, text()).height();
    const int sentence = fontMetrics().boundingRect(room, Qt::TextWordWrap, sentence_).height();
    const int time =
        time_.isEmpty() ? 0 : kGap + fontMetrics().boundingRect(room, Qt::TextWordWrap, time_).height();
    return 2 * kPadding + kIcon + kGap + 4 + title + 4 + sentence + time;
}

QSize ChoiceCard::sizeHint() const {
    return {220, heightForWidth(220)};
}
QSize ChoiceCard::minimumSizeHint() const {
    return {200, heightForWidth(200)};
}

void ChoiceCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& c = colors();
    const bool lively = isEnabled() && (hovered_ || isDown());
    QColor back = strong_ ? c.accent : c.surface;
    QColor ink = strong_ ? c.onAccent : c.text;
    QColor soft = strong_ ? c.onAccent : c.muted;
    if (!isEnabled()) {
        back = c.sunken;
        ink = soft = c.muted;
    } else if (lively) {
        back = strong_ ? c.accentText : c.accentSoft;
    }
    painter.setBrush(back);
    painter.setPen(hasFocus() ? QPen(strong_ ? c.text : c.accent, 2) : QPen(strong_ ? back : c.line, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 10, 10);
    painter.drawPixmap(kPadding, kPadding,
                       iconPixmap(iconName_,
                                  strong_ && isEnabled() ? c.onAccent
                                  : isEnabled()          ? c.accentText
                                                         : c.muted,
                                  kIcon, devicePixelRatioF()));
    QRect room(kPadding, kPadding + kIcon + kGap + 4, width() - 2 * kPadding, height());
    painter.setPen(ink);
    painter.setFont(titleFont());
    QRect used;
    painter.drawText(room, Qt::TextWordWrap, text(), &used);
    room.setTop(used.bottom() + 5);
    painter.setFont(font());
    painter.setPen(soft);
    painter.drawText(room, Qt::TextWordWrap, sentence_, &used);
    if (!time_.isEmpty()) {
        room.setTop(used.bottom() + kGap);
        painter.setPen(ink);
        painter.drawText(room, Qt::TextWordWrap, time_);
    }
}

void ChoiceCard::enterEvent(QEnterEvent*) {
    hovered_ = true;
    update();
}

void ChoiceCard::leaveEvent(QEvent*) {
    hovered_ = false;
    update();
}

void ChoiceCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

}  // namespace ui
