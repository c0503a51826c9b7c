#include "engine/vision/decision_threshold.h"

#include <QObject>
#include <QTest>
#include <cmath>
#include <numeric>

using engine::CellScores;
using engine::DecisionLine;
using engine::drawLine;
using engine::rateInterval;

namespace {

// Pictures of three cells whose highest scores are 1, 2, … count.
std::vector<CellScores> rising(int count) {
    std::vector<CellScores> maps;
    for (int i = 1; i <= count; ++i)
        maps.push_back({0, static_cast<float>(i), static_cast<float>(i) / 2});
    return maps;
}

std::vector<int32_t> eachItsOwn(int count) {
    std::vector<int32_t> groups(static_cast<size_t>(count));
    std::iota(groups.begin(), groups.end(), 0);
    return groups;
}

}  // namespace

class DecisionThresholdTest : public QObject {
    Q_OBJECT
private slots:
    // Quantiles of the beta distribution as SciPy gives them.
    void intervalsAreJeffreys() {
        QVERIFY(std::abs(rateInterval(0, 10).to - 0.170773) < 1e-5);
        QCOMPARE(rateInterval(0, 10).from, 0.0);
        QVERIFY(std::abs(rateInterval(5, 100).from - 0.0231329) < 1e-5);
        QVERIFY(std::abs(rateInterval(5, 100).to - 0.0957708) < 1e-5);
    }

    void theLineLeavesTheWantedShareAbove() {
        const DecisionLine line = drawLine(rising(101), eachItsOwn(101), 0.1, true);
        QCOMPARE(line.threshold, 92.0);  // one part of 102 is still to come
        QCOMPARE(line.medianGood, 51.0);
        QVERIFY(line.promised);
        QVERIFY(line.regionLine <= line.threshold);
        QVERIFY(line.falseAlarmsFrom < 0.1 && line.falseAlarmsTo > 0.1);
    }

    void shotsOfOnePartCountAsOne() {
        // 60 high shots of one part among 40 parts: 1 in 41, not more than half.
        auto maps = rising(40);
        auto groups = eachItsOwn(40);
        for (int i = 0; i < 60; ++i) {
            maps.push_back({100});
            groups.push_back(40);
        }
        QVERIFY(drawLine(maps, groups, 0.1, true).threshold < 41);
    }

    void fewGroupsPromiseLess() {
        // 101 pictures of 8 parts cannot show a rate of 5 %.
        std::vector<int32_t> groups;
        for (int i = 0; i < 101; ++i)
            groups.push_back(i % 8);
        const DecisionLine line = drawLine(rising(101), groups, 0.05, true);
        QVERIFY(!line.promised);
        QCOMPARE(line.threshold, 101.0);
        QVERIFY(line.falseAlarmsTo > 0.15);
    }

    void whatWasNotHeldBackPromisesNothing() {
        const DecisionLine line = drawLine(rising(50), eachItsOwn(50), 0.05, false);
        QVERIFY(!line.promised);
        QVERIFY(line.threshold > 50);
        QCOMPARE(line.falseAlarmsTo, 1.0);
    }
};

QTEST_APPLESS_MAIN(DecisionThresholdTest)
#include "decision_threshold_test.moc"
