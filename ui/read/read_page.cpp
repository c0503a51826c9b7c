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

constexpr int kNarrow = 1100 - 72;  // below this the document is a tab

}  // namespace

// ---- documents ----

void ReadPage::openFiles(const QStringList& paths) {
    DocumentSession* last = nullptr;
    for (const QString& path : paths)
        last = backend_.documents().openFile(path);
    if (last != nullptr) showDocument(last);
}

void ReadPage::chooseFile() {
    auto* dialog = new QFileDialog(window(), tr("Open a document"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Documents (*.pdf *.docx *.txt *.md)"), tr("All files (*)")});
    dialog->setDirectory(backend_.settings().layout().value(QStringLiteral("read/folder")).toString());
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        if (files.isEmpty()) return;
        backend_.settings().layout().setValue(QStringLiteral("read/folder"),
                                              QFileInfo(files.first()).absolutePath());
        openFiles(files);
    });
    dialog->open();
}

void ReadPage::pasteText(const QString& text) {
    auto* session = backend_.documents().openText(text);
    if (session == nullptr) {
        emit failed({tr("The pasted text could not be kept as a document."),
                     tr("Make room on the disk and paste it again."),
                     {},
                     false,
                     false});
        return;
    }
    showDocument(session);
}

void ReadPage::openSample() {
    auto* session = backend_.documents().openSample();
    if (session == nullptr) {
        emit failed({tr("The sample contract could not be written to the data folder."),
                     tr("Make room on the disk and try again."),
                     {},
                     false,
                     false});
        return;
    }
    showDocument(session);
}

void ReadPage::openStored(qint64 id) {
    wantedStored_ = 0;
    if (auto* session = backend_.documents().openStored(id)) {
        showDocument(session);
    } else if (id > 0) {
        wantedStored_ = id;
    }
}

void ReadPage::showDocument(DocumentSession* session) {
    if (session == session_ && session != nullptr) {
        refreshBody();
        return;
    }
    if (session_) disconnect(session_, nullptr, this, nullptr);
    session_ = session;
    pane_->setSession(session);
    summary_->setSession(session);
    facts_->setSession(session);
    conversation_->setSession(session);
    if (session_) {
        connect(session_, &DocumentSession::stateChanged, this, &ReadPage::refresh);
        connect(session_, &DocumentSession::jobChanged, this, &ReadPage::refresh);
        connect(session_, &DocumentSession::summaryChanged, this, &ReadPage::refresh);
        connect(session_, &DocumentSession::messagesChanged, this, &ReadPage::refresh);
        connect(session_, &DocumentSession::coverageChanged, this, &ReadPage::refreshCoverage);
        connect(session_, &DocumentSession::statementsAdded, this, [this] {
            if (summaryStack_->currentWidget() != summaryPage_) refresh();
        });
        connect(session_, &DocumentSession::failed, this, &ReadPage::failed);
        showTab(session_->summary().isEmpty() && !session_->messages().isEmpty() ? kQuestionsTab
                                                                                 : kSummaryTab);
    }
    list_->select(session);
    refresh();
}

// ---- what is shown ----

void ReadPage::refresh() {
    refreshHeader();
    refreshChoice();
    refreshCoverage();
    refreshBody();
}

void ReadPage::refreshBody() {
    const bool any = backend_.documents().rowCount() > 0;
    list_->setVisible(any && !sidesFolded_);
    header_->setVisible(session_ != nullptr);
    body_->setCurrentWidget(session_ ? centre_ : static_cast<QWidget*>(empty_));
    placeDocument();
    if (session_ && list_->list()->currentIndex().row() != backend_.documents().rowOf(session_))
        list_->select(session_);
    if (!session_) return;

    const bool ready = session_->state() == DocumentSession::State::Ready;
    const bridge::SummaryItem& summary = session_->summary();
    const bool reading = session_->job() == DocumentSession::Job::Reading;
    if (session_->state() == DocumentSession::State::Failed) {
        failedWhat_->setText(
            QStringList{session_->problem().what, session_->problem().remedy}.join(u' ').trimmed());
        failedButton_->setText(session_->problem().missingFile ? tr("Find the file") : tr("Try again"));
        summaryStack_->setCurrentWidget(failedPage_);
    } else if (!summary.isEmpty()) {
        summaryStack_->setCurrentWidget(summaryPage_);
    } else if (!ready) {
        opening_->setText(tr("Opening %1 …").arg(session_->name()));
        summaryStack_->setCurrentWidget(opening_);
    } else if (reading ||
               (session_->job() == DocumentSession::Job::Waiting && session_->messages().isEmpty())) {
        opening_->setText(tr("The first statements come as soon as they are checked."));
        summaryStack_->setCurrentWidget(opening_);
    } else {
        summaryStack_->setCurrentWidget(choice_);
    }
    const bool busy = session_->job() != DocumentSession::Job::None;
    const bool resumable = session_->canResume() && !busy;
    resumeBar_->setVisible(resumable);
    if (resumable) {
        resumeText_->setText(tr("Reading was stopped. What is finished is kept."));
        resume_->setText(tr("Go on reading"));
    }
    static_cast<QStackedWidget*>(factsPage_)->setCurrentIndex(summary.facts.isEmpty() ? 0 : 1);
    questionsStack_->setCurrentIndex(session_->messages().isEmpty() ? 0 : 1);
    questionsEmpty_->setEnabled(ready && !busy);
    composer_->setBusy(busy);
    composer_->setReady(ready, ready ? tr("Ask about this document")
                                     : tr("Questions can be asked once the document is open"));
    const qsizetype questions = session_->messages().size() / 2;
    tabs_->setTabText(kQuestionsTab, questions > 0 ? tr("Questions (%1)").arg(questions) : tr("Questions"));

    if (ready && pendingPassage_.end > pendingPassage_.begin) {
        if (narrow_) showTab(kDocumentTab);
        pane_->view()->light({pendingPassage_}, pendingPage_);
        pendingPassage_ = {};
    }
}

void ReadPage::refreshHeader() {
    if (!session_) return;
    name_->setFullText(session_->name());
    QStringList facts;
    if (session_->pageCount() > 0) facts.append(bridge::readablePages(session_->pageCount()));
    if (session_->text() != nullptr)
        facts.append(tr("%1 characters").arg(bridge::readableCount(session_->text()->characters())));
    facts.append(session_->formatName());
    const bridge::SummaryItem& summary = session_->summary();
    if (summary.complete && summary.seconds > 0)
        facts.append(tr("read in %1").arg(bridge::readableTime(summary.seconds)));
    about_->setFullText(facts.join(QStringLiteral("  ·  ")), Qt::ElideRight);
}

void ReadPage::refreshCoverage() {
    const int pages = session_ ? session_->pageCount() : 0;
    stripRow_->setVisible(pages > 0);
    QList<CoverageStrip::Cell> cells;
    cells.reserve(pages);
    for (int page = 0; page < pages; ++page)
        cells.append({session_->pageState(page), session_->citedPages().contains(page)});
    strip_->setPages(cells);
    std::vector<DocumentView::Cited> cited;
    if (session_) {
        for (const bridge::StatementItem& statement : session_->summary().statements) {
            for (const bridge::CitationItem& citation : statement.citations)
                cited.push_back({citation.range, statement.id});
        }
    }
    pane_->view()->setCited(std::move(cited));
}

QString ReadPage::timeSentence() const {
    const auto& engine = backend_.engine();
    if (engine.choice().isEmpty() || !session_ || session_->text() == nullptr) return {};
    const auto seconds = engine.predictedSeconds(session_->text()->bytes(), engine.choice());
    if (!seconds) return tr("With %1").arg(engine.choice().title);
    return tr("About %1 with %2").arg(bridge::readableTime(*seconds), engine.choice().title);
}

void ReadPage::refreshChoice() {
    if (!session_) return;
    const int pages = session_->pageCount();
    const bool noModel = backend_.engine().choice().isEmpty();
    summarise_->setTexts(
        pages == 1 ? tr("Summarise 1 page") : tr("Summarise %1 pages").arg(bridge::readableCount(pages)),
        tr("All of it, with the facts, and a place for every statement."), timeSentence());
    askCard_->setTexts(
        tr("Ask"), tr("One question, answered with its place, or told that it is not there."),
        noModel ? QString() : tr("Some seconds with %1").arg(backend_.engine().choice().title));
    const bool scanned = backend_.models().isScanned();
    choiceNote_->setVisible(noModel && scanned);
    getModel_->setVisible(noModel && scanned);
    const int offer = backend_.models().rowToOffer();
    if (noModel && offer >= 0) {
        const bridge::ModelRow& row = backend_.models().row(offer);
        choiceNote_->setText(
            row.fetching
                ? tr("%1 is being downloaded: %2 %.").arg(row.title).arg(static_cast<int>(row.fraction * 100))
                : tr("There is no model here yet: sentences are shown in the document’s own words."));
        getModel_->setText(row.fetching ? tr("Show in the library")
                                        : tr("Get a model (%1)").arg(bridge::readableBytes(row.bytes)));
    }
    const DocumentSession::Job job = session_->job();
    summarise_->setEnabled(session_->state() == DocumentSession::State::Ready &&
                           job == DocumentSession::Job::None);
    askCard_->setEnabled(session_->state() == DocumentSession::State::Ready &&
                         job == DocumentSession::Job::None);
}

void ReadPage::refreshModel() {
    const auto& engine = backend_.engine();
    const bridge::ModelChoice& choice = engine.choice();
    QString text = choice.isEmpty() ? tr("No model") : choice.title;
    if (engine.modelState() == bridge::EngineService::ModelState::Loading)
        text = tr("Loading %1").arg(choice.title);
    model_->setText(text);
    model_->setToolTip(choice.isEmpty() ? tr("Choose a model (Ctrl+L)")
                                        : tr("%1: choose another model (Ctrl+L)").arg(choice.title));
    model_->setAccessibleName(tr("Model: %1").arg(text));
    refreshChoice();
}

void ReadPage::fillModelMenu() {
    QMenu* menu = model_->menu();
    menu->clear();
    const auto& models = backend_.models();
    for (int row = 0; row < models.rowCount(); ++row) {
        const bridge::ModelRow& each = models.row(row);
        if (!each.usable) continue;
        QString text = each.title;
        if (session_ && session_->text() != nullptr) {
            const auto seconds = backend_.engine().predictedSeconds(
                session_->text()->bytes(), {each.path, each.title, each.bytesPerToken});
            if (seconds) text += QStringLiteral("  ·  ") + tr("about %1").arg(bridge::readableTime(*seconds));
        }
        QAction* action = menu->addAction(
            text, this, [this, key = each.key] { backend_.models().use(backend_.models().rowOf(key)); });
        action->setCheckable(true);
        action->setChecked(each.path == backend_.engine().choice().path);
    }
    if (!menu->isEmpty()) menu->addSeparator();
    menu->addAction(icon(QStringLiteral("library")), tr("All models …"), this, &ReadPage::libraryWanted);
}

void ReadPage::fillMoreMenu() {
    QMenu* menu = more_->menu();
    menu->clear();
    const bool any = session_ && (!session_->summary().isEmpty() || !session_->messages().isEmpty());
    const bool free = session_ && session_->job() == DocumentSession::Job::None &&
                      session_->state() == DocumentSession::State::Ready;
    menu->addAction(icon(QStringLiteral("copy")), tr("Copy as Markdown"), this, &ReadPage::copyMarkdown)
        ->setEnabled(any);
    menu->addAction(icon(QStringLiteral("export")), tr("Export as Markdown …"), this,
                    [this] { exportAs(false); })
        ->setEnabled(any);
    menu->addAction(icon(QStringLiteral("export")), tr("Export as HTML …"), this, [this] { exportAs(true); })
        ->setEnabled(any);
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("refresh")), tr("Summarise again"), this,
                    [this] {
                        showTab(kSummaryTab);
                        session_->summarize();
                    })
        ->setEnabled(free && !session_->summary().isEmpty());
    menu->addAction(icon(QStringLiteral("ask")), tr("New conversation (Ctrl+N)"), this,
                    &ReadPage::newConversation)
        ->setEnabled(free && !session_->messages().isEmpty());
    if (backend_.settings().flag(bridge::setting::kShowPrompt)) {
        menu->addAction(icon(QStringLiteral("info")), tr("What the model was sent …"), this,
                        &ReadPage::showPrompt)
            ->setEnabled(!backend_.engine().recordedPrompts().isEmpty());
    }
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("trash")), tr("Move to the bin"), this,
                    [this] { backend_.documents().remove(backend_.documents().rowOf(session_)); })
        ->setEnabled(session_ != nullptr);
}

// ---- actions ----

void ReadPage::showTab(Tab tab) {
    if (tab < tabs_->count()) tabs_->setCurrentIndex(tab);
}

void ReadPage::ask(const QString& question) {
    if (!session_) return;
    showTab(kQuestionsTab);
    session_->ask(question);
}

void ReadPage::stop() {
    if (session_) session_->stop();
}

void ReadPage::newConversation() {
    if (!session_) return;
    session_->newConversation();
    showTab(kQuestionsTab);
    composer_->focusText();
}

void ReadPage::follow(const bridge::CitationItem& citation) {
    if (narrow_) showTab(kDocumentTab);
    pane_->view()->light({citation.range}, citation.page - 1);
}

void ReadPage::showCited(int statement) {
    showTab(kSummaryTab);
    summary_->showStatement(statement);
    summary_->setFocus();
}

void ReadPage::copyMarkdown() {
    if (!session_) return;
    QGuiApplication::clipboard()->setText(
        summaryAsMarkdown({session_->name(), session_->summary(), session_->messages()}, false));
    emit noticed({InfoBar::Kind::Notice, tr("The summary was copied with its citations."), {}, {}, {}, {}});
}

void ReadPage::exportAs(bool html) {
    if (!session_) return;
    const QString suffix = html ? QStringLiteral("html") : QStringLiteral("md");
    auto* dialog = new QFileDialog(window(), html ? tr("Export as HTML") : tr("Export as Markdown"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(QFileInfo(session_->name()).completeBaseName() + '.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, html](const QString& path) {
        if (!session_) return;
        const Exported exported{session_->name(), session_->summary(), session_->messages()};
        const QByteArray bytes =
            (html ? summaryAsHtml(exported) : summaryAsMarkdown(exported, true)).toUtf8();
        QSaveFile file(path);
        if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
            emit noticed({InfoBar::Kind::Notice, tr("Exported to %1.").arg(path), {}, {}, {}, {}});
        } else {
            emit failed({tr("%1 could not be written.").arg(path),
                         tr("Choose another folder or make room on the disk."), file.errorString(), false,
                         false});
        }
    });
    dialog->open();
}

void ReadPage::showPrompt() {
    auto* sheet = new QWidget(window(), Qt::Dialog);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->setWindowTitle(tr("What the model was sent"));
    auto* text = new QPlainTextEdit(sheet);
    text->setReadOnly(true);
    text->setAccessibleName(sheet->windowTitle());
    text->setPlainText(backend_.engine().recordedPrompts().join(QStringLiteral("\n\n────────\n\n")));
    auto* column = new QVBoxLayout(sheet);
    column->addWidget(text);
    sheet->resize(720, 560);
    sheet->show();
}

// ---- places ----

void ReadPage::foldSides() {
    sidesFolded_ = !sidesFolded_;
    refreshBody();
}

void ReadPage::focusSearch() {
    if (sidesFolded_) foldSides();
    if (list_->isVisible()) list_->focusSearch();
}

void ReadPage::find() {
    if (!session_) return;
    if (narrow_) showTab(kDocumentTab);
    if (sidesFolded_ && !narrow_) foldSides();
    pane_->showSearch();
}

// Beside the summary where there is room, in a tab of its own where there is not.
void ReadPage::placeDocument() {
    narrow_ = width() < kNarrow;
    const bool beside = !narrow_ && session_ != nullptr && !sidesFolded_;
    if (narrow_ && session_ != nullptr) {
        if (pane_->parentWidget() != documentTabPage_) documentTabPage_->layout()->addWidget(pane_);
        if (tabs_->count() == kDocumentTab) tabs_->addTab(tr("Document"));
        pane_->show();
    } else {
        if (pane_->parentWidget() != split_) split_->addWidget(pane_);
        if (tabs_->count() > kDocumentTab) {
            if (tabs_->currentIndex() == kDocumentTab) tabs_->setCurrentIndex(kSummaryTab);
            tabs_->removeTab(kDocumentTab);
        }
        pane_->setVisible(beside);
    }
}

void ReadPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if ((width() < kNarrow) != narrow_) placeDocument();
}

}  // namespace ui
