#include "ui/widgets/info_bar.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr int kNoticeMs = 8000;
}

InfoBar::InfoBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("infoBar"));
    mark_ = new QLabel(this);
    text_ = new QLabel(this);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    button_ = new QPushButton(this);
    fold_ = new QPushButton(tr("Details"), this);
    fold_->setProperty("quiet", true);
    fold_->setCheckable(true);
    close_ = new QToolButton(this);
    close_->setIcon(icon(QStringLiteral("close")));
    close_->setToolTip(tr("Close"));
    close_->setAccessibleName(tr("Close this message"));
    close_->setMinimumSize(28, 28);
    detail_ = new QPlainTextEdit(this);
    detail_->setReadOnly(true);
    detail_->setMaximumHeight(84);
    detail_->setAccessibleName(tr("Details"));
    copy_ = new QPushButton(tr("Copy"), this);
    copy_->setAccessibleName(tr("Copy the details"));

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(space::kLarge, space::kSmall, space::kSmall, space::kSmall);
    grid->setHorizontalSpacing(space::kMedium);
    grid->addWidget(mark_, 0, 0, Qt::AlignTop);
    grid->addWidget(text_, 0, 1);
    grid->addWidget(fold_, 0, 2, Qt::AlignTop);
    grid->addWidget(button_, 0, 3, Qt::AlignTop);
    grid->addWidget(close_, 0, 4, Qt::AlignTop);
    grid->addWidget(detail_, 1, 1, 1, 2);
    grid->addWidget(copy_, 1, 3, Qt::AlignTop);
    grid->setColumnStretch(1, 1);

    connect(close_, &QToolButton::clicked, this, &InfoBar::dismiss);
    connect(fold_, &QPushButton::toggled, this, [this](bool open) {
        detail_->setVisible(open);
        copy_->setVisible(open);
    });
    connect(copy_, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(content_.what + '\n' + content_.detail); });
    connect(button_, &QPushButton::clicked, this, [this] {
        const auto action = content_.action;
        dismiss();
        if (action) action();
    });
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &InfoBar::dismiss);
    hide();
}

void InfoBar::show(const Content& content) {
    content_ = content;
    QString text = content.what.toHtmlEscaped();
    if (!content.remedy.isEmpty()) text += QStringLiteral(" ") + content.remedy.toHtmlEscaped();
    text_->setText(text);
    setAccessibleName(content.what);
    setAccessibleDescription(content.remedy);
    button_->setText(content.button);
    button_->setVisible(!content.button.isEmpty());
    fold_->setVisible(!content.detail.isEmpty());
    fold_->setChecked(false);
    detail_->setPlainText(content.detail);
    detail_->hide();
    copy_->hide();
    paintKind();
    QFrame::show();
    // A notice goes by itself; an error stays until it was read.
    if (content.kind == Kind::Notice) {
        timer_.start(kNoticeMs);
    } else {
        timer_.stop();
    }
}

void InfoBar::dismiss() {
    timer_.stop();
    hide();
}

void InfoBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

void InfoBar::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) paintKind();
    QFrame::changeEvent(event);
}

void InfoBar::paintKind() {
    const Colors& c = colors();
    const bool error = content_.kind == Kind::Error;
    const bool warning = content_.kind == Kind::Warning;
    const QColor back = error ? c.badSoft : warning ? c.warnSoft : c.accentSoft;
    const QColor front = error ? c.bad : warning ? c.warn : c.accentText;
    const QString sheet =
        QStringLiteral("#infoBar { background: %1; border: none; border-bottom: 1px solid %2; }")
            .arg(back.name(), c.line.name());
    if (styleSheet() != sheet) setStyleSheet(sheet);
    mark_->setPixmap(iconPixmap(error || warning ? QStringLiteral("warning") : QStringLiteral("info"), front,
                                20, devicePixelRatioF()));
}

}  // namespace ui
