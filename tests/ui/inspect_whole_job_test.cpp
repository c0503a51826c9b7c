// Inspecting in the real window with the real detector on magnetic tiles: good ones are dropped and learned
// from, others are inspected, corrected and learned from, what was learned is promoted, all is inspected anew
// and exported, and another window over the same store shows the same. Skipped without the network
// (CONCLAVE_MODELS names a folder) or the tiles.
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

#include "drop_files.h"
#include "engine/documents/document.h"
#include "ui/bridge/engine_calls.h"
#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/store_service.h"
#include "ui/inspect/good_panel.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/inspect_strip.h"
#include "ui/inspect/learn_card.h"
#include "ui/inspect/picture_grid.h"
#include "ui/inspect/picture_pane.h"
#include "ui/inspect/picture_view.h"
#include "ui/inspect/prompt_line.h"
#include "window_desk.h"

using namespace ui::bridge;
using ui::shell::MainWindow;

namespace {

constexpr int kGood = 60;        // to learn from
constexpr int kFree = 8;         // to be inspected, without a defect
constexpr int kMostMs = 200000;  // for what takes seconds on an idle machine

const QString kTiles = QStringLiteral(CONCLAVE_SOURCE_DIR "/../shared/data/magnetic_tile");

// In the order of their numbers: shots of one tile have numbers near each other.
QStringList tiles(const QString& kind) {
    QStringList names =
        QDir(kTiles + "/MT_" + kind).entryList({QStringLiteral("*.jpg")}, QDir::Files, QDir::Name);
    const auto number = [](const QString& name) { return name.section('_', 2).section('.', 0, 0).toInt(); };
    std::sort(names.begin(), names.end(),
              [&](const QString& a, const QString& b) { return number(a) < number(b); });
    return names;
}

}  // namespace

class InspectWholeJobTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    QHash<QString, QRect> defects_;  // by the names of the parts that have one: where it is
    std::unique_ptr<MainWindow> window_;
    bool exported_ = false;

    QString parts() const { return folder_.path() + "/parts"; }
    ui::InspectPage* page() const { return window_->inspectPage(); }
    InspectDesk& desk() const { return page()->desk(); }
    InspectBatch& batch() const { return desk().batch(); }
    engine::InspectionStore& store() const { return window_->backend().store().stores()->inspections; }

    bool copy(const QString& kind, const QString& name, const QString& to) {
        return QDir().mkpath(to) && QFile::copy(kTiles + "/MT_" + kind + '/' + name, to + '/' + name);
    }
    // What the data set's mask has in white.
    static QRect defectOf(const QString& kind, const QString& name) {
        const QImage mask(kTiles + "/MT_" + kind + '/' + QFileInfo(name).completeBaseName() + ".png");
        QRect around;
        for (int y = 0; y < mask.height(); ++y) {
            for (int x = 0; x < mask.width(); ++x) {
                if (qGray(mask.pixel(x, y)) > 127) around = around.united(QRect(x, y, 1, 1));
            }
        }
        return around;
    }
    void openWindow() {
        Services services;
        services.dataFolder = (folder_.path() + "/data").toStdString();
        services.modelsFolder = qEnvironmentVariable("CONCLAVE_MODELS").toStdString();
        services.catalogueJson = tests::catalogueText();
        services.openStore = [](const std::filesystem::path& at) { return engine::Database::open(at); };
        services.calls = std::make_shared<EngineCalls>(realEngineCalls());
        window_ = std::make_unique<MainWindow>(std::move(services));
        window_->backend().settings().set(setting::kLanguage, QStringLiteral("en"));
        window_->resize(1280, 800);
        window_->show();
        window_->showPage(MainWindow::kInspect);
    }
    bool drop(const QString& what, double across) const {
        return tests::dropFiles(page(), {what}, {qRound(page()->width() * across), page()->height() / 2});
    }
    bool isThrough() const {
        return batch().rowCount() > 0 && batch().counts().waiting == 0 && !batch().runner().isRunning();
    }
    // Parts with a defect that are called OK, the plainest miss first.
    QList<int> missed() const {
        QList<int> rows;
        for (int row = 0; row < batch().rowCount(); ++row) {
            if (defects_.contains(batch().picture(row).name()) && batch().verdict(row) == VerdictMark::Ok)
                rows.append(row);
        }
        std::sort(rows.begin(), rows.end(),
                  [this](int a, int b) { return batch().picture(a).score < batch().picture(b).score; });
        return rows;
    }
    // A box around the defect by the mouse, its kind by the keyboard.
    void draw(int row, const QString& kind) {
        page()->openPicture(row);
        auto* view = page()->pane()->view();
        QTRY_VERIFY(view->hasPicture() && view->zoom() > 0);
        QTest::qWait(20);
        QTest::keyClick(view, Qt::Key_D);
        const QRect size(QPoint(), batch().picture(row).size);
        const QRect defect = defects_[batch().picture(row).name()].adjusted(-2, -2, 2, 2).intersected(size);
        const QRectF wanted = view->onScreen(defect);
        const QPoint from = wanted.topLeft().toPoint(), to = wanted.bottomRight().toPoint();
        const auto before = batch().picture(row).boxes.size();
        QTest::mousePress(view, Qt::LeftButton, {}, from);
        QTest::mouseMove(view, (from + to) / 2);
        QTest::mouseMove(view, to);
        QTest::mouseRelease(view, Qt::LeftButton, {}, to);
        QCOMPARE(batch().picture(row).boxes.size(), before + 1);
        QTest::keyClicks(page()->pane()->kinds(), kind);
        QTest::keyClick(page()->pane()->kinds(), Qt::Key_Return);
        const BoxItem& box = batch().picture(row).boxes.last();
        QVERIFY(box.byHand && box.box.intersects(defect));
        QCOMPARE(batch().verdict(row), VerdictMark::Ng);
        QTest::keyClick(view, Qt::Key_Escape);
        QTRY_VERIFY(!page()->isLarge());
    }
    // Few false alarms, most defects found, and the boxes lie over them.
    void checkVerdicts(int* defectsFound) const {
        int falseAlarms = 0, found = 0, placed = 0;
        for (int row = 0; row < batch().rowCount(); ++row) {
            const PictureItem& picture = batch().picture(row);
            QCOMPARE(picture.state, PictureState::Done);
            QVERIFY(!picture.text.isEmpty());
            const bool ng = picture.found == VerdictMark::Ng;
            QCOMPARE(ng, picture.score >= 1);
            QCOMPARE(ng, !picture.boxes.isEmpty());
            const QRect defect = defects_.value(picture.name());
            falseAlarms += ng && defect.isEmpty() ? 1 : 0;
            found += ng && !defect.isEmpty() ? 1 : 0;
            bool meets = false;
            for (const BoxItem& each : picture.boxes) {
                QVERIFY(QRect(QPoint(), picture.size).contains(each.box));
                QVERIFY(each.area > 0 && each.area <= each.box.width() * each.box.height());
                QVERIFY(each.confidence > 0 && each.confidence <= 1);
                meets = meets || each.box.intersects(defect);
            }
            placed += meets ? 1 : 0;
        }
        qInfo("%d false alarms in %d, %d of %d defects found, %d with a box over it", falseAlarms, kFree,
              found, static_cast<int>(defects_.size()), placed);
        QVERIFY(falseAlarms <= 1);
        QVERIFY(2 * found >= defects_.size());
        QVERIFY(10 * placed >= 8 * found);
        *defectsFound = found;
    }

private slots:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        const QString models = qEnvironmentVariable("CONCLAVE_MODELS");
        if (models.isEmpty() || !QDir(models + "/efficientnet-lite0").exists())
            QSKIP("CONCLAVE_MODELS names no folder with EfficientNet-Lite0");
        const QStringList good = tiles(QStringLiteral("Free"));
        if (good.size() < 2 * kGood) QSKIP("there are no magnetic tiles in ../shared/data");
        for (int i = 0; i < kGood; ++i)
            QVERIFY(copy("Free", good[i], folder_.path() + "/good"));
        for (int i = 0; i < kFree; ++i)  // other tiles than those
            QVERIFY(copy("Free", good[good.size() - 1 - i], parts()));
        for (const auto& [kind, count] : {std::pair("Blowhole", 8), {"Break", 8}, {"Fray", 6}}) {
            const QStringList names = tiles(kind);
            for (int i = 0; i < count; ++i) {
                const QString name = names[i * (names.size() / count)];
                QVERIFY(copy(kind, name, parts()));
                defects_.insert(name, defectOf(kind, name));
                QVERIFY(!defects_[name].isEmpty());
            }
        }
    }

    void fromDropToExport() {
        openWindow();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
        QVERIFY(drop(folder_.path() + "/good", 0.05));
        QTRY_COMPARE(desk().examples().goodCount(), kGood);
        auto* learn = page()->goodPanel()->learnButton();
        QTRY_VERIFY_WITH_TIMEOUT(learn->isEnabled(), kMostMs);
        QTest::mouseClick(learn, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(desk().isFitted(), kMostMs);
        QCOMPARE(desk().fitted().good, kGood);
        QVERIFY(desk().fitted().groups < kGood);  // several shots of one tile are one
        auto* edit = page()->promptLine()->edit();
        QTest::keyClicks(edit, "find pores and breaks");
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(desk().prompt().kinds.size(), 2);
        QVERIFY(desk().prompt().notUnderstood.isEmpty());

        QVERIFY(drop(parts(), 0.75));
        QTRY_VERIFY_WITH_TIMEOUT(isThrough(), kMostMs);
        QCOMPARE(batch().rowCount(), kFree + defects_.size());
        int foundFirst = 0, foundThen = 0;
        checkVerdicts(&foundFirst);
        const qint64 first = batch().id();

        // One is overruled by the keyboard.
        const QList<int> wrong = missed();
        QVERIFY(wrong.size() >= 3);
        auto* grid = page()->grid();
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_Home);
        for (int row = 0; row < wrong[0]; ++row)
            QTest::keyClick(grid, Qt::Key_Right);
        QCOMPARE(grid->currentRow(), wrong[0]);
        QTest::keyClick(grid, Qt::Key_N);
        QCOMPARE(batch().verdict(wrong[0]), VerdictMark::Ng);
        const auto stored = [this](int row) {
            return store().inspections(batch().id())->at(static_cast<size_t>(row));
        };
        QTRY_COMPARE(stored(wrong[0]).overruled, std::string("NG"));
        QCOMPARE(stored(wrong[0]).verdict, std::string("OK"));
        // Boxes are drawn and named, one with a word of the product's own.
        draw(wrong[1], QStringLiteral("pore"));
        draw(wrong[2], QStringLiteral("chatter mark"));
        const auto inStore = [&] { return QString::fromStdString(stored(wrong[2]).resultJson); };
        QTRY_VERIFY(inStore().contains(QStringLiteral("chatter mark")));
        QCOMPARE(desk().examples().taughtCount(), 3);
        QVERIFY(desk().kindKeys().contains(QStringLiteral("chatter mark")));

        // Learned from, compared, promoted.
        const QString before = toQt(store().project(desk().project().id)->value().file);
        QPushButton* again = nullptr;
        for (auto* each : page()->findChildren<QPushButton*>()) {
            if (each->isVisible() && each->text() == QStringLiteral("Learn (3 taught)")) again = each;
        }
        QVERIFY(again != nullptr);
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(page()->learnCard()->isVisible(), kMostMs);
        const FitItem candidate = *desk().candidate();
        QCOMPARE(candidate.taught, 3);
        QStringList shown;
        for (const auto* each : page()->learnCard()->findChildren<QLabel*>())
            shown.append(each->text());
        for (const FiguresItem& each : {candidate.before, candidate.after}) {
            qInfo("AUROC %.3f, recall %.2f, kinds %.2f", each.imageAuroc, each.recall, each.kindAccuracy);
            QVERIFY(each.imageAuroc > 0 && each.imageAuroc <= 1);
            QVERIFY2(shown.contains(QLocale().toString(each.imageAuroc, 'f', 3)),
                     qPrintable(shown.join('|')));
        }
        QTest::mouseClick(page()->learnCard()->promoteButton(), Qt::LeftButton);
        QTRY_VERIFY(!desk().isBehind());
        QCOMPARE(desk().fitted().taught, 3);
        const auto file = [&] { return toQt(store().project(desk().project().id)->value().file); };
        QTRY_VERIFY(file() != before);
        QVERIFY(QFile::exists(file()));
        QVERIFY(!QFile::exists(before));

        // All of it anew.
        QTRY_COMPARE(page()->strip()->button()->text(), QStringLiteral("Inspect again"));
        QTest::mouseClick(page()->strip()->button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(batch().id() != first && isThrough(), kMostMs);
        QVERIFY(!batch().isOutdated());
        checkVerdicts(&foundThen);
        QVERIFY(foundThen > foundFirst);
        // Of one nobody can say.
        grid->setFocus();
        grid->setCurrentRow(0);
        QTest::keyClick(grid, Qt::Key_U);
        QTRY_COMPARE(stored(0).overruled, std::string("unsure"));
        for (const QString suffix : {"csv", "json", "pdf"}) {
            page()->exportTo(folder_.path() + "/results." + suffix);
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder_.path() + "/results." + suffix), 20000);
        }
        exported_ = true;
    }

    void filesSayWhatThePageSays() {
        if (!exported_) QSKIP("nothing was exported");
        const auto read = [&](const QString& suffix) {
            QFile file(folder_.path() + "/results." + suffix);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const auto document = engine::importDocument((folder_.path() + "/results.pdf").toStdString());
        QVERIFY(document.ok());
        const QString pdf = QString::fromStdString(document->text);
        const QList<QByteArray> lines = read(QStringLiteral("csv")).trimmed().split('\n');
        const QJsonObject json = QJsonDocument::fromJson(read(QStringLiteral("json"))).object();
        const QJsonArray images = json["images"].toArray();
        QCOMPARE(images.size(), batch().rowCount());
        QCOMPARE(json["prompt"].toString(), QStringLiteral("find pores and breaks"));
        qsizetype line = 1;
        for (int row = 0; row < batch().rowCount(); ++row) {
            const PictureItem& picture = batch().picture(row);
            const QString verdict = QString::fromLatin1(verdictWord(batch().verdict(row)));
            const QJsonObject image = images[row].toObject();
            QCOMPARE(image["file"].toString(), picture.path);
            QCOMPARE(image["verdict"].toString(), verdict);
            QCOMPARE(image["overruled"].toBool(), row == 0);
            const QJsonArray defects = image["defects"].toArray();
            QCOMPARE(defects.size(), picture.boxes.size());
            for (int i = 0; i < defects.size(); ++i) {
                const QJsonArray box = defects[i]["box"].toArray();
                QCOMPARE(QRect(box[0].toInt(), box[1].toInt(), box[2].toInt(), box[3].toInt()),
                         picture.boxes[i].box);
                QCOMPARE(defects[i]["type"].toString(), picture.boxes[i].kind);
            }
            for (qsizetype i = 0; i < std::max<qsizetype>(1, defects.size()); ++i, ++line) {
                const QString said = QString::fromUtf8(lines.value(line));
                QVERIFY2(said.startsWith(picture.path + ',' + verdict + (row == 0 ? ",yes," : ",")),
                         qPrintable(said));
            }
            QVERIFY2(pdf.contains(picture.name()), qPrintable(picture.name()));
        }
        QCOMPARE(lines.size(), line);
        const auto counts = batch().counts();
        QVERIFY(
            pdf.contains(QStringLiteral("%1 OK, %2 NG, 1 unsure, 0 failed").arg(counts.ok).arg(counts.ng)));
    }

    void allIsThereWhenItIsOpenedAgain() {
        if (!exported_) QSKIP("nothing was exported");
        QTest::qWait(100);
        const PictureList before = batch().pictures();
        const qint64 id = batch().id();
        window_.reset();
        openWindow();
        QTRY_COMPARE(batch().rowCount(), before.size());
        QCOMPARE(batch().id(), id);
        QTRY_VERIFY_WITH_TIMEOUT(desk().isFitted(), kMostMs);
        QVERIFY(!desk().isBehind());
        QCOMPARE(desk().fitted().taught, 3);
        QTRY_COMPARE(desk().examples().taughtCount(), 3);
        QCOMPARE(desk().examples().goodCount(), kGood);
        for (int row = 0; row < before.size(); ++row) {
            const PictureItem& now = batch().picture(row);
            QCOMPARE(now.path, before[row]->path);
            QCOMPARE(now.found, before[row]->found);
            QCOMPARE(now.overruled, before[row]->overruled);
            QCOMPARE(now.score, before[row]->score);
            QCOMPARE(now.text, before[row]->text);
            QCOMPARE(now.boxes.size(), before[row]->boxes.size());
            for (int i = 0; i < now.boxes.size(); ++i)
                QCOMPARE(now.boxes[i].box, before[row]->boxes[i].box);
            const auto heat = store().heatMap(now.id);
            QVERIFY(heat.ok() && heat->size() > 8);
        }
        QCOMPARE(store().batches(desk().project().id)->size(), size_t{2});
        // What was promoted is what inspects.
        const QString copied = folder_.path() + "/the-same.jpg";
        QVERIFY(QFile::copy(before[3]->path, copied));
        QVERIFY(drop(copied, 0.75));
        QTRY_VERIFY_WITH_TIMEOUT(batch().rowCount() == before.size() + 1 && isThrough(), kMostMs);
        QVERIFY(std::abs(batch().picture(batch().rowOfPath(copied)).score - before[3]->score) < 1e-6);
    }
    void cleanupTestCase() { window_.reset(); }
};

QTEST_MAIN(InspectWholeJobTest)
#include "inspect_whole_job_test.moc"
