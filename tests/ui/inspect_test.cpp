// The Inspect page from a drop of good pictures to a promoted correction: by keyboard, by mouse, and through
// an end in the middle.
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>
#include <QUndoStack>

#include "tests/support/fake_engine.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/store_service.h"
#include "ui/inspect/filter_bar.h"
#include "ui/inspect/findings_model.h"
#include "ui/inspect/good_panel.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/inspect_strip.h"
#include "ui/inspect/learn_card.h"
#include "ui/inspect/picture_grid.h"
#include "ui/inspect/picture_pane.h"
#include "ui/inspect/picture_view.h"
#include "ui/inspect/prompt_line.h"
#include "ui/inspect/results_panel.h"
#include "ui/inspect/score_histogram.h"
#include "ui/widgets/chip_row.h"
#include "ui/widgets/info_bar.h"
#include "window_desk.h"

using namespace ui::bridge;
using ui::shell::MainWindow;
using Mode = QAbstractItemModelTester::FailureReportingMode;

namespace {

struct Bench {
    tests::Desk desk;
    QString good, parts;

    void open(int goodPictures = 6, int partPictures = 6) {
        good = desk.folder.path() + "/good";
        parts = desk.folder.path() + "/parts";
        for (int i = 0; i < goodPictures; ++i)
            tests::drawPart(good, QStringLiteral("good%1.png").arg(i), {}, 10u + static_cast<uint>(i));
        for (int i = 0; i < partPictures; ++i) {
            // Every other one has a pore, the last a scratch.
            const QList<QRect> defects = i == partPictures - 1 ? QList<QRect>{QRect(30, 60, 80, 8)}
                                         : i % 2 == 1          ? QList<QRect>{QRect(40 + 6 * i, 50, 12, 12)}
                                                               : QList<QRect>{};
            tests::drawPart(parts, QStringLiteral("part%1.png").arg(i), defects, 90u + static_cast<uint>(i));
        }
        desk.open();
        desk.window->showPage(MainWindow::kInspect);
        QTest::qWait(20);
    }
    ui::InspectPage* page() const { return desk.window->inspectPage(); }
    InspectDesk& work() const { return page()->desk(); }
    InspectBatch& batch() const { return work().batch(); }

    // Real drag events with real files, as a file manager sends them.
    void drop(const QStringList& paths, QPoint at) const {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& path : paths)
            urls.append(QUrl::fromLocalFile(path));
        data.setUrls(urls);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page(), &event);
    }
    QPoint goodZone() const { return {80, page()->height() / 2}; }
    QPoint inspectZone() const { return {page()->width() * 3 / 4, page()->height() / 2}; }

    void learned() {
        drop({good}, goodZone());
        QTRY_COMPARE(work().examples().goodCount(), 6);
        QTRY_VERIFY(page()->goodPanel()->learnButton()->isEnabled());
        QTest::mouseClick(page()->goodPanel()->learnButton(), Qt::LeftButton);
        QTRY_VERIFY(work().isFitted());
    }
    void inspected() {
        drop({parts}, inspectZone());
        QTRY_COMPARE(batch().rowCount(), 6);
        QTRY_VERIFY(!batch().runner().isRunning() && batch().counts().waiting == 0);
    }
};

VerdictMark markOf(const InspectBatch& batch, int row) {
    return batch.verdict(row);
}

}  // namespace

class InspectTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void droppedFilesGetVerdicts() {
        Bench bench;
        bench.open();
        QAbstractItemModelTester batch(&bench.batch(), Mode::QtTest);
        QAbstractItemModelTester shown(bench.page()->grid()->model(), Mode::QtTest);
        QAbstractItemModelTester examples(&bench.work().examples(), Mode::QtTest);
        QAbstractItemModelTester projects(&bench.work().projects(), Mode::QtTest);
        QAbstractItemModelTester findings(bench.page()->results()->table()->model(), Mode::QtTest);
        bench.learned();
        QCOMPARE(bench.work().project().name, QStringLiteral("Product 1"));
        QCOMPARE(bench.work().fitted().good, 6);
        bench.inspected();
        for (int row = 0; row < 6; ++row) {
            QCOMPARE(bench.batch().picture(row).state, PictureState::Done);
            QCOMPARE(markOf(bench.batch(), row), row % 2 == 1 ? VerdictMark::Ng : VerdictMark::Ok);
        }
        QTRY_COMPARE(bench.page()->results()->table()->model()->rowCount(), 3);
        QCOMPARE(bench.batch().picture(5).boxes.first().kind, QStringLiteral("scratch"));

        // In the store, each with its heat map.
        const auto stores = bench.desk.window->backend().store().stores();
        const auto stored = *stores->inspections.inspections(bench.batch().id());
        QCOMPARE(stored.size(), size_t{6});
        QCOMPARE(stored[1].verdict, std::string("NG"));
        QCOMPARE(stores->inspections.heatMap(stored[1].id)->size(), size_t{8 + 4 * 300});

        // The same files again are not inspected twice.
        bench.drop({bench.parts}, bench.inspectZone());
        QTRY_VERIFY(bench.desk.window->infoBar()->what().contains(QStringLiteral("here already")));
        QCOMPARE(bench.batch().rowCount(), 6);

        // Filters.
        QTest::mouseClick(bench.page()->filterBar()->button(static_cast<int>(ui::PictureFilter::Show::Ng)),
                          Qt::LeftButton);
        QCOMPARE(bench.page()->grid()->model()->rowCount(), 3);
    }

    void byKeyboardAlone() {
        Bench bench;
        bench.open();
        bench.learned();
        bench.inspected();
        QVERIFY(QTest::qWaitForWindowActive(bench.desk.window.get()));
        auto* grid = bench.page()->grid();
        QVERIFY(bench.desk.tabTo(grid));
        QTest::keyClick(grid, Qt::Key_Home);
        QTest::keyClick(grid, Qt::Key_Right);
        QCOMPARE(grid->currentRow(), 1);
        // Overrule: NG is OK after all, and stored so.
        QTest::keyClick(grid, Qt::Key_O);
        QCOMPARE(bench.batch().verdict(1), VerdictMark::Ok);
        const auto stores = bench.desk.window->backend().store().stores();
        const auto overruled = [&] {
            return stores->inspections.inspections(bench.batch().id())->at(1).overruled;
        };
        QTRY_COMPARE(overruled(), std::string("OK"));
        QCOMPARE(bench.work().examples().goodCount(), 7);
        QTest::keyClick(grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(bench.batch().verdict(1), VerdictMark::Ng);
        QCOMPARE(bench.work().examples().goodCount(), 6);
        QTRY_COMPARE(overruled(), std::string());

        // Into the large view and along; a box is drawn, named, moved, deleted and brought back.
        QTest::keyClick(grid, Qt::Key_Return);
        QVERIFY(bench.page()->isLarge());
        auto* view = bench.page()->pane()->view();
        QTRY_COMPARE(QApplication::focusWidget(), view);
        QTRY_VERIFY(view->zoom() > 1);
        QTest::keyClick(view, Qt::Key_Right);
        QCOMPARE(bench.page()->pane()->row(), 2);
        QCOMPARE(bench.batch().verdict(2), VerdictMark::Ok);
        QTRY_VERIFY(view->hasPicture());
        QTest::keyClick(view, Qt::Key_B);
        QCOMPARE(bench.batch().picture(2).boxes.size(), 1);
        QCOMPARE(bench.batch().verdict(2), VerdictMark::Ng);  // who draws a box says that there is a defect
        QTest::keyClicks(bench.page()->pane()->kinds(), "chatter mark");
        QTest::keyClick(bench.page()->pane()->kinds(), Qt::Key_Return);
        QCOMPARE(bench.batch().picture(2).boxes.first().kind, QStringLiteral("chatter mark"));
        QVERIFY(bench.work().kindKeys().contains(QStringLiteral("chatter mark")));
        QCOMPARE(bench.work().examples().taughtCount(), 1);
        view->select(0);
        const QRect before = bench.batch().picture(2).boxes.first().box;
        QTest::keyClick(view, Qt::Key_Right, Qt::AltModifier);
        QVERIFY(bench.batch().picture(2).boxes.first().box.left() > before.left());
        QTest::keyClick(view, Qt::Key_Delete);
        QVERIFY(bench.batch().picture(2).boxes.isEmpty());
        QTest::keyClick(view, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(bench.batch().picture(2).boxes.size(), 1);
        // Heat map off and on; back to the grid.
        QTest::keyClick(view, Qt::Key_H);
        QCOMPARE(bench.page()->pane()->opacity()->value(), 0);
        QTest::keyClick(view, Qt::Key_H);
        QVERIFY(bench.page()->pane()->opacity()->value() > 0);
        QTest::keyClick(view, Qt::Key_Escape);
        QTRY_VERIFY(!bench.page()->isLarge());

        // The line by arrow keys: the counts follow, and it is kept.
        auto* histogram = bench.page()->results()->histogram();
        QVERIFY(bench.desk.tabTo(histogram));
        const int above = histogram->batchAbove();
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(histogram, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(histogram->batchAbove() < above);
        QVERIFY(bench.batch().counts().ng < 4);
        QTRY_VERIFY(stores->inspections.project(bench.work().project().id)->value().threshold.has_value());
        QTest::keyClick(histogram, Qt::Key_Home);
        QCOMPARE(bench.work().line(), 1.0);
    }

    void byMouse() {
        Bench bench;
        bench.open();
        bench.learned();
        bench.inspected();
        auto* grid = bench.page()->grid();
        const QRect cell = grid->visualRect(grid->model()->index(1, 0));
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, cell.center());
        QTest::mouseDClick(grid->viewport(), Qt::LeftButton, {}, cell.center());
        QVERIFY(bench.page()->isLarge());
        auto* view = bench.page()->pane()->view();
        QTRY_VERIFY(view->zoom() > 1);

        // A click on the box chooses it; a drag with drawing on makes one.
        const QRect pore = bench.batch().picture(1).boxes.first().box;
        const auto chosen = [&] {  // the boxes may come a moment after the picture
            QTest::mouseClick(view, Qt::LeftButton, {}, view->onScreen(pore).center().toPoint());
            return view->selected() == 0;
        };
        QTRY_VERIFY(chosen());
        view->setDrawing(true);
        const QPoint from = view->onScreen(QRectF(20, 20, 1, 1)).topLeft().toPoint();
        const QPoint to = view->onScreen(QRectF(60, 50, 1, 1)).topLeft().toPoint();
        QTest::mousePress(view, Qt::LeftButton, {}, from);
        QTest::mouseMove(view, (from + to) / 2);
        QTest::mouseMove(view, to);
        QTest::mouseRelease(view, Qt::LeftButton, {}, to);
        QCOMPARE(bench.batch().picture(1).boxes.size(), 2);
        const QRect drawn = bench.batch().picture(1).boxes.last().box;
        QVERIFY(qAbs(drawn.left() - 20) <= 1 && qAbs(drawn.right() - 60) <= 2);
        QVERIFY(!view->isDrawing());

        // To its own pixels and back by a double click.
        QTest::mouseDClick(view, Qt::LeftButton, {}, view->rect().center());
        QCOMPARE(view->zoom(), 1.0);
        QTest::mouseDClick(view, Qt::LeftButton, {}, view->rect().center());
        QVERIFY(view->isFitted());

        // A row of the findings opens its picture with the box chosen.
        bench.page()->showGrid();
        auto* table = bench.page()->results()->table();
        QTRY_COMPARE(table->model()->rowCount(), 4);
        for (int row = 0; row < 4; ++row) {
            const QModelIndex index = table->model()->index(row, ui::FindingsModel::Kind);
            if (index.data(ui::FindingsModel::KindRole).toString() != QLatin1String("scratch")) continue;
            const QPoint at = table->visualRect(index).center();
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at);
            QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at);
            break;
        }
        QVERIFY(bench.page()->isLarge());
        QCOMPARE(bench.page()->pane()->row(), 5);
        QCOMPARE(view->selected(), 0);

        // The line is dragged.
        auto* histogram = bench.page()->results()->histogram();
        const int y = histogram->height() / 2;
        QTest::mousePress(histogram, Qt::LeftButton, {}, QPoint(qRound(histogram->xOf(1)), y));
        QTest::mouseMove(histogram, QPoint(histogram->width() - 8, y));
        QTest::mouseRelease(histogram, Qt::LeftButton, {}, QPoint(histogram->width() - 8, y));
        QVERIFY(bench.work().line() > 1.5);
        QTRY_VERIFY(bench.page()->strip()->text().contains(QStringLiteral("another line")));
    }

    void promptIsUnderstoodWordByWord() {
        Bench bench;
        bench.open();
        bench.drop({bench.good}, bench.goodZone());
        QTRY_COMPARE(bench.work().examples().goodCount(), 6);
        auto* edit = bench.page()->promptLine()->edit();
        QTest::keyClicks(edit, "find scratches and flurbs");
        QTest::keyClick(edit, Qt::Key_Return);
        const auto chip = [&](int index) {
            return bench.page()->promptLine()->chips()->chips().value(index);
        };
        QCOMPARE(chip(0).text, QStringLiteral("scratch"));
        // The model is asked, and without an answer it is no word for a defect.
        QTRY_COMPARE(chip(1).state, ui::ChipRow::State::Unknown);
        QCOMPARE(chip(1).text, QStringLiteral("flurbs"));
        const auto stores = bench.desk.window->backend().store().stores();
        QTRY_COMPARE(stores->inspections.project(bench.work().project().id)->value().prompt,
                     std::string("find scratches and flurbs"));
        // Kinds that were not asked for are listed as other, not dropped.
        QTest::mouseClick(bench.page()->goodPanel()->learnButton(), Qt::LeftButton);
        QTRY_VERIFY(bench.work().isFitted());
        bench.inspected();
        QCOMPARE(bench.batch().picture(1).boxes.first().kind, QStringLiteral("pore"));
        QVERIFY(!bench.batch().picture(1).boxes.first().asked);
        QVERIFY(bench.batch().picture(5).boxes.first().asked);
    }

    void unknownWordsGoToTheModelOnce() {
        Bench bench;
        bench.desk.fake->model = std::make_shared<tests::FakeEngine>();
        bench.desk.fake->inspect->modelPaceMs = 300;
        bench.open();
        bench.learned();
        auto* edit = bench.page()->promptLine()->edit();
        const auto chips = [&] { return bench.page()->promptLine()->chips()->chips(); };
        QTRY_VERIFY(!bench.work().writer().model().isEmpty());
        tests::Watchdog watchdog;
        QTest::keyClicks(edit, "find snags and flurbs");
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(chips().first().state, ui::ChipRow::State::Muted);
        // What was dropped waits for the answer, and says so.
        bench.drop({bench.parts}, bench.inspectZone());
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        QTRY_VERIFY2(bench.page()->strip()->text().contains(QStringLiteral("has said what “snags” means")),
                     qPrintable(bench.page()->strip()->text()));
        QTRY_COMPARE(bench.batch().counts().waiting, 0);
        QVERIFY2(watchdog.longestMs() < 50, qPrintable(QString::number(watchdog.longestMs())));
        QCOMPARE(chips().first().text, QStringLiteral("scratch"));
        QCOMPARE(chips().at(1).text, QStringLiteral("flurbs"));
        QCOMPARE(chips().at(1).state, ui::ChipRow::State::Unknown);
        QVERIFY(bench.batch().picture(5).boxes.first().asked);
        QVERIFY(!bench.batch().picture(1).boxes.first().asked);
        QCOMPARE(bench.desk.fake->inspect->guesses.load(), 2);

        // Known from then on, after a restart too.
        bench.desk.window.reset();
        bench.desk.open();
        bench.desk.window->showPage(MainWindow::kInspect);
        QTRY_VERIFY(bench.work().isFitted() && !bench.work().writer().model().isEmpty());
        bench.work().setPrompt(QStringLiteral("find flurbs and snags"));
        QCOMPARE(bench.work().prompt().kinds.first().key, QStringLiteral("scratch"));
        QVERIFY(bench.work().prompt().lookedUp.isEmpty());
        // Nobody has to wait.
        bench.desk.fake->inspect->modelPaceMs = 4000;
        bench.work().setPrompt(QStringLiteral("find gritches"));
        bench.work().inspectAgain();
        QTRY_VERIFY(bench.page()->strip()->button()->text() == QStringLiteral("Go on without it"));
        QTest::mouseClick(bench.page()->strip()->button(), Qt::LeftButton);
        QTRY_COMPARE(bench.batch().counts().waiting, 0);
        QCOMPARE(bench.work().prompt().notUnderstood, QStringList{QStringLiteral("gritches")});
    }

    void theModelPutsItIntoWords() {
        Bench bench;
        bench.desk.fake->model = std::make_shared<tests::FakeEngine>();
        bench.open();
        bench.learned();
        bench.inspected();
        QTRY_COMPARE(bench.page()->strip()->text(), QStringLiteral("6 pictures."));
        auto* button = bench.page()->strip()->button();
        QTRY_COMPARE(button->text(), QStringLiteral("Put into words"));
        // Cancelled after the first: what is written stays.
        bench.desk.fake->inspect->modelPaceMs = 200;
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(bench.work().writer().isWriting());
        QTRY_COMPARE(bench.work().writer().done(), 1);
        QVERIFY(
            bench.desk.window->backend().board().top().what.startsWith(QStringLiteral("Writing sentence 2")));
        QCOMPARE(button->text(), QStringLiteral("Cancel"));
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(!bench.work().writer().isWriting());
        QCOMPARE(bench.batch().picture(1).text, QStringLiteral("There it is, plain to see."));
        QCOMPARE(bench.batch().picture(3).text, QStringLiteral("Found: 1."));
        // The whole of it; a picture that is corrected meanwhile keeps what it says now.
        bench.desk.fake->inspect->modelPaceMs = 100;
        bench.work().writeWords();
        bench.work().setBoxes(5, {}, QStringLiteral("none"));
        QTRY_VERIFY(!bench.work().writer().isWriting());
        QCOMPARE(bench.batch().picture(3).text, QStringLiteral("There it is, plain to see."));
        QCOMPARE(bench.batch().picture(5).text, QStringLiteral("Nothing unusual was found."));
        QCOMPARE(bench.page()->strip()->text(), QStringLiteral("All of 6 pictures were looked at."));
        // Kept: the same window over the same store says the same.
        const auto stores = bench.desk.window->backend().store().stores();
        QTRY_COMPARE(stores->runs.list({.words = "looked", .kind = "inspection"})->size(), size_t{1});
        bench.desk.window.reset();
        bench.desk.open();
        bench.desk.window->showPage(MainWindow::kInspect);
        QTRY_COMPARE(bench.page()->strip()->text(), QStringLiteral("All of 6 pictures were looked at."));
        QCOMPARE(bench.batch().picture(3).text, QStringLiteral("There it is, plain to see."));
    }

    void deleteTakesPicturesOutAndUndoBringsThemBack() {
        Bench bench;
        bench.open();
        QAbstractItemModelTester batch(&bench.batch(), Mode::QtTest);
        QAbstractItemModelTester findings(bench.page()->results()->table()->model(), Mode::QtTest);
        bench.learned();
        bench.inspected();
        QTRY_COMPARE(bench.page()->results()->table()->model()->rowCount(), 3);
        QVERIFY(QTest::qWaitForWindowActive(bench.desk.window.get()));
        auto* grid = bench.page()->grid();
        const QString path = bench.batch().picture(1).path;
        const qint64 id = bench.batch().picture(1).id;
        grid->setFocus();
        grid->setCurrentRow(1);
        QTest::keyClick(grid, Qt::Key_Right, Qt::ShiftModifier);  // and the one after it
        QTest::keyClick(grid, Qt::Key_Delete);
        QCOMPARE(bench.batch().rowCount(), 4);
        QCOMPARE(bench.batch().rowOfPath(path), -1);
        QCOMPARE(bench.batch().counts().ng, 2);
        QCOMPARE(bench.page()->results()->table()->model()->rowCount(), 2);
        const auto stores = bench.desk.window->backend().store().stores();
        const auto kept = [&] { return stores->inspections.inspections(bench.batch().id())->size(); };
        QTRY_COMPARE(kept(), size_t{4});
        QVERIFY(grid->hasFocus());
        QTest::keyClick(grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        QCOMPARE(bench.batch().picture(1).id, id);
        QCOMPARE(bench.batch().verdict(1), VerdictMark::Ng);
        QCOMPARE(kept(), size_t{6});
        QVERIFY(!stores->inspections.heatMap(id)->empty());
        QTest::keyClick(grid, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(kept(), size_t{4});
        // Dropped once more it is looked at once more; the undo finds it here already.
        bench.drop({path}, bench.inspectZone());
        QTRY_VERIFY(bench.batch().rowOfPath(path) >= 0 && bench.batch().counts().waiting == 0);
        bench.work().undo().undo();
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        QCOMPARE(kept(), size_t{6});
        // While it runs: what waits is skipped, nothing is told of it.
        bench.desk.fake->inspect->paceMs = 60;
        bench.work().inspectAgain();
        QTRY_VERIFY(bench.batch().runner().isRunning());
        QSignalSpy failures(&bench.work(), &InspectDesk::failed);
        const int before = bench.desk.fake->inspect->inspected;
        bench.work().removePictures({1, 2, 3, 4, 5});
        QTRY_VERIFY(!bench.batch().runner().isRunning());
        QVERIFY(bench.desk.fake->inspect->inspected - before <= 2);
        QCOMPARE(failures.size(), 0);
    }

    void inspectionsAreInTheHistory() {
        Bench bench;
        bench.open();
        bench.learned();
        bench.work().setPrompt(QStringLiteral("find scratches"));
        bench.inspected();
        auto& history = bench.desk.window->backend().history();
        bench.work().overrule({1}, VerdictMark::Ok);
        const auto listed = [&](const QString& words) {
            history.setQuery(words, QStringLiteral("inspection"), false);
            QTest::qWait(30);
            return history.rowCount();
        };
        QTRY_COMPARE(listed({}), 1);
        QTRY_COMPARE((listed({}), history.run(0).facts), QStringLiteral("4 OK, 2 NG"));
        QCOMPARE(history.run(0).title, QStringLiteral("Product 1: find scratches"));
        QCOMPARE(history.run(0).batch, bench.batch().id());
        for (const char* words : {"product", "scratches", "pore", "part3"})
            QTRY_COMPARE(listed(QString::fromLatin1(words)), 1);
        QTRY_COMPARE(listed(QStringLiteral("elephant")), 0);
        QTRY_COMPARE(listed({}), 1);

        // Opened again from another product.
        const qint64 batch = bench.batch().id();
        bench.work().newProject(QStringLiteral("Bolts"));
        QTRY_COMPARE(bench.batch().rowCount(), 0);
        bench.desk.window->showPage(MainWindow::kHistory);
        QTRY_COMPARE(listed({}), 1);
        auto* open = bench.desk.byName<QPushButton>(QStringLiteral("Open the inspection"));
        QVERIFY(open != nullptr);
        QTest::mouseClick(open, Qt::LeftButton);
        QCOMPARE(bench.desk.window->page(), MainWindow::kInspect);
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        QCOMPARE(bench.batch().id(), batch);
        QCOMPARE(bench.batch().verdict(1), VerdictMark::Ok);
        // Into the bin, out of the page, and back.
        bench.desk.window->showPage(MainWindow::kHistory);
        QTRY_COMPARE(listed({}), 1);
        history.remove(0);
        QCOMPARE(bench.batch().rowCount(), 0);
        const auto stores = bench.desk.window->backend().store().stores();
        QTRY_VERIFY(stores->inspections.batches(bench.work().project().id)->empty());
        history.setQuery({}, {}, true);
        QTRY_COMPARE(history.rowCount(), 1);
        history.restore(0);
        QTRY_COMPARE(stores->inspections.batches(bench.work().project().id)->size(), size_t{1});
    }

    void aFolderOfEndlessFilesDoesNotFreezeTheWindow() {
        Bench bench;
        bench.open(6, 2);
        // As many names as a folder may have, without a picture behind them.
        std::vector<std::filesystem::path> names;
        for (int i = 0; i < 200'000; ++i)
            names.push_back("/nowhere/part" + std::to_string(i) + ".png");
        bench.desk.fake->inspect->listed = names;
        bench.desk.fake->inspect->paceMs = 2;
        tests::Watchdog watchdog;
        bench.drop({bench.parts}, bench.inspectZone());
        QTRY_COMPARE_WITH_TIMEOUT(bench.batch().rowCount(), 200'000, 60000);
        QTRY_VERIFY(bench.batch().counts().failed > 20);
        qInfo("longest pause %lld ms", static_cast<long long>(watchdog.longestMs()));
        QVERIFY2(watchdog.longestMs() < 500, qPrintable(QString::number(watchdog.longestMs())));
        bench.work().stop();
        QTRY_VERIFY(!bench.batch().runner().isRunning());
    }

    void whatIsPastedIsInspected() {
        Bench bench;
        bench.open();
        bench.learned();
        QImage image(60, 50, QImage::Format_RGB32);
        image.fill(Qt::gray);
        QApplication::clipboard()->setImage(image);
        QTest::keyClick(bench.desk.window.get(), Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(bench.batch().rowCount(), 1);
        QTRY_COMPARE(bench.batch().counts().ok, 1);
        QVERIFY(QFile::exists(bench.batch().picture(0).path));
        // Files that were copied in a file manager.
        auto* data = new QMimeData;
        data->setUrls({QUrl::fromLocalFile(bench.parts + "/part1.png")});
        QApplication::clipboard()->setMimeData(data);
        QTest::keyClick(bench.desk.window.get(), Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(bench.batch().counts().ng, 1);
    }

    void correctionsAreLearnedAndPromoted() {
        Bench bench;
        bench.open();
        bench.learned();
        bench.inspected();
        QVERIFY(!bench.work().isBehind());
        bench.work().overrule({0}, VerdictMark::Ng);
        bench.work().overrule({1}, VerdictMark::Ng);
        QVERIFY(bench.work().isBehind());
        QCOMPARE(bench.work().examples().taughtCount(), 2);
        auto* learn = bench.desk.byText(QStringLiteral("Learn (2 taught)"));
        QVERIFY(learn != nullptr);
        QTest::mouseClick(learn, Qt::LeftButton);
        QTRY_VERIFY(bench.work().candidate().has_value());
        QCOMPARE(bench.desk.fake->inspect->fits.load(), 2);
        QCOMPARE(bench.desk.fake->inspect->learned.taught.size(), size_t{2});
        QVERIFY(bench.page()->learnCard()->isVisible());
        QVERIFY(bench.work().candidate()->after.imageAuroc > bench.work().candidate()->before.imageAuroc);
        // Discarded, all is as it was and the corrections stay.
        QTest::mouseClick(bench.page()->learnCard()->discardButton(), Qt::LeftButton);
        QVERIFY(!bench.page()->learnCard()->isVisible());
        QVERIFY(bench.work().isBehind());
        QTest::mouseClick(bench.desk.byText(QStringLiteral("Learn (2 taught)")), Qt::LeftButton);
        QTRY_VERIFY(bench.page()->learnCard()->isVisible());
        QTest::mouseClick(bench.page()->learnCard()->promoteButton(), Qt::LeftButton);
        QTRY_VERIFY(!bench.work().isBehind());
        QCOMPARE(bench.work().fitted().taught, 2);
        const auto stores = bench.desk.window->backend().store().stores();
        const auto file = [&] {
            return toQt(stores->inspections.project(bench.work().project().id)->value().file);
        };
        QTRY_VERIFY(QFile::exists(file()));
        // What is shown is older than what was learned: once more.
        QTRY_VERIFY(bench.page()->strip()->text().contains(QStringLiteral("before the last learning")));
        QTest::mouseClick(bench.page()->strip()->button(), Qt::LeftButton);
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        QTRY_VERIFY(bench.batch().counts().waiting == 0 && !bench.batch().isOutdated());
    }

    void cancelledAndTakenUpAgain() {
        Bench bench;
        bench.open(6, 40);
        bench.learned();
        bench.desk.fake->inspect->paceMs = 20;
        tests::Watchdog watchdog;
        bench.drop({bench.parts}, bench.inspectZone());
        QTRY_VERIFY(bench.batch().counts().waiting < 34 && bench.batch().rowCount() == 40);
        QVERIFY(bench.desk.window->backend().board().top().what.startsWith(QStringLiteral("Inspecting")));
        bench.desk.window->backend().board().stopTop();
        QTRY_VERIFY(!bench.batch().runner().isRunning());
        QVERIFY2(watchdog.longestMs() < 50, qPrintable(QString::number(watchdog.longestMs())));
        const int waiting = bench.batch().counts().waiting;
        QVERIFY(waiting > 0);
        QVERIFY(bench.page()->strip()->text().contains(QStringLiteral("wait")));

        // As after an end of the program: another window over the same store.
        const int before = bench.desk.fake->inspect->inspected;
        bench.desk.window.reset();
        bench.desk.fake->inspect->paceMs = 0;
        bench.desk.open();
        bench.desk.window->showPage(MainWindow::kInspect);
        QTRY_COMPARE(bench.batch().rowCount(), 40);
        QTRY_COMPARE(bench.batch().counts().waiting, waiting);
        QTRY_VERIFY(bench.work().isFitted());
        QTest::mouseClick(bench.page()->strip()->button(), Qt::LeftButton);
        QTRY_COMPARE(bench.batch().counts().waiting, 0);
        QCOMPARE(bench.desk.fake->inspect->inspected - before, waiting);  // none twice
        // What was found before has its heat map when it is looked at.
        bench.page()->openPicture(1);
        QTRY_VERIFY(!bench.batch().picture(1).heat.isEmpty());
    }

    void aBadFileIsListedAndTheBatchGoesOn() {
        Bench bench;
        bench.open(6, 5);
        QFile bad(bench.parts + "/broken.png");
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("not a picture");
        bad.close();
        bench.learned();
        bench.drop({bench.parts}, bench.inspectZone());
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        QTRY_COMPARE(bench.batch().counts().waiting, 0);
        QCOMPARE(bench.batch().counts().failed, 1);
        const int row = bench.batch().rowOfPath(bad.fileName());
        QVERIFY(bench.batch().picture(row).problem.what.contains(QStringLiteral("broken.png")));
        // Still told after the store was read again.
        bench.batch().openBatch(bench.batch().id());
        QTRY_COMPARE(bench.batch().counts().failed, 1);
        QVERIFY(bench.batch().picture(row).problem.what.contains(QStringLiteral("broken.png")));
    }

    void withoutGoodPicturesThereIsAPreviewAndNoVerdict() {
        Bench bench;
        bench.open();
        bench.inspected();
        QCOMPARE(bench.batch().counts().unsure, 6);
        QVERIFY(bench.page()->strip()->text().contains(QStringLiteral("not a verdict")));
    }

    void theNetworkIsFetchedFromThePage() {
        Bench bench;
        bench.desk.fake->inspect->withWeights = false;
        bench.open();
        QTRY_COMPARE(bench.work().backbone().state(), InspectBackbone::State::Missing);
        bench.drop({bench.parts}, bench.inspectZone());
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        auto* get = bench.page()->strip()->button();
        QVERIFY2(get->text().startsWith(QStringLiteral("Get EfficientNet-Lite0")), qPrintable(get->text()));
        QTest::mouseClick(get, Qt::LeftButton);
        QTRY_COMPARE(bench.work().backbone().state(), InspectBackbone::State::Getting);
        bench.desk.fake->inspect->withWeights = true;
        QTRY_COMPARE(bench.work().backbone().state(), InspectBackbone::State::Ready);
        // What waited is inspected by itself.
        QTRY_COMPARE(bench.batch().counts().unsure, 6);
    }

    void goodPicturesThatLookOddAreTakenOut() {
        Bench bench;
        bench.open(5);
        tests::drawPart(bench.good, "odd.png", {QRect(40, 40, 20, 20)});
        bench.learned();
        QCOMPARE(bench.work().fitted().unlike.size(), 1);
        auto* remove =
            bench.desk.byName<QPushButton>(QStringLiteral("Remove the pictures that look unlike the others"));
        QVERIFY(remove != nullptr);
        QVERIFY(bench.desk.byText<QLabel>(QStringLiteral(
                    "odd.png looks unlike the other good pictures. Is it a good part?")) != nullptr);
        QTest::mouseClick(remove, Qt::LeftButton);
        QCOMPARE(bench.work().examples().goodCount(), 5);
        bench.work().undo().undo();
        QCOMPARE(bench.work().examples().goodCount(), 6);
    }

    void learningIsCancelled() {
        Bench bench;
        bench.open();
        bench.drop({bench.good}, bench.goodZone());
        QTRY_COMPARE(bench.work().examples().goodCount(), 6);
        bench.desk.fake->inspect->fitPaceMs = 60;
        QTRY_VERIFY(bench.page()->goodPanel()->learnButton()->isEnabled());
        QTest::mouseClick(bench.page()->goodPanel()->learnButton(), Qt::LeftButton);
        QTRY_VERIFY(bench.work().fit().fraction() > 0);
        QTest::mouseClick(bench.desk.byName<QPushButton>(QStringLiteral("Cancel learning")), Qt::LeftButton);
        QTRY_VERIFY(!bench.work().fit().isRunning());
        QVERIFY(!bench.work().isFitted());
        QVERIFY(bench.page()->goodPanel()->learnButton()->isVisible());
    }

    void aWatchedFolderIsInspectedAsItFills() {
        Bench bench;
        bench.open();
        bench.learned();
        bench.work().watch().watch(bench.parts);
        QTest::qWait(100);
        QCOMPARE(bench.batch().rowCount(), 0);  // what was there is not new
        tests::drawPart(bench.parts, "new1.png", {QRect(20, 20, 14, 14)});
        tests::drawPart(bench.parts, "new2.png", {});
        QTRY_COMPARE_WITH_TIMEOUT(bench.batch().counts().ok + bench.batch().counts().ng, 2, 8000);
        tests::drawPart(bench.parts, "new3.png", {});
        QTRY_COMPARE_WITH_TIMEOUT(bench.batch().rowCount(), 3, 8000);
        const auto stores = bench.desk.window->backend().store().stores();
        QCOMPARE(stores->inspections.batches(bench.work().project().id)->size(), size_t{1});
    }

    void exports() {
        Bench bench;
        bench.open();
        bench.learned();
        bench.inspected();
        bench.work().overrule({0}, VerdictMark::Ng);
        const QString base = bench.desk.folder.path() + "/results.";
        for (const QString suffix : {"csv", "json", "pdf"}) {
            bench.page()->exportTo(base + suffix);
            QTRY_VERIFY(QFile::exists(base + suffix));
        }
        const auto read = [&](const QString& suffix) {
            QFile file(base + suffix);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QList<QByteArray> lines = read("csv").trimmed().split('\n');
        QCOMPARE(lines.size(), 7);
        QVERIFY(lines[0].contains("file,verdict,overruled"));
        QVERIFY(lines[1].contains(",NG,yes,"));
        QVERIFY(lines[2].contains("pore"));
        const QJsonArray images = QJsonDocument::fromJson(read("json")).object()["images"].toArray();
        QCOMPARE(images.size(), 6);
        QCOMPARE(images[1].toObject()["defects"].toArray()[0].toObject()["type"].toString(),
                 QStringLiteral("pore"));
        QCOMPARE(images[0].toObject()["verdict"].toString(), QStringLiteral("NG"));
        QVERIFY(read("pdf").startsWith("%PDF"));
        QVERIFY(read("pdf").size() > 10000);  // with pictures in it
    }

    void productsAreKeptApart() {
        Bench bench;
        bench.open();
        bench.learned();
        bench.inspected();
        const qint64 first = bench.work().project().id;
        bench.work().newProject(QStringLiteral("Bolts"));
        QTRY_COMPARE(bench.work().project().name, QStringLiteral("Bolts"));
        QCOMPARE(bench.batch().rowCount(), 0);
        QCOMPARE(bench.work().examples().goodCount(), 0);
        bench.work().projects().rename(bench.work().project().id, QStringLiteral("Nuts"));
        QCOMPARE(bench.work().project().name, QStringLiteral("Nuts"));
        const qint64 second = bench.work().project().id;
        bench.work().projects().remove(second);
        QCOMPARE(bench.work().project().id, first);
        QTRY_COMPARE(bench.batch().rowCount(), 6);
        QTRY_COMPARE(bench.work().examples().goodCount(), 6);
        QTRY_VERIFY(bench.work().isFitted());
        bench.work().projects().restore(second);
        QTRY_COMPARE(bench.work().projects().rowCount(), 2);
    }
};

QTEST_MAIN(InspectTest)
#include "inspect_test.moc"
