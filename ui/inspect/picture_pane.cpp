#include "ui/inspect/picture_pane.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/inspect/picture_view.h"
#include "ui/inspect/verdict_marks.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/elided_label.h"

namespace ui {

using bridge::BoxItem;
using bridge::PictureItem;
using bridge::PictureState;
using bridge::VerdictMark;

namespace {

QToolButton* tool(QWidget* parent, const QString& iconName, const QString& name, const QString& tip) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setMinimumSize(30, 30);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    return button;
}

}  // namespace

PicturePane::PicturePane(bridge::InspectDesk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* top = makeTop();
    auto* tools = makeTools();
    view_ = new PictureView(this);
    view_->setHeatOpacity(heat_->value() / 100.0);
    text_ = new QLabel(this);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text_->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top);
    column->addWidget(view_, 1);
    column->addWidget(text_);
    column->addWidget(tools);
    setFocusProxy(view_);

    auto& batch = desk_.batch();
    connect(&batch, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& to) {
                const int at = row();
                if (at >= from.row() && at <= to.row()) refresh();
            });
    const auto gone = [this] {
        if (id_ != 0 && row() < 0) emit closed();
    };
    connect(&batch, &QAbstractItemModel::modelReset, this, gone);
    connect(&batch, &QAbstractItemModel::rowsRemoved, this, gone);
    connect(&batch, &bridge::InspectBatch::heatReady, this, [this](qint64 id) {
        if (id == id_ && row() >= 0) view_->setHeat(desk_.batch().picture(row()).heat);
    });
    auto& pictures = desk_.pictures();
    connect(&pictures, &bridge::InspectPictures::wholeReady, this, [this](const QString& path) {
        if (row() >= 0 && desk_.batch().picture(row()).path == path) refresh();
    });
    connect(&pictures, &bridge::InspectPictures::wholeFailed, this,
            [this](const QString& path, const bridge::ErrorText& error) {
                if (row() < 0 || desk_.batch().picture(row()).path != path) return;
                view_->setMessage(QStringList{error.what, error.remedy}.join(u' ').trimmed());
            });
    connect(view_, &PictureView::walked, this, &PicturePane::walked);
    connect(view_, &PictureView::closed, this, &PicturePane::closed);
    connect(view_, &PictureView::zoomChanged, this, &PicturePane::refreshZoom);
    connect(view_, &PictureView::boxSelected, this, &PicturePane::refreshKind);
    connect(view_, &PictureView::drawingChanged, draw_, &QToolButton::setChecked);
    connect(view_, &PictureView::boxDrawn, this, [this](const QRect& place) {
        if (row() < 0) return;
        QList<BoxItem> boxes = desk_.batch().picture(row()).boxes;
        boxes.append({.box = place,
                      .kind = QStringLiteral("unknown"),
                      .byHand = true,
                      .area = static_cast<qint64>(place.width()) * place.height()});
        const int drawn = static_cast<int>(boxes.size()) - 1;
        desk_.setBoxes(row(), boxes, tr("Box drawn"));
        view_->select(drawn);
        kind_->setFocus();
        kind_->lineEdit()->selectAll();
    });
    connect(view_, &PictureView::boxChanged, this, [this](int box, const QRect& place) {
        if (row() < 0) return;
        QList<BoxItem> boxes = desk_.batch().picture(row()).boxes;
        if (box >= boxes.size()) return;
        boxes[box].box = place;
        boxes[box].byHand = true;
        boxes[box].area = static_cast<qint64>(place.width()) * place.height();
        desk_.setBoxes(row(), boxes, tr("Box moved"));
    });
    const auto removeBox = [this](int box) {
        if (row() < 0) return;
        QList<BoxItem> boxes = desk_.batch().picture(row()).boxes;
        if (box < 0 || box >= boxes.size()) return;
        boxes.removeAt(box);
        desk_.setBoxes(row(), boxes, tr("Box deleted"));
        view_->setFocus();
    };
    connect(view_, &PictureView::boxDeleted, this, removeBox);
    connect(remove_, &QToolButton::clicked, this, [this, removeBox] { removeBox(view_->selected()); });
    refreshKind();
}

QWidget* PicturePane::makeTop() {
    auto* top = new QWidget(this);
    auto* back = new QPushButton(icon(QStringLiteral("chevron-left")), tr("All pictures"), top);
    back->setProperty("quiet", true);
    back->setToolTip(tr("Back to all pictures (Esc)"));
    before_ = tool(top, QStringLiteral("chevron-up"), tr("Previous picture"), tr("Previous picture (Left)"));
    after_ = tool(top, QStringLiteral("chevron-down"), tr("Next picture"), tr("Next picture (Right)"));
    name_ = new ElidedLabel(top);
    name_->setProperty("heading", "2");
    mark_ = new QLabel(top);
    verdict_ = new QLabel(top);
    const auto say = [this, top](const QString& text, const QString& tip, VerdictMark mark) {
        auto* button = new QPushButton(text, top);
        button->setCheckable(true);
        button->setToolTip(tip);
        button->setMinimumHeight(30);
        connect(button, &QPushButton::clicked, this, [this, mark] { this->say(mark); });
        return button;
    };
    ok_ = say(tr("OK"), tr("It is OK (O)"), VerdictMark::Ok);
    ng_ = say(tr("NG"), tr("It is not good (N)"), VerdictMark::Ng);
    unsure_ = say(tr("Unsure"), tr("Nobody can say (U)"), VerdictMark::Unsure);
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(space::kTiny, space::kTiny, space::kMedium, space::kTiny);
    row->setSpacing(space::kTiny);
    row->addWidget(back);
    row->addWidget(before_);
    row->addWidget(after_);
    row->addSpacing(space::kSmall);
    row->addWidget(name_, 1);
    row->addWidget(mark_);
    row->addWidget(verdict_);
    row->addSpacing(space::kSmall);
    row->addWidget(ok_);
    row->addWidget(ng_);
    row->addWidget(unsure_);
    connect(back, &QPushButton::clicked, this, &PicturePane::closed);
    connect(before_, &QToolButton::clicked, this, [this] { emit walked(-1); });
    connect(after_, &QToolButton::clicked, this, [this] { emit walked(1); });
    return top;
}

QWidget* PicturePane::makeTools() {
    auto* tools = new QWidget(this);
    auto* fit = tool(tools, QStringLiteral("whole"), tr("Show all of it"), tr("Show all of it (0)"));
    auto* own = new QToolButton(tools);
    own->setText(QStringLiteral("1:1"));
    own->setMinimumSize(34, 30);
    own->setAccessibleName(tr("Its own pixels"));
    own->setToolTip(tr("Its own pixels (1)"));
    auto* less = tool(tools, QStringLiteral("zoom-out"), tr("Smaller"), tr("Smaller (−)"));
    auto* more = tool(tools, QStringLiteral("zoom-in"), tr("Larger"), tr("Larger (+)"));
    zoom_ = new QLabel(tools);
    zoom_->setProperty("muted", true);
    zoom_->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("1,600 %")));
    auto* heatText = new QLabel(tr("Heat map"), tools);
    heatText->setProperty("muted", true);
    heat_ = new QSlider(Qt::Horizontal, tools);
    heat_->setRange(0, 100);
    heat_->setValue(heatBefore_);
    heat_->setMinimumWidth(70);
    heat_->setMaximumWidth(140);
    heat_->setMinimumHeight(28);
    heat_->setAccessibleName(tr("Opacity of the heat map"));
    heat_->setToolTip(
        tr("Opacity of the heat map (H: off and on). Its colours mean the same on every picture: "
           "clear is good, red is over the line."));
    draw_ = tool(tools, QStringLiteral("box"), tr("Draw a box"),
                 tr("Draw a box around a defect (D); B puts one in the middle"));
    draw_->setCheckable(true);
    remove_ =
        tool(tools, QStringLiteral("trash"), tr("Delete the box"), tr("Delete the chosen box (Delete)"));
    kind_ = new QComboBox(tools);
    kind_->setEditable(true);
    kind_->setInsertPolicy(QComboBox::NoInsert);
    kind_->setMinimumWidth(130);
    kind_->setMinimumHeight(30);
    kind_->setAccessibleName(tr("Kind of the chosen box"));
    kind_->setToolTip(tr("Kind of the chosen box (K): choose one or write a new one"));
    kind_->lineEdit()->setPlaceholderText(tr("Choose a box"));
    kind_->lineEdit()->setAccessibleName(tr("Kind of the chosen box"));
    kind_->installEventFilter(this);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(space::kSmall, space::kTiny, space::kMedium, space::kTiny);
    row->setSpacing(2);
    row->addWidget(fit);
    row->addWidget(own);
    row->addWidget(less);
    row->addWidget(more);
    row->addWidget(zoom_);
    row->addSpacing(space::kSmall);
    row->addWidget(heatText);
    row->addSpacing(space::kTiny);
    row->addWidget(heat_, 1);
    row->addStretch(1);
    row->addWidget(draw_);
    row->addWidget(remove_);
    row->addWidget(kind_, 1);
    connect(fit, &QToolButton::clicked, this, [this] { view_->zoomToFit(); });
    connect(own, &QToolButton::clicked, this, [this] { view_->zoomTo(1); });
    connect(less, &QToolButton::clicked, this, [this] { view_->zoomTo(view_->zoom() / 1.25); });
    connect(more, &QToolButton::clicked, this, [this] { view_->zoomTo(view_->zoom() * 1.25); });
    connect(heat_, &QSlider::valueChanged, this, [this](int value) { view_->setHeatOpacity(value / 100.0); });
    connect(draw_, &QToolButton::clicked, this, [this](bool on) {
        view_->setDrawing(on);
        view_->setFocus();
    });
    connect(kind_, &QComboBox::activated, this, &PicturePane::nameKind);
    connect(kind_->lineEdit(), &QLineEdit::returnPressed, this, [this] {
        nameKind();
        view_->setFocus();
    });
    return tools;
}

int PicturePane::row() const {
    return id_ != 0 ? desk_.batch().rowOf(id_) : -1;
}

void PicturePane::showPicture(int row, int box) {
    if (row < 0 || row >= desk_.batch().rowCount()) return;
    id_ = desk_.batch().picture(row).id;
    view_->setDrawing(false);
    view_->select(-1);
    refresh();
    if (box >= 0) view_->select(box);
}

void PicturePane::refresh() {
    const int at = row();
    if (at < 0) return;
    const PictureItem& picture = desk_.batch().picture(at);
    name_->setFullText(picture.name());
    const QImage whole = desk_.pictures().whole(picture.path);
    if (picture.state == PictureState::Failed) {
        view_->setMessage(QStringList{picture.problem.what, picture.problem.remedy}.join(u' ').trimmed());
    } else {
        // The small one stands in until the whole one is read; both are of the same place.
        const QImage image = whole.isNull() ? desk_.pictures().small(picture.path) : whole;
        const QSize size = !picture.size.isEmpty() ? picture.size : whole.isNull() ? QSize() : whole.size();
        view_->setPicture(picture.name(), size.isEmpty() ? QImage() : image, size);
    }
    view_->setHeat(picture.heat);
    if (picture.heat.isEmpty()) desk_.batch().wantHeat(at);
    refreshBoxes();
    refreshVerdict();
    QString text = picture.text;
    if (picture.state == PictureState::Done && picture.found == VerdictMark::Unsure)
        text +=
            (text.isEmpty() ? QString() : QStringLiteral(" ")) +
            tr("This is a preview of unusual places, not a verdict: without good pictures nobody knows what "
               "is good.");
    text_->setText(text);
    text_->setVisible(!text.isEmpty());
}

void PicturePane::refreshBoxes() {
    const PictureItem& picture = desk_.batch().picture(row());
    QStringList names;
    for (const BoxItem& box : picture.boxes) {
        const QString kind = desk_.kindName(box.kind);
        names.append(
            box.byHand ? kind : QStringLiteral("%1  %2").arg(kind, bridge::readablePercent(box.confidence)));
    }
    view_->setBoxes(picture.boxes, names);
    refreshKind();
}

void PicturePane::refreshKind() {
    const int at = row(), box = view_->selected();
    const bool any = at >= 0 && box >= 0 && box < desk_.batch().picture(at).boxes.size();
    remove_->setEnabled(any);
    kind_->setEnabled(any);
    const QStringList keys = desk_.kindKeys();
    kind_->clear();
    for (const QString& key : keys)
        kind_->addItem(desk_.kindName(key), key);
    if (!any) {
        kind_->setCurrentIndex(-1);
        kind_->setEditText({});
        return;
    }
    const QString kind = desk_.batch().picture(at).boxes[box].kind;
    kind_->setCurrentIndex(static_cast<int>(keys.indexOf(kind)));
    kind_->setEditText(desk_.kindName(kind));
}

void PicturePane::nameKind() {
    const int at = row(), box = view_->selected();
    if (at < 0 || box < 0) return;
    const QString text = kind_->currentText().simplified();
    if (text.isEmpty()) return;
    const int known = kind_->findText(text, Qt::MatchFixedString);
    QList<BoxItem> boxes = desk_.batch().picture(at).boxes;
    boxes[box].kind = known >= 0 ? kind_->itemData(known).toString() : text;
    boxes[box].byHand = true;
    boxes[box].asked = true;
    boxes[box].kindConfidence = 1;
    desk_.setBoxes(at, boxes, tr("Kind: %1").arg(text));
}

void PicturePane::refreshVerdict() {
    const int at = row();
    const PictureItem& picture = desk_.batch().picture(at);
    const VerdictMark mark = desk_.batch().verdict(at);
    const bool done = picture.state == PictureState::Done;
    mark_->setPixmap(markPixmap(picture.state, mark, 22, devicePixelRatioF()));
    QString words = bridge::stateWords(picture.state, mark);
    if (picture.overruled != VerdictMark::None) words = tr("%1, said by you").arg(words);
    verdict_->setText(words);
    const std::pair<QPushButton*, VerdictMark> buttons[] = {
        {ok_, VerdictMark::Ok}, {ng_, VerdictMark::Ng}, {unsure_, VerdictMark::Unsure}};
    for (const auto& [button, says] : buttons) {
        button->setEnabled(done);
        button->setChecked(done && mark == says);
    }
}

void PicturePane::refreshZoom() {
    zoom_->setText(bridge::readablePercent(view_->zoom()));
}

void PicturePane::say(VerdictMark mark) {
    if (row() >= 0) desk_.overrule({row()}, mark);
    if (row() >= 0) refreshVerdict();
}

void PicturePane::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
        case Qt::Key_O:
            return say(VerdictMark::Ok);
        case Qt::Key_N:
            return say(VerdictMark::Ng);
        case Qt::Key_U:
            return say(VerdictMark::Unsure);
        case Qt::Key_K:
            if (kind_->isEnabled()) {
                kind_->setFocus();
                kind_->lineEdit()->selectAll();
            }
            return;
        case Qt::Key_H:
            if (heat_->value() > 0) {
                heatBefore_ = heat_->value();
                heat_->setValue(0);
            } else {
                heat_->setValue(heatBefore_);
            }
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

// Escape in the field of kinds leads back to the picture, not to the grid.
bool PicturePane::eventFilter(QObject* watched, QEvent* event) {
    if (watched == kind_ && event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (watched == kind_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        refreshKind();
        view_->setFocus();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PicturePane::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && row() >= 0) refreshVerdict();
    QWidget::changeEvent(event);
}

}  // namespace ui
