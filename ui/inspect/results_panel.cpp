#include "ui/inspect/results_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/inspect/findings_model.h"
#include "ui/inspect/score_histogram.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr int kPaceMs = 120;
}

ResultsPanel::ResultsPanel(bridge::InspectDesk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    setMinimumWidth(240);
    auto* heading = new QLabel(tr("Scores"), this);
    heading->setProperty("heading", "2");
    histogram_ = new ScoreHistogram(this);
    line_ = new QLabel(this);
    line_->setWordWrap(true);
    line_->setProperty("muted", true);
    back_ = new QPushButton(tr("Back to the learned line"), this);
    back_->setProperty("quiet", true);
    findings_ = new FindingsModel(desk, this);
    filter_ = new QSortFilterProxyModel(this);
    filter_->setSourceModel(findings_);
    filter_->setSortRole(FindingsModel::SortRole);
    filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    filter_->setFilterKeyColumn(-1);
    count_ = new QLabel(this);
    count_->setProperty("heading", "2");
    words_ = new QLineEdit(this);
    words_->setPlaceholderText(tr("Filter by kind or picture"));
    words_->setAccessibleName(tr("Filter the findings"));
    words_->setClearButtonEnabled(true);
    words_->addAction(icon(QStringLiteral("search"), QStringLiteral("muted")), QLineEdit::LeadingPosition);
    table_ = new QTableView(this);
    table_->setModel(filter_);
    table_->setSortingEnabled(true);
    table_->sortByColumn(FindingsModel::Confidence, Qt::DescendingOrder);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setShowGrid(false);
    table_->setStyleSheet(
        QStringLiteral("QTableView::item { border: none; padding: 0 7px; }"));  // below its heading
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(30);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setMinimumSectionSize(52);
    setWidths();
    table_->setAccessibleName(tr("Findings"));
    table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);

    auto* top = new QVBoxLayout;
    top->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, 0);
    top->setSpacing(space::kTiny);
    top->addWidget(heading);
    top->addWidget(histogram_);
    top->addWidget(line_);
    top->addWidget(back_, 0, Qt::AlignLeft);
    top->addSpacing(space::kSmall);
    top->addWidget(count_);
    top->addWidget(words_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addLayout(top);
    column->addWidget(table_, 1);

    later_.setSingleShot(true);
    later_.setInterval(kPaceMs);
    connect(&later_, &QTimer::timeout, this, &ResultsPanel::refreshScores);
    connect(&desk_.batch(), &bridge::InspectBatch::countsChanged, this, [this] {
        if (!later_.isActive()) later_.start();
    });
    connect(&desk_, &bridge::InspectDesk::fitChanged, this, &ResultsPanel::refreshScores);
    connect(histogram_, &ScoreHistogram::lineMoved, this, [this](double line) {
        desk_.setLine(line, false);
        refreshLine();
    });
    connect(histogram_, &ScoreHistogram::lineSettled, this,
            [this](double line) { desk_.setLine(line, true); });
    connect(back_, &QPushButton::clicked, this, [this] { desk_.setLine(1, true); });
    connect(words_, &QLineEdit::textChanged, filter_, &QSortFilterProxyModel::setFilterFixedString);
    connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) {
        emit findingChosen(index.data(FindingsModel::PictureRowRole).toInt(),
                           index.data(FindingsModel::BoxRole).toInt());
    });
    const auto tell = [this] {
        count_->setText(findings_->rowCount() == 0
                            ? tr("Findings")
                            : tr("Findings: %1").arg(bridge::readableCount(findings_->rowCount())));
    };
    connect(findings_, &QAbstractItemModel::modelReset, this, tell);
    connect(findings_, &QAbstractItemModel::rowsInserted, this, tell);
    tell();
    refreshScores();
}

// Each column at least as wide as its heading, whatever language that is in.
void ResultsPanel::setWidths() {
    const int kind = fontMetrics().horizontalAdvance(desk_.kindName({})) + 2 * space::kMedium;  // unknown
    const std::pair<int, int> widths[] = {{FindingsModel::Picture, 100},   {FindingsModel::Kind, kind},
                                          {FindingsModel::Confidence, 72}, {FindingsModel::Score, 56},
                                          {FindingsModel::Area, 72},       {FindingsModel::Place, 150}};
    for (const auto& [column, least] : widths)
        table_->setColumnWidth(column, std::max(least, table_->horizontalHeader()->sectionSizeHint(column)));
}

void ResultsPanel::refreshScores() {
    QList<double> scores;
    for (const bridge::SharedPicture& picture : desk_.batch().pictures()) {
        if (picture->state == bridge::PictureState::Done && !picture->fit.isEmpty())
            scores.append(picture->score);
    }
    histogram_->setGood(desk_.fitted().goodScores);
    histogram_->setBatch(scores);
    histogram_->setLine(desk_.line(), desk_.isFitted());
    refreshLine();
}

void ResultsPanel::refreshLine() {
    back_->setVisible(desk_.isFitted() && desk_.line() != 1);
    if (!desk_.isFitted()) {
        line_->setText(tr("The line is learned from good pictures."));
        return;
    }
    const double share = histogram_->goodAbove();
    QString text = tr("Line at %1.").arg(bridge::readableScore(histogram_->line()));
    if (share >= 0)
        text += ' ' + tr("%1 of the good pictures that were held back lie over it.")
                          .arg(bridge::readablePercent(share));
    line_->setText(text);
}

}  // namespace ui
