#include "engine/store/document_store.h"

#include <QTemporaryDir>
#include <QTest>

#include "engine/store/bin.h"
#include "engine/store/conversation_store.h"
#include "engine/store/run_store.h"

using namespace engine;

namespace {

StoredDocument facts(const std::string& name) {
    return {.name = name, .path = "/tmp/" + name, .hash = "hash of " + name, .format = "text", .pages = 2};
}

std::vector<StoredPassage> passages(const std::vector<std::string>& texts) {
    std::vector<StoredPassage> out;
    int64_t at = 0;
    for (const auto& text : texts) {
        const auto end = at + static_cast<int64_t>(text.size());
        out.push_back({.page = static_cast<int32_t>(out.size()) + 1, .begin = at, .end = end, .text = text});
        at = end;
    }
    return out;
}

}  // namespace

class DocumentStoreTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        auto opened = Database::open(folder_->path().toStdString());
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
        database_ = *opened;
    }
    void cleanup() {
        database_.reset();
        folder_.reset();
    }

    void findsAgainByHash() {
        DocumentStore store(database_);
        const RowId a = *store.open(facts("a"), "text a", passages({"text a"}));
        const RowId b = *store.open(facts("b"), "text b", passages({"text b"}));
        QVERIFY(a != b);
        QCOMPARE(store.list()->front().id, b);
        StoredDocument moved = facts("a");
        moved.name = "renamed";
        QCOMPARE(*store.open(moved, "text a", passages({"text a"})), a);
        QCOMPARE(store.list()->size(), size_t{2});
        QCOMPARE(store.list()->front().id, a);  // within the same second
        QCOMPARE(store.list()->front().name, std::string("renamed"));
        QCOMPARE(store.list()->front().textBytes, int64_t{6});
        QCOMPARE(store.search("text", {}, 10)->size(), size_t{2});
        QVERIFY(!store.find(999)->has_value());
    }

    void anotherTextReplacesPassages() {
        DocumentStore store(database_);
        const RowId id = *store.open(facts("a"), "old words", passages({"old words"}));
        QCOMPARE(*store.open(facts("a"), "new words", passages({"new words"})), id);
        QCOMPARE(**store.text(id), std::string("new words"));
        QVERIFY(store.search("old", {}, 10)->empty());
        QCOMPARE(store.search("new", {}, 10)->size(), size_t{1});
    }

    void withoutAHashTheTextDecides() {
        DocumentStore store(database_);
        const RowId a = *store.open({.name = "a"}, "one", {});
        QVERIFY(*store.open({.name = "b"}, "two", {}) != a);
        QCOMPARE(*store.open({.name = "c"}, "one", {}), a);
    }

    void search_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("hits");
        QTest::newRow("word") << "governing" << 1;
        QTest::newRow("case and stem") << "TERMINATED" << 1;
        QTest::newRow("all words") << "agreement california" << 1;
        QTest::newRow("not all words") << "agreement texas" << 0;
        QTest::newRow("two characters") << "违约" << 2;
        QTest::newRow("inside a clause") << "金额" << 1;
        QTest::newRow("three characters") << "违约金" << 1;
        QTest::newRow("four characters") << "解除合同" << 1;
        QTest::newRow("pairs that are there, a word that is not") << "约金合同" << 0;
        QTest::newRow("one character at the end of a run") << "任" << 1;
        QTest::newRow("one character inside") << "解" << 1;
        QTest::newRow("across a line break") << "赔偿" << 1;
        QTest::newRow("mixed") << "第10条" << 1;
        QTest::newRow("absent pair") << "保密" << 0;
        QTest::newRow("nothing") << "  " << 0;
        QTest::newRow("only signs") << "\"(*" << 0;
        QTest::newRow("accents") << "resume" << 1;
    }
    void search() {
        QFETCH(QString, words);
        QFETCH(int, hits);
        DocumentStore store(database_);
        const RowId id = *store.open(
            facts("a"), "x",
            passages({"This Agreement terminates. Governing law: California.", "第10条 乙方应支付违约金额。",
                      "甲方可解除合同并承担违约责任", "应当赔\n偿损失", "A résumé of the parties"}));
        const auto found = store.search(words.toStdString(), {}, 10);
        QVERIFY2(found.ok(), found.ok() ? "" : found.error().detail.c_str());
        QCOMPARE(static_cast<int>(found->size()), hits);
        QCOMPARE(static_cast<int>(store.search(words.toStdString(), id, 10)->size()), hits);
        QVERIFY(store.search(words.toStdString(), id + 1, 10)->empty());
        QVERIFY(store.search(words.toStdString(), id, 0)->empty());
        QVERIFY(store.search(words.toStdString(), id, -1)->empty());
    }

    void hitsCarryTheirPlace() {
        DocumentStore store(database_);
        const RowId id = *store.open(facts("a"), "x", passages({"nothing here", "the notice period"}));
        const auto hits = store.search("notice", {}, 10);
        QCOMPARE(hits->size(), size_t{1});
        QCOMPARE(hits->front().document, id);
        QCOMPARE(hits->front().passage.page, 2);
        QCOMPARE(hits->front().passage.begin, int64_t{12});
        QCOMPARE(hits->front().passage.end, int64_t{29});
        QCOMPARE(hits->front().passage.text, std::string("the notice period"));
    }

    void partsAndSummaries() {
        DocumentStore store(database_);
        const RowId id = *store.open(facts("a"), "x", {});
        QVERIFY(!store.part(id, "1")->has_value());
        QVERIFY(store.putPart(id, "1", "first").ok());
        QVERIFY(store.putPart(id, "1", "second").ok());
        QCOMPARE(**store.part(id, "1"), std::string("second"));
        const std::string odd("zero \0 inside, \xff bytes", 22);
        QVERIFY(store.putPart(id, "odd", odd).ok());
        QCOMPARE(**store.part(id, "odd"), odd);
        QVERIFY(!store.summary(id)->has_value());
        QVERIFY(!store.find(id)->value().hasSummary);
        QVERIFY(store.putSummary(id, "m1", "{1}").ok());
        QVERIFY(store.putSummary(id, "m2", "{2}").ok());
        QVERIFY(store.putSummary(id, "m1", "{3}").ok());
        QCOMPARE(**store.summary(id), std::string("{3}"));
        QVERIFY(store.find(id)->value().hasSummary);
        const auto nobody = store.putPart(999, "1", "x");
        QVERIFY(!nobody.ok());
        QCOMPARE(nobody.error().kind, ErrorKind::kNotFound);
    }

    void binAndBack() {
        DocumentStore store(database_);
        const RowId id = *store.open(facts("a"), "some words", passages({"some words"}));
        QVERIFY(store.moveToBin(id).ok());
        QVERIFY(store.list()->empty());
        QCOMPARE(store.list(true)->size(), size_t{1});
        QVERIFY(store.search("words", {}, 10)->empty());
        QVERIFY(store.restore(id).ok());
        QCOMPARE(store.search("words", {}, 10)->size(), size_t{1});
        QVERIFY(store.moveToBin(id).ok());
        QCOMPARE(*store.open(facts("a"), "some words", passages({"some words"})),
                 id);  // opened again: it comes back
        QCOMPARE(store.list()->size(), size_t{1});
        QCOMPARE(store.moveToBin(999).error().kind, ErrorKind::kNotFound);
        QCOMPARE(store.restore(999).error().kind, ErrorKind::kNotFound);
    }

    void emptiedForGood() {
        DocumentStore store(database_);
        ConversationStore conversations(database_);
        RunStore runs(database_);
        const RowId kept = *store.open(facts("kept"), "kept words", passages({"kept words"}));
        const RowId id = *store.open(facts("a"), "secret words", passages({"secret words"}));
        QVERIFY(store.putPart(id, "1", "x").ok());
        QVERIFY(store.putSummary(id, "m", "{}").ok());
        const RowId talk = *conversations.begin(id, "about a");
        QVERIFY(conversations.addMessage({.conversation = talk, .role = "user", .text = "?"}).ok());
        const RowId run = *runs.add({.kind = "summary", .title = "a", .document = id});
        QVERIFY(store.moveToBin(id).ok());
        QVERIFY(emptyOldBins(database_).ok());  // thirty days are not over
        QCOMPARE(store.list(true)->size(), size_t{1});
        QVERIFY(store.emptyBin(unixSecondsNow()).ok());
        QVERIFY(store.list(true)->empty());
        QVERIFY(!store.find(id)->has_value());
        QVERIFY(conversations.list({})->empty());
        QVERIFY(!runs.find(run)->value().document.has_value());  // the history keeps its row
        QCOMPARE(store.list()->front().id, kept);
        QCOMPARE(store.search("words", {}, 10)->size(), size_t{1});
        // Its number is not given to the next one.
        QVERIFY(*store.open(facts("b"), "b", {}) > id);
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<Database> database_;
};

QTEST_GUILESS_MAIN(DocumentStoreTest)
#include "document_store_test.moc"
