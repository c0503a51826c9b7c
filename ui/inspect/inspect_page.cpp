#include "ui/inspect/inspect_page.h"

#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/backend.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/settings_service.h"
#include "ui/inspect/drop_zones.h"
#include "ui/inspect/filter_bar.h"
#include "ui/inspect/good_panel.h"
#include "ui/inspect/inspect_strip.h"
#include "ui/inspect/learn_card.h"
#include "ui/inspect/picture_grid.h"
#include "ui/inspect/picture_pane.h"
#include "ui/inspect/picture_view.h"
#include "ui/inspect/prompt_line.h"
#include "ui/inspect/results_panel.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_page.h"

namespace ui {

namespace {

constexpr int kNarrow = 1100 - 72;  // below this the results fold away
constexpr const char* kSplitKey = "inspect/columns";
constexpr const char* kSideKey = "inspect/side";

QStringList localFiles(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) files.append(url.toLocalFile());
    }
    return files;
}

}  // namespace

InspectPage::InspectPage(bridge::Backend& backend, QWidget* parent)
    : QWidget(parent), backend_(backend), desk_(backend.inspecting()) {
    setAcceptDrops(true);
    auto* header = makeHeader();
    prompt_ = new PromptLine(desk_, header);
    strip_ = new InspectStrip(desk_, this);
    auto* line = new QFrame(header);
    line->setFixedHeight(1);
    line->setObjectName(QStringLiteral("hairline"));
    header->layout()->addWidget(prompt_);
    header->layout()->addWidget(line);
    good_ = new GoodPanel(desk_, this);
    centre_ = makeCentre();
    results_ = new ResultsPanel(desk_, this);
    split_ = new QSplitter(Qt::Horizontal, this);
    split_->setHandleWidth(1);
    split_->setChildrenCollapsible(false);
    split_->addWidget(good_);
    split_->addWidget(centre_);
    split_->addWidget(results_);
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 1);
    split_->setStretchFactor(2, 0);
    split_->setSizes({224, 644, 340});
    const QByteArray places = backend_.settings().layout().value(kSplitKey).toByteArray();
    if (!places.isEmpty()) split_->restoreState(places);
    connect(split_, &QSplitter::splitterMoved, this, [this] {
        if (results_->isVisible() && good_->isVisible())
            backend_.settings().layout().setValue(kSplitKey, split_->saveState());
    });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(strip_);
    column->addWidget(split_, 1);
    zones_ = new DropZones(this);

    connect(good_, &GoodPanel::filesWanted, this, &InspectPage::chooseGood);
    connect(strip_, &InspectStrip::goodWanted, this, &InspectPage::chooseGood);
    connect(good_, &GoodPanel::removed, this, [this](int pictures) {
        notice(tr("%1 taken out of the good ones.").arg(bridge::readablePictures(pictures)), true);
    });
    connect(grid_, &PictureGrid::opened, this, [this](int row) { openPicture(row); });
    connect(grid_, &PictureGrid::overruled, this,
            [this](const QList<int>& rows, bridge::VerdictMark mark) { desk_.overrule(rows, mark); });
    connect(grid_, &PictureGrid::removed, this, [this](const QList<int>& rows) {
        desk_.removePictures(rows);
        notice(tr("%1 taken out of the batch.").arg(bridge::readablePictures(static_cast<int>(rows.size()))),
               true);
    });
    connect(grid_, &PictureGrid::sideChanged, this,
            [this](int side) { backend_.settings().layout().setValue(kSideKey, side); });
    connect(pane_, &PicturePane::closed, this, &InspectPage::showGrid);
    connect(pane_, &PicturePane::walked, this, [this](int step) {
        const int next = grid_->neighbour(pane_->row(), step);
        if (next >= 0) openPicture(next);
    });
    connect(results_, &ResultsPanel::findingChosen, this, &InspectPage::openPicture);
    connect(&desk_, &bridge::InspectDesk::failed, this, &InspectPage::failed);
    connect(&desk_, &bridge::InspectDesk::noticed, this, [this](const QString& what) { notice(what); });
    connect(&desk_, &bridge::InspectDesk::projectChanged, this, &InspectPage::refresh);
    connect(&desk_, &bridge::InspectDesk::fitChanged, this, &InspectPage::refresh);
    connect(&desk_, &bridge::InspectDesk::workChanged, this, &InspectPage::refresh);
    connect(&desk_.batch(), &QAbstractItemModel::rowsInserted, this, &InspectPage::refresh);
    connect(&desk_.batch(), &QAbstractItemModel::rowsRemoved, this, &InspectPage::refresh);
    connect(&desk_.batch(), &QAbstractItemModel::modelReset, this, &InspectPage::refresh);
    connect(&desk_.projects(), &bridge::InspectProjects::removed, this,
            [this](qint64 id, const QString& name) {
                emit noticed({InfoBar::Kind::Notice,
                              tr("%1 was moved to the bin.").arg(name),
                              tr("It stays there for 30 days."),
                              {},
                              tr("Undo"),
                              [this, id] { desk_.projects().restore(id); }});
            });
    const auto key = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    key(QKeySequence::Undo, [this] {
        const QString what = desk_.undo().undoText();
        if (!desk_.undo().canUndo()) return;
        desk_.undo().undo();
        notice(tr("Undone: %1").arg(what));
    });
    for (const char* keys : {"Ctrl+Shift+Z", "Ctrl+Y"})
        key(QKeySequence(QLatin1String(keys)), [this] { desk_.undo().redo(); });
    grid_->setSide(backend_.settings().layout().value(kSideKey, grid_->side()).toInt());
    setFocusProxy(grid_);
    refresh();
}

InspectPage::~InspectPage() = default;

QWidget* InspectPage::makeHeader() {
    auto* header = new QWidget(this);
    header->setObjectName(QStringLiteral("pageHeader"));
    project_ = new QPushButton(icon(QStringLiteral("chevron-down")), {}, header);
    project_->setProperty("quiet", true);
    project_->setMinimumHeight(34);
    project_->setToolTip(tr("The product under inspection: choose another, name it, begin a new one"));
    auto* projectMenu = new QMenu(project_);
    project_->setMenu(projectMenu);
    connect(projectMenu, &QMenu::aboutToShow, this, &InspectPage::fillProjectMenu);
    about_ = new ElidedLabel(header);
    about_->setProperty("muted", true);
    learn_ = new QPushButton(icon(QStringLiteral("learn")), tr("Learn"), header);
    learn_->setMinimumHeight(32);
    learn_->setToolTip(tr("Learn from your corrections"));
    connect(learn_, &QPushButton::clicked, this, [this] { desk_.learn(); });
    add_ = new QPushButton(icon(QStringLiteral("add")), tr("Inspect pictures"), header);
    add_->setMinimumHeight(32);
    add_->setToolTip(tr("Choose pictures to inspect (Ctrl+O)"));
    connect(add_, &QPushButton::clicked, this, &InspectPage::choosePictures);
    more_ = new QToolButton(header);
    more_->setIcon(icon(QStringLiteral("more")));
    more_->setFixedSize(34, 34);
    more_->setPopupMode(QToolButton::InstantPopup);
    more_->setToolTip(tr("Export, watch a folder and more"));
    more_->setAccessibleName(tr("Export, watch a folder and more"));
    auto* moreMenu = new QMenu(more_);
    more_->setMenu(moreMenu);
    connect(moreMenu, &QMenu::aboutToShow, this, &InspectPage::fillMoreMenu);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::kSmall, space::kSmall, space::kMedium, space::kTiny);
    row->setSpacing(space::kSmall);
    row->addWidget(project_);
    row->addWidget(about_, 1);
    row->addWidget(learn_);
    row->addWidget(add_);
    row->addWidget(more_);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    return header;
}

QWidget* InspectPage::makeCentre() {
    auto* centre = new QWidget(this);
    centre->setObjectName(QStringLiteral("card"));
    centre->setAttribute(Qt::WA_StyledBackground);
    centre->setMinimumWidth(360);
    emptyNew_ = new EmptyPage(
        QStringLiteral("picture-inspect"), tr("Drop pictures of good parts here"),
        tr("The program learns from them what good looks like, and then finds what is not."), centre);
    connect(emptyNew_->addButton(tr("Choose good pictures"), QStringLiteral("add"), true),
            &QPushButton::clicked, this, &InspectPage::chooseGood);
    connect(emptyNew_->addButton(tr("Inspect without good ones"), {}, false), &QPushButton::clicked, this,
            &InspectPage::choosePictures);
    emptyNew_->setNote(
        tr("PNG, JPEG, TIFF, BMP and WebP, or a folder of them. Nothing leaves this computer."));
    emptyLearn_ =
        new EmptyPage(QStringLiteral("picture-inspect"), tr("Learn what is good"),
                      tr("It takes seconds to minutes, and says how many false alarms to expect."), centre);
    learnFirst_ = emptyLearn_->addButton(tr("Learn"), QStringLiteral("learn"), true);
    connect(learnFirst_, &QPushButton::clicked, this, [this] { desk_.learn(); });
    emptyInspect_ =
        new EmptyPage(QStringLiteral("picture-inspect"), tr("Drop the parts to inspect here"),
                      tr("Each gets a verdict, its defects with their places, and a heat map."), centre);
    connect(emptyInspect_->addButton(tr("Choose pictures"), QStringLiteral("add"), true),
            &QPushButton::clicked, this, &InspectPage::choosePictures);
    for (EmptyPage* each : {emptyLearn_, emptyInspect_})
        each->setTextWidth(300);

    filter_ = new PictureFilter(desk_.batch(), this);
    grid_ = new PictureGrid(filter_, desk_.pictures(), centre);
    filterBar_ = new FilterBar(desk_.batch(), filter_, grid_, centre);
    auto* gridPage = new QWidget(centre);
    auto* gridColumn = new QVBoxLayout(gridPage);
    gridColumn->setContentsMargins(0, 0, 0, 0);
    gridColumn->setSpacing(0);
    gridColumn->addWidget(filterBar_);
    gridColumn->addWidget(grid_, 1);
    pane_ = new PicturePane(desk_, centre);
    stack_ = new QStackedWidget(centre);
    for (QWidget* page : {static_cast<QWidget*>(emptyNew_), static_cast<QWidget*>(emptyLearn_),
                          static_cast<QWidget*>(emptyInspect_), gridPage, static_cast<QWidget*>(pane_)})
        stack_->addWidget(page);
    learnCard_ = new LearnCard(desk_, centre);
    auto* cardMargins = new QVBoxLayout;
    cardMargins->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, 0);
    cardMargins->addWidget(learnCard_);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(cardMargins);
    column->addWidget(stack_, 1);
    return centre;
}

// ---- what is shown ----

void InspectPage::refresh() {
    const int good = desk_.examples().goodCount();
    const bool any = desk_.batch().rowCount() > 0;
    const bool none = !any && good == 0;
    project_->setVisible(desk_.project().id != 0);
    project_->setText(desk_.project().name);
    project_->setAccessibleName(tr("Product: %1").arg(desk_.project().name));
    QStringList facts;
    if (desk_.isOpeningFit()) {
        facts.append(tr("opening what was learned"));
    } else if (!desk_.fitted().isEmpty()) {
        facts.append(tr("learned from %1").arg(bridge::readablePictures(desk_.fitted().good)));
    }
    if (any) facts.append(tr("%1 under inspection").arg(bridge::readablePictures(desk_.batch().rowCount())));
    about_->setFullText(facts.join(QStringLiteral("  ·  ")), Qt::ElideRight);
    const bool behind =
        desk_.isFitted() && desk_.isBehind() && !desk_.candidate() && !desk_.fit().isRunning();
    learn_->setVisible(behind);
    learn_->setText(desk_.examples().taughtCount() > 0
                        ? tr("Learn (%1 taught)").arg(bridge::readableCount(desk_.examples().taughtCount()))
                        : tr("Learn"));
    learnFirst_->setText(tr("Learn from %1").arg(bridge::readablePictures(good)));
    learnFirst_->setEnabled(desk_.backbone().network() != nullptr && !desk_.fit().isRunning());

    QWidget* grid = grid_->parentWidget();
    if (!any) {
        stack_->setCurrentWidget(none                                       ? emptyNew_
                                 : desk_.isFitted() || desk_.isOpeningFit() ? emptyInspect_
                                                                            : emptyLearn_);
    } else if (stack_->currentWidget() != pane_) {
        stack_->setCurrentWidget(grid);
    }
    good_->setVisible(!none && !sidesFolded_);
    results_->setVisible(any && !sidesFolded_ && width() >= kNarrow);
}

void InspectPage::openBatch(qint64 product, qint64 batch, bool toExport) {
    if (toExport) {
        connect(
            &desk_.batch(), &bridge::InspectBatch::loaded, this,
            [this, batch] {
                if (desk_.batch().id() == batch) exportAs(QStringLiteral("csv"));
            },
            Qt::SingleShotConnection);
    }
    desk_.openBatch(product, batch);
}

bool InspectPage::isLarge() const {
    return stack_->currentWidget() == pane_;
}

void InspectPage::openPicture(int row, int box) {
    if (row < 0 || row >= desk_.batch().rowCount()) return;
    pane_->showPicture(row, box);
    stack_->setCurrentWidget(pane_);
    grid_->setCurrentRow(row);
    pane_->view()->setFocus();
    // The next one is read while this one is looked at.
    const int next = grid_->neighbour(row, 1);
    if (next >= 0) desk_.pictures().whole(desk_.batch().picture(next).path);
}

void InspectPage::showGrid() {
    const int row = pane_->row();
    stack_->setCurrentWidget(desk_.batch().rowCount() > 0 ? grid_->parentWidget() : emptyInspect_);
    if (row >= 0) grid_->setCurrentRow(row);
    grid_->setFocus();
    refresh();
}

void InspectPage::escape() {
    if (isLarge()) {
        showGrid();
    } else if (desk_.isBusy()) {
        desk_.stop();
    }
}

void InspectPage::foldSides() {
    sidesFolded_ = !sidesFolded_;
    refresh();
}

void InspectPage::focusPrompt() {
    prompt_->focusText();
}

void InspectPage::notice(const QString& what, bool undoable) {
    emit noticed({InfoBar::Kind::Notice, what, {}, {}, undoable ? tr("Undo") : QString(), [this] {
                      desk_.undo().undo();
                  }});
}

// ---- pictures that come in ----

void InspectPage::inspectFiles(const QStringList& filesAndFolders) {
    desk_.inspect(filesAndFolders);
}

void InspectPage::pasteImage(const QImage& image) {
    const QDir folder(QString::fromStdString(backend_.services().dataFolder.string()) +
                      QStringLiteral("/pasted"));
    QDir().mkpath(folder.path());
    const QString path = folder.filePath(
        tr("Pasted picture %1").arg(QDateTime::currentDateTime().toString("yyyy-MM-dd hh-mm-ss-zzz")) +
        QStringLiteral(".png"));
    if (image.save(path)) {
        desk_.inspect({path});
    } else {
        emit failed({tr("The pasted picture could not be kept."),
                     tr("Make room on the disk and paste it again."),
                     {},
                     false,
                     false});
    }
}

void InspectPage::dragEnterEvent(QDragEnterEvent* event) {
    if (localFiles(event->mimeData()).isEmpty()) return;
    event->acceptProposedAction();
    zones_->setGeometry(rect());
    zones_->point(event->position().toPoint());
    zones_->raise();
    zones_->show();
}

void InspectPage::dragMoveEvent(QDragMoveEvent* event) {
    zones_->point(event->position().toPoint());
    event->acceptProposedAction();
}

void InspectPage::dragLeaveEvent(QDragLeaveEvent*) {
    zones_->hide();
}

void InspectPage::dropEvent(QDropEvent* event) {
    zones_->hide();
    const QStringList files = localFiles(event->mimeData());
    if (files.isEmpty()) return;
    event->acceptProposedAction();
    if (zones_->zoneAt(event->position().toPoint()) == DropZones::Zone::Good) {
        desk_.addGood(files);
    } else {
        desk_.inspect(files);
    }
}

void InspectPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    zones_->setGeometry(rect());
    refresh();
}

}  // namespace ui
