// The Read page from the drop of a document to the lit passage: by keyboard alone, then by mouse.
#include <QClipboard>
#include <QListView>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabBar>
#include <QTest>
#include <QTextBlock>

#include "ui/bridge/document_session.h"
#include "ui/read/conversation_view.h"
#include "ui/read/document_pane.h"
#include "ui/read/document_view.h"
#include "ui/read/export_summary.h"
#include "ui/read/facts_view.h"
#include "ui/read/read_page.h"
#include "ui/read/summary_view.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/coverage_strip.h"
#include "ui/widgets/info_bar.h"
#include "window_desk.h"

using ui::bridge::DocumentSession;
using ui::bridge::PageState;

class ReadPageTest : public QObject {
    Q_OBJECT

private:
    static void openContract(tests::Desk& desk) {
        desk.open();
        desk.window->openFiles({tests::writeContract(desk.folder.path())});
        QTRY_VERIFY(desk.window->readPage()->session() != nullptr);
        QTRY_COMPARE(desk.window->readPage()->session()->state(), DocumentSession::State::Ready);
    }

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void byKeyboardAlone() {
        tests::Desk desk;
        openContract(desk);
        auto* read = desk.window->readPage();
        auto* session = read->session();
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));

        // Tab to "Summarise 6 pages" and press Enter.
        auto* summarise = desk.byText(QStringLiteral("Summarise 6 pages"));
        QVERIFY(summarise != nullptr);
        QVERIFY(desk.tabTo(summarise));
        QTest::keyClick(summarise, Qt::Key_Return);
        QTRY_VERIFY(session->summary().complete);
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        QVERIFY(session->summary().statements.size() > 15);
        for (int page = 0; page < session->pageCount(); ++page)
            QCOMPARE(session->pageState(page), PageState::Read);

        // Into the summary; Tab walks to the first chip, Enter follows it to the lit passage.
        read->summaryView()->setFocus();
        QSignalSpy clicked(read->summaryView(), &ui::SummaryView::citationClicked);
        QTest::keyClick(read->summaryView(), Qt::Key_Tab);
        QTest::keyClick(read->summaryView(), Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        const auto citation = clicked.first().first().value<ui::bridge::CitationItem>();
        QCOMPARE(read->documentPane()->view()->lit().size(), 1);
        QVERIFY(read->documentPane()->view()->lit().first() == citation.range);
        QVERIFY(read->documentPane()->view()->litIsVisible());
        QCOMPARE(session->text()->text(citation.range), citation.quote);

        // From the lit passage, Enter leads back to its statement.
        read->documentPane()->view()->setFocus();
        QTest::keyClick(read->documentPane()->view(), Qt::Key_Return);
        QVERIFY(read->summaryView()->markedStatement() >= 0);

        // Ask: the words, a new line with Shift+Enter, then Enter.
        read->showTab(ui::ReadPage::kQuestionsTab);
        read->composer()->focusText();
        QWidget* text = QApplication::focusWidget();
        QTest::keyClicks(text, "Which law");
        QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(text, "governs it?");
        QCOMPARE(read->composer()->text(), QStringLiteral("Which law\ngoverns it?"));
        QTest::keyClick(text, Qt::Key_Return);
        QTRY_COMPARE(session->messages().size(), 2);
        QTRY_COMPARE(session->messages().last().state, ui::bridge::MessageItem::State::Done);
        QVERIFY(!session->messages().last().notFound);
        QCOMPARE(session->messages().last().citations.size(), 1);

        // What is not there is said to be not there.
        QTest::keyClicks(text, "Is there insurance?");
        QTest::keyClick(text, Qt::Key_Return);
        QTRY_COMPARE(session->messages().size(), 4);
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        QVERIFY(session->messages().last().notFound);
    }

    void byMouse() {
        tests::Desk desk;
        openContract(desk);
        auto* read = desk.window->readPage();
        auto* session = read->session();
        QTest::mouseClick(desk.byText(QStringLiteral("Summarise 6 pages")), Qt::LeftButton);
        QTRY_VERIFY(session->summary().complete);
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);

        // A click on a chip of the last page.
        const auto statement = session->summary().statements.last();
        read->summaryView()->showStatement(statement.id);
        const QString target = QStringLiteral("cite:%1.0").arg(statement.id);
        const QRect chip = read->summaryView()->targetRect(target);
        QVERIFY(!chip.isNull());
        QTest::mouseMove(read->summaryView()->viewport(), chip.center());
        QTest::mouseClick(read->summaryView()->viewport(), Qt::LeftButton, {}, chip.center());
        QTRY_VERIFY(read->documentPane()->view()->litIsVisible());
        QCOMPARE(read->documentPane()->view()->lit().first(), statement.citations.first().range);

        // A cell of the coverage strip turns to its page.
        auto* strip = desk.window->findChild<ui::CoverageStrip*>();
        QCOMPARE(strip->cellCount(), 6);
        QVERIFY(strip->describe(2).contains(QStringLiteral("Page 3")));
        QTest::mouseClick(strip, Qt::LeftButton, {}, QPoint(6, 8));
        QTRY_COMPARE(read->documentPane()->view()->currentPage(), 0);

        // A row of the facts lights its place.
        read->showTab(ui::ReadPage::kFactsTab);
        auto* facts = desk.window->findChild<ui::FactsView*>();
        QCOMPARE(facts->facts()->rowCount(), 11);
        const QRect law = facts->visualRect(facts->facts()->index(6, 1));
        QTest::mouseClick(facts->viewport(), Qt::LeftButton, {}, law.center());
        QCOMPARE(session->text()->text(read->documentPane()->view()->lit().first()),
                 QStringLiteral("laws of England and Wales"));
    }

    void stopKeepsWhatIsThereAndGoesOn() {
        tests::Desk desk;
        openContract(desk);
        auto* session = desk.window->readPage()->session();
        desk.fake->paceMs = 60;
        session->summarize();
        QTRY_VERIFY(session->summary().statements.size() >= 3);
        QTest::keyClick(desk.window.get(), Qt::Key_Escape);
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        QVERIFY(session->canResume());
        const auto kept = session->summary().statements.size();
        QVERIFY(kept >= 3);
        // Closed and opened again, it is still there.
        QTest::qWait(50);
        desk.window.reset();
        desk.fake->paceMs = 0;
        desk.open();
        desk.window->openFiles({desk.folder.filePath(QStringLiteral("supply agreement.txt"))});
        session = desk.window->readPage()->session();
        QTRY_VERIFY(session->summary().statements.size() >= kept);
        QVERIFY(session->canResume());
        auto* goOn = desk.byText(QStringLiteral("Go on reading"));
        QVERIFY(goOn != nullptr);
        QTest::mouseClick(goOn, Qt::LeftButton);
        QTRY_VERIFY(session->summary().complete);
    }

    void answersComeBackAfterARestart() {
        tests::Desk desk;
        openContract(desk);
        auto* session = desk.window->readPage()->session();
        QTRY_VERIFY(session->storeId() > 0);
        session->ask(QStringLiteral("Which law?"));
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        QTest::qWait(50);
        desk.window.reset();
        desk.open();
        QTRY_VERIFY(desk.window->findChild<QListView*>() != nullptr);
        desk.window->openFiles({desk.folder.filePath(QStringLiteral("supply agreement.txt"))});
        session = desk.window->readPage()->session();
        QTRY_COMPARE(session->messages().size(), 2);
        QVERIFY(session->messages().last().text.contains(QStringLiteral("England")));
        QCOMPARE(session->messages().last().citations.size(), 1);
    }

    void dropAndPaste() {
        tests::Desk desk;
        desk.open();
        const QString file = tests::writeContract(desk.folder.path());
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(desk.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(desk.window.get(), &drop);
        QTRY_VERIFY(desk.window->readPage()->session() != nullptr);
        QCOMPARE(desk.window->readPage()->session()->path(), QFileInfo(file).canonicalFilePath());

        QApplication::clipboard()->setText(QString::fromLatin1(tests::contractText()));
        QTest::keyClick(desk.window.get(), Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY(desk.window->readPage()->session()->name().startsWith(QStringLiteral("Pasted text")));
        QTRY_COMPARE(desk.window->readPage()->session()->state(), DocumentSession::State::Ready);

        // A file of another kind is named, with what to use instead.
        desk.window->openFiles({QStringLiteral("/tmp/picture.heic")});
        QVERIFY(desk.window->infoBar()->isVisible());
        QVERIFY(desk.window->infoBar()->what().contains(QStringLiteral("picture.heic")));
    }

    void aFileThatCannotBeOpenedIsSaid() {
        tests::Desk desk;
        desk.open();
        QFile broken(desk.folder.filePath(QStringLiteral("broken.docx")));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no archive");
        broken.close();
        desk.window->openFiles({broken.fileName()});
        QTRY_COMPARE(desk.window->readPage()->session()->state(), DocumentSession::State::Failed);
        QVERIFY(desk.window->readPage()->session()->problem().what.contains(QStringLiteral("broken.docx")));
        QVERIFY(desk.byText(QStringLiteral("Try again")) != nullptr);
    }

    void aModelThatCannotBeLoadedIsSaid() {
        tests::Desk desk;
        desk.fake->failLoading = true;
        openContract(desk);
        desk.window->readPage()->session()->summarize();
        QTRY_VERIFY(desk.window->infoBar()->isVisible());
        QVERIFY(desk.window->infoBar()->what().contains(QStringLiteral("is damaged")));
        QCOMPARE(desk.window->readPage()->session()->job(), DocumentSession::Job::None);
    }

    void theWindowNeverWaits() {
        tests::Desk desk;
        openContract(desk);
        auto* session = desk.window->readPage()->session();
        desk.fake->paceMs = 6;
        QTest::qWait(200);
        tests::Watchdog watchdog;
        session->summarize();
        QTRY_VERIFY_WITH_TIMEOUT(session->summary().statements.size() > 15, 10000);
        const qint64 whileReading = watchdog.longestMs();
        // 50 ms is three frames of a slow screen: what a hand does not feel. Twice that where other programs
        // share the processor with this test.
        QVERIFY2(whileReading <= 100, qPrintable(QString::number(whileReading)));
    }

    void whatIsReadDoesNotMove() {
        tests::Desk desk;
        openContract(desk);
        auto* read = desk.window->readPage();
        auto* session = read->session();
        desk.fake->paceMs = 25;
        session->summarize();
        QTRY_VERIFY_WITH_TIMEOUT(read->summaryView()->verticalScrollBar()->maximum() > 60, 10000);
        read->summaryView()->verticalScrollBar()->setValue(10);
        const auto before = session->summary().statements.size();
        QTRY_VERIFY(session->summary().statements.size() > before + 2);
        QCOMPARE(read->summaryView()->verticalScrollBar()->value(), 10);
        session->stop();
    }

    void exportedTextKeepsCitations() {
        tests::Desk desk;
        openContract(desk);
        auto* session = desk.window->readPage()->session();
        session->summarize();
        QTRY_VERIFY(session->summary().complete);
        const ui::Exported exported{session->name(), session->summary(), session->messages()};
        const QString markdown = ui::summaryAsMarkdown(exported, true);
        const QString html = ui::summaryAsHtml(exported);
        for (const auto& statement : session->summary().statements) {
            QVERIFY(markdown.contains(statement.citations.first().quote.simplified()));
            QVERIFY(html.contains(statement.citations.first().quote.simplified().toHtmlEscaped()));
        }
        QVERIFY(markdown.contains(QStringLiteral("[p. 6]")));
        // Copying a selection keeps the chips as words.
        auto* view = desk.window->readPage()->summaryView();
        view->selectAll();
        QVERIFY(view->selectedPlainText().contains(QStringLiteral("[p. 6]")));
    }

    void sidesFoldAndTheDocumentBecomesATab() {
        tests::Desk desk;
        openContract(desk);
        auto* pane = desk.window->readPage()->documentPane();
        QVERIFY(pane->isVisible());
        QTest::keyClick(desk.window.get(), Qt::Key_B, Qt::ControlModifier);
        QTRY_VERIFY(!pane->isVisible());
        QTest::keyClick(desk.window.get(), Qt::Key_B, Qt::ControlModifier);
        QTRY_VERIFY(pane->isVisible());
        desk.window->resize(1000, 700);
        QTRY_COMPARE(desk.byName<QTabBar>(QStringLiteral("Summary, facts and questions"))->count(), 4);
        desk.window->readPage()->showTab(ui::ReadPage::kDocumentTab);
        QTRY_VERIFY(pane->isVisible());
    }
};

QTEST_MAIN(ReadPageTest)
#include "read_page_test.moc"
