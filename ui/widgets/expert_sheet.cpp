#include "ui/widgets/expert_sheet.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

#include "ui/bridge/readable.h"
#include "ui/look/theme.h"
#include "ui/widgets/expert_heat_map.h"

namespace ui {

void ExpertSheet::open(QWidget* window, const bridge::RoutingItem& routing, const QString& model) {
    auto* sheet = new ExpertSheet(window, routing, model);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->show();
}

ExpertSheet::ExpertSheet(QWidget* window, const bridge::RoutingItem& routing, const QString& model)
    : QDialog(window) {
    setWindowTitle(tr("Experts"));
    auto* heading = new QLabel(tr("Which experts the router chose"), this);
    heading->setProperty("heading", "2");
    qint64 tokens = 0;
    for (const auto& counts : routing.counts) {
        tokens = std::max(
            tokens, std::accumulate(counts.begin(), counts.end(), qint64{0}) / std::max(1, routing.active));
    }
    QStringList facts;
    if (!model.isEmpty()) facts.append(model);
    facts.append(tr("%1 layers").arg(routing.counts.size()));
    facts.append(tr("%1 of %2 experts for each token").arg(routing.active).arg(routing.experts));
    facts.append(tr("%1 tokens").arg(bridge::readableCount(tokens)));
    auto* about = new QLabel(facts.join(QStringLiteral("  ·  ")), this);
    about->setProperty("muted", true);
    auto* hint =
        new QLabel(tr("The stronger the colour, the larger the expert’s share of what the router chose in "
                      "its layer. The bar at the right (entropy) is the longer the more evenly a layer uses "
                      "its experts."),
                   this);
    hint->setWordWrap(true);
    auto* map = new ExpertHeatMap(this);
    map->setRouting(routing);
    auto* close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::close);

    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
    column->setSpacing(space::kSmall);
    column->addWidget(heading);
    column->addWidget(about);
    column->addWidget(hint);
    column->addSpacing(space::kSmall);
    column->addWidget(map, 1);
    column->addLayout(foot);
    map->setFocus();
    resize(sizeHint().boundedTo(window->size() - QSize(2 * space::kHuge, 2 * space::kHuge)));
}

}  // namespace ui
