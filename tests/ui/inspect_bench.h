// A product's good pictures and parts, drawn, and the Inspect page of a window over fake services.
#pragma once

#include <QPushButton>
#include <QTest>

#include "drop_files.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/inspect/good_panel.h"
#include "ui/inspect/inspect_page.h"
#include "window_desk.h"

namespace tests {

struct InspectBench {
    Desk desk;
    QString good, parts;

    void open(int goodPictures = 6, int partPictures = 6) {
        good = desk.folder.path() + "/good";
        parts = desk.folder.path() + "/parts";
        for (int i = 0; i < goodPictures; ++i)
            drawPart(good, QStringLiteral("good%1.png").arg(i), {}, 10u + static_cast<uint>(i));
        for (int i = 0; i < partPictures; ++i) {
            // Every other one has a pore, the last a scratch.
            const QList<QRect> defects = i == partPictures - 1 ? QList<QRect>{QRect(30, 60, 80, 8)}
                                         : i % 2 == 1          ? QList<QRect>{QRect(40 + 6 * i, 50, 12, 12)}
                                                               : QList<QRect>{};
            drawPart(parts, QStringLiteral("part%1.png").arg(i), defects, 90u + static_cast<uint>(i));
        }
        desk.open();
        desk.window->showPage(ui::shell::MainWindow::kInspect);
        QTest::qWait(20);
    }
    ui::InspectPage* page() const { return desk.window->inspectPage(); }
    ui::bridge::InspectDesk& work() const { return page()->desk(); }
    ui::bridge::InspectBatch& batch() const { return work().batch(); }

    void drop(const QStringList& paths, QPoint at) const { QVERIFY(dropFiles(page(), paths, at)); }
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

}  // namespace tests
