// Where tiles lie, and what their maps become.
#include "engine/vision/tiles.h"

#include <QTest>

using namespace engine;

class TilesTest : public QObject {
    Q_OBJECT
private slots:
    void smallPicturesAreOneTile() {
        QCOMPARE(layTiles(400, 400), TileLayout());
        QCOMPARE(layTiles(800, 600), TileLayout());
        QCOMPARE(layTiles(1, 1), TileLayout());
        QVERIFY(layTiles(801, 600).count() > 1);
        QVERIFY(layTiles(600, 801).count() > 1);
        QCOMPARE(TileLayout().tile(0, 640, 480), (PixelBox{0, 0, 640, 480}));
        QCOMPARE(TileLayout().cellsAcross(), kDetectorGrid);
    }

    void tilesCoverThePictureAndShareAQuarter_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        for (const auto& [width, height] :
             {std::pair(1000, 700), std::pair(1600, 1200), std::pair(2000, 1500), std::pair(1500, 2000),
              std::pair(4000, 3000), std::pair(9001, 603), std::pair(20'000, 12'000), std::pair(900, 40)})
            QTest::addRow("%d x %d", width, height) << width << height;
    }
    void tilesCoverThePictureAndShareAQuarter() {
        QFETCH(int, width);
        QFETCH(int, height);
        const TileLayout layout = layTiles(width, height);
        QVERIFY(layout.count() > 1 && layout.count() <= kMostTiles);
        const PixelBox first = layout.tile(0, width, height),
                       last = layout.tile(layout.count() - 1, width, height);
        QVERIFY(first.x == 0 && first.y == 0);
        QVERIFY(last.x + last.width == width && last.y + last.height == height);
        for (int32_t i = 0; i < layout.count(); ++i) {
            const PixelBox tile = layout.tile(i, width, height);
            QVERIFY(std::abs(tile.width - first.width) <= 1 && std::abs(tile.height - first.height) <= 1);
            if (i % layout.columns == 0) continue;
            const PixelBox before = layout.tile(i - 1, width, height);
            const double shared = before.x + before.width - tile.x;
            QVERIFY2(std::abs(shared - tile.width / 4.0) <= 2, qPrintable(QString::number(shared)));
        }
        // About square, unless one row or column holds the whole side.
        if (layout.rows > 1 && layout.columns > 1) {
            const double shape = static_cast<double>(first.width) / first.height;
            QVERIFY2(shape > 0.65 && shape < 1.5, qPrintable(QString::number(shape)));
        }
    }

    void tilesAreAsFineAsTheirNumberAllows() {
        const PixelBox fine = layTiles(2000, 1500).tile(0, 2000, 1500);
        QVERIFY2(fine.width >= 400 && fine.width <= 640, qPrintable(QString::number(fine.width)));
        QVERIFY(layTiles(4000, 3000).count() > 16);
        // Another picture of the same product: tiles as large in pixels, however many these are.
        const PixelBox large = layTiles(3000, 3000, 900).tile(0, 3000, 3000);
        QVERIFY(std::abs(large.width - 900) < 150);
    }

    void theNearestTileHoldsThePlaceFarFromItsEdge() {
        const TileLayout layout = layTiles(2000, 1500);
        for (int32_t y = 0; y < 1500; y += 50) {
            for (int32_t x = 0; x < 2000; x += 50) {
                const PixelBox tile = layout.tile(layout.nearest({x, y, 1, 1}, 2000, 1500), 2000, 1500);
                QVERIFY(x == 0 || x >= tile.x + tile.width / 9 || tile.x == 0);
                QVERIFY(x < tile.x + tile.width - tile.width / 9 || tile.x + tile.width == 2000);
                QVERIFY(y >= tile.y + tile.height / 9 || tile.y == 0);
                QVERIFY(y < tile.y + tile.height - tile.height / 9 || tile.y + tile.height == 1500);
            }
        }
    }

    void mapsAreLaidWhereTheirTilesAre() {
        const TileLayout layout{.columns = 2, .rows = 2};
        std::vector<CellScores> tiles;
        for (const float value : {1.0F, 3.0F, 5.0F, 7.0F})
            tiles.emplace_back(400, value);
        const HeatMap map = mergeTiles(layout, tiles);
        QCOMPARE(map.columns, 35);
        QCOMPARE(map.rows, 35);
        const auto at = [&](size_t column, size_t row) { return map.values[row * 35 + column]; };
        QCOMPARE(at(0, 0), 1.0F);
        QCOMPARE(at(34, 0), 3.0F);
        QCOMPARE(at(0, 34), 5.0F);
        QCOMPARE(at(34, 34), 7.0F);
        QCOMPARE(at(14, 0), 1.0F);
        QCOMPARE(at(15, 0), 3.0F);  // the higher one, where they overlap
        QCOMPARE(at(34, 14), 3.0F);
        QCOMPARE(at(34, 15), 7.0F);
    }
};

QTEST_APPLESS_MAIN(TilesTest)
#include "tiles_test.moc"
