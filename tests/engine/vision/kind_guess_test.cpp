// A model's guess is one of the known kinds or nothing.
#include "engine/vision/kind_guess.h"

#include <QObject>
#include <QTest>

#include "tests/support/fake_engine.h"

class KindGuessTest : public QObject {
    Q_OBJECT

private slots:
    void oneOfTheKnownKindsOrNothing() {
        const auto engine = std::make_shared<tests::FakeEngine>();
        std::string answer, seen;
        engine->reply = [&](const std::string& prompt) {
            seen = prompt;
            return answer;
        };
        const engine::KindGuess guess = engine::guessWithModel(engine);
        const auto asked = [&](const char* said) {
            answer = said;
            return guess("nicks", engine::builtInKinds()).value_or("nothing");
        };
        QCOMPARE(asked("scratch"), "scratch");
        QCOMPARE(asked("rolled-in scale"), "rolled_in_scale");
        QCOMPARE(asked("not a defect"), "nothing");
        QCOMPARE(asked("a scratch, I think"), "nothing");
        QVERIFY(seen.find("nicks") != std::string::npos);
        QVERIFY(seen.find("rolled-in scale") != std::string::npos);
    }

    void longTextsAreNotAskedAbout() {
        const auto engine = std::make_shared<tests::FakeEngine>();
        const engine::KindGuess guess = engine::guessWithModel(engine);
        QVERIFY(!guess(std::string(101, 'a'), engine::builtInKinds()));
        QCOMPARE(engine->asked.load(), 0);
    }

    void withoutAModelThereIsNoGuess() { QVERIFY(!engine::guessWithModel(nullptr)); }
};

QTEST_APPLESS_MAIN(KindGuessTest)
#include "kind_guess_test.moc"
