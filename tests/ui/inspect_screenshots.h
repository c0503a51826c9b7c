// The states of the Inspect page, for screenshots.cpp: with drawn parts, and with real ones where they are.
#pragma once

#include <QCursor>
#include <QDirIterator>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QMenu>
#include <QMimeData>
#include <QSlider>
#include <QTest>

#include "fake_desk.h"
#include "ui/bridge/backend.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/model_catalog.h"
#include "ui/inspect/drop_zones.h"
#include "ui/inspect/good_panel.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/picture_grid.h"
#include "ui/inspect/picture_pane.h"
#include "ui/inspect/picture_view.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/info_bar.h"

namespace tests {

using Shot = std::function<void(ui::shell::MainWindow&, const QString&)>;

template <class Condition>
void waitUntil(Condition condition, int mostMs = 120000) {
    for (int waited = 0; !condition() && waited < mostMs; waited += 20)
        QTest::qWait(20);
}

inline void drawParts(const QString& good, const QString& parts) {
    for (int i = 0; i < 36; ++i)
        drawPart(good, QStringLiteral("housing-%1.png").arg(i + 1, 3, 10, QChar('0')), {},
                 40u + static_cast<uint>(i), {320, 240});
    drawPart(good, "odd-one.png", {QRect(140, 90, 40, 30)}, 7, {320, 240});
    for (int i = 0; i < 46; ++i) {
        QList<QRect> defects;
        if (i % 7 == 3) defects.append(QRect(60 + 4 * i, 80, 18, 16));
        if (i % 11 == 5) defects.append(QRect(60, 140 - i, 130, 9));
        drawPart(parts, QStringLiteral("part-%1.png").arg(i + 1, 3, 10, QChar('0')), defects,
                 900u + static_cast<uint>(i), {320, 240});
    }
    QFile broken(parts + "/part-broken.png");
    if (broken.open(QIODevice::WriteOnly)) broken.write("not a picture");
}

// The window is empty when this begins.
inline void shootInspect(ui::shell::MainWindow& window, FakeWork& fake, const QString& folder, bool chinese,
                         const Shot& shot) {
    auto* page = window.inspectPage();
    auto& desk = page->desk();
    const QString good = folder + "/good", parts = folder + "/parts";
    drawParts(good, parts);
    window.showPage(ui::shell::MainWindow::kInspect);
    shot(window, "A1-inspect-empty");

    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(parts)});
        QDragEnterEvent enter(QPoint(page->width() * 2 / 3, 300), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(page, &enter);
        shot(window, "A2-inspect-drop");
        page->findChild<ui::DropZones*>()->hide();
    }
    desk.setPrompt(chinese ? QStringLiteral("检测表面划痕和气孔，还有橘皮")
                           : QStringLiteral("find scratches and pores and orange peel"));
    page->inspectFiles({parts});
    waitUntil([&] { return desk.batch().rowCount() > 0 && desk.batch().counts().waiting == 0; });
    shot(window, "A3-inspect-preview");
    desk.batch().startNew();
    desk.addGood({good});
    waitUntil([&] { return desk.examples().goodCount() == 37; });
    window.infoBar()->hide();
    shot(window, "A4-inspect-good");
    fake.inspect->fitPaceMs = 60;
    desk.learn();
    QTest::qWait(1200);
    shot(window, "A5-inspect-learning");
    fake.inspect->fitPaceMs = 0;
    waitUntil([&] { return desk.isFitted(); });
    shot(window, "A6-inspect-learned");
    fake.inspect->paceMs = 60;
    page->inspectFiles({parts});
    waitUntil([&] { return desk.batch().counts().waiting < 28 && desk.batch().rowCount() > 0; });
    shot(window, "A7-inspect-busy");
    desk.stop();
    waitUntil([&] { return !desk.isBusy(); });
    shot(window, "A8-inspect-stopped");
    fake.inspect->paceMs = 0;
    desk.goOn();
    waitUntil([&] { return desk.batch().counts().waiting == 0; });
    QTest::qWait(400);
    page->grid()->setCurrentRow(3);
    shot(window, "A9-inspect-grid");
    page->openPicture(3, 0);
    waitUntil([&] { return page->pane()->view()->hasPicture(); });
    QTest::qWait(200);
    shot(window, "B1-inspect-large");
    QTest::keyClick(page->pane()->view(), Qt::Key_B);
    QTest::qWait(100);
    shot(window, "B2-inspect-drawn");
    page->pane()->view()->setFocus();
    page->openPicture(desk.batch().rowOfPath(parts + "/part-broken.png"));
    shot(window, "B3-inspect-failed");
    page->showGrid();
    desk.overrule({10, 11}, ui::bridge::VerdictMark::Ng);
    desk.overrule({0}, ui::bridge::VerdictMark::Ok);
    shot(window, "B4-inspect-corrected");
    desk.learn();
    waitUntil([&] { return desk.candidate().has_value(); });
    shot(window, "B5-inspect-compared");
    desk.promote();
    waitUntil([&] { return !desk.isBehind(); });
    desk.setLine(0.85, true);
    shot(window, "B6-inspect-promoted");
    page->foldSides();
    page->grid()->setSide(220);
    shot(window, "B7-inspect-folded");
    page->foldSides();
    page->grid()->setSide(128);
}

// Magnetic tiles as the engine itself sees them; `data` is the folder of the data set.
inline void shootInspectReal(ui::shell::MainWindow& window, const QString& data, bool chinese,
                             const Shot& shot) {
    auto* page = window.inspectPage();
    auto& desk = page->desk();
    window.showPage(ui::shell::MainWindow::kInspect);
    const auto some = [&](const QString& kind, int from, int count) {
        QStringList paths;
        QDirIterator files(data + "/MT_" + kind, {QStringLiteral("*.jpg")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            paths.append(files.next());
        paths.sort();
        return paths.mid(from, count);
    };
    waitUntil([&] { return desk.backbone().network() != nullptr; });
    desk.setPrompt(chinese ? QStringLiteral("检测气孔、裂纹和缺口")
                           : QStringLiteral("find pores, cracks and breaks"));
    desk.addGood(some("Free", 0, 120));
    waitUntil([&] { return desk.examples().goodCount() > 0; });
    window.infoBar()->hide();
    desk.learn();
    waitUntil([&] { return desk.isFitted(); }, 600000);
    shot(window, "C1-real-learned");
    QStringList parts = some("Free", 300, 40);
    for (const char* kind : {"Blowhole", "Break", "Crack", "Fray", "Uneven"})
        parts += some(kind, 0, 12);
    QElapsedTimer clock;
    clock.start();
    page->inspectFiles(parts);
    waitUntil([&] { return desk.batch().rowCount() > 0 && desk.batch().counts().waiting == 0; }, 600000);
    qInfo("%d pictures in %.1f s", desk.batch().rowCount(), static_cast<double>(clock.elapsed()) / 1000);
    QTest::qWait(400);
    shot(window, "C2-real-grid");
    // One with a defect, whole and at its own pixels.
    int row = 0;
    while (row + 1 < desk.batch().rowCount() && desk.batch().picture(row).boxes.isEmpty())
        ++row;
    page->openPicture(row, 0);
    waitUntil([&] { return page->pane()->view()->hasPicture(); });
    QTest::qWait(300);
    shot(window, "C3-real-large");
    page->pane()->view()->zoomTo(1);
    shot(window, "C4-real-own-pixels");
    page->showGrid();
    waitUntil([&] { return window.backend().models().isScanned(); });
    if (!desk.writer().model().isEmpty()) {
        desk.writeWords();
        waitUntil([&] { return desk.writer().done() > 1 || !desk.writer().isWriting(); });
        shot(window, "C5-real-writing");
        desk.writer().cancel();
        waitUntil([&] { return !desk.writer().isWriting(); });
        shot(window, "C6-real-report");
    }
    QTest::qWait(1200);
    window.showPage(ui::shell::MainWindow::kHistory);
    QTest::qWait(400);
    shot(window, "C7-real-history");
}

}  // namespace tests
