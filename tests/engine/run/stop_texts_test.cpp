#include <QTest>

#include "engine/run/stop_texts.h"

using engine::StopTexts;

class StopTextsTest : public QObject {
    Q_OBJECT
private slots:
    void showsNothingOfAStopText() {
        StopTexts stops({"\n\nQ:", "END"});
        QCOMPARE(stops.push("abc\n"), std::string("abc"));
        QCOMPARE(stops.push("\n"), std::string());
        QCOMPARE(stops.push("Q"), std::string());
        QVERIFY(!stops.found());
        QCOMPARE(stops.push(": more"), std::string());
        QVERIFY(stops.found());
        QCOMPARE(stops.push("anything"), std::string());
    }

    void releasesWhatTurnsOutHarmless() {
        StopTexts stops({"END"});
        QCOMPARE(stops.push("the E"), std::string("the "));
        QCOMPARE(stops.push("N"), std::string());
        QCOMPARE(stops.push("E"), std::string("EN"));
        QCOMPARE(stops.finish(), std::string("E"));
        QVERIFY(!stops.found());
    }

    void theFirstOfTwoCounts() {
        StopTexts stops({"later", "soon"});
        QCOMPARE(stops.push("now soon later"), std::string("now "));
        QVERIFY(stops.found());
    }

    void withoutStopTextsEverythingPasses() {
        StopTexts stops({""});
        QCOMPARE(stops.push("all"), std::string("all"));
        QCOMPARE(stops.finish(), std::string());
    }
};

QTEST_GUILESS_MAIN(StopTextsTest)
#include "stop_texts_test.moc"
