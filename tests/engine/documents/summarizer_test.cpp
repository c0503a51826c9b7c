// A document from its sentences to the cited summary, with an engine that says what the test wants.
#include "engine/documents/summarizer.h"

#include <QDir>
#include <QTest>
#include <map>
#include <mutex>
#include <set>

#include "engine/documents/choose_sentences.h"
#include "engine/documents/compose_citations.h"
#include "engine/documents/compose_summary.h"
#include "engine/documents/summary_json.h"
#include "tests/support/fake_engine.h"

using namespace engine;

namespace {

class MemoryJournal final : public ReadingJournal {
public:
    std::optional<std::string> get(const std::string& key) override {
        const auto found = parts.find(key);
        return found == parts.end() ? std::nullopt : std::optional(found->second);
    }
    void put(const std::string& key, const std::string& text) override {
        parts[key] = text;
        ++puts;
    }
    std::map<std::string, std::string> parts;
    int puts = 0;
};

Document sample(const char* name) {
    auto document = importDocument(std::string(CONCLAVE_SOURCE_DIR "/resources/samples/") + name);
    return document ? *document : Document{};
}

bool quotesAreExact(const Document& document, const std::vector<Citation>& citations) {
    for (const Citation& citation : citations) {
        if (citation.quote.empty() || citation.quote != document.slice(citation.range)) return false;
        const int32_t first = document.pageAt(citation.range.begin),
                      last = document.pageAt(citation.range.end - 1);
        if (first != last || document.pages[static_cast<size_t>(first)].number != citation.page) return false;
    }
    return true;
}

const CitedFact* factOf(const Summary& summary, ClauseKind kind) {
    for (const CitedFact& fact : summary.facts) {
        if (fact.fact.kind == kind) return &fact;
    }
    return nullptr;
}

}  // namespace

class SummarizerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        english_ = sample("supply_agreement.txt");
        chinese_ = sample("supply_agreement_zh.txt");
        QVERIFY(!english_.text.empty());
        QVERIFY(!chinese_.text.empty());
    }

    void everyStatementIsCited() {
        for (const Document* document : {&english_, &chinese_}) {
            SummarizeOptions options;
            options.engine = std::make_shared<tests::FakeEngine>();
            const auto summary = summarize(*document, options, {});
            QVERIFY(summary);
            QVERIFY(summary->statements.size() >= 8);
            for (const Statement& statement : summary->statements) {
                QVERIFY(!statement.text.empty());
                QVERIFY(!statement.citations.empty());
                QVERIFY(quotesAreExact(*document, statement.citations));
            }
            for (const CitedFact& fact : summary->facts) {
                QCOMPARE(fact.fact.found, !fact.citations.empty());
                QVERIFY(quotesAreExact(*document, fact.citations));
            }
            QCOMPARE(summary->facts.size(), size_t(kFactCount));
            QCOMPARE(summary->coverage.pagesRead, summary->coverage.pages);
            QVERIFY(summary->coverage.unread.empty());
            const auto head = std::count_if(summary->statements.begin(), summary->statements.end(),
                                            [](const Statement& statement) { return statement.head; });
            QVERIFY(head >= 6 && head <= 12);
        }
    }

    void theSampleIsUnderstood() {
        const auto summary = summarize(english_, {}, {});
        QVERIFY(summary);
        const auto says = [&](ClauseKind kind, const char* words) {
            const CitedFact* fact = factOf(*summary, kind);
            if (!fact || !fact->fact.found) return false;
            return std::any_of(fact->citations.begin(), fact->citations.end(),
                               [&](const Citation& c) { return c.quote.find(words) != std::string::npos; });
        };
        QVERIFY(says(ClauseKind::kParties, "Brightwater Optics Limited"));
        QVERIFY(says(ClauseKind::kGoverningLaw, "England and Wales"));
        QVERIFY(says(ClauseKind::kLiabilityCap, "1,500,000"));
        QVERIFY(says(ClauseKind::kAntiAssignment, "may assign"));
        QVERIFY(summary->text.starts_with("This is a Supply Agreement between "));
        QVERIFY(summary->text.find('\n') != std::string::npos);
        QVERIFY(summary->text.find("Kestrel Survey Instruments") < summary->text.find('\n'));
    }

    // Without a model every statement is the sentence as it stands.
    void withoutAModel() {
        const auto summary = summarize(english_, {}, {});
        QVERIFY(summary);
        QCOMPARE(summary->generatedTokens, int64_t(0));
        for (const Statement& statement : summary->statements)
            QVERIFY(statement.wording != Wording::kRewritten);
    }

    void goodRewritesAreShown() {
        SummarizeOptions options;
        options.engine = std::make_shared<tests::FakeEngine>();
        const auto summary = summarize(english_, options, {});
        QVERIFY(summary);
        const auto rewritten =
            std::count_if(summary->statements.begin(), summary->statements.end(), [](const auto& s) {
                return s.wording == Wording::kRewritten && s.text.find(" must ") != std::string::npos;
            });
        QVERIFY(rewritten > 0);
        QVERIFY(summary->generatedTokens > 0);
        QVERIFY(summary->routing.empty());
    }

    // What the router did is added up over all the sentences that the model was asked for.
    void routingIsAddedUp() {
        auto fake = std::make_shared<tests::FakeEngine>();
        fake->model.experts = 8;
        MemoryJournal journal;
        SummarizeOptions options;
        options.engine = fake;
        options.journal = &journal;
        const auto summary = summarize(english_, options, {});
        QVERIFY(summary);
        QVERIFY(fake->asked > 1);
        QCOMPARE(summary->routing.experts(), int64_t(8));
        QCOMPARE(summary->routing.count(0, 1), summary->generatedTokens);
        QVERIFY(!summary->routing.hasPairs());
        // What comes back from the journal passed no router.
        QVERIFY(summarize(english_, options, {})->routing.empty());
    }

    void badRewritesAreNot() {
        const auto plain = summarize(english_, {}, {});
        QVERIFY(plain);
        for (const char* bad :
             {"", "The Buyer must pay the Supplier 999 dollars.", "Yes", "The The The The The The."}) {
            SummarizeOptions options;
            auto fake = std::make_shared<tests::FakeEngine>();
            fake->reply = [bad](const std::string&) { return std::string(bad); };
            options.engine = fake;
            const auto summary = summarize(english_, options, {});
            QVERIFY(summary);
            QVERIFY(fake->asked > 0);
            for (size_t i = 0; i < summary->statements.size(); ++i)
                QCOMPARE(summary->statements[i].text, plain->statements[i].text);
        }
    }

    // A run that was stopped goes on where it was; what had been said is not asked again.
    void resumes() {
        MemoryJournal journal;
        std::stop_source stop;
        SummarizeOptions options;
        auto fake = std::make_shared<tests::FakeEngine>();
        fake->delay = std::chrono::milliseconds(2);
        options.engine = fake;
        options.journal = &journal;
        std::vector<std::string> shown;
        options.onStatement = [&](const Statement& statement) {
            if (statement.wording == Wording::kRewritten) shown.push_back(statement.text);
            if (fake->asked >= 5) stop.request_stop();
        };
        const auto stopped = summarize(english_, options, stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorKind::kCancelled);
        const int kept = journal.puts;
        QVERIFY(kept >= 5);

        auto again = std::make_shared<tests::FakeEngine>();
        options.engine = again;
        options.onStatement = {};
        const auto summary = summarize(english_, options, {});
        QVERIFY(summary);
        QCOMPARE(again->asked + kept, journal.puts);
        for (const std::string& text : shown) {
            QVERIFY(std::any_of(summary->statements.begin(), summary->statements.end(),
                                [&](const Statement& statement) { return statement.text == text; }));
        }
        auto third = std::make_shared<tests::FakeEngine>();
        options.engine = third;
        QVERIFY(summarize(english_, options, {}));
        QCOMPARE(third->asked.load(), 0);
        // Other weights have said nothing yet.
        auto other = std::make_shared<tests::FakeEngine>();
        other->hash = "other-weights";
        options.engine = other;
        QVERIFY(summarize(english_, options, {}));
        QVERIFY(other->asked > 0);
    }

    // In the journal before it is shown.
    void journalComesFirst() {
        MemoryJournal journal;
        SummarizeOptions options;
        options.engine = std::make_shared<tests::FakeEngine>();
        options.journal = &journal;
        options.onStatement = [&](const Statement& statement) {
            if (statement.wording != Wording::kRewritten) return;
            QVERIFY(std::any_of(journal.parts.begin(), journal.parts.end(), [&](const auto& part) {
                return part.second.find(statement.text) != std::string::npos;
            }));
        };
        QVERIFY(summarize(english_, options, {}));
    }

    void progressReachesEveryPage() {
        SummarizeOptions options;
        options.engine = std::make_shared<tests::FakeEngine>();
        ReadingProgress last;
        std::vector<ReadingStage> stages;
        options.onProgress = [&](const ReadingProgress& progress) {
            if (stages.empty() || stages.back() != progress.stage) stages.push_back(progress.stage);
            last = progress;
        };
        QVERIFY(summarize(english_, options, {}));
        QCOMPARE(stages.back(), ReadingStage::kComposing);
        const std::set<int32_t> pages(last.pagesDone.begin(), last.pagesDone.end());
        QCOMPARE(pages.size(), english_.pages.size());
        QCOMPARE(last.pagesDone.size(), english_.pages.size());
    }

    // A model of a billion parameters may deny a doubtful find; the governing law is not put to it.
    void doubtfulFactsAreConfirmed() {
        SummarizeOptions options;
        auto fake = std::make_shared<tests::FakeEngine>();
        fake->model.parameters = 1'500'000'000;
        fake->margin = [](const std::string&) { return -1.0F; };
        options.engine = fake;
        const auto summary = summarize(english_, options, {});
        QVERIFY(summary);
        QVERIFY(factOf(*summary, ClauseKind::kGoverningLaw)->fact.found);
        QVERIFY(factOf(*summary, ClauseKind::kParties)->fact.found);
        auto small = std::make_shared<tests::FakeEngine>();
        options.engine = small;
        QVERIFY(summarize(english_, options, {}));
        QCOMPARE(small->judged.load(), 0);
    }

    void chineseReaderOfAnEnglishContract() {
        SummarizeOptions options;
        options.language = Language::kChinese;
        auto fake = std::make_shared<tests::FakeEngine>();
        fake->reply = [](const std::string&) { return std::string("买方应当付款。"); };
        options.engine = fake;
        const auto summary = summarize(english_, options, {});
        QVERIFY(summary);
        QCOMPARE(summary->language, Language::kChinese);
        QVERIFY(summary->text.starts_with("这是《"));
        for (const Statement& statement : summary->statements)
            QVERIFY(quotesAreExact(english_, statement.citations));
    }

    void citationsAreCutAtPageBorders() {
        Document document;
        document.text = "The first page ends here,\n and the second goes on.";
        document.pages = {{1, {0, 26}}, {2, {26, static_cast<int64_t>(document.text.size())}}};
        const std::vector<TextRange> pieces = {{0, static_cast<int64_t>(document.text.size())}};
        const auto citations = citationsOf(document, pieces);
        QCOMPARE(citations.size(), size_t(2));
        QCOMPARE(citations[0].quote, std::string("The first page ends here,"));
        QCOMPARE(citations[1].quote, std::string("and the second goes on."));
        QCOMPARE(citations[1].page, 2);
        QVERIFY(quotesAreExact(document, citations));
    }

    void unreadPagesAreNamed() {
        Document document = english_;
        document.pages.push_back(
            {static_cast<int32_t>(document.pages.size()) + 1,
             {static_cast<int64_t>(document.text.size()), static_cast<int64_t>(document.text.size())}});
        document.pages.back().readable = false;
        document.pages.back().problem = "no text";
        const auto summary = summarize(document, {}, {});
        QVERIFY(summary);
        QCOMPARE(summary->coverage.unread.size(), size_t(1));
        QCOMPARE(summary->coverage.pagesRead, summary->coverage.pages - 1);
        QVERIFY(summary->text.find("could not be read") != std::string::npos);
    }

    void jsonThereAndBack() {
        SummarizeOptions options;
        options.engine = std::make_shared<tests::FakeEngine>();
        const auto summary = summarize(english_, options, {});
        QVERIFY(summary);
        const auto json = toJson(english_, *summary);
        QVERIFY(json["coverage"]["pages_read"].get<int>() == json["coverage"]["pages"].get<int>());
        QCOMPARE(json["facts"][0]["name"].get<std::string>(), std::string("Parties"));
        for (const auto& statement : json["statements"]) {
            for (const auto& citation : statement["citations"]) {
                const auto begin = citation["start"].get<size_t>(), end = citation["end"].get<size_t>();
                QCOMPARE(citation["quote"].get<std::string>(), english_.text.substr(begin, end - begin));
            }
        }
        const auto back = summaryFromJson(nlohmann::ordered_json::parse(json.dump()));
        QVERIFY(back);
        QCOMPARE(back->text, summary->text);
        QCOMPARE(back->statements.size(), summary->statements.size());
        for (size_t i = 0; i < back->statements.size(); ++i) {
            QCOMPARE(back->statements[i].text, summary->statements[i].text);
            QCOMPARE(back->statements[i].kind, summary->statements[i].kind);
            QCOMPARE(back->statements[i].head, summary->statements[i].head);
            QCOMPARE(back->statements[i].wording, summary->statements[i].wording);
            QCOMPARE(back->statements[i].citations.front().quote,
                     summary->statements[i].citations.front().quote);
        }
        QVERIFY(!summaryFromJson(nlohmann::ordered_json::parse("[1]")));
        QVERIFY(summaryFromJson(
            nlohmann::ordered_json::parse(R"({"statements":[{"text":3,"citations":"no"}]})")));
    }

    void realContracts() {
        const QString folder = QStringLiteral(CONCLAVE_SOURCE_DIR "/../shared/data/cuad/txt");
        if (!QDir(folder).exists()) QSKIP("no annotated contracts beside the source");
        int read = 0;
        for (const QString& name :
             QDir(folder).entryList({"*.txt"}, QDir::Files, QDir::Size | QDir::Reversed)) {
            if (++read > 4) break;
            const auto document = importDocument((folder + "/" + name).toStdString());
            QVERIFY(document);
            const auto summary = summarize(*document, {}, {});
            QVERIFY(summary);
            const auto borders = windowBorders(document->text);
            size_t cited = 0, windows = 0;
            for (size_t w = 0; w + 1 < borders.size(); ++w) {
                const TextRange window{borders[w], borders[w + 1]};
                if (document->slice(window).find_first_not_of(" \n\t\f\r") == std::string_view::npos)
                    continue;
                ++windows;
                cited += std::any_of(
                    summary->statements.begin(), summary->statements.end(), [&](const Statement& s) {
                        return std::any_of(s.citations.begin(), s.citations.end(),
                                           [&](const Citation& c) { return c.range.overlaps(window); });
                    });
            }
            QCOMPARE(cited, windows);
            for (const Statement& statement : summary->statements)
                QVERIFY(quotesAreExact(*document, statement.citations));
        }
    }

private:
    Document english_, chinese_;
};

QTEST_GUILESS_MAIN(SummarizerTest)
#include "summarizer_test.moc"
