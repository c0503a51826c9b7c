// A batch of 200 pictures in a real window that is killed three times in the middle: what was finished is
// there, once each and as it was, and the batch goes on where it stood.
#include <QProcess>
#include <QPushButton>
#include <QSet>
#include <QStandardPaths>
#include <QTest>
#include <cstdio>

#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/store_service.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/inspect_strip.h"
#include "window_desk.h"

using namespace ui::bridge;
using ui::shell::MainWindow;

namespace {

constexpr int kPictures = 200, kGood = 6;
constexpr int kPaceMs = 12;
constexpr const char* kChild = "--inspect-until-killed";

QString goodIn(const QString& folder) {
    return folder + "/good";
}
QString partsIn(const QString& folder) {
    return folder + "/parts";
}

std::unique_ptr<MainWindow> openWindow(const QString& folder, const std::shared_ptr<tests::FakeWork>& fake) {
    auto window = std::make_unique<MainWindow>(tests::fakeServices(folder, fake));
    window->resize(1280, 800);
    window->show();
    window->showPage(MainWindow::kInspect);
    return window;
}

// Learns and begins the batch, or goes on with it; says the number of each picture that the window shows as
// finished, until it is killed.
int inspectUntilKilled(const QString& folder) {
    auto fake = std::make_shared<tests::FakeWork>();
    auto window = openWindow(folder, fake);
    auto& desk = window->inspectPage()->desk();
    const auto until = [](auto done) {
        for (int waited = 0; !done() && waited < 60000; waited += 10)
            QTest::qWait(10);
    };
    QObject::connect(&desk.batch().runner(), &InspectRunner::finished, window.get(),
                     [](const PictureItem& picture) {
                         std::printf("%lld\n", static_cast<long long>(picture.id));
                         std::fflush(stdout);
                     });
    until([&] { return desk.projects().isLoaded() && (desk.project().id == 0 || desk.batch().isLoaded()); });
    if (desk.batch().rowCount() == 0) {
        desk.addGood({goodIn(folder)});
        until([&] { return desk.examples().goodCount() == kGood; });
        until([&] { return desk.backbone().network() != nullptr; });
        desk.learn();
        until([&] { return desk.isFitted(); });
        fake->inspect->paceMs = kPaceMs;
        desk.inspect({partsIn(folder)});
    } else {
        until([&] { return desk.isFitted(); });
        fake->inspect->paceMs = kPaceMs;
        QTest::mouseClick(window->inspectPage()->strip()->button(), Qt::LeftButton);
    }
    QTest::qWait(60000);
    return 3;  // nobody killed it
}

}  // namespace

class InspectKilledTest : public QObject {
    Q_OBJECT

private slots:
    void nothingFinishedIsLostAndItGoesOn() {
        QTemporaryDir folder;
        for (int i = 0; i < kGood; ++i)
            tests::drawPart(goodIn(folder.path()), QStringLiteral("good%1.png").arg(i), {},
                            10u + static_cast<uint>(i), {80, 60});
        for (int i = 0; i < kPictures; ++i)
            tests::drawPart(partsIn(folder.path()), QStringLiteral("part%1.png").arg(i),
                            i % 3 == 0 ? QList<QRect>{QRect(20, 20, 12, 12)} : QList<QRect>{},
                            90u + static_cast<uint>(i), {80, 60});

        QSet<qint64> told;
        QList<qint64> twice;              // told of by two runs
        QHash<qint64, std::string> kept;  // results as they were after a kill
        for (const int killedAfter : {45, 100, 160}) {
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            child.start(QCoreApplication::applicationFilePath(), {kChild, folder.path()});
            QVERIFY(child.waitForStarted());
            const auto listen = [&] {
                while (child.canReadLine()) {
                    const qint64 id = child.readLine().trimmed().toLongLong();
                    if (told.contains(id)) twice.append(id);
                    told.insert(id);
                }
            };
            const auto enough = [&] {
                child.waitForReadyRead(20);
                listen();
                return told.size() >= killedAfter;
            };
            QTRY_VERIFY_WITH_TIMEOUT(enough(), 40000);
            child.kill();  // SIGKILL
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitStatus(), QProcess::CrashExit);
            listen();
            QCOMPARE(twice, QList<qint64>());

            auto database = engine::Database::open(folder.path().toStdString());
            QVERIFY(database.ok());
            engine::InspectionStore store(*database);
            const auto projects = *store.projects();
            QCOMPARE(projects.size(), size_t{1});
            const auto batches = *store.batches(projects.front().id);
            QCOMPARE(batches.size(), size_t{1});
            const auto pictures = *store.inspections(batches.front().id);
            QCOMPARE(pictures.size(), size_t{kPictures});
            QSet<QString> paths;
            int done = 0;
            for (const engine::StoredInspection& each : pictures) {
                paths.insert(toQt(each.path));
                if (each.state == engine::InspectionState::kWaiting) {
                    QVERIFY2(!told.contains(each.id), each.path.c_str());
                    continue;
                }
                ++done;
                QVERIFY(!each.resultJson.empty() && !each.verdict.empty());
                QVERIFY(!store.heatMap(each.id)->empty());
                // What an earlier run finished was not touched by a later one.
                if (kept.contains(each.id)) QCOMPARE(each.resultJson, kept.value(each.id));
                kept.insert(each.id, each.resultJson);
            }
            QCOMPARE(paths.size(), kPictures);
            // Two workers may have written one each that the window had not been told of.
            QVERIFY2(done >= told.size() && done < kPictures, qPrintable(QString::number(done)));
        }

        // The last run is this one: the rest, and none twice.
        const int before = static_cast<int>(kept.size());
        auto fake = std::make_shared<tests::FakeWork>();
        auto window = openWindow(folder.path(), fake);
        auto& desk = window->inspectPage()->desk();
        QTRY_COMPARE(desk.batch().rowCount(), kPictures);
        QTRY_VERIFY(desk.isFitted());
        QCOMPARE(desk.batch().counts().waiting, kPictures - before);
        QVERIFY(window->inspectPage()->strip()->text().contains(QStringLiteral("What is finished is kept")) ||
                window->inspectPage()->strip()->text().contains(QStringLiteral("已完成")));
        QTest::mouseClick(window->inspectPage()->strip()->button(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(desk.batch().counts().waiting, 0, 20000);
        QCOMPARE(fake->inspect->inspected.load(), kPictures - before);
        const auto counts = desk.batch().counts();
        QCOMPARE(counts.ng, (kPictures + 2) / 3);
        QCOMPARE(counts.ok + counts.ng, kPictures);
        const auto stores = window->backend().store().stores();
        const auto all = *stores->inspections.inspections(desk.batch().id());
        for (const engine::StoredInspection& each : all) {
            QCOMPARE(each.state, engine::InspectionState::kDone);
            if (kept.contains(each.id)) QCOMPARE(each.resultJson, kept.value(each.id));
        }
    }
};

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String(kChild)) return inspectUntilKilled(arguments.value(2));
    InspectKilledTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "inspect_killed_test.moc"
