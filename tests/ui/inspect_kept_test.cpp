// What the Inspect page is taught and what it keeps: corrections, good pictures, batches, products, and an
// end in the middle.
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QUndoStack>

#include "inspect_bench.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/store_service.h"
#include "ui/inspect/inspect_strip.h"
#include "ui/inspect/learn_card.h"
#include "ui/inspect/picture_grid.h"
#include "ui/inspect/results_panel.h"

using namespace ui::bridge;
using ui::shell::MainWindow;
using Mode = QAbstractItemModelTester::FailureReportingMode;

class InspectKeptTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void deleteTakesPicturesOutAndUndoBringsThemBack() {
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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

    void correctionsAreLearnedAndPromoted() {
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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

    void goodPicturesThatLookOddAreTakenOut() {
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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

    void productsAreKeptApart() {
        tests::InspectBench bench;
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

QTEST_MAIN(InspectKeptTest)
#include "inspect_kept_test.moc"
