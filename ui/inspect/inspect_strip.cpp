#include "ui/inspect/inspect_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/look/theme.h"

namespace ui {

using bridge::InspectBackbone;

InspectStrip::InspectStrip(bridge::InspectDesk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    text_ = new QLabel(this);
    text_->setWordWrap(true);
    progress_ = new QProgressBar(this);
    progress_->setTextVisible(false);
    progress_->setFixedWidth(140);
    progress_->setAccessibleName(tr("How far it is"));
    button_ = new QPushButton(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
    row->setSpacing(space::kMedium);
    row->addWidget(text_, 1);
    row->addWidget(progress_);
    row->addWidget(button_);
    connect(button_, &QPushButton::clicked, this, [this] {
        if (const auto action = action_) action();
    });
    connect(&desk_, &bridge::InspectDesk::workChanged, this, &InspectStrip::refresh);
    connect(&desk_, &bridge::InspectDesk::fitChanged, this, &InspectStrip::refresh);
    connect(&desk_, &bridge::InspectDesk::projectChanged, this, &InspectStrip::refresh);
    connect(&desk_.batch(), &bridge::InspectBatch::countsChanged, this, &InspectStrip::refresh);
    connect(&desk_, &bridge::InspectDesk::promptChanged, this, &InspectStrip::refresh);
    refresh();
}

QString InspectStrip::text() const {
    return isHidden() ? QString() : text_->text();
}

void InspectStrip::say(const QString& text, const QString& button, std::function<void()> action, bool warns) {
    text_->setText(text);
    button_->setText(button);
    button_->setToolTip({});
    button_->setVisible(!button.isEmpty());
    action_ = std::move(action);
    warns_ = warns;
    show();
    update();
}

void InspectStrip::refresh() {
    auto& backbone = desk_.backbone();
    progress_->setVisible(backbone.state() == InspectBackbone::State::Getting);
    switch (backbone.state()) {
        case InspectBackbone::State::Missing:
            return say(
                tr("Inspecting looks with %1, which is not on this computer yet.").arg(backbone.title()),
                tr("Get %1 (%2)").arg(backbone.title(), bridge::readableBytes(backbone.bytes())),
                [this] { desk_.backbone().get(); });
        case InspectBackbone::State::Getting:
            progress_->setRange(0, 1000);
            progress_->setValue(static_cast<int>(backbone.fraction() * 1000));
            return say(tr("Getting %1").arg(backbone.title()), tr("Cancel"),
                       [this] { desk_.backbone().cancel(); });
        case InspectBackbone::State::Failed:
            return say(
                QStringList{backbone.problem().what, backbone.problem().remedy}.join(u' ').trimmed(),
                tr("Try again"), [this] { desk_.backbone().look(); }, true);
        default:
            break;
    }
    const auto& batch = desk_.batch();
    const auto counts = batch.counts();
    const bool running = batch.runner().isRunning();
    auto& writer = desk_.writer();
    if (writer.isWriting()) {
        progress_->setVisible(true);
        progress_->setRange(0, std::max(1, writer.total()));
        progress_->setValue(writer.done());
        return say(
            writer.total() > 0
                ? tr("%1 writes sentence %2 of %3. What it says is checked against the findings.")
                      .arg(writer.model(), bridge::readableCount(std::min(writer.done() + 1, writer.total())),
                           bridge::readableCount(writer.total()))
                : tr("%1 writes the report.").arg(writer.model()),
            tr("Cancel"), [this] { desk_.writer().cancel(); });
    }
    if (counts.waiting > 0 && !running && desk_.isWaitingToRun() && !desk_.prompt().lookedUp.isEmpty())
        return say(tr("%1 wait until %2 has said what “%3” means.")
                       .arg(bridge::readablePictures(counts.waiting), writer.model(),
                            desk_.prompt().lookedUp.first()),
                   tr("Go on without it"), [this] { desk_.writer().giveUp(desk_.prompt().lookedUp); });
    if (desk_.fit().isRunning() && counts.waiting > 0 && !running)
        return say(
            tr("%1 wait until it is learned what is good.").arg(bridge::readablePictures(counts.waiting)), {},
            {});
    if (counts.waiting > 0 && !running && !desk_.isWaitingToRun())
        return say(counts.waiting == counts.all
                       ? tr("%1 wait.").arg(bridge::readablePictures(counts.waiting))
                       : tr("Inspecting was stopped. What is finished is kept; %1 wait.")
                             .arg(bridge::readablePictures(counts.waiting)),
                   tr("Go on"), [this] { desk_.goOn(); });
    if (!desk_.isFitted() && !desk_.isOpeningFit() && counts.unsure > 0 && desk_.examples().goodCount() == 0)
        return say(
            tr("A preview of unusual places, not a verdict: without good pictures nobody knows what is "
               "good."),
            tr("Choose good pictures"), [this] { emit goodWanted(); }, true);
    if (!running && desk_.isFitted() && batch.isOutdated())
        return say(tr("What is shown was found before the last learning or with another line."),
                   tr("Inspect again"), [this] { desk_.inspectAgain(); });
    if (desk_.watch().isOn())
        return say(tr("New pictures in %1 are inspected as they come.").arg(desk_.watch().folder()),
                   tr("Stop watching"), [this] { desk_.watch().watch({}); });
    if (!running && counts.ok + counts.ng > 0 && counts.waiting == 0) {
        const QString report = desk_.report();
        if (report.isEmpty()) return hide();  // in a moment
        const bool canWrite = !writer.model().isEmpty() && counts.ng > 0 && !desk_.isInWords();
        say(report, canWrite ? tr("Put into words") : QString(), [this] { desk_.writeWords(); });
        button_->setToolTip(
            tr("%1 writes a report and a sentence for each picture with findings. What it says is checked "
               "against them.")
                .arg(writer.model()));
        return;
    }
    hide();
}

void InspectStrip::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.fillRect(rect(), warns_ ? c.warnSoft : c.accentSoft);
    painter.fillRect(0, height() - 1, width(), 1, c.line);
}

}  // namespace ui
