// Opens every page of the window in its states, in both themes and languages, and writes pictures to look at.
//
// usage: ui_screenshots OUT [WIDTHxHEIGHT] [DOCUMENT] [light|dark] [en|zh] [inspect]
#include <QApplication>
#include <QCursor>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QListView>
#include <QScrollBar>
#include <QSlider>
#include <QTableView>
#include <QTest>

#include "fake_desk.h"
#include "inspect_screenshots.h"
#include "ui/bridge/backend.h"
#include "ui/bridge/engine_calls.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/settings_service.h"
#include "ui/history/history_page.h"
#include "ui/library/library_page.h"
#include "ui/read/conversation_view.h"
#include "ui/read/document_pane.h"
#include "ui/read/document_view.h"
#include "ui/read/read_page.h"
#include "ui/read/summary_view.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/expert_heat_map.h"
#include "ui/widgets/expert_sheet.h"

namespace {

using ui::shell::MainWindow;

struct Shoot {
    QString out;
    QSize size;
    QString document;
    QString theme, language;

    void shot(MainWindow& window, const QString& name) const {
        QTest::qWait(260);  // motion ends
        const QString file =
            QStringLiteral("%1/%2-%3-%4-%5.png").arg(out, name, theme, language).arg(size.width());
        window.grab().save(file);
    }

    void runInspect() const {
        const auto take = [this](MainWindow& window, const QString& name) { shot(window, name); };
        QTemporaryDir folder;
        auto fake = std::make_shared<tests::FakeWork>();
        {
            fake->inspect->withWeights = false;
            MainWindow window(tests::fakeServices(folder.path() + "/none", fake));
            prepare(window);
            window.showPage(MainWindow::kInspect);
            shot(window, "A0-inspect-no-network");
        }
        fake->inspect->withWeights = true;
        MainWindow window(tests::fakeServices(folder.path(), fake));
        prepare(window);
        tests::shootInspect(window, *fake, folder.path(), language == "zh", take);
    }

    // CONCLAVE_MODELS has the network, CONCLAVE_TILES the pictures of magnetic tiles.
    void runInspectReal() const {
        QTemporaryDir folder;
        ui::bridge::Services services;
        services.dataFolder = folder.path().toStdString();
        services.modelsFolder = qEnvironmentVariable("CONCLAVE_MODELS").toStdString();
        services.catalogueJson = tests::catalogueText();
        services.openStore = [](const std::filesystem::path& at) { return engine::Database::open(at); };
        services.calls = std::make_shared<ui::bridge::EngineCalls>(ui::bridge::realEngineCalls());
        MainWindow window(std::move(services));
        prepare(window);
        tests::shootInspectReal(window, qEnvironmentVariable("CONCLAVE_TILES"), language == "zh",
                                [this](MainWindow& of, const QString& name) { shot(of, name); });
    }

    void run() const {
        QTemporaryDir folder;
        auto fake = std::make_shared<tests::FakeWork>();
        fake->withModel = false;
        {
            // Nothing here yet.
            MainWindow window(tests::fakeServices(folder.path(), fake));
            prepare(window);
            shot(window, "1-read-empty");
            window.showPage(MainWindow::kHistory);
            shot(window, "6-history-empty");
            window.showPage(MainWindow::kLibrary);
            fake->paceMs = 40;
            window.backend().models().fetch(1);
            QTest::qWait(900);
            shot(window, "5-library-getting");
        }
        fake->found.clear();
        fake->withModel = true;
        fake->paceMs = 0;
        MainWindow window(tests::fakeServices(folder.path(), fake));
        prepare(window);
        window.openFiles({document.isEmpty() ? tests::writeContract(folder.path()) : document});
        auto* read = window.readPage();
        wait([&] { return read->session()->state() == ui::bridge::DocumentSession::State::Ready; });
        shot(window, "2-read-choice");
        fake->paceMs = 90;
        read->session()->summarize();
        QTest::qWait(1100);
        shot(window, "3-read-busy");
        fake->paceMs = 0;
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        read->summaryView()->verticalScrollBar()->setValue(0);
        const auto statements = read->session()->summary().statements;
        if (!statements.isEmpty()) {
            const auto& chosen = statements[statements.size() / 2];
            emit read->summaryView()->citationClicked(chosen.citations.first(), chosen.id);
            const QString target = QStringLiteral("cite:%1.0").arg(statements[0].id);
            emit read->summaryView()->linkHovered(target, read->summaryView()->targetRect(target));
        }
        QTest::qWait(300);
        shot(window, "3-read-summary");
        emit read->summaryView()->linkHovered({}, {});
        if (!statements.isEmpty())
            emit read->documentPane()->view()->citedClicked(statements[statements.size() / 2].id);
        shot(window, "3-read-back");
        read->showTab(ui::ReadPage::kFactsTab);
        read->documentPane()->showOutline();
        shot(window, "3-read-facts");
        read->showTab(ui::ReadPage::kQuestionsTab);
        shot(window, "4-read-ask");
        read->session()->ask("Which law governs this agreement?");
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        read->session()->ask("Does it ask for insurance?");
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        read->documentPane()->showSearch();
        shot(window, "4-read-answers");
        fake->failLoading = true;
        window.backend().settings().set(ui::bridge::setting::kThreads, 1);
        read->session()->ask("How can it be ended?");
        QTest::qWait(400);
        shot(window, "4-read-error");
        fake->failLoading = false;
        window.infoBar()->hide();
        fake->found.push_back(
            tests::fakeExpertModel((folder.path() + "/models/qwen3-30b-a3b.gguf").toStdString()));
        window.backend().models().scan();
        window.showPage(MainWindow::kLibrary);
        shot(window, "5-library");
        window.libraryPage()->select(folder.path() + "/models/qwen3-30b-a3b.gguf");
        shot(window, "5-library-experts");
        QTest::keyClick(window.libraryPage()->findChild<QSlider*>(), Qt::Key_End);
        shot(window, "5-library-too-long");
        window.showPage(MainWindow::kHistory);
        QTest::qWait(200);
        shot(window, "6-history");
        window.showPage(MainWindow::kSettings);
        shot(window, "7-settings");
        runExperts(window, *fake);
    }

    // Readings and answers of models with experts, and what their routers did.
    void runExperts(MainWindow& window, tests::FakeWork& fake) const {
        auto* read = window.readPage();
        window.showPage(MainWindow::kRead);
        const auto sheet = [&](const QString& name) {
            auto* opened = window.findChild<ui::ExpertSheet*>();
            auto* map = opened->findChild<ui::ExpertHeatMap*>();
            for (const int key : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Down, Qt::Key_Right})
                QTest::keyClick(map, static_cast<Qt::Key>(key));
            QTest::qWait(120);
            opened->grab().save(
                QStringLiteral("%1/%2-%3-%4-%5.png").arg(out, name, theme, language).arg(size.width()));
            delete opened;
        };
        fake.layers = 48;
        fake.experts = 128;
        read->session()->summarize();
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        read->showTab(ui::ReadPage::kSummaryTab);
        read->summaryView()->verticalScrollBar()->setValue(0);
        shot(window, "8-experts-summary");
        emit read->summaryView()->linkActivated(QStringLiteral("experts:"));
        sheet("8-experts-48x128");
        fake.layers = 24;
        fake.experts = 16;
        read->session()->ask("Which law governs this agreement?");
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        read->showTab(ui::ReadPage::kQuestionsTab);
        shot(window, "8-experts-answer");
        emit window.findChild<ui::ConversationView*>()->linkActivated(
            QStringLiteral("experts:%1").arg(read->session()->messages().size() - 1));
        sheet("8-experts-24x16");
        window.showPage(MainWindow::kHistory);
        QTest::qWait(200);
        shot(window, "8-experts-history");
    }

    // The Read page as a real model leaves it; CONCLAVE_MODELS names the folder, SCREENSHOT_MODEL a part of
    // the file's name.
    void runReal() const {
        QString model;
        QDirIterator files(qEnvironmentVariable("CONCLAVE_MODELS"), {QStringLiteral("*.gguf")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo file(files.next());
            if (file.fileName().contains(qEnvironmentVariable("SCREENSHOT_MODEL")))
                model = file.absoluteFilePath();
        }
        if (model.isEmpty()) return;
        QTemporaryDir folder;
        ui::bridge::Services services;
        services.dataFolder = folder.path().toStdString();
        services.modelsFolder = qEnvironmentVariable("CONCLAVE_MODELS").toStdString();
        services.catalogueJson = tests::catalogueText();
        services.openStore = [](const std::filesystem::path& at) { return engine::Database::open(at); };
        services.calls = std::make_shared<ui::bridge::EngineCalls>(ui::bridge::realEngineCalls());
        MainWindow window(std::move(services));
        window.backend().settings().set(ui::bridge::setting::kModel, model);
        prepare(window);
        wait([&] { return window.backend().models().isScanned(); });
        const QString sample = QStringLiteral(CONCLAVE_SOURCE_DIR "/resources/samples/supply_agreement.txt");
        window.openFiles({document.isEmpty() ? sample : document});
        auto* read = window.readPage();
        wait([&] { return read->session()->state() == ui::bridge::DocumentSession::State::Ready; });
        read->session()->summarize();
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        for (const auto& statement : read->session()->summary().statements) {
            if (!statement.head || statement.theme != QLatin1String("Liability cap")) continue;
            emit read->summaryView()->citationClicked(statement.citations.first(), statement.id);
        }
        if (QWidget* focus = QApplication::focusWidget()) focus->clearFocus();
        read->summaryView()->verticalScrollBar()->setValue(0);
        shot(window, "9-read-real");
        read->session()->ask("Which law governs this agreement?");
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        read->session()->ask("What happens if the Buyer pays late?");
        wait([&] { return read->session()->job() == ui::bridge::DocumentSession::Job::None; });
        read->showTab(ui::ReadPage::kFactsTab);
        shot(window, "9-read-real-facts");
        read->showTab(ui::ReadPage::kQuestionsTab);
        shot(window, "9-read-real-answers");
        window.showPage(MainWindow::kLibrary);
        QTest::qWait(500);
        shot(window, "9-library-real");
        window.showPage(MainWindow::kHistory);
        QTest::qWait(300);
        shot(window, "9-history-real");
    }

    void prepare(MainWindow& window) const {
        window.backend().settings().set(ui::bridge::setting::kTheme, theme);
        window.backend().settings().set(ui::bridge::setting::kLanguage, language);
        window.resize(size);
        window.show();
        // The pointer points at nothing.
        QCursor::setPos(window.mapToGlobal(QPoint(size.width() / 3, size.height() - 8)));
        QTest::qWait(250);
        window.resize(size);
    }

    template <class Condition>
    static void wait(Condition condition) {
        QElapsedTimer clock;
        clock.start();
        while (!condition() && clock.elapsed() < 300000)
            QTest::qWait(20);
    }
};

}  // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() < 2) return 2;
    QDir().mkpath(arguments[1]);
    const QString size = arguments.value(2, "1280x800");
    const QStringList themes =
        arguments.size() > 4 ? QStringList{arguments[4]} : QStringList{"light", "dark"};
    const QStringList languages = arguments.size() > 5 ? QStringList{arguments[5]} : QStringList{"en", "zh"};
    for (const QString& theme : themes) {
        for (const QString& language : languages) {
            Shoot shoot{arguments[1],
                        {size.section('x', 0, 0).toInt(), size.section('x', 1).toInt()},
                        arguments.value(3) == "-" ? QString() : arguments.value(3),
                        theme,
                        language};
            shoot.runInspect();
            if (!qEnvironmentVariableIsEmpty("CONCLAVE_TILES")) shoot.runInspectReal();
            if (arguments.value(6) == "inspect") continue;
            shoot.run();
            if (!qEnvironmentVariableIsEmpty("CONCLAVE_MODELS")) shoot.runReal();
        }
    }
    return 0;
}
