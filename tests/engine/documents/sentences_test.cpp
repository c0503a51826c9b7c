// What people quote: sentences with their places, items with their lead, headings; nothing of the text is
// left out.
#include <QTest>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include <map>

#include <nlohmann/json.hpp>

#include "engine/documents/characters.h"
#include "engine/documents/furniture.h"
#include "engine/documents/passages.h"
#include "engine/documents/sentences.h"

using namespace engine;

namespace {

Document textDocument(std::string text) {
    Document document;
    document.text = std::move(text);
    Page page;
    page.text = {0, static_cast<int64_t>(document.text.size())};
    document.pages.push_back(page);
    document.furniture = findFurniture(document);
    return document;
}

std::string own(const Sentence& sentence) {
    return sentence.clean.substr(static_cast<size_t>(sentence.ownBegin));
}

QStringList split(const std::string& text) {
    QStringList list;
    for (const Sentence& sentence : splitSentences(textDocument(text)).sentences) {
        list << QString::fromStdString(own(sentence));
    }
    return list;
}

const Sentence* holding(const SentenceMap& map, const std::string& words) {
    for (const Sentence& sentence : map.sentences) {
        if (own(sentence).find(words) != std::string::npos) return &sentence;
    }
    return nullptr;
}

// First byte that is no white space and belongs neither to a sentence nor to furniture, or to both, or to two
// sentences; −1 when all is well.
int64_t firstAstray(const Document& document, const SentenceMap& map) {
    std::vector<uint8_t> owner(document.text.size(), 0);
    for (const Sentence& sentence : map.sentences) {
        for (const TextRange& piece : sentence.pieces) {
            for (int64_t i = piece.begin; i < piece.end; ++i)
                ++owner[static_cast<size_t>(i)];
        }
    }
    for (const TextRange& range : document.furniture) {
        for (int64_t i = range.begin; i < range.end; ++i)
            owner[static_cast<size_t>(i)] = static_cast<uint8_t>(owner[static_cast<size_t>(i)] + 1);
    }
    for (size_t at = 0; at < document.text.size();) {
        const Character character = characterAt(document.text, at);
        if (!isSpace(character.code) && owner[at] != 1) return static_cast<int64_t>(at);
        at += static_cast<size_t>(character.size);
    }
    return -1;
}

int64_t charactersOf(const Document& document, const Sentence& sentence) {
    int64_t count = 0;
    for (const TextRange& piece : sentence.pieces) {
        for (const char c : document.slice(piece))
            count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }
    return count;
}

}  // namespace

class SentencesTest : public QObject {
    Q_OBJECT

private slots:
    void english_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char* name, const char* text, QStringList expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << expected;
        };
        row("company", "It was signed by Acme Inc. of Delaware on May 1. The parties agree.",
            {"It was signed by Acme Inc. of Delaware on May 1.", "The parties agree."});
        row("company at the end", "It was signed by Acme, Inc. The parties agree.",
            {"It was signed by Acme, Inc.", "The parties agree."});
        row("country", "It is a U.S. Treasury bond. It pays.", {"It is a U.S. Treasury bond.", "It pays."});
        row("number", "See No. 12 and Sec. 4 of Art. II, e.g. the first. Done here.",
            {"See No. 12 and Sec. 4 of Art. II, e.g. the first.", "Done here."});
        row("initials", "Notice goes to J. R. Smith at 5 Main St. Boston. It is binding.",
            {"Notice goes to J. R. Smith at 5 Main St. Boston.", "It is binding."});
        row("section numbers", "Under Section 1.2.3 of it, $1.50 is due. Pay.",
            {"Under Section 1.2.3 of it, $1.50 is due.", "Pay."});
        row("exhibit", "The goods are listed in Exhibit A. Prices are fixed.",
            {"The goods are listed in Exhibit A.", "Prices are fixed."});
        row("quoted stop", "It means \"the goods.\" It ends.", {"It means \"the goods.\"", "It ends."});
        row("question", "Who pays? The buyer pays!", {"Who pays?", "The buyer pays!"});
        row("lost blank", "Subject to the terms hereof.The seller delivers.",
            {"Subject to the terms hereof.", "The seller delivers."});
        row("wrapped lines",
            "The seller shall deliver the goods to the buyer at the place that\nthe buyer names. The buyer "
            "pays\nfor them on delivery and not before that day is over at all.\n",
            {"The seller shall deliver the goods to the buyer at the place that the buyer names.",
             "The buyer pays for them on delivery and not before that day is over at all."});
        row("recitals", "WHEREAS, A makes goods; and WHEREAS, B buys them; NOW, THEREFORE, they agree.",
            {"WHEREAS, A makes goods; and", "WHEREAS, B buys them; NOW, THEREFORE, they agree."});
    }
    void english() {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        QCOMPARE(split(text.toStdString()), expected);
    }

    void itemsKnowTheirLead() {
        const Document document = textDocument(
            "5. Duties. The Company shall: (a) pay the rent; (b) do all of the following: (i) clean, and "
            "(ii) repair; and "
            "(c) leave. It may stay.\n\n6. Other. The end.");
        const SentenceMap map = splitSentences(document);
        const Sentence* rent = holding(map, "(a) pay");
        QVERIFY(rent != nullptr);
        QCOMPARE(rent->clean, std::string("5. Duties. The Company shall: (a) pay the rent;"));
        QCOMPARE(document.slice(rent->pieces[0]), std::string_view("(a) pay the rent;"));
        const Sentence* repair = holding(map, "(ii) repair");
        QVERIFY(repair != nullptr);
        QCOMPARE(repair->clean.substr(0, 25), std::string("5. Duties. The Company sh"));
        QVERIFY(repair->clean.find("do all of the following: (ii) repair") != std::string::npos ||
                repair->clean.find("do all of the following: (i) clean, and (ii) repair") !=
                    std::string::npos);
        const Sentence* leave = holding(map, "(c) leave");
        QVERIFY(leave != nullptr);
        QCOMPARE(leave->clean, std::string("5. Duties. The Company shall: (c) leave."));
        QCOMPARE(holding(map, "It may stay")->ownBegin, 0);
        QCOMPARE(holding(map, "The end")->ownBegin, 0);
    }

    void itemsOnTheirOwnLines() {
        const Document document = textDocument(
            "The Supplier may end this Agreement if the Customer:\n\n(a) does not pay;\n\n(b) becomes "
            "insolvent; or\n\n"
            "(c) moves.\n\nThis is another paragraph.\n\n(a) This item has no lead.\n");
        const SentenceMap map = splitSentences(document);
        QCOMPARE(holding(map, "(c) moves")->clean,
                 std::string("The Supplier may end this Agreement if the Customer: (c) moves."));
        QCOMPARE(holding(map, "has no lead")->ownBegin, 0);
    }

    void theAgreementIsNoLeadOfItsSections() {
        const SentenceMap map = splitSentences(textDocument(
            "NOW, THEREFORE, the parties agree as follows:\n\n1. Term. This Agreement lasts three years.\n"));
        QCOMPARE(holding(map, "lasts three years")->ownBegin, 0);
    }

    void headings_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("title");
        QTest::addColumn<bool>("standsAlone");
        const auto row = [](const char* text, const char* number, const char* title, bool alone) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(number)
                                << QString::fromUtf8(title) << alone;
        };
        row("ARTICLE IV\n\nThe text follows here.", "ARTICLE IV", "", true);
        row("ARTICLE IV - TERM\n\nThe text follows here.", "ARTICLE IV", "TERM", true);
        row("12.3 Governing Law. This Agreement is governed by it.", "12.3", "Governing Law", false);
        row("12.3 Governing Law\n\nThis Agreement is governed by it.", "12.3", "Governing Law", true);
        row("Section 12.3 Limits of Liability. No party is liable.", "Section 12.3", "Limits of Liability",
            false);
        row("TERM AND TERMINATION\n\nThis Agreement lasts.", "", "TERM AND TERMINATION", true);
        row("Term and Termination\n\nThis Agreement lasts.", "", "Term and Termination", true);
        row("Governing Law. This Agreement is governed by it.", "", "Governing Law", false);
        row("(b) Notices: All notices are in writing.", "(b)", "Notices", false);
        row("1.   APPOINTMENT.      -----------\n\nThe text.", "1", "APPOINTMENT", true);
        row("9. Term \n\nThis lasts.", "9", "Term", true);
        row("第二章 劳动合同的订立\n\n用人单位应当遵守本法。", "第二章", "劳动合同的订立", true);
        row("第十条 建立劳动关系，应当订立书面劳动合同。", "第十条", "", false);
        row("第五条 违约责任\n\n乙方应当支付违约金。", "第五条", "违约责任", true);
        row("第五条【违约责任】乙方应当支付违约金。", "第五条", "违约责任", false);
        row("一、 合同标的\n\n甲方出售货物。", "一、", "合同标的", true);
        row("（二）付款方式\n\n乙方每月付款。", "（二）", "付款方式", true);
    }
    void headings() {
        QFETCH(QString, text);
        QFETCH(QString, number);
        QFETCH(QString, title);
        QFETCH(bool, standsAlone);
        const Document document = textDocument(text.toStdString());
        const SentenceMap map = splitSentences(document);
        QVERIFY(!map.headings.empty());
        QCOMPARE(QString::fromStdString(map.headings[0].number), number);
        QCOMPARE(QString::fromStdString(map.headings[0].title), title);
        QCOMPARE(map.headings[0].range.begin, int64_t{0});
        QCOMPARE(map.sentences[0].isHeading, standsAlone);
        QCOMPARE(map.sentences.back().heading, 0);
    }

    void noHeadings_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"By: Name of Person", "The Company shall pay.", "August 21, 2018",
              "1.1 DEFINITIONS ........ 12", "Acme Holdings, Inc.", "A. The Buyer has paid for it.",
              "_______________", "甲方：张三", "by and between"}) {
            QTest::newRow(text) << QString::fromUtf8(text);
        }
    }
    void noHeadings() {
        QFETCH(QString, text);
        const SentenceMap map =
            splitSentences(textDocument(text.toStdString() + "\n\nThis is the text that follows it.\n"));
        QVERIFY(!map.sentences[0].isHeading);
    }

    void chinese() {
        const Document document = textDocument(
            "第三十九条 "
            "劳动者有下列情形之一的，用人单位可以解除劳动合同：\n\n（一）在试用期间被证明不符合录用条件的；\n"
            "\n"
            "（二）严重违反用人单位的规章制度的。\n\n第四十条 他说：“可以。但是不行。”双方同意！还有吗？\n");
        const SentenceMap map = splitSentences(document);
        QCOMPARE(map.language, Language::kChinese);
        const Sentence* item = holding(map, "（二）严重违反");
        QVERIFY(item != nullptr);
        QCOMPARE(
            item->clean,
            std::string(
                "第三十九条 "
                "劳动者有下列情形之一的，用人单位可以解除劳动合同：（二）严重违反用人单位的规章制度的。"));
        QVERIFY(holding(map, "第四十条 他说：“可以。但是不行。”") != nullptr);
        QCOMPARE(own(map.sentences.back()), std::string("还有吗？"));
        QCOMPARE(map.headings.size(), size_t{2});
    }

    void furnitureParts() {
        // What returns at the edges of most pages would be furniture itself, so each page says something else
        // there.
        const std::string ends[] = {"lamps to the port of Lisbon", "bolts by the northern gate",
                                    "wires that the buyer has named", "pumps for use in its own plant",
                                    "valves wherever they are needed"};
        const std::string starts[] = {"as the parties wrote.", "under the plan of May.",
                                      "in its order of that month.", "without delay.", "at no cost."};
        std::string text;
        for (int page = 1; page <= 5; ++page) {
            text += "The supplier shall deliver all of the " + ends[page - 1] + "\n\n" +
                    std::to_string(page) + "\n\nSource: ACME CORP, 8-K, 1/9/2020\n\n\n\n\n\n" +
                    starts[page - 1] +
                    " A second sentence stands here for good measure and length, and a third thing too, "
                    "which goes on and "
                    "on until the page number is far enough away from the one before it to be one, as pages "
                    "are long, and "
                    "this one ends where the next one begins.\n\n";
        }
        const Document document = textDocument(text);
        const SentenceMap map = splitSentences(document);
        QCOMPARE(firstAstray(document, map), int64_t{-1});
        for (const Sentence& sentence : map.sentences) {
            QVERIFY2(sentence.clean.find("Source:") == std::string::npos, sentence.clean.c_str());
        }
        const Sentence* cut = holding(map, "all of the wires");
        QVERIFY(cut != nullptr);
        QCOMPARE(own(*cut),
                 std::string(
                     "The supplier shall deliver all of the wires that the buyer has named in its order of "
                     "that month."));
        QCOMPARE(cut->pieces.size(), size_t{2});
        QVERIFY(document.slice(cut->pieces[1]).starts_with("in its order"));
    }

    void longSentencesAreCutAtClauses() {
        std::string text = "The Supplier shall";
        for (int i = 0; i < 40; ++i)
            text += " deliver item " + std::to_string(i) + " to the warehouse of the Customer;";
        text += " and stop. The end.";
        const Document document = textDocument(text);
        const SentenceMap map = splitSentences(document);
        QVERIFY(map.sentences.size() >= 4);
        for (const Sentence& sentence : map.sentences) {
            QVERIFY(charactersOf(document, sentence) <= 700);
            if (&sentence != &map.sentences.back())
                QVERIFY(own(sentence).ends_with(';') || own(sentence).ends_with('.'));
        }
        QCOMPARE(firstAstray(document, map), int64_t{-1});
    }

    void anythingIsCovered_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("one long word") << QByteArray(100000, 'a');
        QTest::newRow("one long Chinese line") << QByteArray("中").repeated(90000);
        QTest::newRow("marks only")
            << QByteArray("(a) (b) (c) 1. 2. 3.1 第一条 （一） • - ----\n").repeated(50);
        QTest::newRow("long lines of words") << QByteArray("word and more words; ").repeated(12000);
        QTest::newRow("many blanks") << (QByteArray("a") + QByteArray(5000, ' ') + "b. C" +
                                         QByteArray(5000, ' ') + "d");
        QTest::newRow("broken bytes") << QByteArray("\xE5\x90 abc \xFF\xFE. Def\xC3").repeated(20);
        QTest::newRow("line ends") << QByteArray(
            "One.\rTwo.\r\nThree.\fFour.\v\xE2\x80\xA8"
            "Five.");
    }
    void anythingIsCovered() {
        QFETCH(QByteArray, text);
        const Document document = textDocument(text.toStdString());
        const SentenceMap map = splitSentences(document);
        QCOMPARE(firstAstray(document, map), int64_t{-1});
        int64_t last = 0;
        for (const Sentence& sentence : map.sentences) {
            QVERIFY(!sentence.pieces.empty());
            QVERIFY(charactersOf(document, sentence) <= 1400);
            QVERIFY(sentence.begin() >= last);
            last = sentence.end();
            QVERIFY(static_cast<size_t>(sentence.ownBegin) < sentence.clean.size());
        }
    }

    void passagesHoldEverySentence() {
        std::string text;
        for (int i = 0; i < 60; ++i)
            text += "Sentence number " + std::to_string(i) + " says that goods are delivered on time. ";
        const Document document = textDocument(text);
        const SentenceMap map = splitSentences(document);
        const auto passages = passagesOf(document, map);
        QVERIFY(passages.size() >= 4);
        int64_t last = 0;
        for (const Passage& passage : passages) {
            QVERIFY(passage.range.begin >= last);
            QVERIFY(passage.range.size() <= 760);
            last = passage.range.end;
        }
        QCOMPARE(last, map.sentences.back().end());
    }

    // Every clause that lawyers marked in real contracts overlaps a sentence; nothing is lost and nothing is
    // too long.
    void realContracts() {
        const std::filesystem::path folder = CONCLAVE_SOURCE_DIR "/../shared/data/cuad";
        std::ifstream annotations(folder / "clauses_subset.jsonl");
        if (!annotations) QSKIP("the contracts are not on this machine");
        std::map<std::string, std::vector<std::string>> spans;
        for (std::string line; std::getline(annotations, line);) {
            const auto row = nlohmann::json::parse(line);
            for (const auto& clause : row["clauses"]) {
                std::string rest = clause.get<std::string>();
                for (size_t at = rest.find("<omitted>"); at != std::string::npos;
                     at = rest.find("<omitted>")) {
                    spans[row["file"]].push_back(rest.substr(0, at));
                    rest.erase(0, at + 9);
                }
                spans[row["file"]].push_back(rest);
            }
        }
        int64_t checked = 0, bytes = 0, longest = 0;
        std::vector<int64_t> lengths;
        double milliseconds = 0;
        for (const auto& [file, clauses] : spans) {
            const auto document = importDocument(folder / "txt" / file);
            QVERIFY(document.ok());
            const auto start = std::chrono::steady_clock::now();
            const SentenceMap map = splitSentences(*document);
            milliseconds +=
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
            bytes += static_cast<int64_t>(document->text.size());
            const int64_t astray = firstAstray(*document, map);
            QVERIFY2(astray == -1, (file + " at " + std::to_string(astray)).c_str());
            std::vector<bool> inSentence(document->text.size(), false);
            for (const Sentence& sentence : map.sentences) {
                const int64_t length = charactersOf(*document, sentence);
                lengths.push_back(length);
                longest = std::max(longest, length);
                for (const TextRange& piece : sentence.pieces) {
                    std::fill(inSentence.begin() + piece.begin, inSentence.begin() + piece.end, true);
                }
            }
            // Compared without white space.
            std::string squeezed;
            std::vector<size_t> places;
            for (size_t i = 0; i < document->text.size(); ++i) {
                if (static_cast<unsigned char>(document->text[i]) <= ' ') continue;
                squeezed.push_back(document->text[i]);
                places.push_back(i);
            }
            for (const std::string& clause : clauses) {
                std::string wanted;
                for (const char c : clause) {
                    if (static_cast<unsigned char>(c) > ' ') wanted.push_back(c);
                }
                if (wanted.size() < 2 || squeezed.find(wanted) == std::string::npos) continue;
                bool found = false;
                for (size_t at = squeezed.find(wanted); at != std::string::npos && !found;
                     at = squeezed.find(wanted, at + 1)) {
                    for (size_t k = at; k < at + wanted.size() && !found; ++k)
                        found = inSentence[places[k]];
                }
                QVERIFY2(found, (file + ": " + clause.substr(0, 80)).c_str());
                ++checked;
            }
        }
        QVERIFY(checked > 1000);
        QVERIFY(longest <= 1400);
        std::sort(lengths.begin(), lengths.end());
        qInfo(
            "%lld spans; %zu sentences, median %lld, 90%% %lld, 99%% %lld, longest %lld characters; %.0f ms "
            "for %.1f MB",
            static_cast<long long>(checked), lengths.size(),
            static_cast<long long>(lengths[lengths.size() / 2]),
            static_cast<long long>(lengths[lengths.size() * 9 / 10]),
            static_cast<long long>(lengths[lengths.size() * 99 / 100]), static_cast<long long>(longest),
            milliseconds, static_cast<double>(bytes) / 1e6);
    }
};

QTEST_GUILESS_MAIN(SentencesTest)
#include "sentences_test.moc"
