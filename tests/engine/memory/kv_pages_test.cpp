#include <QTest>

#include <cstring>

#include "engine/base/check.h"
#include "engine/memory/page_table.h"

using engine::KvPages;
using engine::KvShape;
using engine::PageTable;

namespace {

constexpr KvShape kShape = {
    .layers = 2, .kvHeads = 3, .keyWidth = 32, .valueWidth = 32, .type = kernels::DType::kQ8_0};

KvPages makePool(int64_t pages) {
    auto pool = KvPages::create(kShape, pages);
    return std::move(pool).value();
}

}  // namespace

class KvPagesTest : public QObject {
    Q_OBJECT
private slots:
    void sizesFollowTheType() {
        QCOMPARE(kShape.keyRowBytes(), size_t{3 * 34});
        QCOMPARE(kShape.pageBytes(), size_t{3 * 34 * 64 * 2 * 2});
        QCOMPARE(KvPages::pagesFor(0), 0);
        QCOMPARE(KvPages::pagesFor(64), 1);
        QCOMPARE(KvPages::pagesFor(65), 2);
    }

    void everyPageComesBack() {
        KvPages pool = makePool(5);
        {
            PageTable first(pool);
            first.grow(130);
            QCOMPARE(pool.freePages(), 2);
            PageTable second = PageTable::fork(first, 128);
            QCOMPARE(pool.freePages(), 2);
            QCOMPARE(pool.holders(first.pages()[0]), 2);
            first.clear();
            QCOMPARE(pool.freePages(), 3);
            QCOMPARE(pool.holders(second.pages()[1]), 1);
            PageTable moved = std::move(second);
            moved.shrink(64);
            QCOMPARE(pool.freePages(), 4);
        }
        QCOMPARE(pool.freePages(), 5);
    }

    void aBegunPageIsCopiedInAllLayers() {
        KvPages pool = makePool(4);
        PageTable first(pool);
        first.grow(80);
        for (int layer = 0; layer < 2; ++layer) {
            std::memset(pool.keys(layer, first.pages()[1]), 10 + layer, kShape.keyRowBytes() * 64);
            std::memset(pool.values(layer, first.pages()[1]), 20 + layer, kShape.keyRowBytes() * 64);
        }
        QCOMPARE(PageTable::pagesNeeded(80, 70), 1);
        PageTable second = PageTable::fork(first, 70);
        QCOMPARE(pool.freePages(), 1);
        QCOMPARE(second.pages()[0], first.pages()[0]);
        QVERIFY(second.pages()[1] != first.pages()[1]);
        const size_t head = kShape.keyRowBytes() / static_cast<size_t>(kShape.kvHeads);
        const size_t copied = head * (64 + 6);  // of the second head: behind all of the first
        for (int layer = 0; layer < 2; ++layer) {
            const auto* keys = pool.keys(layer, second.pages()[1]);
            const auto* values = pool.values(layer, second.pages()[1]);
            QCOMPARE(static_cast<int>(keys[copied - 1]), 10 + layer);
            QCOMPARE(static_cast<int>(keys[copied]), 0);
            QCOMPARE(static_cast<int>(values[copied - 1]), 20 + layer);
        }
    }

    void anEmptyPoolIsADefect() {
        KvPages pool = makePool(1);
        PageTable table(pool);
        table.grow(1);
        QVERIFY_EXCEPTION_THROWN(table.grow(65), engine::Defect);
    }
};

QTEST_GUILESS_MAIN(KvPagesTest)
#include "kv_pages_test.moc"
