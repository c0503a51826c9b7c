// How the Read page is put together.
#include "ui/read/read_page.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QSaveFile>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/backend.h"
#include "ui/bridge/engine_service.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/open_documents.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/settings_service.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/read/conversation_view.h"
#include "ui/read/document_list.h"
#include "ui/read/document_pane.h"
#include "ui/read/document_view.h"
#include "ui/read/export_summary.h"
#include "ui/read/facts_view.h"
#include "ui/read/summary_view.h"
#include "ui/widgets/choice_card.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/coverage_strip.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_page.h"

namespace ui {

using bridge::DocumentSession;

namespace {

constexpr const char* kSplitKey = "read/columns";

// A column in the middle of its room, at most `widest` wide.
QWidget* centred(QWidget* parent, QLayout* inside, int widest) {
    auto* page = new QWidget(parent);
    auto* column = new QWidget(page);
    column->setMaximumWidth(widest);
    column->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    column->setLayout(inside);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::kHuge, 0, space::kHuge, 0);
    row->addStretch(1);
    row->addWidget(column, 100);
    row->addStretch(1);
    auto* outer = new QVBoxLayout(page);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addStretch(2);
    outer->addLayout(row);
    outer->addStretch(3);
    return page;
}

}  // namespace

ReadPage::ReadPage(bridge::Backend& backend, QWidget* parent) : QWidget(parent), backend_(backend) {
    empty_ = new EmptyPage(QStringLiteral("picture-read"), tr("Drop a contract here"),
                           tr("Every page is read, and every statement leads to its place in the document."),
                           this);
    auto* open = empty_->addButton(tr("Open a document"), QStringLiteral("open"), true);
    connect(open, &QPushButton::clicked, this, &ReadPage::chooseFile);
    if (bridge::OpenDocuments::hasSample()) {
        auto* sample = empty_->addButton(tr("Open the sample contract"), QStringLiteral("document"), false);
        connect(sample, &QPushButton::clicked, this, &ReadPage::openSample);
    }
    empty_->setNote(tr("PDF, Word, Markdown and text. Nothing leaves this computer."));

    list_ = new DocumentList(backend, this);
    pane_ = new DocumentPane(this);
    centre_ = makeCentre();
    header_ = makeHeader();

    auto* middle = new QWidget(this);
    auto* middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(0);
    body_ = new QStackedWidget(this);
    body_->addWidget(empty_);
    body_->addWidget(centre_);
    middleColumn->addWidget(body_);

    split_ = new QSplitter(Qt::Horizontal, this);
    split_->setHandleWidth(1);
    split_->setChildrenCollapsible(false);
    split_->addWidget(list_);
    split_->addWidget(middle);
    split_->addWidget(pane_);
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 3);
    split_->setStretchFactor(2, 2);
    split_->setSizes({236, 560, 440});
    middle->setMinimumWidth(340);
    pane_->setMinimumWidth(300);
    const QByteArray places = backend_.settings().layout().value(kSplitKey).toByteArray();
    if (!places.isEmpty()) split_->restoreState(places);
    connect(split_, &QSplitter::splitterMoved, this, [this] {
        if (!narrow_ && !sidesFolded_) backend_.settings().layout().setValue(kSplitKey, split_->saveState());
    });

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    column->addWidget(split_, 1);

    connect(list_, &DocumentList::openWanted, this, &ReadPage::chooseFile);
    connect(list_, &DocumentList::rowChosen, this,
            [this](int row) { showDocument(backend_.documents().openRow(row)); });
    connect(list_, &DocumentList::passageChosen, this,
            [this](qint64 document, const bridge::ByteRange& range, int page) {
                auto* session = backend_.documents().openStored(document);
                if (session == nullptr) return;
                pendingPassage_ = range;
                pendingPage_ = page - 1;
                showDocument(session);
                refreshBody();
            });
    connect(pane_, &DocumentPane::failed, this, &ReadPage::failed);
    connect(pane_->view(), &DocumentView::pageChanged, this,
            [this](int page) { strip_->setCurrentPage(page); });
    connect(pane_->view(), &DocumentView::citedClicked, this, &ReadPage::showCited);
    auto& documents = backend_.documents();
    connect(&documents, &bridge::OpenDocuments::sessionGone, this, [this](DocumentSession* session) {
        if (session == session_) showDocument(nullptr);
    });
    connect(&documents, &bridge::OpenDocuments::removed, this, [this](qint64 id, const QString& name) {
        emit noticed({InfoBar::Kind::Notice,
                      tr("%1 was moved to the bin.").arg(name),
                      tr("It stays there for 30 days."),
                      {},
                      tr("Undo"),
                      [this, id] { backend_.documents().restore(id); }});
    });
    connect(&documents, &bridge::OpenDocuments::loaded, this, [this] {
        if (wantedStored_ > 0) openStored(wantedStored_);
        refreshBody();
    });
    connect(&documents, &QAbstractItemModel::rowsInserted, this, &ReadPage::refreshBody);
    connect(&documents, &QAbstractItemModel::rowsRemoved, this, &ReadPage::refreshBody);
    connect(&backend_.engine(), &bridge::EngineService::modelChanged, this, &ReadPage::refreshModel);
    connect(&backend_.models(), &bridge::ModelCatalog::scanned, this, &ReadPage::refreshModel);
    connect(&backend_.models(), &bridge::ModelCatalog::fetchingChanged, this, &ReadPage::refreshChoice);
    connect(&backend_.settings(), &bridge::SettingsService::changed, this, &ReadPage::refreshChoice);
    refreshModel();
    refresh();
}

ReadPage::~ReadPage() = default;

QWidget* ReadPage::makeHeader() {
    auto* header = new QWidget(this);
    header->setObjectName(QStringLiteral("pageHeader"));
    name_ = new ElidedLabel(header);
    name_->setProperty("heading", "2");
    about_ = new ElidedLabel(header);
    about_->setProperty("muted", true);
    model_ = new QPushButton(header);
    model_->setIcon(icon(QStringLiteral("model"), QStringLiteral("muted")));
    model_->setMinimumHeight(32);
    model_->setMaximumWidth(360);
    auto* modelMenu = new QMenu(model_);
    model_->setMenu(modelMenu);
    connect(modelMenu, &QMenu::aboutToShow, this, &ReadPage::fillModelMenu);
    more_ = new QToolButton(header);
    more_->setIcon(icon(QStringLiteral("more")));
    more_->setFixedSize(34, 34);
    more_->setPopupMode(QToolButton::InstantPopup);
    more_->setToolTip(tr("Copy, export and more"));
    more_->setAccessibleName(tr("Copy, export and more"));
    auto* moreMenu = new QMenu(more_);
    more_->setMenu(moreMenu);
    connect(moreMenu, &QMenu::aboutToShow, this, &ReadPage::fillMoreMenu);

    auto* names = new QVBoxLayout;
    names->setSpacing(1);
    names->addWidget(name_);
    names->addWidget(about_);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::kLarge, space::kSmall, space::kMedium, space::kSmall);
    row->setSpacing(space::kSmall);
    row->addLayout(names, 1);
    row->addWidget(model_);
    row->addWidget(more_);
    strip_ = new CoverageStrip(header);
    connect(strip_, &CoverageStrip::pageClicked, this, [this](int page) {
        if (narrow_) showTab(kDocumentTab);
        pane_->view()->goToPage(page);
    });
    stripRow_ = new QWidget(header);
    auto* stripColumn = new QVBoxLayout(stripRow_);
    stripColumn->setContentsMargins(space::kLarge, 0, space::kLarge, 5);
    stripColumn->addWidget(strip_);
    auto* line = new QFrame(header);
    line->setFixedHeight(1);
    line->setObjectName(QStringLiteral("hairline"));
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(stripRow_);
    column->addWidget(line);
    return header;
}

QWidget* ReadPage::makeCentre() {
    auto* centre = new QWidget(this);
    centre->setObjectName(QStringLiteral("readCentre"));
    tabs_ = new QTabBar(centre);
    tabs_->setExpanding(false);
    tabs_->setUsesScrollButtons(false);
    tabs_->setAccessibleName(tr("Summary, facts and questions"));
    tabs_->addTab(tr("Summary"));
    tabs_->addTab(tr("Facts"));
    tabs_->addTab(tr("Questions"));
    tabPages_ = new QStackedWidget(centre);

    // Summary: the choice, the opening, what went wrong, or the summary itself.
    summarise_ = new ChoiceCard(QStringLiteral("summarise"), centre);
    summarise_->setStrong(true);
    askCard_ = new ChoiceCard(QStringLiteral("ask"), centre);
    choiceNote_ = new QLabel(centre);
    choiceNote_->setWordWrap(true);
    choiceNote_->setProperty("muted", true);
    getModel_ = new QPushButton(centre);
    getModel_->setProperty("quiet", true);
    auto* cards = new QHBoxLayout;
    cards->setSpacing(space::kLarge);
    cards->addWidget(summarise_, 1);
    cards->addWidget(askCard_, 1);
    auto* noteRow = new QHBoxLayout;
    noteRow->addWidget(choiceNote_, 1);
    noteRow->addWidget(getModel_, 0, Qt::AlignTop);
    auto* choiceColumn = new QVBoxLayout;
    choiceColumn->setContentsMargins(0, 0, 0, 0);
    choiceColumn->setSpacing(space::kLarge);
    choiceColumn->addLayout(cards);
    choiceColumn->addLayout(noteRow);
    choice_ = centred(centre, choiceColumn, space::kColumn);

    opening_ = new QLabel(centre);
    opening_->setAlignment(Qt::AlignCenter);
    opening_->setProperty("muted", true);
    opening_->setWordWrap(true);

    failedWhat_ = new QLabel(centre);
    failedWhat_->setWordWrap(true);
    failedWhat_->setAlignment(Qt::AlignCenter);
    failedWhat_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    failedButton_ = new QPushButton(centre);
    auto* failedColumn = new QVBoxLayout;
    failedColumn->setSpacing(space::kLarge);
    failedColumn->addWidget(failedWhat_);
    failedColumn->addWidget(failedButton_, 0, Qt::AlignHCenter);
    failedPage_ = centred(centre, failedColumn, 520);

    summary_ = new SummaryView(centre);
    resumeText_ = new QLabel(centre);
    resumeText_->setWordWrap(true);
    resume_ = new QPushButton(centre);
    resume_->setProperty("primary", true);
    resumeBar_ = new QWidget(centre);
    auto* resumeRow = new QHBoxLayout(resumeBar_);
    resumeRow->setContentsMargins(space::kHuge, space::kSmall, space::kHuge, space::kSmall);
    resumeRow->addWidget(resumeText_, 1);
    resumeRow->addWidget(resume_);
    summaryPage_ = new QWidget(centre);
    auto* summaryColumn = new QVBoxLayout(summaryPage_);
    summaryColumn->setContentsMargins(0, 0, 0, 0);
    summaryColumn->setSpacing(0);
    summaryColumn->addWidget(resumeBar_);
    summaryColumn->addWidget(summary_, 1);
    summaryStack_ = new QStackedWidget(centre);
    for (QWidget* page : {choice_, static_cast<QWidget*>(opening_), failedPage_, summaryPage_})
        summaryStack_->addWidget(page);

    facts_ = new FactsView(centre);
    factsNote_ = new QLabel(tr("Facts are found while the document is summarised."), centre);
    factsNote_->setAlignment(Qt::AlignCenter);
    factsNote_->setProperty("muted", true);
    factsNote_->setWordWrap(true);
    auto* factsStack = new QStackedWidget(centre);
    factsStack->addWidget(factsNote_);
    factsStack->addWidget(facts_);
    factsPage_ = factsStack;

    conversation_ = new ConversationView(centre);
    auto* questionsColumn = new QVBoxLayout;
    questionsColumn->setSpacing(space::kSmall);
    auto* questionsTitle = new QLabel(tr("Ask about this document"), centre);
    questionsTitle->setAlignment(Qt::AlignCenter);
    questionsTitle->setProperty("heading", "2");
    questionsColumn->addWidget(questionsTitle);
    auto* questionsHint =
        new QLabel(tr("The answer names its places. What is not there is said to be not there."), centre);
    questionsHint->setAlignment(Qt::AlignCenter);
    questionsHint->setWordWrap(true);
    questionsHint->setProperty("muted", true);
    questionsColumn->addWidget(questionsHint);
    questionsColumn->addSpacing(space::kSmall);
    for (const QString& sample :
         {tr("Which law governs this agreement?"), tr("How can it be ended?"), tr("Is liability limited?")}) {
        auto* button = new QPushButton(sample, centre);
        button->setProperty("quiet", true);
        connect(button, &QPushButton::clicked, this, [this, sample] { ask(sample); });
        questionsColumn->addWidget(button, 0, Qt::AlignHCenter);
    }
    questionsEmpty_ = centred(centre, questionsColumn, 520);
    questionsStack_ = new QStackedWidget(centre);
    questionsStack_->addWidget(questionsEmpty_);
    questionsStack_->addWidget(conversation_);

    documentTabPage_ = new QWidget(centre);
    auto* documentColumn = new QVBoxLayout(documentTabPage_);
    documentColumn->setContentsMargins(0, 0, 0, 0);
    for (QWidget* page : {static_cast<QWidget*>(summaryStack_), factsPage_,
                          static_cast<QWidget*>(questionsStack_), documentTabPage_})
        tabPages_->addWidget(page);

    composer_ = new Composer(centre);
    auto* composerRow = new QHBoxLayout;
    composerRow->setContentsMargins(space::kHuge, space::kSmall, space::kHuge, space::kMedium);
    composerRow->addStretch(1);
    composer_->setMaximumWidth(space::kColumn);
    composer_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    composerRow->addWidget(composer_, 100);
    composerRow->addStretch(1);

    auto* tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, 0);
    tabRow->addWidget(tabs_, 1);  // all the room: the chosen tab is written bold and grows
    auto* line = new QFrame(centre);
    line->setFixedHeight(1);
    line->setObjectName(QStringLiteral("hairline"));
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tabRow);
    column->addWidget(line);
    column->addWidget(tabPages_, 1);
    column->addLayout(composerRow);

    connect(tabs_, &QTabBar::currentChanged, this, [this](int tab) { tabPages_->setCurrentIndex(tab); });
    connect(summarise_, &ChoiceCard::clicked, this, [this] {
        if (session_) session_->summarize();
    });
    connect(askCard_, &ChoiceCard::clicked, this, [this] {
        showTab(kQuestionsTab);
        composer_->focusText();
    });
    connect(resume_, &QPushButton::clicked, this, [this] {
        if (session_) session_->summarize();
    });
    connect(getModel_, &QPushButton::clicked, this, &ReadPage::libraryWanted);
    connect(failedButton_, &QPushButton::clicked, this, [this] {
        if (!session_) return;
        if (session_->problem().missingFile) {
            chooseFile();
        } else {
            session_->tryAgain();
        }
    });
    connect(composer_, &Composer::sent, this, &ReadPage::ask);
    connect(composer_, &Composer::stopped, this, &ReadPage::stop);
    connect(summary_, &SummaryView::citationClicked, this,
            [this](const bridge::CitationItem& citation) { follow(citation); });
    connect(conversation_, &ConversationView::citationClicked, this, &ReadPage::follow);
    connect(conversation_, &ConversationView::editWanted, this, [this](const QString& question) {
        composer_->setText(question);
        composer_->focusText();
    });
    connect(conversation_, &ConversationView::copied, this, [this] {
        emit noticed(
            {InfoBar::Kind::Notice, tr("The answer was copied with its citations."), {}, {}, {}, {}});
    });
    connect(facts_, &FactsView::factClicked, this, [this](const QList<bridge::CitationItem>& citations) {
        QList<bridge::ByteRange> ranges;
        for (const bridge::CitationItem& each : citations)
            ranges.append(each.range);
        if (narrow_) showTab(kDocumentTab);
        pane_->view()->light(ranges, citations.first().page - 1);
    });
    return centre;
}

}  // namespace ui
