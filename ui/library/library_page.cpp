#include "ui/library/library_page.h"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/bridge/backend.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/settings_service.h"
#include "ui/library/placement_panel.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/elided_label.h"

namespace ui {

using bridge::ModelCatalog;
using bridge::ModelRow;

namespace {

// A row of the table: the model in use is marked, a download shows its progress, "fits" carries its mark.
class ModelDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return {QStyledItemDelegate::sizeHint(option, index).width(), option.fontMetrics.height() + 22};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Colors& c = colors();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, c.accentSoft);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), c.line);
        QRect room = option.rect.adjusted(10, 0, -10, 0);
        const int column = index.column();
        QColor ink = column == ModelCatalog::Name ? c.text : c.muted;
        QFont font = option.font;
        const qreal scale = painter->device()->devicePixelRatioF();
        if (column == ModelCatalog::Name) {
            const bool used = index.data(ModelCatalog::InUseRole).toBool();
            if (used) font.setWeight(QFont::DemiBold);
            painter->drawPixmap(room.left(), room.center().y() - 8,
                                iconPixmap(used ? QStringLiteral("check") : QStringLiteral("model"),
                                           used ? c.accentText : c.lineStrong, 18, scale));
            room.setLeft(room.left() + 28);
        } else if (column == ModelCatalog::Fits) {
            if (index.data(ModelCatalog::FetchingRole).toBool()) {
                const QRectF bar(room.left(), room.bottom() - 9, room.width(), 3);
                painter->setPen(Qt::NoPen);
                painter->setBrush(c.line);
                painter->drawRoundedRect(bar, 1.5, 1.5);
                painter->setBrush(c.accent);
                painter->drawRoundedRect(
                    QRectF(bar.left(), bar.top(),
                           bar.width() * index.data(ModelCatalog::FractionRole).toDouble(), 3),
                    1.5, 1.5);
                ink = c.accentText;
            } else {
                const int state = index.data(ModelCatalog::FitRole).toInt();
                if (state != 0) {
                    ink = state == 1 ? c.good : state == 2 ? c.warn : c.bad;
                    painter->drawPixmap(
                        room.left(), room.center().y() - 7,
                        iconPixmap(state > 0 ? QStringLiteral("check") : QStringLiteral("warning"), ink, 16,
                                   scale));
                    room.setLeft(room.left() + 22);
                }
            }
        }
        painter->setFont(font);
        painter->setPen(ink);
        const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
        painter->drawText(
            room, static_cast<int>(alignment),
            QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, room.width()));
        painter->restore();
    }
};

}  // namespace

LibraryPage::LibraryPage(bridge::Backend& backend, QWidget* parent) : QWidget(parent), backend_(backend) {
    setObjectName(QStringLiteral("card"));
    setAttribute(Qt::WA_StyledBackground);
    auto* heading = new QLabel(tr("Library"), this);
    heading->setProperty("heading", "1");
    auto* sentence = new QLabel(tr("Models on this computer and those that can be had. Files of other "
                                   "programs are used where they are."),
                                this);
    sentence->setProperty("muted", true);
    sentence->setWordWrap(true);
    auto* rescan = new QToolButton(this);
    rescan->setIcon(icon(QStringLiteral("refresh")));
    rescan->setFixedSize(34, 34);
    rescan->setToolTip(tr("Look again"));
    rescan->setAccessibleName(tr("Look for models again"));
    connect(rescan, &QToolButton::clicked, this, [this] { backend_.models().scan(); });
    auto* add = new QPushButton(icon(QStringLiteral("open")), tr("Add a folder"), this);
    connect(add, &QPushButton::clicked, this, &LibraryPage::addFolder);
    folders_ = new QToolButton(this);
    folders_->setIcon(icon(QStringLiteral("chevron-down")));
    folders_->setFixedSize(28, 34);
    folders_->setPopupMode(QToolButton::InstantPopup);
    folders_->setToolTip(tr("Folders"));
    folders_->setAccessibleName(tr("Folders that are looked through"));
    auto* menu = new QMenu(folders_);
    folders_->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &LibraryPage::fillFolderMenu);

    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(heading);
    names->addWidget(sentence);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kMedium);
    top->addLayout(names, 1);
    top->addWidget(rescan);
    top->addSpacing(space::kSmall);
    top->addWidget(add);
    top->addWidget(folders_);

    sorted_ = new QSortFilterProxyModel(this);
    sorted_->setSourceModel(&backend.models());
    sorted_->setSortRole(ModelCatalog::SortRole);
    table_ = new QTableView(this);
    table_->setModel(sorted_);
    table_->setItemDelegate(new ModelDelegate(table_));
    table_->setAccessibleName(tr("Models"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setShowGrid(false);
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 22);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setSortIndicatorShown(true);
    table_->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    table_->setSortingEnabled(true);
    sorted_->sort(-1);

    details_ = makeDetails();
    auto* line = new QFrame(this);
    line->setFixedHeight(1);
    line->setObjectName(QStringLiteral("hairline"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    auto* tableRow = new QHBoxLayout;
    tableRow->setContentsMargins(space::kLarge, 0, space::kLarge, 0);
    tableRow->addWidget(table_);
    column->addLayout(tableRow, 1);
    column->addWidget(line);
    column->addWidget(details_);

    auto& models = backend_.models();
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { refreshDetails(); });
    connect(table_, &QTableView::activated, this, [this] {
        const int row = selectedRow();
        if (row >= 0 && backend_.models().row(row).usable) backend_.models().use(row);
    });
    connect(&models, &ModelCatalog::scanned, this, [this] {
        select(wasScanned_ ? shownKey_ : firstShown());
        wasScanned_ = true;
        isPlanned_ = false;
        refreshDetails();
        fitColumns();
    });
    connect(&models, &QAbstractItemModel::dataChanged, this, [this] { refreshDetails(); });
    connect(&models, &ModelCatalog::failed, this, &LibraryPage::failed);
    connect(&models, &ModelCatalog::fetched, this, [this](const QString& title) {
        emit noticed({InfoBar::Kind::Notice, tr("%1 is here and can be used.").arg(title), {}, {}, {}, {}});
    });
    connect(&backend_.settings(), &bridge::SettingsService::changed, this, [this](const QString& key) {
        if (key == QLatin1String(bridge::setting::kKvType) ||
            key == QLatin1String(bridge::setting::kContext)) {
            refreshPlan();
        }
    });
    table_->viewport()->installEventFilter(this);
    setFocusProxy(table_);
    select(firstShown());
    refreshDetails();
}

// The model in use, or what stands first.
QString LibraryPage::firstShown() const {
    const auto& models = backend_.models();
    for (int row = 0; row < models.rowCount(); ++row) {
        if (models.index(row, 0).data(ModelCatalog::InUseRole).toBool()) return models.row(row).key;
    }
    return models.rowCount() > 0 ? models.row(0).key : QString();
}

QWidget* LibraryPage::makeDetails() {
    auto* details = new QWidget(this);
    title_ = new ElidedLabel(details);
    title_->setProperty("heading", "2");
    note_ = new QLabel(details);
    note_->setWordWrap(true);
    note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    facts_ = new QLabel(details);
    facts_->setProperty("muted", true);
    facts_->setWordWrap(true);
    facts_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    placement_ = new PlacementPanel(details);
    placement_->hide();

    get_ = new QPushButton(details);
    get_->setIcon(icon(QStringLiteral("download"), QStringLiteral("onAccent")));
    get_->setProperty("primary", true);
    use_ = new QPushButton(tr("Use this model"), details);
    use_->setProperty("primary", true);
    upcycle_ = new QPushButton(tr("Make 16 experts"), details);
    upcycle_->setToolTip(
        tr("Writes this model once more as a mixture of 16 experts, two for each token. It says the "
           "same and takes the same room until its experts are trained apart."));
    upcycle_->setAccessibleDescription(upcycle_->toolTip());
    show_ = new QPushButton(icon(QStringLiteral("open")), tr("Show in the file manager"), details);
    licence_ = new QPushButton(icon(QStringLiteral("licence")), tr("Licence"), details);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kSmall);
    buttons->addWidget(get_);
    buttons->addWidget(use_);
    buttons->addWidget(upcycle_);
    buttons->addWidget(show_);
    buttons->addWidget(licence_);

    fetchRow_ = new QWidget(details);
    fetchProgress_ = new QProgressBar(fetchRow_);
    fetchProgress_->setTextVisible(false);
    fetchProgress_->setRange(0, 1000);
    fetchProgress_->setAccessibleName(tr("Download"));
    fetchText_ = new QLabel(fetchRow_);
    cancel_ = new QPushButton(tr("Cancel"), fetchRow_);
    auto* fetchLayout = new QHBoxLayout(fetchRow_);
    fetchLayout->setContentsMargins(0, 0, 0, 0);
    fetchLayout->setSpacing(space::kMedium);
    fetchLayout->addWidget(fetchProgress_, 1);
    fetchLayout->addWidget(fetchText_);
    fetchLayout->addWidget(cancel_);

    auto* names = new QVBoxLayout;
    names->setSpacing(3);
    names->addWidget(title_);
    names->addWidget(note_);
    names->addWidget(facts_);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kLarge);
    head->addLayout(names, 1);
    auto* right = new QVBoxLayout;
    right->addLayout(buttons);
    right->addStretch(1);
    head->addLayout(right);
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addLayout(head);
    column->addWidget(fetchRow_);
    column->addWidget(placement_);

    connect(get_, &QPushButton::clicked, this, [this] { backend_.models().fetch(selectedRow()); });
    connect(upcycle_, &QPushButton::clicked, this, [this] { backend_.models().upcycle(selectedRow()); });
    connect(cancel_, &QPushButton::clicked, this, [this] { backend_.models().cancelFetch(selectedRow()); });
    connect(use_, &QPushButton::clicked, this, [this] {
        const int row = selectedRow();
        if (row < 0) return;
        backend_.models().use(row);
        emit noticed({InfoBar::Kind::Notice,
                      tr("%1 is used from now on.").arg(backend_.models().row(row).title),
                      {},
                      {},
                      {},
                      {}});
    });
    connect(show_, &QPushButton::clicked, this, [this] {
        const int row = selectedRow();
        if (row >= 0)
            QDesktopServices::openUrl(
                QUrl::fromLocalFile(QFileInfo(backend_.models().row(row).path).absolutePath()));
    });
    connect(licence_, &QPushButton::clicked, this, [this] {
        const int row = selectedRow();
        if (row < 0) return;
        const ModelRow& model = backend_.models().row(row);
        emit noticed({InfoBar::Kind::Notice,
                      tr("%1 is published under the licence %2.").arg(model.title, model.licence),
                      tr("It may be used, changed and passed on under its terms."),
                      {},
                      {},
                      {}});
    });
    connect(placement_, &PlacementPanel::contextChosen, this, [this](qint64 tokens) {
        const int row = selectedRow();
        if (row >= 0) showPlan(backend_.models().planAt(row, tokens));
    });
    return details;
}

int LibraryPage::selectedRow() const {
    const QModelIndex index = sorted_->mapToSource(table_->currentIndex());
    return index.isValid() ? index.row() : -1;
}

void LibraryPage::select(const QString& key) {
    const int row = backend_.models().rowOf(key);
    if (row >= 0) table_->setCurrentIndex(sorted_->mapFromSource(backend_.models().index(row, 0)));
}

void LibraryPage::refreshDetails() {
    const int row = selectedRow();
    details_->setVisible(row >= 0);
    if (row < 0) return;
    const ModelRow& model = backend_.models().row(row);
    if (model.key != shownKey_) {
        shownKey_ = model.key;
        isPlanned_ = false;
        placement_->hide();
    }
    title_->setFullText(model.title);
    QString note = model.note();
    if (!model.problem.isEmpty())
        note = QStringList{model.problem.what, model.problem.remedy}.join(u' ').trimmed();
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    QStringList facts;
    if (!model.licence.isEmpty()) facts.append(tr("Licence %1").arg(model.licence));
    if (!model.languages.isEmpty()) {
        QStringList languages;
        for (const QString& each : model.languages)
            languages.append(each == QLatin1String("zh")   ? tr("Chinese")
                             : each == QLatin1String("en") ? tr("English")
                                                           : each);
        facts.append(languages.join(QStringLiteral(", ")));
    }
    if (model.layers > 0) facts.append(tr("%1 layers").arg(model.layers));
    if (model.contextLength > 0)
        facts.append(tr("trained for %1 tokens of context").arg(bridge::readableCount(model.contextLength)));
    if (model.isHere()) facts.append(QDir::toNativeSeparators(model.path));
    facts_->setText(facts.join(QStringLiteral("  ·  ")));
    facts_->setVisible(!facts.isEmpty());

    const bool busy = model.fetching || model.waiting;
    const bool inUse =
        model.isHere() && backend_.models().index(row, 0).data(ModelCatalog::InUseRole).toBool();
    get_->setVisible(model.inCatalogue && !model.isHere() && !busy);
    get_->setText(tr("Get (%1)").arg(bridge::readableBytes(model.bytes)));
    use_->setVisible(model.usable);
    use_->setEnabled(!inUse);
    use_->setText(inUse ? tr("In use") : tr("Use this model"));
    upcycle_->setVisible(model.canUpcycle && !busy &&
                         backend_.models().rowOf(backend_.models().upcycledPath(row)) < 0);
    upcycle_->setEnabled(!backend_.models().isFetching());
    show_->setVisible(model.isHere());
    licence_->setVisible(!model.licence.isEmpty());
    fetchRow_->setVisible(busy);
    if (busy) {
        cancel_->setAccessibleName(model.isHere() ? tr("Cancel making experts") : tr("Cancel the download"));
        fetchProgress_->setValue(static_cast<int>(model.fraction * 1000));
        QStringList said;
        if (model.waiting) {
            said.append(tr("Waiting for the other download"));
        } else {
            if (!model.stage.isEmpty()) said.append(model.stage);
            said.append(tr("%1 of %2")
                            .arg(bridge::readableBytes(model.bytesDone), bridge::readableBytes(model.bytes)));
            if (model.bytesPerSecond > 0)
                said.append(
                    tr("%1 a second").arg(bridge::readableBytes(static_cast<quint64>(model.bytesPerSecond))));
        }
        fetchText_->setText(said.join(QStringLiteral("  ·  ")));
    }
    if (!model.isHere()) {
        isPlanned_ = false;
        placement_->hide();
    }
    if (!isPlanned_) refreshPlan();
}

void LibraryPage::refreshPlan() {
    const int row = selectedRow();
    if (row < 0 || !backend_.models().row(row).isHere() || !backend_.models().row(row).hasWeights) return;
    isPlanned_ = true;
    backend_.models().plan(row, this, [this, key = shownKey_](const bridge::PlanItem& plan) {
        if (key == shownKey_) showPlan(plan);
    });
}

void LibraryPage::showPlan(const bridge::PlanItem& plan) {
    const int row = selectedRow();
    placement_->setVisible(row >= 0 && !plan.isEmpty());
    if (placement_->isVisibleTo(this)) placement_->setPlan(plan, backend_.models().row(row).contextLength);
}

void LibraryPage::fitColumns() {
    const int wide = table_->viewport()->width();
    const QList<int> others{110, 170, 84, 120, 90, 128, 110};
    int rest = wide;
    for (int i = 0; i < others.size(); ++i) {
        const int least =
            table_->horizontalHeader()->fontMetrics().horizontalAdvance(
                backend_.models().headerData(i + 1, Qt::Horizontal, Qt::DisplayRole).toString()) +
            34;
        const int width = std::max(least, wide < 1000 ? others[i] * 4 / 5 : others[i]);
        table_->setColumnWidth(i + 1, width);
        rest -= width;
    }
    table_->setColumnWidth(ModelCatalog::Name, std::max(180, rest));
}

bool LibraryPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_->viewport() && event->type() == QEvent::Resize) fitColumns();
    return QWidget::eventFilter(watched, event);
}

void LibraryPage::addFolder() {
    auto* dialog = new QFileDialog(window(), tr("Add a folder of models"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& folder) { backend_.models().addFolder(folder); });
    dialog->open();
}

void LibraryPage::fillFolderMenu() {
    QMenu* menu = folders_->menu();
    menu->clear();
    const auto& models = backend_.models();
    menu->addAction(
        icon(QStringLiteral("open")), tr("Open %1").arg(QDir::toNativeSeparators(models.modelsFolder())),
        this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(backend_.models().modelsFolder())); });
    const QStringList added = models.addedFolders();
    if (!added.isEmpty()) menu->addSeparator();
    for (const QString& folder : added) {
        menu->addAction(icon(QStringLiteral("close")),
                        tr("Leave out %1").arg(QDir::toNativeSeparators(folder)), this,
                        [this, folder] { backend_.models().removeFolder(folder); });
    }
}

}  // namespace ui
