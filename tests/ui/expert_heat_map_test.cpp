// The router made visible: the map tells and paints its cells, is walked over by keyboard, and is opened from
// an answer, also after a restart and from the history.
#include <QApplication>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTest>

#include "ui/bridge/document_session.h"
#include "ui/bridge/routing_values.h"
#include "ui/history/history_page.h"
#include "ui/history/run_preview.h"
#include "ui/look/theme.h"
#include "ui/read/conversation_view.h"
#include "ui/read/read_page.h"
#include "ui/read/summary_view.h"
#include "ui/widgets/expert_heat_map.h"
#include "ui/widgets/expert_sheet.h"
#include "window_desk.h"

using ui::ExpertHeatMap;
using ui::ExpertSheet;
using ui::bridge::DocumentSession;
using ui::bridge::RoutingItem;

namespace {

// A dense layer, one that takes two of its four experts alike, and one with favourites.
RoutingItem threeLayers() {
    RoutingItem routing;
    routing.experts = 4;
    routing.active = 2;
    routing.counts = {{0, 0, 0, 0}, {500, 500, 0, 0}, {1, 41, 900, 1058}};
    routing.entropy = {0, 1, 1.35};
    return routing;
}

int lightness(const QColor& color) {
    return qGray(color.rgb());
}

}  // namespace

class ExpertHeatMapTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        ui::Theme::instance().install(*qApp);
        QLocale::setDefault(QLocale::English);
    }

    void tellsItsCells() {
        ExpertHeatMap map;
        map.setRouting(threeLayers());
        QCOMPARE(map.describe(2, 1), QStringLiteral("layer 2 · expert 1 · 2.1 % · 41 tokens"));
        QCOMPARE(map.describe(2, 3), QStringLiteral("layer 2 · expert 3 · 53 % · 1,058 tokens"));
        QCOMPARE(map.describe(2, 0), QStringLiteral("layer 2 · expert 0 · 0.05 % · 1 token"));
        QCOMPARE(map.describe(1, 2), QStringLiteral("layer 1 · expert 2 · not chosen"));
        QCOMPARE(map.describe(0, 2), QStringLiteral("layer 0 · dense, without experts"));
        QCOMPARE(map.describe(2, 4), QStringLiteral("layer 2 · entropy 1.35 of 2.00 bits"));
        QCOMPARE(map.describe(3, 0), QString());
        QCOMPARE(map.describe(0, 5), QString());
        QVERIFY(!map.accessibleName().isEmpty());
    }

    // The scale is that of the even share, for every model and in both themes.
    void oneScale_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void oneScale() {
        QFETCH(bool, dark);
        ui::Theme::instance().choose(dark ? ui::Theme::Choice::Dark : ui::Theme::Choice::Light);
        ExpertHeatMap four, many;
        four.setRouting(threeLayers());
        RoutingItem wide = threeLayers();
        wide.experts = 128;
        for (auto& counts : wide.counts)
            counts.resize(128);
        many.setRouting(wide);
        QCOMPARE(four.colorOf(1.0 / 4), many.colorOf(1.0 / 128));
        QCOMPARE(four.colorOf(0), ui::colors().surface);
        QCOMPARE(many.colorOf(8.0 / 128), many.colorOf(1));
        int before = lightness(ui::colors().surface);
        for (const double even : {0.126, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0}) {
            const int now = lightness(many.colorOf(even / 128));
            QVERIFY2(dark ? now > before + 3 : now < before - 3, qPrintable(QString::number(even)));
            before = now;
        }
        ui::Theme::instance().choose(ui::Theme::Choice::Light);
    }

    void paintsItsCells() {
        ExpertHeatMap map;
        map.setRouting(threeLayers());
        map.resize(700, 300);
        const QImage image = map.grab().toImage();
        const auto at = [&](int layer, int column) {
            return image.pixelColor(map.cellRect(layer, column).center());
        };
        QCOMPARE(at(2, 2).rgb(), map.colorOf(0.45).rgb());
        QCOMPARE(at(2, 1).rgb(), map.colorOf(0.0205).rgb());
        QCOMPARE(at(1, 3).rgb(), ui::colors().surface.rgb());
        // The entropy's bar covers half of its track, and 1.35 of 2 bits.
        const QRect half = map.cellRect(1, 4), more = map.cellRect(2, 4);
        const auto inBar = [&](const QRect& bar, double part) {
            return image.pixelColor(bar.left() + static_cast<int>(part * bar.width()), bar.center().y());
        };
        QCOMPARE(inBar(half, 0.45).rgb(), ui::colors().muted.rgb());
        QCOMPARE(inBar(half, 0.55).rgb(), ui::colors().line.rgb());
        QCOMPARE(inBar(more, 0.65).rgb(), ui::colors().muted.rgb());
        QCOMPARE(inBar(more, 0.70).rgb(), ui::colors().line.rgb());
        // The dense layer is hatched: both colours, and no bar.
        QSet<QRgb> dense;
        const QRect first = map.cellRect(0, 1);
        for (int x = first.left(); x < first.right(); ++x)
            dense.insert(image.pixel(x, first.center().y()));
        QVERIFY(dense.contains(ui::colors().lineStrong.rgb()) && dense.contains(ui::colors().surface.rgb()));
        QVERIFY(inBar(map.cellRect(0, 4), 0.1) != ui::colors().line);
    }

    // Every pixel of a cell belongs to it, also where cells are narrow and of unequal widths.
    void pointsAtItsCells() {
        RoutingItem routing;
        routing.experts = 60;
        routing.active = 4;
        for (int layer = 0; layer < 27; ++layer) {
            routing.counts.append(QList<qint64>(60, layer + 1));
            routing.entropy.append(5);
        }
        ExpertHeatMap map;
        map.setRouting(routing);
        map.resize(703, 411);
        QVERIFY(map.width() >= map.minimumSizeHint().width());
        for (int layer = 0; layer < 27; ++layer) {
            for (int column = 0; column <= 60; ++column) {
                const QRect cell = map.cellRect(layer, column);
                for (const QPoint& corner : {cell.topLeft(), cell.bottomRight()}) {
                    QTest::mouseClick(&map, Qt::LeftButton, {}, corner);
                    QCOMPARE(map.accessibleDescription(), map.describe(layer, column));
                }
            }
        }
    }

    void byKeyboard() {
        ExpertHeatMap map;
        map.setRouting(threeLayers());
        map.show();
        map.setFocus();
        const auto key = [&](Qt::Key pressed, int layer, int column, Qt::KeyboardModifiers with = {}) {
            QTest::keyClick(&map, pressed, with);
            QCOMPARE(map.accessibleDescription(), map.describe(layer, column));
        };
        key(Qt::Key_Down, 1, 0);
        key(Qt::Key_Right, 1, 1);
        key(Qt::Key_PageDown, 2, 1);
        key(Qt::Key_End, 2, 4);  // the entropy
        key(Qt::Key_Right, 2, 4);
        key(Qt::Key_Left, 2, 3);
        key(Qt::Key_Home, 2, 0);
        key(Qt::Key_Up, 1, 0);
        key(Qt::Key_Home, 0, 0, Qt::ControlModifier);
        key(Qt::Key_Up, 0, 0);
        key(Qt::Key_End, 2, 0, Qt::ControlModifier);
    }

    void asJsonThereAndBack() {
        const QJsonObject json = ui::bridge::routingToJson(threeLayers());
        const RoutingItem back = ui::bridge::routingFromJson(json);
        QCOMPARE(back.experts, 4);
        QCOMPARE(back.active, 2);
        QCOMPARE(back.counts, threeLayers().counts);
        QCOMPARE(back.entropy, threeLayers().entropy);
        // As the command line writes it.
        tests::FakeWork fake;
        fake.experts = 16;
        const auto routing = tests::fakeRouting(fake);
        const RoutingItem other = ui::bridge::routingFromJson(
            QJsonDocument::fromJson(QByteArray::fromStdString(engine::toJson(routing).dump())).object());
        QCOMPARE(other.counts, ui::bridge::toItem(routing).counts);
        QCOMPARE(other.entropy, ui::bridge::toItem(routing).entropy);
        // Measures that do not agree.
        QJsonObject wrong = json;
        wrong["experts"] = 5;
        QVERIFY(ui::bridge::routingFromJson(wrong).isEmpty());
        QVERIFY(ui::bridge::routingFromJson({}).isEmpty());
    }

    void openedFromAnAnswer() {
        tests::Desk desk;
        desk.open();
        desk.window->openFiles({tests::writeContract(desk.folder.path())});
        auto* session = desk.window->readPage()->session();
        QTRY_VERIFY(session->storeId() > 0);
        const auto askAgain = [&] {
            session->ask(QStringLiteral("Which law?"));
            QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        };
        auto* view = desk.window->findChild<ui::ConversationView*>();
        askAgain();
        QVERIFY(!view->toPlainText().contains(QStringLiteral("Experts")));  // a dense model
        desk.fake->experts = 16;
        askAgain();
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
        QVERIFY(view->targetRect(QStringLiteral("experts:1")).isNull());
        QVERIFY(!view->targetRect(QStringLiteral("experts:3")).isNull());

        // By keyboard: Tab to the link, Enter, into the map, Escape.
        desk.window->readPage()->showTab(ui::ReadPage::kQuestionsTab);
        view->setFocus();
        const auto target = [&] { return view->textCursor().charFormat().anchorHref(); };
        for (int steps = 0; steps < 20 && target() != QLatin1String("experts:3"); ++steps)
            QTest::keyClick(view, Qt::Key_Tab);
        QTest::keyClick(view, Qt::Key_Return);
        auto* sheet = desk.window->findChild<ExpertSheet*>();
        QVERIFY(sheet != nullptr && sheet->isVisible());
        auto* map = sheet->findChild<ExpertHeatMap*>();
        QCOMPARE(map->layers(), 24);
        QTRY_VERIFY(map->hasFocus());
        QTest::keyClick(map, Qt::Key_Down);
        QVERIFY(map->accessibleDescription().startsWith(QStringLiteral("layer 1 · expert 0 · ")));
        const QString told = map->accessibleDescription();
        QTest::keyClick(map, Qt::Key_Escape);
        QTRY_VERIFY(desk.window->findChild<ExpertSheet*>() == nullptr);

        // Closed and opened again, it is still there.
        QTest::qWait(50);
        desk.window.reset();
        desk.fake->experts = 0;
        desk.open();
        desk.window->openFiles({desk.folder.filePath(QStringLiteral("supply agreement.txt"))});
        session = desk.window->readPage()->session();
        QTRY_COMPARE(session->messages().size(), 4);
        QVERIFY(session->messages()[1].routing.isEmpty());
        view = desk.window->findChild<ui::ConversationView*>();
        emit view->linkActivated(QStringLiteral("experts:3"));
        map = desk.window->findChild<ExpertHeatMap*>();
        QVERIFY(map != nullptr);
        QCOMPARE(map->describe(1, 0), told);
        delete desk.window->findChild<ExpertSheet*>();

        // The history shows it too; of the older answer there is nothing to show.
        desk.window->showPage(ui::shell::MainWindow::kHistory);
        auto* preview = desk.window->findChild<ui::RunPreview*>();
        QTRY_VERIFY(!preview->targetRect(QStringLiteral("experts:")).isNull());
        emit preview->linkActivated(QStringLiteral("experts:"));
        QVERIFY(desk.window->findChild<ExpertSheet*>() != nullptr);
        // Asked again of a dense model, the answer has no routing.
        session->regenerate();
        QVERIFY(session->messages().last().routing.isEmpty());
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        QVERIFY(session->messages().last().routing.isEmpty());
    }

    void openedFromASummary() {
        tests::Desk desk;
        desk.fake->experts = 128;
        desk.fake->layers = 48;
        desk.open();
        desk.window->openFiles({tests::writeContract(desk.folder.path())});
        auto* session = desk.window->readPage()->session();
        QTRY_VERIFY(session->storeId() > 0);
        session->summarize();
        QTRY_VERIFY(session->summary().complete);
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        QTest::qWait(50);
        desk.window.reset();
        desk.open();
        desk.window->openFiles({desk.folder.filePath(QStringLiteral("supply agreement.txt"))});
        session = desk.window->readPage()->session();
        QTRY_VERIFY(session->summary().complete);
        auto* view = desk.window->readPage()->summaryView();
        QVERIFY(!view->targetRect(QStringLiteral("experts:")).isNull());
        emit view->linkHovered(QStringLiteral("experts:"), {});  // no chip: nothing is quoted
        emit view->linkActivated(QStringLiteral("experts:"));
        auto* map = desk.window->findChild<ExpertHeatMap*>();
        QVERIFY(map != nullptr);
        QCOMPARE(map->layers(), 48);
        // Read again by a dense model, there is nothing to show.
        desk.fake->experts = 0;
        session->summarize();
        QVERIFY(session->summary().routing.isEmpty());
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        QVERIFY(view->targetRect(QStringLiteral("experts:")).isNull());
    }
};

QTEST_MAIN(ExpertHeatMapTest)
#include "expert_heat_map_test.moc"
