// The Inspect page from a drop to verdicts, findings, words and files: by keyboard, by mouse, and with all
// that may come in.
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QMimeData>
#include <QSlider>
#include <QStandardPaths>
#include <QTableView>

#include "inspect_bench.h"
#include "tests/support/fake_engine.h"
#include "ui/bridge/store_service.h"
#include "ui/inspect/filter_bar.h"
#include "ui/inspect/findings_model.h"
#include "ui/inspect/inspect_strip.h"
#include "ui/inspect/picture_grid.h"
#include "ui/inspect/picture_pane.h"
#include "ui/inspect/picture_view.h"
#include "ui/inspect/prompt_line.h"
#include "ui/inspect/results_panel.h"
#include "ui/inspect/score_histogram.h"
#include "ui/widgets/chip_row.h"
#include "ui/widgets/info_bar.h"

using namespace ui::bridge;
using ui::shell::MainWindow;
using Mode = QAbstractItemModelTester::FailureReportingMode;

class InspectTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void droppedFilesGetVerdicts() {
        tests::InspectBench bench;
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
            QCOMPARE(bench.batch().verdict(row), row % 2 == 1 ? VerdictMark::Ng : VerdictMark::Ok);
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
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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
        QTRY_COMPARE(bench.page()->strip()->text(), QStringLiteral("All of 6 pictures were looked at."));
        // Kept: the same window over the same store says the same.
        const auto stores = bench.desk.window->backend().store().stores();
        QTRY_COMPARE(stores->runs.list({.words = "looked", .kind = "inspection"})->size(), size_t{1});
        bench.desk.window.reset();
        bench.desk.open();
        bench.desk.window->showPage(MainWindow::kInspect);
        QTRY_COMPARE(bench.page()->strip()->text(), QStringLiteral("All of 6 pictures were looked at."));
        QCOMPARE(bench.batch().picture(3).text, QStringLiteral("There it is, plain to see."));
    }

    void aFolderOfEndlessFilesDoesNotFreezeTheWindow() {
        tests::InspectBench bench;
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
        QVERIFY2(watchdog.longestMs() < 50, qPrintable(QString::number(watchdog.longestMs())));
        bench.work().stop();
        QTRY_VERIFY(!bench.batch().runner().isRunning());
    }

    void whatIsPastedIsInspected() {
        tests::InspectBench bench;
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

    void aBadFileIsListedAndTheBatchGoesOn() {
        tests::InspectBench bench;
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
        tests::InspectBench bench;
        bench.open();
        bench.inspected();
        QCOMPARE(bench.batch().counts().unsure, 6);
        QVERIFY(bench.page()->strip()->text().contains(QStringLiteral("not a verdict")));
    }

    void theNetworkIsFetchedFromThePage() {
        tests::InspectBench bench;
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

    void aWatchedFolderIsInspectedAsItFills() {
        tests::InspectBench bench;
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
        tests::InspectBench bench;
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
};

QTEST_MAIN(InspectTest)
#include "inspect_test.moc"
