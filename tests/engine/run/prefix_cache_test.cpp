#include <QTest>

#include "engine/run/prefix_cache.h"

using engine::KvPages;
using engine::PageTable;
using engine::PrefixCache;
using engine::Token;

namespace {

KvPages makePool() {
    auto pool = KvPages::create(
        {.layers = 1, .kvHeads = 1, .keyWidth = 8, .valueWidth = 8, .type = kernels::DType::kF16}, 20);
    return std::move(pool).value();
}

PageTable tableOf(KvPages& pool, int64_t tokens) {
    PageTable table(pool);
    table.grow(tokens);
    return table;
}

}  // namespace

class PrefixCacheTest : public QObject {
    Q_OBJECT
private slots:
    void findsTheLongestHead() {
        KvPages pool = makePool();
        PrefixCache cache(4);
        cache.keep({{1, 2, 3}, tableOf(pool, 3)});
        cache.keep({{1, 2, 4, 5}, tableOf(pool, 4)});
        const std::vector<Token> prompt = {1, 2, 4, 9};
        QCOMPARE(cache.find(prompt, false)->tokens.size(), size_t{4});
        QVERIFY(cache.find(std::vector<Token>{7}, false) == nullptr);
        // Rotated by other angles, the same tokens have other keys.
        QVERIFY(cache.find(prompt, true) == nullptr);
        cache.keep({{1, 2, 4, 5}, tableOf(pool, 4), true});
        QCOMPARE(cache.size(), size_t{3});
    }

    void aLongerOneTakesThePlaceOfItsHead() {
        KvPages pool = makePool();
        PrefixCache cache(4);
        cache.keep({{1, 2, 3}, tableOf(pool, 3)});
        cache.keep({{1, 2, 3, 4}, tableOf(pool, 4)});
        QCOMPARE(cache.size(), size_t{1});
        cache.keep({{1, 2}, tableOf(pool, 2)});  // there already
        QCOMPARE(cache.size(), size_t{1});
        QCOMPARE(pool.freePages(), 19);
    }

    void theLongestUnusedGoesFirst() {
        KvPages pool = makePool();
        PrefixCache cache(2);
        cache.keep({{1}, tableOf(pool, 1)});
        cache.keep({{2}, tableOf(pool, 1)});
        QVERIFY(cache.find(std::vector<Token>{1}, false) != nullptr);
        cache.keep({{3}, tableOf(pool, 1)});
        QVERIFY(cache.find(std::vector<Token>{2}, false) == nullptr);
        const auto* spared = cache.find(std::vector<Token>{1}, false);
        QVERIFY(cache.dropOldest(spared));
        QVERIFY(!cache.dropOldest(spared));
        QCOMPARE(pool.freePages(), 19);
    }
};

QTEST_GUILESS_MAIN(PrefixCacheTest)
#include "prefix_cache_test.moc"
