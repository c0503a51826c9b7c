// From good pictures to a heat map and a line, on made-up features.
#include "engine/vision/detection.h"

#include <QObject>
#include <QTest>
#include <opencv2/core.hpp>

#include "engine/vision/anomaly_detector.h"
#include "made_up_features.h"

using engine::Detection;
using engine::HeatMap;
using engine::highest;
using engine::PictureFeatures;
using engine::TaughtFeatures;

namespace {

std::vector<PictureFeatures> goodSet(int parts, int shots, double likenessOfPlaces = 1) {
    std::vector<PictureFeatures> good;
    for (int part = 0; part < parts; ++part)
        for (int shot = 0; shot < shots; ++shot)
            good.push_back(madeUpFeatures(part, shot, likenessOfPlaces));
    return good;
}

cv::Mat maskAt(int row, int column) {
    cv::Mat mask = cv::Mat::zeros(100, 100, CV_8U);
    mask(cv::Rect((column - 1) * 5, (row - 1) * 5, 15, 15)) = 255;
    return mask;
}

}  // namespace

class DetectionTest : public QObject {
    Q_OBJECT
private slots:
    void findsWhatIsUnlikeTheGoodOnes() {
        const auto good = goodSet(24, 2);
        const auto fitted = Detection::fit({.good = good, .goodKeys = {}, .taught = {}}, 0.1, {}, {});
        QVERIFY(fitted.ok());
        const Detection& detection = fitted->detection;
        QCOMPARE(fitted->report.method, std::string("position-wise Gaussian"));
        QCOMPARE(fitted->report.goodScores.size(), good.size());
        QVERIFY(fitted->report.odd.unlike.empty());
        QVERIFY(!fitted->report.odd.twoProducts);

        HeatMap map = detection.heatMap(withDefect(madeUpFeatures(77, 0), 5, 12, 0, 0.5));
        QCOMPARE(map.values.size(), size_t{400});
        QVERIFY(highest(map) > detection.line().threshold);
        const auto hottest = std::max_element(map.values.begin(), map.values.end()) - map.values.begin();
        QVERIFY(std::abs(hottest / 20 - 5) <= 1 && std::abs(hottest % 20 - 12) <= 1);
        const double raw = highest(map);
        detection.scale(map);
        QVERIFY(std::abs(highest(map) - detection.scaled(raw)) < 1e-5 && highest(map) > 1);
        QCOMPARE(detection.scaled(detection.line().threshold), 1.0);
        QVERIFY(std::abs(detection.scaled(detection.line().medianGood)) < 1e-9);

        // The promise of 10 % on parts that were never seen: at most 16 of 60, which chance exceeds in 1 of
        // 10,000.
        int alarms = 0;
        for (int part = 100; part < 160; ++part) {
            if (highest(detection.heatMap(madeUpFeatures(part, 0))) > detection.line().threshold) ++alarms;
        }
        QVERIFY2(alarms <= 16, qPrintable(QString::number(alarms)));

        const std::string bytes = detection.bytes();
        const auto again = Detection::fromBytes(bytes);
        QVERIFY(again.ok());
        const PictureFeatures picture = madeUpFeatures(200, 0);
        QCOMPARE(again->heatMap(picture).values, detection.heatMap(picture).values);
        QCOMPARE(again->line().threshold, detection.line().threshold);
        std::string changed = bytes;
        changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
        QVERIFY(!Detection::fromBytes(changed).ok());
        QVERIFY(!Detection::fromBytes(std::string_view(bytes).substr(0, bytes.size() - 9)).ok());
        QVERIFY(!Detection::fromBytes("").ok());
    }

    // Six shots of a part of another design are far off while they are held back; that must not make every
    // measure that sees it small beside those that do not.
    void aSecondDesignDoesNotDrownWhatIsUnusualInTheFirst() {
        auto good = goodSet(30, 1);
        std::vector<std::string> keys(good.size());
        for (int shot = 0; shot < 6; ++shot) {
            good.push_back(madeUpFeatures(50, shot));
            good.back().cells *= -1.0;
            keys.emplace_back("other design");
        }
        const auto fitted = Detection::fit({.good = good, .goodKeys = keys, .taught = {}}, 0.1, {}, {});
        QVERIFY(fitted.ok());
        int found = 0;
        for (int part = 100; part < 120; ++part) {
            const HeatMap map =
                fitted->detection.heatMap(withDefect(madeUpFeatures(part, 0), 5, 12, 0, 0.35));
            const auto hottest = std::max_element(map.values.begin(), map.values.end()) - map.values.begin();
            if (std::abs(hottest / 20 - 5) <= 1 && std::abs(hottest % 20 - 12) <= 1) ++found;
        }
        QVERIFY2(found >= 18, qPrintable(QString::number(found)));
    }

    void lightThatTellsNothingHasNoSay() {
        auto good = goodSet(24, 1);
        const auto inOneLight = Detection::fit({.good = good, .goodKeys = {}, .taught = {}}, 0.1, {}, {});
        cv::RNG random(3);
        for (PictureFeatures& picture : good)
            for (int c = 0; c < engine::kContextMeasures; ++c)
                picture.context.col(c).setTo(random.gaussian(1));
        const auto inAnyLight = Detection::fit({.good = good, .goodKeys = {}, .taught = {}}, 0.1, {}, {});
        QVERIFY(inOneLight.ok() && inAnyLight.ok());
        PictureFeatures picture = madeUpFeatures(77, 0);
        const std::vector<float> expected = inOneLight->detection.heatMap(picture).values;
        picture.context.setTo(2);
        QCOMPARE(inAnyLight->detection.heatMap(picture).values, expected);
    }

    // A direction in which no imitated defect lies says less of a new part, and one in which they lie more.
    void imitatedDefectsTellWhatSpeaksForADefect() {
        const auto good = goodSet(30, 1);
        std::vector<engine::ImitatedFeatures> imitated;
        for (size_t i = 0; i < good.size(); ++i) {
            const int row = 3 + static_cast<int>(i) / 2, column = 17 - static_cast<int>(i) / 2;
            imitated.push_back({.features = withDefect(good[i], row, column, 1, 0.5),
                                .mask = maskAt(row, column),
                                .kind = engine::ImitatedKind::kSpots,
                                .good = i});
        }
        const auto plain = Detection::fit({.good = good}, 0.1, {}, {});
        const auto weighed = Detection::fit({.good = good, .imitated = imitated}, 0.1, {}, {});
        QVERIFY(plain.ok() && weighed.ok());
        const auto scoreOf = [](const Detection& detection, int kind) {
            return detection.scaled(
                highest(detection.heatMap(withDefect(madeUpFeatures(77, 0), 5, 12, kind, 0.4))));
        };
        QVERIFY(scoreOf(weighed->detection, 1) > 1.2 * scoreOf(plain->detection, 1));
        QVERIFY(scoreOf(weighed->detection, 2) < scoreOf(plain->detection, 2));
        // It is learned the same whatever the threads do.
        const auto again = Detection::fit({.good = good, .imitated = imitated}, 0.1, {}, {});
        QVERIFY(again.ok() && again->detection.bytes() == weighed->detection.bytes());
    }

    void whatIsTaughtIsFoundBetter() {
        const auto good = goodSet(30, 1, 0.3);
        std::vector<TaughtFeatures> taught;
        for (int i = 0; i < 8; ++i) {
            const int row = 3 + 2 * i, column = 16 - 2 * i;
            taught.push_back({.features = withDefect(madeUpFeatures(300 + i, 0, 0.3), row, column, 1, 0.22),
                              .kind = "pore",
                              .mask = i < 6 ? maskAt(row, column) : cv::Mat(),
                              .group = {}});
        }
        const auto fitted = Detection::fit({.good = good, .goodKeys = {}, .taught = taught}, 0.1, {}, {});
        QVERIFY(fitted.ok());
        QCOMPARE(fitted->report.taughtScores.size(), taught.size());
        const auto &before = fitted->report.untaught, &after = fitted->report.taught;
        QVERIFY2(after.pixelAuroc > before.pixelAuroc && after.pixelAuroc > 0.8,
                 qPrintable(QString("%1 %2").arg(before.pixelAuroc).arg(after.pixelAuroc)));
        QVERIFY(after.imageAuroc >= before.imageAuroc);

        const auto again = Detection::fromBytes(fitted->detection.bytes());
        QVERIFY(again.ok());
        const PictureFeatures picture = withDefect(madeUpFeatures(400, 0, 0.3), 9, 9, 1, 0.22);
        QCOMPARE(again->heatMap(picture).values, fitted->detection.heatMap(picture).values);
    }

    void oneGoodPictureIsAStart() {
        const auto good = goodSet(1, 1, 0.1);
        const auto fitted = Detection::fit({.good = good, .goodKeys = {}, .taught = {}}, 0.05, {}, {});
        QVERIFY(fitted.ok());
        QCOMPARE(fitted->report.method, std::string("memory bank"));
        QVERIFY(!fitted->detection.line().promised);
        QCOMPARE(fitted->detection.line().falseAlarmsTo, 1.0);
        const Detection& detection = fitted->detection;
        QVERIFY(highest(detection.heatMap(withDefect(madeUpFeatures(9, 0, 0.1), 8, 8, 0, 2))) >
                detection.line().threshold);
        QVERIFY(Detection::fromBytes(detection.bytes()).ok());
    }

    void partsInAnyPoseAreComparedWithAll() {
        const auto good = goodSet(8, 1, 0);
        const auto fitted = Detection::fit({.good = good, .goodKeys = {}, .taught = {}}, 0.2, {}, {});
        QVERIFY(fitted.ok());
        QCOMPARE(fitted->report.method, std::string("memory bank"));
    }

    void nothingGoodIsASentence() {
        const auto fitted = Detection::fit({}, 0.05, {}, {});
        QVERIFY(!fitted.ok());
        QVERIFY(!fitted.error().remedy.empty());
    }

    void stops() {
        std::stop_source stop;
        stop.request_stop();
        const auto good = goodSet(6, 1);
        const auto fitted =
            Detection::fit({.good = good, .goodKeys = {}, .taught = {}}, 0.05, {}, stop.get_token());
        QVERIFY(!fitted.ok() && fitted.error().kind == engine::ErrorKind::kCancelled);
    }
};

QTEST_APPLESS_MAIN(DetectionTest)
#include "detection_test.moc"
