#include "ui/widgets/empty_page.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

EmptyPage::EmptyPage(const QString& picture, const QString& title, const QString& sentence, QWidget* parent)
    : QWidget(parent), pictureName_(picture) {
    picture_ = new QLabel(this);
    picture_->setAlignment(Qt::AlignCenter);
    picture_->setPixmap(ui::picture(picture, devicePixelRatioF()));
    title_ = new QLabel(title, this);
    title_->setProperty("heading", "1");
    title_->setAlignment(Qt::AlignCenter);
    title_->setWordWrap(true);
    sentence_ = new QLabel(sentence, this);
    sentence_->setAlignment(Qt::AlignCenter);
    sentence_->setWordWrap(true);
    sentence_->setProperty("muted", true);
    note_ = new QLabel(this);
    note_->setAlignment(Qt::AlignCenter);
    note_->setWordWrap(true);
    note_->setProperty("muted", true);
    note_->hide();
    for (QLabel* label : {title_, sentence_, note_})
        label->setMinimumWidth(560);
    buttons_ = new QHBoxLayout;
    buttons_->setSpacing(space::kMedium);

    auto* column = new QVBoxLayout;
    column->setSpacing(space::kMedium);
    column->addWidget(picture_);
    column->addSpacing(space::kSmall);
    column->addWidget(title_);
    column->addWidget(sentence_);
    column->addSpacing(space::kSmall);
    column->addLayout(buttons_);
    column->addSpacing(space::kSmall);
    column->addWidget(note_);
    auto* across = new QHBoxLayout;
    across->addStretch(1);
    across->addLayout(column);
    across->addStretch(1);
    auto* outer = new QVBoxLayout(this);
    outer->addStretch(2);
    outer->addLayout(across);
    outer->addStretch(3);
    buttons_->addStretch(1);
    buttons_->addStretch(1);
}

QPushButton* EmptyPage::addButton(const QString& text, const QString& iconName, bool primary) {
    auto* button = new QPushButton(text, this);
    button->setMinimumHeight(36);
    if (!iconName.isEmpty())
        button->setIcon(icon(iconName, primary ? QStringLiteral("onAccent") : QStringLiteral("text")));
    if (primary) button->setProperty("primary", true);
    buttons_->insertWidget(buttons_->count() - 1, button);
    return button;
}

void EmptyPage::setSentence(const QString& sentence) {
    sentence_->setText(sentence);
}

void EmptyPage::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

void EmptyPage::setTextWidth(int pixels) {
    for (QLabel* label : {title_, sentence_, note_})
        label->setMinimumWidth(pixels);
}

void EmptyPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        picture_->setPixmap(ui::picture(pictureName_, devicePixelRatioF()));
    QWidget::changeEvent(event);
}

}  // namespace ui
