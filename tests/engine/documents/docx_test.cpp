// DOCX: paragraphs, the numbers that Word only draws, tables, notes, changes and pages.
#include <QTest>

#include "engine/documents/document.h"
#include "engine/documents/docx_numbering.h"
#include "engine/documents/sentences.h"

using namespace engine;

class DocxTest : public QObject {
    Q_OBJECT

private slots:
    void readsAContract() {
        const auto document = importDocument(CONCLAVE_SOURCE_DIR "/tests/fixtures/documents/contract.docx");
        QVERIFY2(document.ok(), document.ok() ? "" : document.error().text().c_str());
        QCOMPARE(document->format, DocumentFormat::kDocx);
        const std::string expected =
            "LEASE\n\nThis Lease is made between North Co. and South Co.\n\n"
            "1. Premises\n\nThe landlord lets the floor to the tenant.\n\n"
            "2. Duties of the Tenant\n\n(a) pay the rent on the first day of each month;\n\n(b) keep the "
            "floor clean.\n\n"
            "The deposit is held by a bank[1].\n\nMonth\tRent\nMay\t$900\n\n"
            "\nThe second page begins here.\n\nPut in.\n\nA sentence that runs over the page.\n\n"
            "[1] Any bank in the state.\n";
        QCOMPARE(document->text, expected);

        QCOMPARE(document->pages.size(), size_t{3});
        QCOMPARE(document->pageAt(static_cast<int64_t>(expected.find("The second page"))), 1);
        QCOMPARE(document->pageAt(static_cast<int64_t>(expected.find("over the page"))), 2);
        QCOMPARE(document->pages.back().text.end, static_cast<int64_t>(expected.size()));
        QVERIFY(document->boxes.empty());
        QVERIFY(document->furniture.empty());

        // A page's end does not cut the sentence that runs over it.
        const SentenceMap map = splitSentences(*document);
        QVERIFY(std::any_of(map.sentences.begin(), map.sentences.end(), [](const Sentence& sentence) {
            return sentence.clean == "A sentence that runs over the page." && sentence.pieces.size() == 1;
        }));
    }

    void countsAsWordDoes_data() {
        QTest::addColumn<int>("value");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("text");
        QTest::newRow("decimal") << 12 << "decimal"
                                 << "12";
        QTest::newRow("letter") << 28 << "lowerLetter"
                                << "bb";
        QTest::newRow("roman") << 14 << "upperRoman"
                               << "XIV";
        QTest::newRow("Chinese ten") << 10 << "chineseCounting"
                                     << "十";
        QTest::newRow("Chinese twelve") << 12 << "chineseCountingThousand"
                                        << "十二";
        QTest::newRow("Chinese 105") << 105 << "chineseCounting"
                                     << "一百零五";
        QTest::newRow("Chinese 320") << 320 << "chineseCounting"
                                     << "三百二十";
        QTest::newRow("circle") << 3 << "decimalEnclosedCircle"
                                << "③";
        QTest::newRow("ordinal") << 22 << "ordinal"
                                 << "22nd";
        QTest::newRow("none") << 2 << "none"
                              << "";
    }
    void countsAsWordDoes() {
        QFETCH(int, value);
        QFETCH(QString, format);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(formatDocxNumber(value, format.toStdString())), text);
    }

    void startsInnerListsAnew() {
        pugi::xml_document xml;
        QVERIFY(xml.load_string(
            "<w:numbering><w:abstractNum w:abstractNumId='1'>"
            "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText "
            "w:val='第%1条'/></w:lvl>"
            "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText "
            "w:val='%1.%2'/><w:isLgl/></w:lvl>"
            "</w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num></w:numbering>"));
        DocxNumbering numbering;
        numbering.read(xml);
        QCOMPARE(numbering.next({5, 0}), std::string("第一条"));
        QCOMPARE(numbering.next({5, 1}), std::string("1.1"));
        QCOMPARE(numbering.next({5, 1}), std::string("1.2"));
        QCOMPARE(numbering.next({5, 0}), std::string("第二条"));
        QCOMPARE(numbering.next({5, 1}), std::string("2.1"));
        QCOMPARE(numbering.next({5, 8}), std::string());
        QCOMPARE(numbering.next({6, 0}), std::string());
    }
};

QTEST_GUILESS_MAIN(DocxTest)
#include "docx_test.moc"
