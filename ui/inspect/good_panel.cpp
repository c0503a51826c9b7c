#include "ui/inspect/good_panel.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

using bridge::InspectExamples;

namespace {

constexpr int kThumb = 58;
constexpr double kRates[] = {0.01, 0.02, 0.05, 0.1};
constexpr int kFewGood = 16;  // below this the line can promise little

// A small picture; those that look unlike the others have a dashed amber edge and a question mark.
class GoodDelegate : public QStyledItemDelegate {
public:
    GoodDelegate(bridge::InspectPictures& pictures, QListView* view)
        : QStyledItemDelegate(view), pictures_(pictures), view_(view) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {kThumb + 6, kThumb + 6};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Colors& c = colors();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        QRect frame(0, 0, kThumb, kThumb);
        frame.moveCenter(option.rect.center());
        const QString path = index.data(InspectExamples::PathRole).toString();
        const QImage image = pictures_.small(path);
        painter->fillRect(frame, c.desk);
        if (!image.isNull()) {
            QRect place(QPoint(), image.size().scaled(frame.size(), Qt::KeepAspectRatio));
            place.moveCenter(frame.center());
            painter->drawImage(place, image);
        } else if (pictures_.isBroken(path)) {
            painter->drawPixmap(
                frame.center() - QPoint(10, 10),
                iconPixmap(QStringLiteral("warning"), c.bad, 20, painter->device()->devicePixelRatioF()));
        }
        painter->setBrush(Qt::NoBrush);
        if (index.data(InspectExamples::UnlikeRole).toBool()) {
            painter->setPen(QPen(c.warn, 2.5, Qt::DashLine));
            painter->drawRect(QRectF(frame).adjusted(1, 1, -1, -1));
            painter->setPen(Qt::NoPen);
            painter->setBrush(c.warn);
            const QRectF disc(frame.left() + 4, frame.top() + 4, 16, 16);
            painter->drawEllipse(disc);
            painter->setPen(c.surface);
            painter->drawText(disc, Qt::AlignCenter, QStringLiteral("?"));
        }
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            const bool selected = option.state & QStyle::State_Selected;
            painter->setPen(QPen(selected ? c.accent : c.lineStrong, selected && view_->hasFocus() ? 3 : 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(frame).adjusted(-1, -1, 1, 1), 3, 3);
        }
        painter->restore();
    }

private:
    bridge::InspectPictures& pictures_;
    QListView* view_;
};

}  // namespace

GoodPanel::GoodPanel(bridge::InspectDesk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    setMinimumWidth(200);
    count_ = new QLabel(this);
    count_->setProperty("heading", "2");
    add_ = new QPushButton(icon(QStringLiteral("add")), tr("Add good pictures"), this);
    add_->setMinimumHeight(32);
    list_ = new QListView(this);
    list_->setModel(&desk_.examples());
    list_->setItemDelegate(new GoodDelegate(desk_.pictures(), list_));
    list_->setViewMode(QListView::IconMode);
    list_->setMovement(QListView::Static);
    list_->setResizeMode(QListView::Adjust);
    list_->setUniformItemSizes(true);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setMouseTracking(true);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    list_->setAccessibleName(tr("Good pictures"));
    list_->setStyleSheet(QStringLiteral("QListView { background: transparent; }"));
    list_->installEventFilter(this);
    hint_ = new QLabel(
        tr("Drop a folder of good parts here. A few dozen are a good start; shots of the same part "
           "count once."),
        this);
    hint_->setWordWrap(true);
    hint_->setProperty("muted", true);
    auto* rateText = new QLabel(tr("False alarms, at most"), this);
    rateText->setProperty("muted", true);
    rateText->setWordWrap(true);
    rate_ = new QComboBox(this);
    for (const double rate : kRates)
        rate_->addItem(bridge::readablePercent(rate), rate);
    rate_->setAccessibleName(tr("False alarms, at most"));
    rate_->setToolTip(
        tr("How many good parts of a hundred may be called NG. Fewer false alarms miss more defects."));
    rateText->setBuddy(rate_);
    learn_ = new QPushButton(this);
    learn_->setMinimumHeight(34);
    running_ = new QWidget(this);
    stage_ = new QLabel(running_);
    stage_->setWordWrap(true);
    progress_ = new QProgressBar(running_);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("How far learning is"));
    cancel_ = new QPushButton(tr("Cancel"), running_);
    cancel_->setAccessibleName(tr("Cancel learning"));
    report_ = new QLabel(this);
    report_->setWordWrap(true);
    report_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    unlikeBox_ = new QWidget(this);
    unlikeText_ = new QLabel(unlikeBox_);
    unlikeText_->setWordWrap(true);
    showUnlike_ = new QPushButton(tr("Show"), unlikeBox_);
    showUnlike_->setAccessibleName(tr("Show the pictures that look unlike the others"));
    removeUnlike_ = new QPushButton(tr("Remove"), unlikeBox_);
    removeUnlike_->setAccessibleName(tr("Remove the pictures that look unlike the others"));

    auto* runningColumn = new QVBoxLayout(running_);
    runningColumn->setContentsMargins(0, 0, 0, 0);
    runningColumn->setSpacing(space::kTiny);
    runningColumn->addWidget(stage_);
    runningColumn->addWidget(progress_);
    runningColumn->addWidget(cancel_, 0, Qt::AlignLeft);
    auto* unlikeButtons = new QHBoxLayout;
    unlikeButtons->setSpacing(space::kSmall);
    unlikeButtons->addWidget(showUnlike_);
    unlikeButtons->addWidget(removeUnlike_);
    unlikeButtons->addStretch(1);
    auto* unlikeColumn = new QVBoxLayout(unlikeBox_);
    unlikeColumn->setContentsMargins(0, 0, 0, 0);
    unlikeColumn->setSpacing(space::kTiny);
    unlikeColumn->addWidget(unlikeText_);
    unlikeColumn->addLayout(unlikeButtons);
    auto* rateRow = new QHBoxLayout;
    rateRow->addWidget(rateText, 1);
    rateRow->addWidget(rate_);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, 0);
    top->setSpacing(space::kSmall);
    top->addWidget(count_);
    top->addWidget(add_);
    top->addWidget(hint_);
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(space::kMedium, 0, space::kMedium, space::kMedium);
    foot->setSpacing(space::kSmall);
    foot->addLayout(rateRow);
    foot->addWidget(learn_);
    foot->addWidget(running_);
    foot->addWidget(report_);
    foot->addWidget(unlikeBox_);
    QSizePolicy room = list_->sizePolicy();
    room.setRetainSizeWhenHidden(true);  // what stands above and below stays there
    list_->setSizePolicy(room);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addLayout(top);
    auto* listRow = new QHBoxLayout;
    listRow->setContentsMargins(space::kSmall, 0, 0, 0);
    listRow->addWidget(list_);
    column->addLayout(listRow, 1);
    column->addLayout(foot);

    connect(add_, &QPushButton::clicked, this, &GoodPanel::filesWanted);
    connect(rate_, &QComboBox::activated, this,
            [this] { desk_.setFalseAlarmRate(rate_->currentData().toDouble()); });
    connect(learn_, &QPushButton::clicked, this, [this] { desk_.learn(); });
    connect(cancel_, &QPushButton::clicked, this, [this] { desk_.fit().cancel(); });
    connect(removeUnlike_, &QPushButton::clicked, this, [this] {
        const int before = desk_.examples().goodCount();
        desk_.removeGood(desk_.fitted().unlike);
        emit removed(before - desk_.examples().goodCount());
    });
    connect(showUnlike_, &QPushButton::clicked, this, [this] {
        list_->clearSelection();
        for (const QString& path : desk_.fitted().unlike) {
            const int row = desk_.examples().rowOf(path);
            if (row < 0) continue;
            const QModelIndex index = desk_.examples().index(row);
            if (list_->selectionModel()->selectedIndexes().isEmpty()) list_->setCurrentIndex(index);
            list_->selectionModel()->select(index, QItemSelectionModel::Select);
            list_->scrollTo(index);
        }
        list_->setFocus();
    });
    connect(list_, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        if (!list_->indexAt(at).isValid()) return;
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(icon(QStringLiteral("trash")), tr("Remove from the good pictures"), this,
                        &GoodPanel::removeSelected);
        menu->popup(list_->viewport()->mapToGlobal(at));
    });
    connect(&desk_.pictures(), &bridge::InspectPictures::smallReady, list_->viewport(),
            qOverload<>(&QWidget::update));
    connect(&desk_, &bridge::InspectDesk::fitChanged, this, &GoodPanel::refresh);
    connect(&desk_, &bridge::InspectDesk::workChanged, this, &GoodPanel::refresh);
    connect(&desk_, &bridge::InspectDesk::projectChanged, this, &GoodPanel::refresh);
    connect(&desk_.fit(), &bridge::InspectFit::progressed, this, &GoodPanel::refreshProgress);
    refresh();
}

void GoodPanel::refresh() {
    const int good = desk_.examples().goodCount(), taught = desk_.examples().taughtCount();
    const bridge::FitItem& fit = desk_.fitted();
    count_->setText(good == 0 ? tr("Good pictures")
                              : tr("Good pictures: %1").arg(bridge::readableCount(good)));
    hint_->setVisible(good == 0);
    list_->setVisible(good > 0);
    for (int i = 0; i < rate_->count(); ++i) {
        if (std::abs(rate_->itemData(i).toDouble() - desk_.falseAlarmRate()) < 1e-9)
            rate_->setCurrentIndex(i);
    }
    const bool running = desk_.fit().isRunning();
    const bool behind = desk_.isBehind() && !desk_.candidate();
    running_->setVisible(running);
    learn_->setVisible(!running);
    learn_->setEnabled(behind && desk_.backbone().network() != nullptr);
    learn_->setProperty("primary", behind);
    learn_->style()->unpolish(learn_);
    learn_->style()->polish(learn_);
    learn_->setText(good == 0       ? tr("Learn what is good")
                    : !behind       ? tr("Learned")
                    : taught > 0    ? tr("Learn again (%1 taught)").arg(bridge::readableCount(taught))
                    : fit.isEmpty() ? tr("Learn from %1").arg(bridge::readablePictures(good))
                                    : tr("Learn again from %1").arg(bridge::readablePictures(good)));

    QStringList lines;
    if (fit.good == 1) {
        lines.append(
            tr("Learned from 1 picture: how good parts differ is not known, so the line is a guess. Add "
               "good pictures of other parts."));
    } else if (!fit.isEmpty()) {
        lines.append(fit.groups == 1
                         ? tr("Learned from %1 of one part.").arg(bridge::readablePictures(fit.good))
                         : tr("Learned from %1 of %2 parts.")
                               .arg(bridge::readablePictures(fit.good), bridge::readableCount(fit.groups)));
        lines.append(tr("Asked %1, expect %2 to %3 false alarms on new parts.")
                         .arg(bridge::readablePercent(fit.asked), bridge::readablePercent(fit.from),
                              bridge::readablePercent(fit.to)));
        if (!fit.promised || fit.groups < kFewGood)
            lines.append(tr("With so few parts nobody can be surer: add good pictures of more parts."));
        if (fit.twoProducts)
            lines.append(
                tr("These pictures fall into two sorts that have nothing in common. Are they two products?"));
        if (!fit.unreadable.isEmpty())
            lines.append(tr("%1 could not be read and was left out: %2")
                             .arg(bridge::readablePictures(static_cast<int>(fit.unreadable.size())),
                                  fit.unreadable.first().what));
    } else if (good == 1 && !running) {
        lines.append(tr("One picture cannot show how good parts differ: the line would be a guess."));
    } else if (good > 0 && good < kFewGood && !running) {
        lines.append(tr("So few good pictures leave the line unsure; some dozens are better."));
    }
    report_->setText(lines.join('\n'));
    report_->setVisible(!lines.isEmpty() && !running);
    int unlike = 0;
    QString first;  // the worst
    for (const QString& path : fit.unlike) {
        const int row = desk_.examples().rowOf(path);
        if (row < 0) continue;
        if (unlike++ == 0) first = desk_.examples().good(row).name();
    }
    unlikeBox_->setVisible(unlike > 0 && !running);
    unlikeText_->setText(
        unlike == 1  ? tr("%1 looks unlike the other good pictures. Is it a good part?").arg(first)
        : unlike > 1 ? tr("%1 and %2 more look unlike the other good pictures. Are they good parts?")
                           .arg(first, bridge::readableCount(unlike - 1))
                     : QString());
    refreshProgress();
}

void GoodPanel::refreshProgress() {
    const auto& fit = desk_.fit();
    if (!fit.isRunning()) return;
    QString text = fit.stage();
    if (fit.secondsLeft() >= 0) text += '\n' + tr("%1 left").arg(bridge::readableTime(fit.secondsLeft()));
    stage_->setText(text);
    progress_->setRange(0, fit.fraction() >= 0 ? 1000 : 0);
    if (fit.fraction() >= 0) progress_->setValue(static_cast<int>(fit.fraction() * 1000));
}

void GoodPanel::removeSelected() {
    QStringList paths;
    for (const QModelIndex& index : list_->selectionModel()->selectedIndexes())
        paths.append(index.data(InspectExamples::PathRole).toString());
    if (paths.isEmpty()) return;
    desk_.removeGood(paths);
    emit removed(static_cast<int>(paths.size()));
}

bool GoodPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == list_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        removeSelected();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace ui
