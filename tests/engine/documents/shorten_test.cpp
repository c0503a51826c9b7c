// A shortened sentence never loses what turns its meaning round.
#include "engine/documents/shorten.h"

#include <QTest>

using engine::Language;

namespace {

engine::SentenceMap mapOf(const std::string& clean, const std::string& title = {}, int32_t own = 0) {
    engine::SentenceMap map;
    engine::Sentence sentence;
    sentence.pieces = {{0, static_cast<int64_t>(clean.size())}};
    sentence.clean = clean;
    sentence.ownBegin = own;
    if (!title.empty()) {
        map.headings.push_back({{0, 0}, "", title, 1});
        sentence.heading = 0;
    }
    map.sentences.push_back(sentence);
    return map;
}

}  // namespace

class ShortenTest : public QObject {
    Q_OBJECT

private slots:
    void readable_data() {
        QTest::addColumn<QString>("clean");
        QTest::addColumn<QString>("title");
        QTest::addColumn<int>("own");
        QTest::addColumn<QString>("readable");
        QTest::newRow("number and heading") << "10.2 Renewal. This Agreement renews for one year."
                                            << "Renewal" << 0 << "This Agreement renews for one year.";
        QTest::newRow("heading is the subject") << "4. Payment shall be made monthly."
                                                << "Payment" << 0 << "Payment shall be made monthly.";
        QTest::newRow("letter") << "(a) Each Party keeps its rights."
                                << "" << 0 << "Each Party keeps its rights.";
        QTest::newRow("section reference stays") << "Section 4.1 applies to all orders."
                                                 << "" << 0 << "Section 4.1 applies to all orders.";
        QTest::newRow("item after its lead") << "The Buyer shall: (b) pay on time; and"
                                             << "" << 17 << "The Buyer shall pay on time.";
        QTest::newRow("rule of dashes") << "The term shall ----------------- begin on May 1, 2020."
                                        << "" << 0 << "The term shall begin on May 1, 2020.";
        QTest::newRow("Chinese article") << QString::fromUtf8("第十条 乙方不得转让本合同。") << "" << 0
                                         << QString::fromUtf8("乙方不得转让本合同。");
        QTest::newRow("Chinese item")
            << QString::fromUtf8("（二）未按时付款的；") << "" << 0 << QString::fromUtf8("未按时付款的。");
    }
    void readable() {
        QFETCH(QString, clean);
        QFETCH(QString, title);
        QFETCH(int, own);
        QFETCH(QString, readable);
        const auto map = mapOf(clean.toStdString(), title.toStdString(), own);
        QCOMPARE(QString::fromStdString(engine::readableSentence(map, 0)), readable);
    }

    void shortStays() {
        const auto same = engine::shortenSentence("The Buyer shall pay.", Language::kEnglish);
        QCOMPARE(same.text, std::string("The Buyer shall pay."));
        QVERIFY(!same.shortened);
    }

    void cutsAtABorder() {
        const std::string source =
            "The Supplier shall keep the tools in good order at its works in Bristol and shall mark each of "
            "them as the property "
            "of the Buyer, including the moulds, the grinding dishes, the polishing pads, the gauges, the "
            "masters, the drawings "
            "and the other equipment that the Buyer has handed over, together with all the records about "
            "them";
        const auto cut = engine::shortenSentence(source + ".", Language::kEnglish, 200);
        QVERIFY(cut.shortened);
        QVERIFY(cut.text.ends_with(" …"));
        QVERIFY(engine::characterCount(cut.text) <= 202);
        QVERIFY(source.starts_with(cut.text.substr(0, cut.text.size() - 4)));
    }

    void keepsWhatMatters_data() {
        QTest::addColumn<QString>("tail");
        for (const char* tail :
             {"unless the Buyer agrees otherwise", "except for the moulds", "if the Buyer so asks",
              "and shall not sell them", "within 30 days of the end", "provided that the rent is paid",
              "but only in Bristol", "which the Buyer must pay"})
            QTest::newRow(tail) << QString::fromUtf8(tail);
    }
    void keepsWhatMatters() {
        QFETCH(QString, tail);
        std::string source = "The Supplier shall keep the tools in good order at its works in Bristol";
        for (int i = 0; i < 6; ++i)
            source += ", and together with them the gauges and the masters of the older types";
        source += ", and all else, " + tail.toStdString() + ".";
        const auto kept = engine::shortenSentence(source, Language::kEnglish, 200);
        QVERIFY2(kept.text.find(tail.toStdString()) != std::string::npos, kept.text.c_str());
    }

    void neverLosesTheMainClause() {
        const std::string source =
            "In the event that the capacity of the cable is reduced as a result of deterioration or for "
            "other reasons beyond the "
            "control of the Parties, or because of the works of a neighbour, the Managing Group shall review "
            "the routings.";
        QVERIFY(engine::shortenSentence(source, Language::kEnglish, 120).text.find("shall review") !=
                std::string::npos);
    }

    void leavesOutNamesInBrackets() {
        std::string source =
            "Northwind Limited (the \"Supplier\") and Kestrel Inc. (hereinafter the \"Buyer\") have agreed "
            "on the "
            "terms below";
        while (source.size() < 310)
            source += ", and on their schedules";
        const auto kept = engine::shortenSentence(source + ".", Language::kEnglish);
        QVERIFY(kept.shortened);
        QVERIFY(kept.text.find("Supplier") == std::string::npos);
        QVERIFY(kept.text.find("Northwind Limited and Kestrel Inc. have agreed") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ShortenTest)
#include "shorten_test.moc"
