#include "ui/history/history_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/bridge/backend.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/settings_service.h"
#include "ui/history/run_preview.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/empty_page.h"

namespace ui {

using bridge::HistoryModel;

namespace {

constexpr const char* kSplitKey = "history/columns";

// What it is, and under it kind, time and model.
class RunDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {240, option.fontMetrics.height() * 2 + 22};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Colors& c = colors();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(selected ? c.accentSoft : c.sunken);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(8, 1, -8, -1), space::kRadius,
                                     space::kRadius);
        }
        if (selected && (option.state & QStyle::State_HasFocus)) {
            painter->setPen(QPen(c.accent, 1.5));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(8.5, 1.5, -8.5, -1.5), space::kRadius,
                                     space::kRadius);
        }
        QRect room = option.rect.adjusted(20, 9, -20, -9);
        QFont font = option.font;
        if (selected) font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(c.text);
        painter->drawText(
            room, Qt::AlignTop | Qt::AlignLeft,
            QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, room.width()));
        painter->setFont(option.font);
        QStringList facts{index.data(HistoryModel::KindRole).toString(),
                          bridge::readableDay(index.data(HistoryModel::WhenRole).toDateTime())};
        for (const int role : {HistoryModel::FactsRole, HistoryModel::ModelRole}) {
            if (const QString fact = index.data(role).toString(); !fact.isEmpty()) facts.append(fact);
        }
        painter->setPen(c.muted);
        painter->drawText(
            room, Qt::AlignBottom | Qt::AlignLeft,
            option.fontMetrics.elidedText(facts.join(QStringLiteral(" · ")), Qt::ElideRight, room.width()));
        painter->restore();
    }
};

}  // namespace

HistoryPage::HistoryPage(bridge::Backend& backend, QWidget* parent) : QWidget(parent), backend_(backend) {
    setObjectName(QStringLiteral("card"));
    setAttribute(Qt::WA_StyledBackground);
    auto* heading = new QLabel(tr("History"), this);
    heading->setProperty("heading", "1");
    words_ = new QLineEdit(this);
    words_->setPlaceholderText(tr("Search in everything"));
    words_->setAccessibleName(tr("Search in everything"));
    words_->setClearButtonEnabled(true);
    words_->addAction(icon(QStringLiteral("search"), QStringLiteral("muted")), QLineEdit::LeadingPosition);
    words_->setMinimumHeight(34);
    words_->installEventFilter(this);
    kind_ = new QComboBox(this);
    kind_->setAccessibleName(tr("Kind"));
    kind_->setMinimumHeight(34);
    kind_->addItem(tr("All kinds"), QString());
    for (const char* kind : {"summary", "question", "inspection", "generate", "perplexity", "bench"})
        kind_->addItem(HistoryModel::kindTitle(QString::fromLatin1(kind)), QString::fromLatin1(kind));
    bin_ = new QPushButton(icon(QStringLiteral("trash")), tr("Bin"), this);
    bin_->setCheckable(true);
    bin_->setToolTip(tr("What was removed in the last 30 days"));
    bin_->setMinimumHeight(34);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kMedium);
    top->setSpacing(space::kMedium);
    top->addWidget(heading);
    top->addSpacing(space::kLarge);
    top->addWidget(words_, 1);
    top->addWidget(kind_);
    top->addWidget(bin_);

    list_ = new QListView(this);
    list_->setModel(&backend.history());
    list_->setItemDelegate(new RunDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setMouseTracking(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setAccessibleName(tr("Results"));
    list_->installEventFilter(this);
    nothing_ = new QLabel(this);
    nothing_->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    nothing_->setProperty("muted", true);
    nothing_->setWordWrap(true);
    nothing_->setContentsMargins(space::kHuge, space::kHuge, space::kHuge, 0);
    listStack_ = new QStackedWidget(this);
    listStack_->addWidget(list_);
    setFocusProxy(list_);
    listStack_->addWidget(nothing_);
    preview_ = new RunPreview(this);
    about_ = new QLabel(this);
    about_->setProperty("muted", true);
    about_->setWordWrap(true);
    open_ = new QPushButton(icon(QStringLiteral("read"), QStringLiteral("onAccent")), tr("Open the document"),
                            this);
    open_->setProperty("primary", true);
    inspect_ = new QPushButton(icon(QStringLiteral("inspect"), QStringLiteral("onAccent")), tr("Open"), this);
    inspect_->setToolTip(tr("Open the inspection"));
    inspect_->setAccessibleName(tr("Open the inspection"));
    inspect_->setProperty("primary", true);
    export_ = new QPushButton(icon(QStringLiteral("export")), tr("Export …"), this);
    export_->setToolTip(tr("Opens the inspection and writes its results as a table, JSON or PDF"));
    remove_ = new QPushButton(icon(QStringLiteral("trash")), tr("Move to the bin"), this);
    restore_ =
        new QPushButton(icon(QStringLiteral("restore"), QStringLiteral("onAccent")), tr("Restore"), this);
    restore_->setProperty("primary", true);
    auto* actions = new QHBoxLayout;
    actions->setContentsMargins(space::kHuge, space::kSmall, space::kHuge, space::kMedium);
    actions->setSpacing(space::kSmall);
    actions->addStretch(1);
    actions->addWidget(open_);
    actions->addWidget(inspect_);
    actions->addWidget(export_);
    actions->addWidget(restore_);
    actions->addWidget(remove_);
    auto* right = new QWidget(this);
    auto* rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(0, 0, 0, 0);
    rightColumn->setSpacing(0);
    rightColumn->addWidget(preview_, 1);
    auto* line = new QFrame(right);
    line->setFixedHeight(1);
    line->setObjectName(QStringLiteral("hairline"));
    rightColumn->addWidget(line);
    about_->setContentsMargins(space::kHuge, space::kSmall, space::kHuge, 0);
    rightColumn->addWidget(about_);
    rightColumn->addLayout(actions);
    right->setMinimumWidth(360);
    listStack_->setMinimumWidth(240);
    split_ = new QSplitter(Qt::Horizontal, this);
    split_->setHandleWidth(1);
    split_->setChildrenCollapsible(false);
    split_->addWidget(listStack_);
    split_->addWidget(right);
    split_->setStretchFactor(1, 1);
    split_->setSizes({380, 800});
    const QByteArray places = backend_.settings().layout().value(kSplitKey).toByteArray();
    if (!places.isEmpty()) split_->restoreState(places);
    connect(split_, &QSplitter::splitterMoved, this,
            [this] { backend_.settings().layout().setValue(kSplitKey, split_->saveState()); });

    empty_ = new EmptyPage(QStringLiteral("picture-history"), tr("Nothing here yet"),
                           tr("Every summary, every answer and every inspection is kept here, and can be "
                              "found again by its words."),
                           this);
    content_ = new QWidget(this);
    auto* contentColumn = new QVBoxLayout(content_);
    contentColumn->setContentsMargins(0, 0, 0, 0);
    contentColumn->setSpacing(0);
    contentColumn->addLayout(top);
    auto* topLine = new QFrame(content_);
    topLine->setFixedHeight(1);
    topLine->setObjectName(QStringLiteral("hairline"));
    contentColumn->addWidget(topLine);
    contentColumn->addWidget(split_, 1);
    stack_ = new QStackedWidget(this);
    stack_->addWidget(empty_);
    stack_->addWidget(content_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(stack_);

    searchTimer_.setSingleShot(true);
    searchTimer_.setInterval(160);
    connect(&searchTimer_, &QTimer::timeout, this, &HistoryPage::search);
    connect(words_, &QLineEdit::textChanged, &searchTimer_, qOverload<>(&QTimer::start));
    connect(kind_, &QComboBox::currentIndexChanged, this, &HistoryPage::search);
    connect(bin_, &QPushButton::toggled, this, &HistoryPage::search);
    connect(&backend_.history(), &HistoryModel::listed, this, &HistoryPage::refresh);
    connect(&backend_.history(), &QAbstractItemModel::rowsRemoved, this, &HistoryPage::refresh);
    connect(&backend_.history(), &HistoryModel::removed, this, [this](qint64 id, const QString& title) {
        emit noticed({InfoBar::Kind::Notice,
                      tr("%1 was moved to the bin.").arg(title),
                      tr("It stays there for 30 days."),
                      {},
                      tr("Undo"),
                      [this, id] { backend_.history().restoreRun(id); }});
    });
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &HistoryPage::refreshPreview);
    connect(list_, &QListView::activated, this, &HistoryPage::openCurrent);
    connect(open_, &QPushButton::clicked, this, &HistoryPage::openCurrent);
    connect(inspect_, &QPushButton::clicked, this, &HistoryPage::openCurrent);
    connect(export_, &QPushButton::clicked, this,
            [this] { emit inspectionWanted(current().product, current().batch, true); });
    connect(remove_, &QPushButton::clicked, this, &HistoryPage::removeCurrent);
    connect(restore_, &QPushButton::clicked, this,
            [this] { backend_.history().restore(list_->currentIndex().row()); });
    refresh();
}

void HistoryPage::focusSearch() {
    words_->setFocus();
    words_->selectAll();
}

void HistoryPage::search() {
    searchTimer_.stop();
    backend_.history().setQuery(words_->text(), kind_->currentData().toString(), bin_->isChecked());
}

void HistoryPage::refresh() {
    const bool any = backend_.history().rowCount() > 0;
    const bool asked = !words_->text().simplified().isEmpty() || !kind_->currentData().toString().isEmpty() ||
                       bin_->isChecked();
    stack_->setCurrentWidget(any || asked ? content_ : static_cast<QWidget*>(empty_));
    listStack_->setCurrentWidget(any ? static_cast<QWidget*>(list_) : nothing_);
    nothing_->setText(bin_->isChecked() ? tr("The bin is empty.") : tr("Nothing has all these words."));
    if (any && !list_->currentIndex().isValid()) list_->setCurrentIndex(backend_.history().index(0));
    refreshPreview();
}

void HistoryPage::refreshPreview() {
    const bridge::RunItem run = backend_.history().run(list_->currentIndex().row());
    const bool any = run.id > 0;
    preview_->setRun(run);
    const bool kept = any && !backend_.history().showsBin();
    open_->setVisible(kept && run.document > 0);
    inspect_->setVisible(kept && run.batch > 0);
    export_->setVisible(kept && run.batch > 0);
    remove_->setVisible(any && !backend_.history().showsBin());
    restore_->setVisible(any && backend_.history().showsBin());
    QStringList facts;
    if (any) {
        facts.append(bridge::readableDay(run.createdAt));
        if (run.seconds >= 0.05) facts.append(tr("took %1").arg(bridge::readableTime(run.seconds)));
        if (!run.model.isEmpty()) facts.append(run.model);
        if (run.deletedAt.isValid()) {
            const qint64 days = std::max<qint64>(0, 30 - run.deletedAt.daysTo(QDateTime::currentDateTime()));
            facts.append(days == 1 ? tr("goes for good in 1 day") : tr("goes for good in %1 days").arg(days));
        }
    }
    about_->setText(facts.join(QStringLiteral("  ·  ")));
}

bridge::RunItem HistoryPage::current() const {
    return backend_.history().run(list_->currentIndex().row());
}

void HistoryPage::openCurrent() {
    const bridge::RunItem run = current();
    if (backend_.history().showsBin()) return;
    if (run.document > 0) emit documentWanted(run.document);
    if (run.batch > 0) emit inspectionWanted(run.product, run.batch, false);
}

void HistoryPage::removeCurrent() {
    backend_.history().remove(list_->currentIndex().row());
}

bool HistoryPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (watched == list_ && key->key() == Qt::Key_Delete && !backend_.history().showsBin()) {
            removeCurrent();
            return true;
        }
        if (watched == list_ && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            list_->currentIndex().isValid()) {
            openCurrent();
            return true;
        }
        if (watched == words_ && key->key() == Qt::Key_Down) {
            list_->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace ui
