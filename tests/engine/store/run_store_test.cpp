#include "engine/store/run_store.h"

#include <QTemporaryDir>
#include <QTest>

#include "engine/store/bin.h"
#include "engine/store/settings_store.h"

using namespace engine;

class RunStoreTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        auto opened = Database::open(folder_->path().toStdString());
        QVERIFY(opened.ok());
        database_ = *opened;
    }
    void cleanup() {
        database_.reset();
        folder_.reset();
    }

    void newestFirst() {
        RunStore store(database_);
        const RowId first =
            *store.add({.kind = "summary", .title = "one", .model = "m", .resultJson = "{}", .seconds = 2.5});
        const RowId second = *store.add({.kind = "bench", .title = "two"});
        const RowId old = *store.add({.kind = "bench", .title = "three", .createdAt = 1000});
        const auto all = store.list({});
        QCOMPARE(all->size(), size_t{3});
        QCOMPARE(all->at(0).id, second);
        QCOMPARE(all->at(1).id, first);
        QCOMPARE(all->at(2).id, old);
        QCOMPARE(all->at(1).seconds, 2.5);
        QVERIFY(!all->at(1).document.has_value());
        QCOMPARE(store.list({.kind = "bench"})->size(), size_t{2});
        QCOMPARE(store.list({.limit = 1})->size(), size_t{1});
        QVERIFY(store.list({.limit = 0})->empty());
        QVERIFY(store.list({.limit = -5})->empty());
        QCOMPARE(store.find(first)->value().resultJson, std::string("{}"));
        QVERIFY(!store.find(999)->has_value());
        QCOMPARE(store.add({.kind = "x", .document = 999}).error().kind, ErrorKind::kNotFound);
    }

    void search_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("hits");
        QTest::newRow("all") << "" << 2;
        QTest::newRow("blank is all") << "  " << 2;
        QTest::newRow("title") << "supply" << 1;
        QTest::newRow("while typing") << "sup" << 1;
        QTest::newRow("text") << "liability cap" << 1;
        QTest::newRow("model") << "qwen" << 2;
        QTest::newRow("two characters") << "违约" << 1;
        QTest::newRow("one character") << "金" << 1;
        QTest::newRow("not across fields") << "agreement-qwen" << 0;
        QTest::newRow("signs alone are no search for everything") << "***" << 0;
    }
    void search() {
        QFETCH(QString, words);
        QFETCH(int, hits);
        RunStore store(database_);
        QVERIFY(store
                    .add({.kind = "summary",
                          .title = "Supply agreement",
                          .model = "qwen",
                          .searchText = "a liability cap"})
                    .ok());
        QVERIFY(
            store.add({.kind = "question", .title = "采购合同", .model = "qwen", .searchText = "支付违约金"})
                .ok());
        const auto found = store.list({.words = words.toStdString()});
        QVERIFY2(found.ok(), found.ok() ? "" : found.error().detail.c_str());
        QCOMPARE(static_cast<int>(found->size()), hits);
    }

    void binAndBack() {
        RunStore store(database_);
        const RowId id = *store.add({.kind = "bench", .title = "a word"});
        const RowId kept = *store.add({.kind = "bench", .title = "another word"});
        QVERIFY(store.moveToBin(id).ok());
        QCOMPARE(store.list({})->size(), size_t{1});
        QCOMPARE(store.list({.words = "word", .bin = true})->size(), size_t{1});
        QVERIFY(store.restore(id).ok());
        QCOMPARE(store.list({})->size(), size_t{2});
        QVERIFY(store.moveToBin(id).ok());
        QVERIFY(store.emptyBin(unixSecondsNow() - kBinSeconds).ok());
        QVERIFY(store.find(id)->has_value());
        QVERIFY(store.emptyBin(unixSecondsNow()).ok());
        QVERIFY(!store.find(id)->has_value());
        QCOMPARE(store.list({.words = "word"})->front().id, kept);
        QCOMPARE(store.moveToBin(id).error().kind, ErrorKind::kNotFound);
    }

    void settings() {
        SettingsStore store(database_);
        QVERIFY(!store.get("theme")->has_value());
        QVERIFY(store.set("theme", "\"dark\"").ok());
        QVERIFY(store.set("theme", "\"light\"").ok());
        QCOMPARE(**store.get("theme"), std::string("\"light\""));
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<Database> database_;
};

QTEST_GUILESS_MAIN(RunStoreTest)
#include "run_store_test.moc"
