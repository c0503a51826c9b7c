#include "ui/read/document_pane.h"

#include <QHBoxLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/readable.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/read/document_view.h"
#include "ui/read/place_lists.h"

namespace ui {

namespace {

constexpr int kMostFound = 500;

QToolButton* tool(QWidget* parent, const QString& name, const QString& tip) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(name));
    button->setIconSize({18, 18});
    button->setFixedSize(30, 30);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

QListView* list(QWidget* parent, const QString& name) {
    auto* view = new QListView(parent);
    view->setItemDelegate(new PlaceDelegate(view));
    view->setUniformItemSizes(true);
    view->setMouseTracking(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setAccessibleName(name);
    return view;
}

}  // namespace

DocumentPane::DocumentPane(QWidget* parent) : QWidget(parent) {
    view_ = new DocumentView(this);
    outline_ = new OutlineModel(this);
    found_ = new FoundModel(this);
    outlineList_ = list(this, tr("Outline"));
    outlineList_->setModel(outline_);
    foundList_ = list(this, tr("Places found"));
    foundList_->setModel(found_);
    words_ = new QLineEdit(this);
    words_->setPlaceholderText(tr("Find in this document"));
    words_->setAccessibleName(tr("Find in this document"));
    words_->setClearButtonEnabled(true);
    foundCount_ = new QLabel(this);
    foundCount_->setProperty("muted", true);

    outlineButton_ = tool(this, QStringLiteral("outline"), tr("Outline"));
    outlineButton_->setCheckable(true);
    searchButton_ = tool(this, QStringLiteral("search"), tr("Find in this document (Ctrl+F)"));
    searchButton_->setCheckable(true);
    previous_ = tool(this, QStringLiteral("chevron-up"), tr("Previous page"));
    next_ = tool(this, QStringLiteral("chevron-down"), tr("Next page"));
    zoomOut_ = tool(this, QStringLiteral("zoom-out"), tr("Smaller (Ctrl+minus)"));
    zoomIn_ = tool(this, QStringLiteral("zoom-in"), tr("Larger (Ctrl+plus)"));
    fit_ = tool(this, QStringLiteral("fit"), tr("As wide as the view (Ctrl+0)"));
    page_ = new QLineEdit(this);
    page_->setFixedWidth(52);
    page_->setAlignment(Qt::AlignRight);
    page_->setAccessibleName(tr("Page"));
    page_->setValidator(new QIntValidator(1, 1000000, page_));
    pages_ = new QLabel(this);
    pages_->setProperty("muted", true);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(space::kSmall, 5, space::kSmall, 5);
    bar->setSpacing(2);
    bar->addWidget(outlineButton_);
    bar->addWidget(searchButton_);
    bar->addStretch(1);
    bar->addWidget(previous_);
    bar->addWidget(next_);
    bar->addSpacing(space::kTiny);
    bar->addWidget(page_);
    bar->addSpacing(space::kTiny);
    bar->addWidget(pages_);
    bar->addStretch(1);
    bar->addWidget(zoomOut_);
    bar->addWidget(zoomIn_);
    bar->addWidget(fit_);

    auto* searchPanel = new QWidget(this);
    auto* searchColumn = new QVBoxLayout(searchPanel);
    searchColumn->setContentsMargins(0, 0, 0, 0);
    searchColumn->setSpacing(space::kTiny);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, 0);
    searchRow->addWidget(words_, 1);
    searchRow->addWidget(foundCount_);
    searchColumn->addLayout(searchRow);
    searchColumn->addWidget(foundList_, 1);
    panels_ = new QStackedWidget(this);
    panels_->addWidget(outlineList_);
    panels_->addWidget(searchPanel);
    panels_->setMinimumHeight(120);
    panels_->hide();

    split_ = new QSplitter(Qt::Vertical, this);
    split_->setHandleWidth(1);
    split_->setChildrenCollapsible(false);
    split_->addWidget(panels_);
    split_->addWidget(view_);
    split_->setStretchFactor(1, 1);
    split_->setSizes({220, 600});

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(split_, 1);

    connect(outlineButton_, &QToolButton::clicked, this,
            [this](bool open) { openPanel(open ? kOutline : kNone); });
    connect(searchButton_, &QToolButton::clicked, this,
            [this](bool open) { openPanel(open ? kSearch : kNone); });
    connect(previous_, &QToolButton::clicked, this, [this] { view_->goToPage(view_->currentPage() - 1); });
    connect(next_, &QToolButton::clicked, this, [this] { view_->goToPage(view_->currentPage() + 1); });
    connect(zoomIn_, &QToolButton::clicked, this,
            [this] { view_->setZoom((view_->zoom() > 0 ? view_->zoom() : 1) * 1.2); });
    connect(zoomOut_, &QToolButton::clicked, this,
            [this] { view_->setZoom((view_->zoom() > 0 ? view_->zoom() : 1) / 1.2); });
    connect(fit_, &QToolButton::clicked, this, [this] { view_->setZoom(0); });
    connect(page_, &QLineEdit::returnPressed, this, [this] {
        view_->goToPage(page_->text().toInt() - 1);
        view_->setFocus();
    });
    connect(view_, &DocumentView::pageChanged, this, &DocumentPane::showPage);
    connect(view_, &DocumentView::failed, this, &DocumentPane::failed);
    const auto goOutline = [this](const QModelIndex& index) {
        if (index.isValid())
            view_->light({outline_->item(index.row()).range}, outline_->item(index.row()).page - 1);
    };
    connect(outlineList_, &QListView::clicked, this, goOutline);
    connect(outlineList_, &QListView::activated, this, goOutline);
    const auto goFound = [this](const QModelIndex& index) {
        if (index.isValid())
            view_->light({found_->item(index.row()).range}, found_->item(index.row()).page - 1);
    };
    connect(foundList_, &QListView::clicked, this, goFound);
    connect(foundList_, &QListView::activated, this, goFound);
    connect(foundList_->selectionModel(), &QItemSelectionModel::currentChanged, this, goFound);
    findTimer_.setSingleShot(true);
    findTimer_.setInterval(150);
    connect(&findTimer_, &QTimer::timeout, this, &DocumentPane::find);
    connect(words_, &QLineEdit::textChanged, &findTimer_, qOverload<>(&QTimer::start));
    connect(words_, &QLineEdit::returnPressed, this, [this] {
        if (findTimer_.isActive() || found_->rowCount() == 0) {
            goOn_ = true;
            find();
            return;
        }
        const int row = foundList_->currentIndex().row() + 1;
        foundList_->setCurrentIndex(found_->index(row % found_->rowCount()));
    });
    const auto zoomKey = [this](const QKeySequence& keys, double factor) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WindowShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, factor] {
            view_->setZoom(factor == 0 ? 0 : (view_->zoom() > 0 ? view_->zoom() : 1) * factor);
        });
    };
    zoomKey(QKeySequence(Qt::CTRL | Qt::Key_Plus), 1.2);
    zoomKey(QKeySequence(Qt::CTRL | Qt::Key_Equal), 1.2);
    zoomKey(QKeySequence(Qt::CTRL | Qt::Key_Minus), 1 / 1.2);
    zoomKey(QKeySequence(Qt::CTRL | Qt::Key_0), 0);
    refresh();
}

void DocumentPane::setSession(bridge::DocumentSession* session) {
    if (session_ == session) return;
    if (session_) disconnect(session_, nullptr, this, nullptr);
    session_ = session;
    view_->setSession(session);
    words_->clear();
    found_->setFound({});
    if (session_) connect(session_, &bridge::DocumentSession::stateChanged, this, &DocumentPane::refresh);
    refresh();
}

void DocumentPane::refresh() {
    const bool open = session_ && session_->pageCount() > 0;
    outline_->setOutline(session_ ? session_->outline() : QList<bridge::OutlineItem>());
    for (QToolButton* button : {previous_, next_, zoomIn_, zoomOut_, fit_})
        button->setEnabled(open);
    page_->setEnabled(open);
    searchButton_->setEnabled(open && session_->text() != nullptr);
    outlineButton_->setEnabled(outline_->rowCount() > 0);
    pages_->setText(open ? tr("of %1").arg(bridge::readableCount(session_->pageCount())) : QString());
    showPage(view_->currentPage());
}

void DocumentPane::showPage(int page) {
    const bool open = session_ && session_->pageCount() > 0;
    if (!page_->hasFocus()) page_->setText(open ? QString::number(page + 1) : QString());
    previous_->setEnabled(open && page > 0);
    next_->setEnabled(open && page + 1 < session_->pageCount());
}

void DocumentPane::openPanel(Panel panel) {
    outlineButton_->setChecked(panel == kOutline);
    searchButton_->setChecked(panel == kSearch);
    panels_->setVisible(panel != kNone);
    if (panel == kNone) {
        view_->setFocus();
        return;
    }
    panels_->setCurrentIndex(panel);
    if (panel == kSearch) {
        words_->setFocus();
        words_->selectAll();
    } else {
        outlineList_->setFocus();
    }
}

void DocumentPane::showSearch() {
    if (searchButton_->isEnabled()) openPanel(kSearch);
}

void DocumentPane::showOutline() {
    if (outlineButton_->isEnabled()) openPanel(kOutline);
}

void DocumentPane::find() {
    findTimer_.stop();
    const QString words = words_->text().simplified();
    if (!session_ || words.isEmpty()) {
        showFound({});
        return;
    }
    session_->find(words, kMostFound, this, [this, words](QList<bridge::FoundText> found) {
        if (words == words_->text().simplified()) showFound(found);
    });
}

void DocumentPane::showFound(const QList<bridge::FoundText>& found) {
    found_->setFound(found);
    foundCount_->setText(words_->text().simplified().isEmpty() ? QString()
                         : found.isEmpty()                     ? tr("none")
                         : found.size() >= kMostFound          ? tr("more than %1").arg(kMostFound)
                                                               : bridge::readableCount(found.size()));
    if (goOn_ && !found.isEmpty()) foundList_->setCurrentIndex(found_->index(0));
    goOn_ = false;
}

}  // namespace ui
