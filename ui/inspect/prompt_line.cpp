#include "ui/inspect/prompt_line.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/bridge/inspect_desk.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/chip_row.h"

namespace ui {

namespace {
constexpr int kPauseMs = 250;
}

PromptLine::PromptLine(bridge::InspectDesk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    edit_ = new QLineEdit(this);
    edit_->setPlaceholderText(tr("What to look for, such as: find scratches and pores"));
    edit_->setAccessibleName(tr("What to look for"));
    edit_->setToolTip(tr("Names the kinds of defects. Empty: everything unusual (Ctrl+F)"));
    edit_->setClearButtonEnabled(true);
    edit_->addAction(icon(QStringLiteral("search"), QStringLiteral("muted")), QLineEdit::LeadingPosition);
    edit_->setMinimumHeight(34);
    chips_ = new ChipRow(this);
    chips_->setAccessibleName(tr("Kinds that were understood"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, 0, space::kLarge, space::kSmall);
    column->setSpacing(space::kSmall);
    column->addWidget(edit_);
    column->addWidget(chips_);

    timer_.setSingleShot(true);
    timer_.setInterval(kPauseMs);
    connect(&timer_, &QTimer::timeout, this, [this] { desk_.setPrompt(edit_->text()); });
    connect(edit_, &QLineEdit::textEdited, &timer_, qOverload<>(&QTimer::start));
    connect(edit_, &QLineEdit::returnPressed, this, [this] {
        timer_.stop();
        desk_.setPrompt(edit_->text());
    });
    connect(&desk_, &bridge::InspectDesk::promptChanged, this, &PromptLine::refresh);
    refresh();
}

void PromptLine::focusText() {
    edit_->setFocus();
    edit_->selectAll();
}

void PromptLine::refresh() {
    const bridge::PromptItem& prompt = desk_.prompt();
    if (!timer_.isActive() && edit_->text() != prompt.text) edit_->setText(prompt.text);
    QList<ChipRow::Chip> chips;
    for (const auto& kind : prompt.kinds) {
        const QString name = desk_.kindName(kind.key);
        chips.append({name, ChipRow::State::Known,
                      kind.said.isEmpty() || kind.said == name ? QString() : tr("From “%1”").arg(kind.said)});
    }
    for (const auto& kind : prompt.excluded)
        chips.append({tr("not %1").arg(desk_.kindName(kind.key)), ChipRow::State::Excluded,
                      tr("Left out: found alone it makes no picture NG.")});
    for (const QString& word : prompt.notUnderstood) {
        if (prompt.lookedUp.contains(word)) {
            chips.append({tr("%1 …").arg(word), ChipRow::State::Muted,
                          tr("%1 is asked which kind of defect this is.").arg(desk_.writer().model())});
            continue;
        }
        chips.append({word, ChipRow::State::Unknown,
                      tr("This is no kind of defect that is known. Teach it: draw a box and name it so.")});
    }
    if (!prompt.problem.isEmpty())
        chips.append({prompt.problem.what, ChipRow::State::Unknown, prompt.problem.remedy});
    if (chips.isEmpty())
        chips.append({tr("Everything unusual is looked for."), ChipRow::State::Muted, {}});
    else if (prompt.kinds.isEmpty())
        chips.append({tr("Everything else that is unusual is looked for."), ChipRow::State::Muted, {}});
    else
        chips.append({tr("Other kinds are listed as other."), ChipRow::State::Muted, {}});
    chips_->setChips(chips);
}

}  // namespace ui
