// Questions of known clause kinds are answered or denied after a full pass; any other gets the closest
// passages, named so.
#include <QTest>

#include "engine/documents/summarizer.h"
#include "engine/documents/summary_json.h"
#include "tests/support/fake_engine.h"

using namespace engine;

class AnswerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        auto document = importDocument(CONCLAVE_SOURCE_DIR "/resources/samples/supply_agreement.txt");
        QVERIFY(document);
        document_ = *document;
        auto chinese = importDocument(CONCLAVE_SOURCE_DIR "/resources/samples/supply_agreement_zh.txt");
        QVERIFY(chinese);
        chinese_ = *chinese;
    }

    void knownKinds_data() {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QString>("quoted");
        QTest::newRow("law") << "Which law governs this contract?"
                             << "England and Wales";
        QTest::newRow("cap") << "Is there a cap on liability?"
                             << "1,500,000";
        QTest::newRow("assignment") << "Can the agreement be assigned without consent?"
                                    << "Neither Party may assign";
        QTest::newRow("convenience") << "Can a party terminate without cause?"
                                     << "for convenience";
        QTest::newRow("payment") << "When must invoices be paid?"
                                 << "45 days";
        QTest::newRow("warranty") << "How long is the warranty?"
                                  << "24 months";
    }
    void knownKinds() {
        QFETCH(QString, question);
        QFETCH(QString, quoted);
        AskOptions options;
        options.engine = std::make_shared<tests::FakeEngine>();
        std::string streamed;
        options.onText = [&](std::string_view piece) { streamed += piece; };
        const auto answer = ask(document_, question.toStdString(), options, {});
        QVERIFY(answer);
        QVERIFY(answer->found);
        QVERIFY(!answer->closestOnly);
        QCOMPARE(streamed, answer->text);
        bool met = false;
        for (const Citation& citation : answer->citations) {
            QCOMPARE(citation.quote, std::string(document_.slice(citation.range)));
            met = met || citation.quote.find(quoted.toStdString()) != std::string::npos;
        }
        QVERIFY2(met, answer->text.c_str());
    }

    void notInThisDocument() {
        Document document;
        document.text =
            "This Lease is made on May 4, 2020 between Alder Limited and Birch Inc. The tenant shall pay the "
            "rent of 400 "
            "dollars on the first day of each month.";
        document.pages = {{1, {0, static_cast<int64_t>(document.text.size())}}};
        const auto answer = ask(document, "Which law governs this contract?", {}, {});
        QVERIFY(answer);
        QVERIFY(!answer->found);
        QVERIFY(!answer->closestOnly);
        QVERIFY(answer->citations.empty());
        QVERIFY(answer->text.starts_with("Not in this document."));
        AskOptions chinese;
        chinese.language = Language::kChinese;
        QVERIFY(
            ask(document, "Which law governs this contract?", chinese, {})->text.starts_with("本文件中没有"));
    }

    void otherQuestionsGetTheClosest() {
        const auto answer = ask(document_, "How deep must the modules be immersed in water?", {}, {});
        QVERIFY(answer);
        QVERIFY(answer->closestOnly);
        QVERIFY(answer->text.starts_with("The closest passages:"));
        QVERIFY(answer->passages.front().text.find("one metre of water") != std::string::npos);
        const auto nothing = ask(document_, "Wieviel kostet xylophonunterricht?", {}, {});
        QVERIFY(nothing);
        QVERIFY(!nothing->found);
    }

    void routingIsAddedUp() {
        auto fake = std::make_shared<tests::FakeEngine>();
        fake->model.experts = 8;
        AskOptions options;
        options.engine = fake;
        const auto answer = ask(document_, "When must invoices be paid?", options, {});
        QVERIFY(answer);
        QVERIFY(fake->asked > 0);
        QVERIFY(answer->routing.count(0, 0) >= fake->asked);
    }

    void chineseQuestions() {
        const auto law = ask(chinese_, "本合同适用哪国法律？", {}, {});
        QVERIFY(law);
        QVERIFY(law->found);
        QVERIFY(law->text.find("中华人民共和国法律") != std::string::npos);
    }

    void jsonThereAndBack() {
        const auto answer = ask(document_, "Which law governs this contract?", {}, {});
        QVERIFY(answer);
        const auto json = toJson(document_, *answer);
        QVERIFY(json["found"].get<bool>());
        QVERIFY(json.contains("timings"));
        const auto back = answerFromJson(json);
        QVERIFY(back);
        QCOMPARE(back->text, answer->text);
        QCOMPARE(back->citations.size(), answer->citations.size());
        QVERIFY(!answerFromJson(nlohmann::ordered_json::parse("{}")));
    }

    void stops() {
        std::stop_source stop;
        stop.request_stop();
        const auto answer = ask(document_, "Which law governs this contract?", {}, stop.get_token());
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::kCancelled);
    }

private:
    Document document_, chinese_;
};

QTEST_GUILESS_MAIN(AnswerTest)
#include "answer_test.moc"
