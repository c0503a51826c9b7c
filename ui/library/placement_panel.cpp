#include "ui/library/placement_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <cmath>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"
#include "ui/widgets/memory_bar.h"

namespace ui {

using bridge::DeviceItem;

namespace {

constexpr qint64 kLeastContext = 1024;
constexpr int kSliderSteps = 100;

// The slider moves over powers of two, so that small contexts can be chosen as finely as large ones.
qint64 contextAt(int step, qint64 most) {
    const double ratio = std::log2(static_cast<double>(most) / kLeastContext);
    const double tokens = kLeastContext * std::pow(2.0, ratio * step / kSliderSteps);
    return std::llround(tokens / 256.0) * 256;
}

int stepOf(qint64 tokens, qint64 most) {
    if (most <= kLeastContext) return kSliderSteps;
    const double ratio = std::log2(static_cast<double>(most) / kLeastContext);
    return static_cast<int>(
        std::lround(std::log2(static_cast<double>(std::max(tokens, kLeastContext)) / kLeastContext) / ratio *
                    kSliderSteps));
}

}  // namespace

PlacementPanel::PlacementPanel(QWidget* parent) : QWidget(parent) {
    memory_ = new MemoryBar(this);
    contextText_ = new QLabel(this);
    context_ = new QSlider(Qt::Horizontal, this);
    context_->setRange(0, kSliderSteps);
    context_->setPageStep(10);
    context_->setMinimumHeight(24);  // the round handle whole
    context_->setAccessibleName(tr("Context length"));
    contextText_->setBuddy(context_);
    contextRow_ = new QWidget(this);
    auto* contextLayout = new QHBoxLayout(contextRow_);
    contextLayout->setContentsMargins(0, 0, 0, 0);
    contextLayout->setSpacing(space::kMedium);
    contextLayout->addWidget(contextText_);
    contextLayout->addWidget(context_, 1);
    verdict_ = new QLabel(this);
    verdict_->setWordWrap(true);
    verdict_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    shorten_ = new QPushButton(this);
    auto* verdictLayout = new QHBoxLayout;
    verdictLayout->setSpacing(space::kMedium);
    verdictLayout->addWidget(verdict_, 1);
    verdictLayout->addWidget(shorten_, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(memory_);
    column->addWidget(contextRow_);
    column->addLayout(verdictLayout);

    connect(context_, &QSlider::valueChanged, this,
            [this](int step) { emit contextChosen(contextAt(step, mostContext_)); });
    connect(shorten_, &QPushButton::clicked, this, [this] { emit contextChosen(longestContext_); });
}

void PlacementPanel::setPlan(const bridge::PlanItem& plan, qint64 mostContext) {
    mostContext_ = std::max(kLeastContext, mostContext);
    longestContext_ = plan.longestContext;
    QList<MemoryBar::Device> devices;
    for (const DeviceItem& device : plan.devices) {
        const QString name = device.kind == DeviceItem::Kind::Gpu    ? tr("GPU")
                             : device.kind == DeviceItem::Kind::Disk ? tr("On disk")
                                                                     : tr("Memory");
        devices.append({name,
                        {device.attention, device.shared, device.routed, device.cache, device.working,
                         device.readThrough},
                        device.kind == DeviceItem::Kind::Disk ? 0 : device.free});
    }
    memory_->setDevices(devices);
    {
        const QSignalBlocker quiet(context_);
        if (!context_->isSliderDown()) context_->setValue(stepOf(plan.contextLength, mostContext_));
    }
    contextRow_->setVisible(mostContext_ > kLeastContext);
    contextText_->setText(tr("Context: %1 tokens").arg(bridge::readableCount(plan.contextLength)));
    context_->setAccessibleDescription(contextText_->text());
    showVerdict(plan);
}

void PlacementPanel::showVerdict(const bridge::PlanItem& plan) {
    const DeviceItem memory = plan.on(DeviceItem::Kind::Memory);
    const QString needed = bridge::readableBytes(memory.total());
    const QString free = bridge::readableBytes(memory.free);
    QString mark;
    QString why;
    QColor ink = colors().good;
    if (!plan.fits) {
        mark = tr("It does not fit");
        ink = colors().bad;
        why =
            plan.longestContext > 0
                ? tr("It would take %1 and %2 are free now. Shorten the context or close other programs.")
                      .arg(needed, free)
                : tr("It would take %1 and %2 are free now. Close other programs or choose a smaller model.")
                      .arg(needed, free);
    } else if (plan.readsDisk()) {
        mark = tr("It fits with experts on the disk");
        ink = colors().warn;
        why = tr("%1 of its experts are read from the disk when they are chosen, the rest takes %2 of the %3 "
                 "that "
                 "are free now, on %4.")
                  .arg(bridge::readableBytes(plan.on(DeviceItem::Kind::Disk).routed), needed, free,
                       plan.device);
    } else {
        mark = tr("It fits");
        why = tr("%1 of the %2 that are free now, on %3.").arg(needed, free, plan.device);
    }
    if (plan.tokensPerSecond > 0) {
        why += ' ' + tr("Expect about %1, and %2 where the context is full.")
                         .arg(bridge::readableRate(plan.tokensPerSecond),
                              bridge::readableRate(plan.tokensPerSecondAtEnd));
    }
    verdict_->setText(QStringLiteral("<span style='color:%1; font-weight:600'>%2</span>&nbsp; %3")
                          .arg(ink.name(), mark.toHtmlEscaped(), why.toHtmlEscaped()));
    shorten_->setVisible(!plan.fits && plan.longestContext > 0);
    shorten_->setText(tr("Use %1 tokens").arg(bridge::readableCount(plan.longestContext)));
    shorten_->setAccessibleDescription(tr("The longest context that fits"));
}

}  // namespace ui
