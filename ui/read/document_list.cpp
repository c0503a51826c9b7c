#include "ui/read/document_list.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/bridge/backend.h"
#include "ui/bridge/open_documents.h"
#include "ui/bridge/passage_search.h"
#include "ui/bridge/readable.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

using bridge::OpenDocuments;
using bridge::PassageSearch;

namespace {

void paintRowBack(QPainter* painter, const QStyleOptionViewItem& option) {
    const Colors& c = colors();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? c.accentSoft : c.sunken);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(6, 1, -6, -1), space::kRadius, space::kRadius);
    }
    if (selected && (option.state & QStyle::State_HasFocus)) {
        painter->setPen(QPen(c.accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(6.5, 1.5, -6.5, -1.5), space::kRadius,
                                 space::kRadius);
    }
}

QFont small(const QFont& font) {
    QFont smaller = font;
    smaller.setPixelSize(qRound(QFontInfo(font).pixelSize() * 0.88));
    return smaller;
}

// Name, and under it pages and state.
class DocumentDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {180, option.fontMetrics.height() + QFontMetrics(small(option.font)).height() + 20};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Colors& c = colors();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        paintRowBack(painter, option);
        const QRect room = option.rect.adjusted(16, 9, -16, -9);
        const bool selected = option.state & QStyle::State_Selected;
        painter->drawPixmap(room.left(), room.top(),
                            iconPixmap(QStringLiteral("document"), selected ? c.accentText : c.muted, 18,
                                       painter->device()->devicePixelRatioF()));
        QRect text = room.adjusted(26, -1, 0, 0);
        QFont font = option.font;
        if (selected) font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(c.text);
        painter->drawText(
            text, Qt::AlignTop | Qt::AlignLeft,
            QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
        text.setTop(text.top() + option.fontMetrics.height() + 3);
        painter->setFont(small(option.font));
        painter->setPen(c.muted);
        const int pages = index.data(OpenDocuments::PagesRole).toInt();
        QStringList facts;
        if (pages > 0) facts.append(bridge::readablePages(pages));
        const double fraction = index.data(OpenDocuments::FractionRole).toDouble();
        if (index.data(OpenDocuments::FailedRole).toBool()) {
            painter->setPen(c.bad);
            facts = {QObject::tr("could not be opened")};
        } else if (index.data(OpenDocuments::BusyRole).toBool()) {
            painter->setPen(c.accentText);
            facts.append(fraction > 0 ? QObject::tr("%1 %").arg(static_cast<int>(fraction * 100))
                                      : QObject::tr("working"));
        } else if (index.data(OpenDocuments::SummaryRole).toBool()) {
            facts.append(QObject::tr("summarised"));
        }
        painter->drawText(text, Qt::AlignTop | Qt::AlignLeft, facts.join(QStringLiteral(" · ")));
        painter->restore();
    }
};

// Where, and three lines of the passage.
class HitDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {180, QFontMetrics(small(option.font)).height() * 4 + 24};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Colors& c = colors();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        paintRowBack(painter, option);
        const QFont font = small(option.font);
        const QFontMetrics metrics(font);
        QRect room = option.rect.adjusted(16, 9, -16, -9);
        QFont strong = font;
        strong.setWeight(QFont::DemiBold);
        painter->setFont(strong);
        painter->setPen(c.text);
        const QString page = QObject::tr("p. %1").arg(index.data(PassageSearch::PageRole).toInt());
        painter->drawText(
            room, Qt::AlignTop | Qt::AlignLeft,
            QFontMetrics(strong).elidedText(index.data(PassageSearch::NameRole).toString(), Qt::ElideMiddle,
                                            room.width() - metrics.horizontalAdvance(page) - 8));
        painter->setPen(c.accentText);
        painter->setFont(font);
        painter->drawText(room, Qt::AlignTop | Qt::AlignRight, page);
        room.setTop(room.top() + metrics.height() + 3);
        painter->setPen(c.muted);
        painter->setClipRect(room);
        painter->drawText(room, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap,
                          index.data().toString().left(240));
        painter->restore();
    }
};

QListView* makeList(QWidget* parent, QAbstractItemModel* model, QStyledItemDelegate* delegate,
                    const QString& name) {
    auto* view = new QListView(parent);
    view->setModel(model);
    view->setItemDelegate(delegate);
    view->setMouseTracking(true);
    view->setUniformItemSizes(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setAccessibleName(name);
    view->setStyleSheet(QStringLiteral("QListView { background: transparent; }"));
    return view;
}

}  // namespace

DocumentList::DocumentList(bridge::Backend& backend, QWidget* parent) : QWidget(parent), backend_(backend) {
    setMinimumWidth(190);
    open_ = new QPushButton(icon(QStringLiteral("add")), tr("Open a document"), this);
    open_->setToolTip(tr("Open a document (Ctrl+O)"));
    open_->setMinimumHeight(34);
    words_ = new QLineEdit(this);
    words_->setPlaceholderText(tr("Search all documents"));
    words_->setAccessibleName(tr("Search all documents"));
    words_->setToolTip(tr("Search all documents (Ctrl+K)"));
    words_->setClearButtonEnabled(true);
    words_->addAction(icon(QStringLiteral("search"), QStringLiteral("muted")), QLineEdit::LeadingPosition);
    words_->setMinimumHeight(32);
    words_->installEventFilter(this);
    documents_ = makeList(this, &backend.documents(), new DocumentDelegate(this), tr("Documents"));
    documents_->setContextMenuPolicy(Qt::CustomContextMenu);
    documents_->installEventFilter(this);
    hits_ = makeList(this, &backend.search(), new HitDelegate(this), tr("Passages found"));
    nothing_ = new QLabel(tr("No passage has all these words."), this);
    nothing_->setProperty("muted", true);
    nothing_->setWordWrap(true);
    nothing_->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    nothing_->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, 0);
    stack_ = new QStackedWidget(this);
    stack_->addWidget(documents_);
    stack_->addWidget(hits_);
    stack_->addWidget(nothing_);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kMedium, 0, 0);
    column->setSpacing(space::kSmall);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(space::kMedium, 0, space::kMedium, 0);
    top->setSpacing(space::kSmall);
    top->addWidget(open_);
    top->addWidget(words_);
    column->addLayout(top);
    column->addWidget(stack_, 1);

    connect(open_, &QPushButton::clicked, this, &DocumentList::openWanted);
    const auto choose = [this](const QModelIndex& index) {
        if (index.isValid()) emit rowChosen(index.row());
    };
    connect(documents_, &QListView::clicked, this, choose);
    connect(documents_, &QListView::activated, this, choose);
    connect(documents_, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = documents_->indexAt(at);
        if (!index.isValid()) return;
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(icon(QStringLiteral("trash")), tr("Move to the bin"), this,
                        [this, row = index.row()] { backend_.documents().remove(row); });
        menu->popup(documents_->viewport()->mapToGlobal(at));
    });
    const auto chooseHit = [this](const QModelIndex& index) {
        if (!index.isValid()) return;
        emit passageChosen(index.data(PassageSearch::DocumentRole).toLongLong(),
                           {index.data(PassageSearch::BeginRole).toLongLong(),
                            index.data(PassageSearch::EndRole).toLongLong()},
                           index.data(PassageSearch::PageRole).toInt());
    };
    connect(hits_, &QListView::clicked, this, chooseHit);
    connect(hits_, &QListView::activated, this, chooseHit);
    searchTimer_.setSingleShot(true);
    searchTimer_.setInterval(160);
    connect(&searchTimer_, &QTimer::timeout, this, &DocumentList::search);
    connect(words_, &QLineEdit::textChanged, &searchTimer_, qOverload<>(&QTimer::start));
    connect(&backend.search(), &PassageSearch::searched, this, [this] {
        const bool words = !words_->text().simplified().isEmpty();
        stack_->setCurrentWidget(!words                             ? static_cast<QWidget*>(documents_)
                                 : backend_.search().rowCount() > 0 ? static_cast<QWidget*>(hits_)
                                                                    : nothing_);
    });
}

void DocumentList::search() {
    backend_.search().setWords(words_->text());
}

void DocumentList::focusSearch() {
    words_->setFocus();
    words_->selectAll();
}

void DocumentList::select(const bridge::DocumentSession* session) {
    const int row = backend_.documents().rowOf(session);
    documents_->setCurrentIndex(row >= 0 ? backend_.documents().index(row) : QModelIndex());
}

bool DocumentList::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (watched == documents_ && key->key() == Qt::Key_Delete && documents_->currentIndex().isValid()) {
            backend_.documents().remove(documents_->currentIndex().row());
            return true;
        }
        if (watched == documents_ && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            documents_->currentIndex().isValid()) {
            emit rowChosen(documents_->currentIndex().row());
            return true;
        }
        if (watched == words_ && key->key() == Qt::Key_Escape && !words_->text().isEmpty()) {
            words_->clear();
            return true;
        }
        if (watched == words_ && key->key() == Qt::Key_Down) {
            stack_->currentWidget()->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace ui
