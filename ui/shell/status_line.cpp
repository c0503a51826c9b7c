#include "ui/shell/status_line.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

#include "ui/bridge/backend.h"
#include "ui/bridge/engine_service.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/readable.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/elided_label.h"

namespace ui::shell {

MemoryGauge::MemoryGauge(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void MemoryGauge::setMemory(quint64 used, quint64 total) {
    fraction_ = total > 0 ? static_cast<double>(used) / static_cast<double>(total) : 0;
    update();
}

void MemoryGauge::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& c = colors();
    const QRectF bar(0, height() / 2.0 - 3, width(), 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.line);
    painter.drawRoundedRect(bar, 3, 3);
    painter.setBrush(fraction_ > 0.92 ? c.warn : c.accent);
    painter.drawRoundedRect(
        QRectF(bar.left(), bar.top(), std::max(6.0, bar.width() * std::min(1.0, fraction_)), bar.height()), 3,
        3);
}

StatusLine::StatusLine(bridge::Backend& backend, QWidget* parent) : QWidget(parent), backend_(backend) {
    job_ = new ElidedLabel(this);
    progress_ = new QProgressBar(this);
    progress_->setTextVisible(false);
    progress_->setFixedWidth(140);
    progress_->setRange(0, 1000);
    progress_->setAccessibleName(tr("Progress"));
    stop_ = new QPushButton(icon(QStringLiteral("stop")), tr("Stop"), this);
    stop_->setToolTip(tr("Stop; what is finished is kept (Esc)"));
    stop_->setStyleSheet(QStringLiteral("QPushButton { padding: 1px 10px; min-height: 24px; }"));
    device_ = new QLabel(this);
    device_->setProperty("muted", true);
    gauge_ = new MemoryGauge(this);
    memoryText_ = new QLabel(this);
    memoryText_->setProperty("muted", true);
    networkIcon_ = new QLabel(this);
    network_ = new QLabel(this);
    network_->setProperty("muted", true);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, 3, space::kLarge, 3);
    row->setSpacing(space::kSmall);
    row->addWidget(job_, 1);
    row->addWidget(progress_);
    row->addWidget(stop_);
    row->addSpacing(space::kLarge);
    row->addWidget(device_);
    row->addSpacing(space::kMedium);
    row->addWidget(gauge_);
    row->addWidget(memoryText_);
    row->addSpacing(space::kMedium);
    row->addWidget(networkIcon_);
    row->addWidget(network_);
    setFixedHeight(36);

    connect(stop_, &QPushButton::clicked, this, [this] { backend_.board().stopTop(); });
    connect(&backend.board(), &bridge::StatusBoard::changed, this, &StatusLine::refreshJob);
    connect(&backend.engine(), &bridge::EngineService::memoryChanged, this, &StatusLine::refreshMachine);
    connect(&backend.engine(), &bridge::EngineService::modelChanged, this, &StatusLine::refreshMachine);
    connect(&backend.models(), &bridge::ModelCatalog::fetchingChanged, this, &StatusLine::refreshNetwork);
    connect(&backend.inspecting().backbone(), &bridge::InspectBackbone::changed, this,
            &StatusLine::refreshNetwork);
    refreshJob();
    refreshMachine();
    refreshNetwork();
}

void StatusLine::refreshJob() {
    const bridge::JobStatus job = backend_.board().top();
    QStringList parts;
    if (job.isEmpty()) {
        parts.append(tr("Ready"));
    } else {
        parts.append(job.what);
        if (job.fraction >= 0) parts.append(tr("%1 %").arg(static_cast<int>(job.fraction * 100)));
        if (job.secondsLeft >= 0) parts.append(tr("%1 left").arg(bridge::readableTime(job.secondsLeft)));
        if (job.tokensPerSecond > 0) parts.append(bridge::readableRate(job.tokensPerSecond));
    }
    job_->setProperty("muted", job.isEmpty());
    job_->setFullText(parts.join(QStringLiteral("  ·  ")), Qt::ElideRight);
    progress_->setVisible(!job.isEmpty());
    progress_->setRange(0, job.fraction >= 0 ? 1000 : 0);
    if (job.fraction >= 0) progress_->setValue(static_cast<int>(job.fraction * 1000));
    stop_->setVisible(job.stoppable);
}

void StatusLine::refreshMachine() {
    const auto& engine = backend_.engine();
    const quint64 total = engine.totalMemory();
    const quint64 used = total > engine.freeMemory() ? total - engine.freeMemory() : 0;
    gauge_->setMemory(used, total);
    const QString text =
        total > 0 ? tr("%1 of %2").arg(bridge::readableBytes(used), bridge::readableBytes(total)) : QString();
    memoryText_->setText(text);
    const QString what = tr("Memory in use: %1").arg(text);
    for (QWidget* each : {static_cast<QWidget*>(gauge_), static_cast<QWidget*>(memoryText_)}) {
        each->setToolTip(what);
        each->setAccessibleName(what);
    }
    const QString device =
        engine.device().isEmpty() ? tr("CPU, %1 cores").arg(engine.cores()) : engine.device();
    device_->setText(device);
    device_->setToolTip(tr("What computes: %1").arg(device));
}

void StatusLine::refreshNetwork() {
    const bool online = backend_.models().isFetching() || backend_.inspecting().isFetching();
    network_->setText(online ? tr("downloading") : tr("offline"));
    const QString why =
        online
            ? tr("A model is being downloaded because you asked for it. Nothing else uses the network.")
            : tr("No connection is open. The program opens one only to download a model that you ask for.");
    networkIcon_->setPixmap(iconPixmap(online ? QStringLiteral("online") : QStringLiteral("offline"),
                                       online ? colors().warn : colors().muted, 18, devicePixelRatioF()));
    for (QLabel* each : {network_, networkIcon_})
        each->setToolTip(why);
    network_->setAccessibleDescription(why);
}

void StatusLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().rail);
    painter.fillRect(QRect(0, 0, width(), 1), colors().line);
}

void StatusLine::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) refreshNetwork();
    QWidget::changeEvent(event);
}

}  // namespace ui::shell
