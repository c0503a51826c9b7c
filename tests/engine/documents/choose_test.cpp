// Every stretch of 2,000 characters is spoken of, facts always, and nothing twice where there is something
// else.
#include <QTest>

#include "engine/documents/choose_sentences.h"
#include "engine/documents/choose_similar.h"

using namespace engine;

namespace {

Document documentOf(std::string text) {
    Document document;
    document.name = "test.txt";
    document.text = std::move(text);
    document.pages.push_back({1, {0, static_cast<int64_t>(document.text.size())}});
    document.hash = "hash";
    return document;
}

struct Read {
    Document document;
    SentenceMap map;
    ClauseMap clauses;
    std::vector<ChosenPassage> chosen;
};

Read read(std::string text) {
    Read all{documentOf(std::move(text)), {}, {}, {}};
    all.map = splitSentences(all.document);
    all.clauses = findClauses(all.document, all.map);
    all.chosen = chooseSentences(all.document, all.map, all.clauses);
    return all;
}

bool everyWindowIsCited(const Read& all) {
    const auto borders = windowBorders(all.document.text);
    for (size_t w = 0; w + 1 < borders.size(); ++w) {
        const TextRange window{borders[w], borders[w + 1]};
        const std::string_view text = all.document.slice(window);
        if (text.find_first_not_of(" \n\t\f\r") == std::string_view::npos) continue;
        const bool cited =
            std::any_of(all.chosen.begin(), all.chosen.end(), [&](const ChosenPassage& passage) {
                return std::any_of(passage.pieces.begin(), passage.pieces.end(),
                                   [&](const TextRange& piece) { return piece.overlaps(window); });
            });
        if (!cited) return false;
    }
    return true;
}

std::string longContract() {
    static const char* const kWho[] = {"Supplier", "Buyer", "Carrier", "Agent"};
    static const char* const kDoes[] = {
        "store the goods in a dry place", "repair the machines", "train the operators", "insure the vessel",
        "keep books about the sales",     "label every crate"};
    std::string text =
        "This Service Agreement is made on May 4, 2020 between Alder Freight Limited and Birch Foods, "
        "Inc.\n\n";
    for (int i = 0; i < 200; ++i) {
        text += std::to_string(i + 1) + ". The " + kWho[i % 4] + " shall " + kDoes[i % 6] +
                " in region number " + std::to_string(i) +
                " of the territory described in the list that was handed over. ";
        if (i % 3 == 0) text += "\n\n";
    }
    return text;
}

}  // namespace

class ChooseTest : public QObject {
    Q_OBJECT

private slots:
    void windowsCountCharacters() {
        std::string text;
        for (int i = 0; i < 2001; ++i)
            text += "条";
        const auto borders = windowBorders(text);
        QCOMPARE(borders.size(), size_t(3));
        QCOMPARE(borders[1], int64_t(6000));
        QCOMPARE(borders[2], int64_t(6003));
        QCOMPARE(windowBorders("").size(), size_t(1));
    }

    void everyWindow() {
        const Read all = read(longContract());
        QVERIFY(everyWindowIsCited(all));
        QVERIFY(std::is_sorted(all.chosen.begin(), all.chosen.end(), [](const auto& a, const auto& b) {
            return a.pieces.front().begin < b.pieces.front().begin;
        }));
    }

    // Tables, dotted lines and blank stretches between sentences.
    void textWithoutSentences() {
        std::string text = "The Buyer shall pay the Supplier 400 dollars each month.\n\n";
        for (int i = 0; i < 120; ++i)
            text += "| 12 | 14.50 | 19 | - | 44.1 |\n";
        text += std::string(5000, ' ');
        text += "\n\nThe Supplier shall deliver the goods in time.\n";
        const Read all = read(text);
        QVERIFY(everyWindowIsCited(all));
    }

    void factsAreAlwaysThere() {
        const Read all =
            read(longContract() +
                 "\n\n900. This Agreement shall be governed by the laws of the State of New York.\n\n901. "
                 "Neither Party "
                 "may assign this Agreement without the prior written consent of the other Party.\n");
        for (const Fact& fact : all.clauses.facts) {
            for (int32_t sentence : fact.sentences) {
                QVERIFY(std::any_of(all.chosen.begin(), all.chosen.end(), [&](const ChosenPassage& passage) {
                    return passage.sentence == sentence && passage.cited;
                }));
            }
        }
    }

    void theHead() {
        const Read all = read(longContract());
        const auto head =
            std::count_if(all.chosen.begin(), all.chosen.end(), [](const auto& p) { return p.head; });
        QVERIFY(head >= 1 && head <= 12);
        QVERIFY(std::none_of(all.chosen.begin(), all.chosen.end(),
                             [](const auto& p) { return p.head && p.repeats; }));
    }

    void sameWordsSaySame() {
        const auto set = [](const char* text) { return wordSet(text); };
        QVERIFY(saysTheSame(set("The Buyer shall pay the Supplier within 30 days of the invoice."),
                            set("The Buyer will pay the Supplier within 30 days of the invoice.")));
        QVERIFY(!saysTheSame(set("The Buyer shall pay the Supplier within 30 days of the invoice."),
                             set("The Supplier shall deliver the goods within 45 days of the order.")));
        QVERIFY(saysTheSame(set("乙方不得向其他制造商销售相同的模组。"),
                            set("乙方不得向其他制造商销售相同模组。")));
        QCOMPARE(overlapOf(set(""), set("a word")), 0.0F);
    }

    void nothingToChoose() {
        QVERIFY(read("").chosen.empty());
        QVERIFY(read("   \n\n  \n").chosen.empty());
    }
};

QTEST_GUILESS_MAIN(ChooseTest)
#include "choose_test.moc"
