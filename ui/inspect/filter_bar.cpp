#include "ui/inspect/filter_bar.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QSlider>

#include "ui/bridge/inspect_batch.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/inspect/picture_grid.h"
#include "ui/inspect/verdict_marks.h"
#include "ui/look/theme.h"

namespace ui {

using bridge::PictureState;
using bridge::VerdictMark;
using Show = PictureFilter::Show;

namespace {

constexpr int kMark = 16;

// A mark, a word and a count; the chosen one is filled.
class CountButton : public QAbstractButton {
public:
    CountButton(Show show, QWidget* parent) : QAbstractButton(parent), show_(show) {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    void setCount(int count) {
        QString word;
        switch (show_) {
            case Show::All:
                word = FilterBar::tr("All");
                break;
            case Show::Failed:
                word = FilterBar::tr("Failed");
                break;
            case Show::Waiting:
                word = FilterBar::tr("Waiting");
                break;
            default:
                word = bridge::verdictTitle(mark());
                break;
        }
        setText(QStringLiteral("%1 %2").arg(word, bridge::readableCount(count)));
        setAccessibleName(text());
        updateGeometry();
        update();
    }
    QSize sizeHint() const override {
        const int marked = show_ == Show::All ? 0 : kMark + 5;
        return {fontMetrics().horizontalAdvance(text()) + marked + 18, 30};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Colors& c = colors();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF body = QRectF(rect()).adjusted(1, 1, -1, -1);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? c.accentSoft : c.sunken);
            painter.drawRoundedRect(body, space::kRadius, space::kRadius);
        }
        if (hasFocus()) {
            painter.setPen(QPen(c.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(body, space::kRadius, space::kRadius);
        }
        QRectF text = body.adjusted(8, 0, -8, 0);
        if (show_ != Show::All) {
            const PictureState state = show_ == Show::Failed    ? PictureState::Failed
                                       : show_ == Show::Waiting ? PictureState::Waiting
                                                                : PictureState::Done;
            paintMark(painter, QRectF(text.left(), text.center().y() - kMark / 2.0, kMark, kMark), state,
                      mark(), false);
            text.setLeft(text.left() + kMark + 5);
        }
        painter.setPen(isChecked() ? c.accentText : c.text);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, this->text());
    }

private:
    VerdictMark mark() const {
        return show_ == Show::Ok   ? VerdictMark::Ok
               : show_ == Show::Ng ? VerdictMark::Ng
                                   : VerdictMark::Unsure;
    }

    Show show_;
};

}  // namespace

FilterBar::FilterBar(bridge::InspectBatch& batch, PictureFilter* filter, PictureGrid* grid, QWidget* parent)
    : QWidget(parent), batch_(batch), filter_(filter) {
    group_ = new QButtonGroup(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kSmall, space::kTiny, space::kMedium, space::kTiny);
    row->setSpacing(2);
    for (const Show show : {Show::All, Show::Ng, Show::Ok, Show::Unsure, Show::Waiting, Show::Failed}) {
        auto* button = new CountButton(show, this);
        group_->addButton(button, static_cast<int>(show));
        row->addWidget(button);
    }
    order_ = new QComboBox(this);
    order_->addItem(tr("As they came"));
    order_->addItem(tr("Highest score first"));
    order_->setAccessibleName(tr("Order of the pictures"));
    size_ = new QSlider(Qt::Horizontal, this);
    size_->setRange(PictureGrid::kSmallest, PictureGrid::kLargest);
    size_->setValue(grid->side());
    size_->setFixedWidth(80);
    size_->setMinimumHeight(28);
    size_->setAccessibleName(tr("Size of the pictures"));
    size_->setToolTip(tr("Size of the pictures (Ctrl with the wheel, Ctrl + and Ctrl −)"));
    row->addStretch(1);
    row->addWidget(order_);
    row->addSpacing(space::kSmall);
    row->addWidget(size_);
    group_->button(0)->setChecked(true);
    connect(group_, &QButtonGroup::idClicked, this,
            [this](int show) { filter_->setShown(static_cast<Show>(show)); });
    connect(order_, &QComboBox::activated, this, [this](int order) { filter_->setByScore(order == 1); });
    connect(size_, &QSlider::valueChanged, grid, &PictureGrid::setSide);
    connect(grid, &PictureGrid::sideChanged, size_, &QSlider::setValue);
    connect(&batch_, &bridge::InspectBatch::countsChanged, this, &FilterBar::refresh);
    refresh();
}

void FilterBar::refresh() {
    const auto counts = batch_.counts();
    const std::pair<Show, int> all[] = {{Show::All, counts.all},         {Show::Ng, counts.ng},
                                        {Show::Ok, counts.ok},           {Show::Unsure, counts.unsure},
                                        {Show::Waiting, counts.waiting}, {Show::Failed, counts.failed}};
    for (const auto& [show, count] : all) {
        auto* button = static_cast<CountButton*>(group_->button(static_cast<int>(show)));
        button->setCount(count);
        // Those that are seldom show themselves when there are any.
        if (show == Show::Unsure || show == Show::Waiting || show == Show::Failed)
            button->setVisible(count > 0 || filter_->shown() == show);
    }
    fit();
}

int FilterBar::buttonsWidth() const {
    int wide = space::kSmall + space::kMedium;
    for (const QAbstractButton* button : group_->buttons()) {
        if (!button->isHidden()) wide += button->sizeHint().width() + 2;
    }
    return wide;
}

QSize FilterBar::minimumSizeHint() const {
    return {buttonsWidth(), size_->sizeHint().height() + 2 * space::kTiny};
}

// Order and size go where there is no room; the keys still do it.
void FilterBar::fit() {
    const int room = width() - buttonsWidth();
    size_->setVisible(room > size_->width() + space::kSmall);
    order_->setVisible(room > order_->sizeHint().width() + size_->width() + 2 * space::kSmall);
}

void FilterBar::resizeEvent(QResizeEvent*) {
    fit();
}

}  // namespace ui
