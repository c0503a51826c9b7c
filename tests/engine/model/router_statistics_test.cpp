// What the router did: counted, added up, and as JSON.
#include "engine/model/router_statistics.h"

#include <QTest>

#include <array>

#include "engine/model/router_statistics_json.h"

using engine::RouterStatistics;

class RouterStatisticsTest : public QObject {
    Q_OBJECT

private:
    // Three tokens of a model whose first layer is dense.
    static RouterStatistics threeTokens(bool withPairs = true) {
        RouterStatistics statistics(2, 4, 2, withPairs);
        const std::array<int32_t, 6> chosen{0, 1, 1, 0, 3, 1};
        statistics.add(1, chosen.data(), 3);
        return statistics;
    }

private slots:
    void counts() {
        const RouterStatistics statistics = threeTokens();
        QCOMPARE(statistics.choices(0), int64_t{0});
        QCOMPARE(statistics.choices(1), int64_t{6});
        QCOMPARE(statistics.count(1, 1), int64_t{3});
        QCOMPARE(statistics.count(1, 2), int64_t{0});
        QCOMPARE(statistics.together(1, 0, 1), int64_t{2});
        QCOMPARE(statistics.together(1, 1, 0), int64_t{2});
        QCOMPARE(statistics.together(1, 1, 3), int64_t{1});
        QCOMPARE(statistics.entropy(0), 0.0);
        // Shares of a half, a third and a sixth.
        QVERIFY(std::abs(statistics.entropy(1) - 1.459) < 1e-3);
    }

    void addsUp() {
        RouterStatistics sum;
        QVERIFY(sum.empty());
        sum.add(RouterStatistics());
        QVERIFY(sum.empty());
        sum.add(threeTokens());
        sum.add(threeTokens());
        sum.add(RouterStatistics());
        QCOMPARE(sum.choices(1), int64_t{12});
        QCOMPARE(sum.count(1, 3), int64_t{2});
        QCOMPARE(sum.together(1, 3, 1), int64_t{2});
        QVERIFY(std::abs(sum.entropy(1) - threeTokens().entropy(1)) < 1e-12);
        QVERIFY_EXCEPTION_THROWN(sum.add(RouterStatistics(2, 5, 2, true)), engine::Defect);
        QVERIFY_EXCEPTION_THROWN(sum.add(threeTokens(false)), engine::Defect);
    }

    void asJson() {
        const auto json = engine::toJson(threeTokens());
        QCOMPARE(json.dump(), std::string("{\"layers\":[{\"layer\":0,\"counts\":[0,0,0,0],\"entropy\":0.0},"
                                          "{\"layer\":1,\"counts\":[2,3,0,1],\"entropy\":") +
                                  json["layers"][1]["entropy"].dump() +
                                  "}],\"experts\":4,\"active\":2,\"pairs\":[[1,0,1,2],[1,1,3,1]]}");
        QVERIFY(!engine::toJson(threeTokens(false)).contains("pairs"));

        // Of many pairs, the strongest dozen.
        RouterStatistics many(1, 8, 2, true);
        for (int32_t one = 0; one < 8; ++one) {
            for (int32_t other = one + 1; other < 8; ++other) {
                for (int32_t times = 0; times < one + other; ++times)
                    many.add(0, std::array<int32_t, 2>{one, other}.data(), 1);
            }
        }
        const auto pairs = engine::toJson(many)["pairs"];
        QCOMPARE(pairs.size(), size_t{12});
        QCOMPARE(pairs.front().dump(), std::string("[0,6,7,13]"));
        for (size_t i = 1; i < pairs.size(); ++i)
            QVERIFY(pairs[i][3] <= pairs[i - 1][3]);
        QCOMPARE(pairs.back()[3].get<int>(), 8);
    }
};

QTEST_GUILESS_MAIN(RouterStatisticsTest)
#include "router_statistics_test.moc"
