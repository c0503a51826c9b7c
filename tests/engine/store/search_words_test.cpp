#include "engine/store/search_words.h"

#include <QTest>

using namespace engine;

class SearchWordsTest : public QObject {
    Q_OBJECT

private slots:
    void index_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("english") << "The Term, as defined"
                                 << "The Term as defined";
        QTest::newRow("run") << "违约金"
                             << "违约 约金 金";
        QTest::newRow("one character") << "甲"
                                       << "甲";
        QTest::newRow("runs and numbers") << "本合同第10条"
                                          << "本合 合同 同第 第 10 条";
        QTest::newRow("punctuation ends a run") << "合同，违约"
                                                << "合同 同 违约 约";
        QTest::newRow("a line break does not") << "违\n  约金"
                                               << "违约 约金 金";
        QTest::newRow("an empty line does") << "违\n\n约"
                                            << "违 约";
        QTest::newRow("blanks do") << "甲 乙"
                                   << "甲 乙";
        QTest::newRow("windows lines") << "违\r\n约"
                                       << "违约 约";
        QTest::newRow("full width") << "Ａ１（甲）"
                                    << "A1 甲";
        QTest::newRow("kana") << "データ"
                              << "デー ータ タ";
        QTest::newRow("beyond the first plane") << "𠀀𠀁"
                                                << "𠀀𠀁 𠀁";
        QTest::newRow("empty") << ""
                               << "";
        QTest::newRow("only signs") << "— “ ” …"
                                    << "";
    }
    void index() {
        QFETCH(QString, text);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(indexWords(text.toStdString())), words);
    }

    void match_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expression");
        QTest::newRow("words") << "governing  law "
                               << "\"governing\" AND \"law\"";
        QTest::newRow("two characters") << "违约"
                                        << "\"违约\"";
        QTest::newRow("three characters") << "违约金"
                                          << "\"违约 约金\"";
        QTest::newRow("one character") << "金"
                                       << "\"金\" *";
        QTest::newRow("two words") << "违约　赔偿"
                                   << "\"违约\" AND \"赔偿\"";
        QTest::newRow("mixed") << "第10条"
                               << "\"第 10 条\" *";
        QTest::newRow("run in the middle") << "合同10"
                                           << "\"合同 同 10\"";
        QTest::newRow("a hyphen joins") << "non-compete"
                                        << "\"non compete\"";
        QTest::newRow("operators are words") << "a OR \"b\" NOT c*"
                                             << "\"a\" AND \"OR\" AND \"b\" AND \"NOT\" AND \"c\"";
        QTest::newRow("column filter") << "words:x NEAR(y)"
                                       << "\"words x\" AND \"NEAR y\"";
        QTest::newRow("nothing") << " ，。— \t"
                                 << "";
    }
    void match() {
        QFETCH(QString, typed);
        QFETCH(QString, expression);
        QCOMPARE(QString::fromStdString(matchExpression(typed.toStdString(), false)), expression);
    }

    void unfinishedLastWord() {
        QCOMPARE(matchExpression("payment conf", true), std::string("\"payment\" AND \"conf\" *"));
        QCOMPARE(matchExpression("payment conf ", true), std::string("\"payment\" AND \"conf\""));
        QCOMPARE(matchExpression("违约", true), std::string("\"违约\""));
    }

    void bytesThatAreNoText() {
        QCOMPARE(indexWords("a\xff\xfe\xe4\xb8"), std::string("a"));  // the end of a character is missing
        QCOMPARE(indexWords(std::string("a\0b", 3)), std::string("a b"));
        QCOMPARE(matchExpression("\xff\xc0\x80", false), std::string());
    }
};

QTEST_GUILESS_MAIN(SearchWordsTest)
#include "search_words_test.moc"
