#include "ui/widgets/composer.h"

#include <QAbstractTextDocumentLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QToolButton>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr int kMostLines = 6;
}

Composer::Composer(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("composer"));
    edit_ = new QPlainTextEdit(this);
    edit_->setObjectName(QStringLiteral("composerText"));
    edit_->setFrameShape(QFrame::NoFrame);
    edit_->setTabChangesFocus(true);
    edit_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    edit_->setAccessibleName(tr("Question about this document"));
    edit_->setStyleSheet(
        QStringLiteral("#composerText { background: transparent; border: none; padding: 0; }"));
    edit_->installEventFilter(this);
    button_ = new QToolButton(this);
    button_->setFixedSize(34, 34);
    button_->setIconSize({20, 20});
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kMedium, 6, 6, 6);
    row->setSpacing(space::kSmall);
    row->addWidget(edit_, 1);
    row->addWidget(button_, 0, Qt::AlignBottom);
    connect(button_, &QToolButton::clicked, this, [this] {
        if (busy_) {
            emit stopped();
        } else {
            send();
        }
    });
    connect(edit_->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            [this] { fitHeight(); });
    connect(edit_, &QPlainTextEdit::textChanged, this, [this] { setBusy(busy_); });
    setBusy(false);
    fitHeight();
    paintFrame(false);
}

void Composer::setBusy(bool busy) {
    busy_ = busy;
    const bool canSend = ready_ && !edit_->toPlainText().trimmed().isEmpty();
    button_->setIcon(
        busy ? icon(QStringLiteral("stop"))
             : icon(QStringLiteral("send"), canSend ? QStringLiteral("onAccent") : QStringLiteral("muted")));
    button_->setToolTip(busy ? tr("Stop (Esc)") : tr("Ask (Enter)"));
    button_->setAccessibleName(busy ? tr("Stop") : tr("Ask"));
    button_->setEnabled(busy || canSend);
    button_->setStyleSheet(!busy && canSend
                               ? QStringLiteral("QToolButton { background: %1; }").arg(colors().accent.name())
                               : QString());
}

void Composer::setReady(bool ready, const QString& placeholder) {
    ready_ = ready;
    edit_->setEnabled(ready || busy_);
    edit_->setPlaceholderText(placeholder);
    setBusy(busy_);
}

void Composer::setText(const QString& text) {
    edit_->setPlainText(text);
    edit_->moveCursor(QTextCursor::End);
}

QString Composer::text() const {
    return edit_->toPlainText();
}

void Composer::focusText() {
    edit_->setFocus();
}

void Composer::send() {
    const QString text = edit_->toPlainText().trimmed();
    if (text.isEmpty() || busy_ || !ready_) return;
    edit_->clear();
    emit sent(text);
}

void Composer::fitHeight() {
    const int line = edit_->fontMetrics().lineSpacing();
    // QPlainTextEdit counts its document's height in lines.
    const int lines = std::clamp(
        static_cast<int>(edit_->document()->documentLayout()->documentSize().height()), 1, kMostLines);
    const int margin = static_cast<int>(edit_->document()->documentMargin());
    const int high = std::max(34, lines * line + 2 * margin + 4);
    if (edit_->height() != high || edit_->minimumHeight() != high) edit_->setFixedHeight(high);
}

void Composer::paintFrame(bool focused) {
    const Colors& c = colors();
    const QString sheet =
        QStringLiteral(
            "#composer { background: %1; border: %2px solid %3; border-radius: 10px; padding: %4px; }")
            .arg(c.surface.name())
            .arg(focused ? 2 : 1)
            .arg((focused ? c.accent : c.lineStrong).name())
            .arg(focused ? 0 : 1);
    if (styleSheet() != sheet) setStyleSheet(sheet);
}

bool Composer::eventFilter(QObject* watched, QEvent* event) {
    if (watched == edit_) {
        if (event->type() == QEvent::FocusIn) paintFrame(true);
        if (event->type() == QEvent::FocusOut) paintFrame(false);
        if (event->type() == QEvent::KeyPress) {
            auto* key = static_cast<QKeyEvent*>(event);
            const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            if (enter && !(key->modifiers() & Qt::ShiftModifier)) {
                send();
                return true;
            }
            if (key->key() == Qt::Key_Escape && busy_) {
                emit stopped();
                return true;
            }
        }
    }
    return QFrame::eventFilter(watched, event);
}

void Composer::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        paintFrame(edit_->hasFocus());
        setBusy(busy_);
    }
    QFrame::changeEvent(event);
}

}  // namespace ui
