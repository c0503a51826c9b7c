// Library, History and Settings: by keyboard, then by mouse.
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include "ui/bridge/document_session.h"
#include "ui/bridge/engine_service.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/model_catalog.h"
#include "ui/history/history_page.h"
#include "ui/library/library_page.h"
#include "ui/library/placement_panel.h"
#include "ui/look/theme.h"
#include "ui/read/read_page.h"
#include "ui/settings/settings_page.h"
#include "ui/shell/language.h"
#include "ui/widgets/info_bar.h"
#include "ui/widgets/memory_bar.h"
#include "window_desk.h"

using ui::bridge::DocumentSession;
using ui::shell::MainWindow;

class OtherPagesTest : public QObject {
    Q_OBJECT

private slots:
    void pagesByKeys() {
        tests::Desk desk;
        desk.open();
        QTest::keyClick(desk.window.get(), Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(desk.window->page(), MainWindow::kLibrary);
        QTest::keyClick(desk.window.get(), Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(desk.window->page(), MainWindow::kHistory);
        QTest::keyClick(desk.window.get(), Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(desk.window->page(), MainWindow::kSettings);
        QTest::keyClick(desk.window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(desk.window->page(), MainWindow::kRead);
    }

    void libraryGetsAndUsesAModel() {
        tests::Desk desk;
        desk.fake->withModel = false;
        desk.open();
        desk.window->showPage(MainWindow::kLibrary);
        auto& models = desk.window->backend().models();
        QTRY_VERIFY(models.isScanned());
        QVERIFY(desk.window->backend().engine().choice().isEmpty());
        auto* table = desk.window->libraryPage()->table();
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));

        // By keyboard: down to the second model, Tab to Get, Space.
        table->setFocus();
        desk.window->libraryPage()->select(models.row(0).key);
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(models.row(desk.window->libraryPage()->selectedRow()).key,
                 QStringLiteral("qwen2.5-coder-0.5b"));
        QAbstractButton* get = nullptr;
        for (auto* each : desk.window->findChildren<QAbstractButton*>()) {
            if (each->isVisible() && each->text().startsWith(QStringLiteral("Get ("))) get = each;
        }
        QVERIFY(get != nullptr);
        QVERIFY(desk.tabTo(get));
        QTest::keyClick(get, Qt::Key_Space);
        QVERIFY(models.isFetching());
        QTRY_VERIFY(desk.byName<QAbstractButton>(QStringLiteral("Cancel the download")) != nullptr);
        QTRY_VERIFY(!models.isFetching());
        QTRY_COMPARE(desk.window->backend().engine().choice().title,
                     QStringLiteral("Qwen2.5-Coder 0.5B Instruct (Q4_K_M)"));

        // By mouse: another model, then cancelled.
        const int small = models.rowOf(QStringLiteral("smollm2-135m"));
        desk.window->libraryPage()->select(QStringLiteral("smollm2-135m"));
        for (auto* each : desk.window->findChildren<QAbstractButton*>()) {
            if (each->isVisible() && each->text().startsWith(QStringLiteral("Get ("))) get = each;
        }
        desk.fake->paceMs = 30;
        QTest::mouseClick(get, Qt::LeftButton);
        QTRY_VERIFY(models.row(small).fraction > 0);
        QTest::mouseClick(desk.byName<QAbstractButton>(QStringLiteral("Cancel the download")),
                          Qt::LeftButton);
        QTRY_VERIFY(!models.isFetching());
        QVERIFY(!models.row(models.rowOf(QStringLiteral("smollm2-135m"))).isHere());
    }

    void libraryShowsWhetherAModelFits() {
        tests::Desk desk;
        desk.open();
        desk.window->showPage(MainWindow::kLibrary);
        auto& models = desk.window->backend().models();
        QTRY_VERIFY(models.isScanned());
        const int row = models.rowOf(QStringLiteral("qwen2.5-coder-0.5b"));
        QVERIFY(row >= 0 && models.row(row).usable);
        QTRY_COMPARE(models.index(row, ui::bridge::ModelCatalog::Fits).data().toString(),
                     QStringLiteral("fits"));
        desk.window->libraryPage()->select(QStringLiteral("qwen2.5-coder-0.5b"));
        auto* slider = desk.window->libraryPage()->findChild<QSlider*>();
        QTRY_VERIFY(slider->isVisible() && slider->value() > 50);
        QLabel* label = nullptr;
        for (auto* each : desk.window->findChildren<QLabel*>()) {
            if (each->buddy() == slider) label = each;
        }
        QVERIFY(label != nullptr);
        const QString before = label->text();
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QTRY_VERIFY(label->text() != before);
        QVERIFY(label->text().contains(QStringLiteral("1,024")));
    }

    void libraryPlacesExpertsOnTheDisk() {
        tests::Desk desk;
        const QString path = desk.folder.filePath(QStringLiteral("models/qwen3-30b-a3b.gguf"));
        desk.fake->found.push_back(tests::fakeModel(
            desk.folder.filePath(QStringLiteral("models/small.gguf")).toStdString(), "Small"));
        desk.fake->found.push_back(tests::fakeExpertModel(path.toStdString()));
        desk.open();
        desk.window->showPage(MainWindow::kLibrary);
        auto& models = desk.window->backend().models();
        QTRY_VERIFY(models.rowOf(path) >= 0);
        const auto fits = models.index(models.rowOf(path), ui::bridge::ModelCatalog::Fits);
        QTRY_COMPARE(fits.data().toString(), QStringLiteral("from the disk"));
        desk.window->libraryPage()->select(path);
        auto* panel = desk.window->findChild<ui::PlacementPanel*>();
        auto* bars = panel->findChild<ui::MemoryBar*>();
        QTRY_VERIFY(bars->accessibleDescription().contains(QStringLiteral("On disk: Routed experts 11.")));
        QVERIFY(bars->accessibleDescription().contains(QStringLiteral("9.4 GB free now")));
        const auto says = [panel](const QString& words) {
            for (auto* label : panel->findChildren<QLabel*>())
                if (label->text().contains(words)) return true;
            return false;
        };
        QVERIFY(says(QStringLiteral("It fits with experts on the disk")));
        QVERIFY(says(QStringLiteral("tokens/s where the context is full")));

        // The whole context asks for too much; a button sets the longest that fits, and nothing is asked of
        // the model's file for either.
        auto* slider = panel->findChild<QSlider*>();
        auto* shorten = panel->findChild<QPushButton*>();
        QVERIFY(!shorten->isVisible());
        const QString before = bars->accessibleDescription();
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_End);
        QVERIFY(says(QStringLiteral("131,072 tokens")));
        QVERIFY(says(QStringLiteral("It does not fit")));
        QVERIFY(bars->accessibleDescription() != before);
        QVERIFY(shorten->isVisible());
        QVERIFY(desk.tabTo(shorten));
        QTest::keyClick(shorten, Qt::Key_Space);
        QVERIFY(!says(QStringLiteral("It does not fit")));
        QVERIFY(says(shorten->text().section(' ', 1, 1)));
        QVERIFY(!shorten->isVisible());
        QVERIFY(slider->value() > 50 && slider->value() < 100);

        // A dense model has nothing on the disk.
        desk.window->libraryPage()->select(models.row(models.rowOf(path) - 1).key);
        QTRY_VERIFY(says(QStringLiteral("It fits<")));
        QVERIFY(!bars->accessibleDescription().contains(QStringLiteral("disk")));
    }

    void libraryMakesExpertsOfADenseModel() {
        tests::Desk desk;
        desk.open();
        desk.window->showPage(MainWindow::kLibrary);
        auto& models = desk.window->backend().models();
        QTRY_VERIFY(models.isScanned());
        desk.window->libraryPage()->select(QStringLiteral("qwen2.5-coder-0.5b"));
        const auto button = [&desk]() -> QAbstractButton* {
            for (auto* each : desk.window->findChildren<QAbstractButton*>())
                if (each->isVisible() && each->text() == QStringLiteral("Make 16 experts")) return each;
            return nullptr;
        };
        QTRY_VERIFY(button() != nullptr);
        const QString made = models.upcycledPath(desk.window->libraryPage()->selectedRow());

        // Cancelled: nothing is there.
        QTest::mouseClick(button(), Qt::LeftButton);
        QTRY_VERIFY(desk.byName<QAbstractButton>(QStringLiteral("Cancel making experts")) != nullptr);
        QVERIFY(button() == nullptr);
        QTest::mouseClick(desk.byName<QAbstractButton>(QStringLiteral("Cancel making experts")),
                          Qt::LeftButton);
        QTRY_VERIFY(!models.isFetching());
        QVERIFY(models.rowOf(made) < 0);

        QTRY_VERIFY(button() != nullptr);
        QVERIFY(desk.tabTo(button()));
        QTest::keyClick(button(), Qt::Key_Space);
        QTRY_VERIFY(models.rowOf(made) >= 0);
        QCOMPARE(models.row(models.rowOf(made)).experts, 16);
        QTRY_VERIFY(!models.isFetching());
        // Neither the one that has experts offers it, nor the one that they were made of.
        QTRY_VERIFY(button() == nullptr);
        desk.window->libraryPage()->select(made);
        QVERIFY(button() == nullptr);
    }

    void historyFindsOpensAndRestores() {
        tests::Desk desk;
        desk.open();
        desk.window->openFiles({tests::writeContract(desk.folder.path())});
        auto* session = desk.window->readPage()->session();
        QTRY_VERIFY(session->storeId() > 0);
        session->summarize();
        QTRY_VERIFY(session->summary().complete);
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        session->ask(QStringLiteral("Which law governs it?"));
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        desk.window->showPage(MainWindow::kHistory);
        auto& history = desk.window->backend().history();
        QTRY_COMPARE(history.rowCount(), 2);

        // By keyboard: search, down into the list, Delete, and the bin.
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
        QTest::keyClick(desk.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), "insolvent");
        QTRY_COMPARE(history.rowCount(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        auto* list = desk.window->historyPage()->list();
        QTRY_COMPARE(QApplication::focusWidget(), list);
        QTest::keyClick(list, Qt::Key_Delete);
        QTRY_COMPARE(history.rowCount(), 0);
        QVERIFY(desk.window->infoBar()->isVisible());
        auto* undo = desk.byText(QStringLiteral("Undo"));
        QVERIFY(undo != nullptr);
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_COMPARE(history.rowCount(), 1);

        // By mouse: to the bin, restored from there, then the document is opened.
        QTest::mouseClick(desk.byText(QStringLiteral("Move to the bin")), Qt::LeftButton);
        QTRY_COMPARE(history.rowCount(), 0);
        QTest::mouseClick(desk.byText(QStringLiteral("Bin")), Qt::LeftButton);
        QTRY_COMPARE(history.rowCount(), 1);
        QTRY_VERIFY(desk.byText(QStringLiteral("Restore")) != nullptr);
        QTest::mouseClick(desk.byText(QStringLiteral("Restore")), Qt::LeftButton);
        QTRY_COMPARE(history.rowCount(), 0);
        QTest::mouseClick(desk.byText(QStringLiteral("Bin")), Qt::LeftButton);
        QTRY_COMPARE(history.rowCount(), 1);
        QTest::mouseClick(desk.byText(QStringLiteral("Open the document")), Qt::LeftButton);
        QCOMPARE(desk.window->page(), MainWindow::kRead);
    }

    void settingsApplyAtOnceAndCanBeUndone() {
        tests::Desk desk;
        desk.open();
        auto& settings = desk.window->backend().settings();
        desk.window->showPage(MainWindow::kSettings);
        auto* theme = desk.byName<QComboBox>(QStringLiteral("Theme"));
        QVERIFY(theme != nullptr);
        theme->setFocus();
        QTest::keyClick(theme, Qt::Key_Down);
        QVERIFY(ui::Theme::instance().isDark());
        QTest::mouseClick(desk.byText(QStringLiteral("Undo the last change")), Qt::LeftButton);
        QVERIFY(!ui::Theme::instance().isDark());

        auto* threads = desk.byName<QSpinBox>(QStringLiteral("Processor cores"));
        QCOMPARE(threads->text(), QStringLiteral("All cores"));
        threads->setValue(3);
        QCOMPARE(desk.window->backend().engine().options().threads, 3);

        // The whole window changes its language, and stays where it was.
        settings.set(ui::bridge::setting::kLanguage, QStringLiteral("zh"));
        QTRY_VERIFY(desk.byText(QStringLiteral("撤销上次更改")) != nullptr);
        QCOMPARE(desk.window->page(), MainWindow::kSettings);
        settings.set(ui::bridge::setting::kLanguage, QStringLiteral("en"));
        QTRY_VERIFY(desk.byText(QStringLiteral("Undo the last change")) != nullptr);

        // Kept over a restart.
        QTest::qWait(50);
        desk.window.reset();
        desk.open();
        QTRY_COMPARE(desk.window->backend().settings().number(ui::bridge::setting::kThreads), 3);
    }
};

QTEST_MAIN(OtherPagesTest)
#include "other_pages_test.moc"
