#include "ui/inspect/learn_card.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/look/theme.h"

namespace ui {

namespace {

QString figure(double value) {
    return value > 0 ? QLocale().toString(value, 'f', 3) : QStringLiteral("–");
}
QString share(double value) {
    return value > 0 ? bridge::readablePercent(value) : QStringLiteral("–");
}
// Told by an arrow as well as by the numbers.
QString change(double before, double after) {
    if (before <= 0 || after <= 0) return {};
    if (std::abs(after - before) < 0.0005) return QStringLiteral("=");
    return after > before ? QStringLiteral("▲") : QStringLiteral("▼");
}

}  // namespace

LearnCard::LearnCard(bridge::InspectDesk& desk, QWidget* parent) : QFrame(parent), desk_(desk) {
    setProperty("card", true);
    auto* heading = new QLabel(tr("Learned anew"), this);
    heading->setProperty("heading", "2");
    about_ = new QLabel(this);
    about_->setWordWrap(true);
    about_->setProperty("muted", true);
    promote_ = new QPushButton(tr("Promote"), this);
    promote_->setProperty("primary", true);
    promote_->setMinimumHeight(32);
    promote_->setToolTip(tr("Use what was learned from now on"));
    discard_ = new QPushButton(tr("Discard"), this);
    discard_->setMinimumHeight(32);
    discard_->setToolTip(tr("Stay with what was used before; your corrections are kept"));
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(space::kHuge);
    grid_->setVerticalSpacing(2);
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(space::kSmall);
    buttons->addWidget(promote_);
    buttons->addWidget(discard_);
    buttons->addStretch(1);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(space::kTiny);
    texts->addWidget(heading);
    texts->addWidget(about_);
    texts->addLayout(grid_);
    texts->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    row->setSpacing(space::kLarge);
    row->addLayout(texts, 1);
    row->addLayout(buttons);
    connect(promote_, &QPushButton::clicked, this, [this] { desk_.promote(); });
    connect(discard_, &QPushButton::clicked, this, [this] { desk_.discard(); });
    connect(&desk_, &bridge::InspectDesk::fitChanged, this, &LearnCard::refresh);
    refresh();
}

void LearnCard::refresh() {
    const auto& candidate = desk_.candidate();
    setVisible(candidate.has_value());
    if (!candidate) return;
    about_->setText(
        tr("Good pictures: %1, taught: %2. Measured on pictures that were held back, whole groups at a "
           "time. False alarms to expect: %3 to %4.")
            .arg(bridge::readableCount(candidate->good), bridge::readableCount(candidate->taught),
                 bridge::readablePercent(candidate->from), bridge::readablePercent(candidate->to)));
    qDeleteAll(cells_);
    cells_.clear();
    const auto put = [this](int line, int column, const QString& text, bool muted) {
        auto* cell = new QLabel(text, this);
        if (muted) cell->setProperty("muted", true);
        cell->setAlignment(column == 0 ? Qt::AlignLeft : Qt::AlignRight);
        grid_->addWidget(cell, line, column);
        cells_.append(cell);
    };
    grid_->setColumnStretch(4, 1);
    put(0, 1, tr("before"), true);
    put(0, 2, tr("after"), true);
    const bridge::FiguresItem &before = candidate->before, &after = candidate->after;
    put(1, 0, tr("Good and bad told apart (AUROC)"), false);
    put(1, 1, figure(before.imageAuroc), false);
    put(1, 2, figure(after.imageAuroc), false);
    put(1, 3, change(before.imageAuroc, after.imageAuroc), true);
    put(2, 0, tr("Taught defects found at the line"), false);
    put(2, 1, share(before.recall), false);
    put(2, 2, share(after.recall), false);
    put(2, 3, change(before.recall, after.recall), true);
    put(3, 0, tr("Kinds named rightly"), false);
    put(3, 1, share(before.kindAccuracy), false);
    put(3, 2, share(after.kindAccuracy), false);
    put(3, 3, change(before.kindAccuracy, after.kindAccuracy), true);
    for (QLabel* cell : std::as_const(cells_))
        cell->show();
}

}  // namespace ui
