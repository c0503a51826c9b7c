#include "engine/store/database.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <random>
#include <thread>

#include "engine/store/migrations.h"
#include "engine/store/run_store.h"
#include "engine/store/settings_store.h"
#include "engine/store/store_error.h"

using namespace engine;

namespace {

std::string contentOf(const QString& path) {
    std::ifstream in(path.toStdString(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void overwrite(const QString& path, const std::string& bytes) {
    std::ofstream(path.toStdString(), std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

class DatabaseTest : public QObject {
    Q_OBJECT

private slots:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void cleanup() { folder_.reset(); }

    void isSetAsPromised() {
        auto store = Database::open(path("a/b"));  // folders are made
        QVERIFY2(store.ok(), store.ok() ? "" : store.error().text().c_str());
        QCOMPARE((*store)->schemaVersion(), migrations().back().version);
        const auto access = (*store)->access();
        const auto text = [&](const char* pragma) { return access->execAndGet(pragma).getString(); };
        QCOMPARE(text("PRAGMA journal_mode"), std::string("wal"));
        QCOMPARE(text("PRAGMA synchronous"), std::string("2"));
        QCOMPARE(text("PRAGMA foreign_keys"), std::string("1"));
        QCOMPARE(text("PRAGMA trusted_schema"), std::string("0"));
        QCOMPARE(text("PRAGMA cell_size_check"), std::string("1"));
        QCOMPARE(text("PRAGMA busy_timeout"), std::string("5000"));
        // Nobody else reads what people read.
        const QFileInfo file(folder_->filePath("a/b/conclave.sqlite"));
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(!(QFileInfo(folder_->filePath("a/b")).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void keepsWhatWasWritten() {
        write("theme", "1");
        QCOMPARE(read("theme"), std::string("1"));
        QVERIFY(QDir(folder_->path()).entryList({"damaged-*", "backups"}).isEmpty());
    }

    void twoProgramsAndThreads() {
        // Two connections, as the window and the command line have them, written from four threads.
        auto first = Database::open(path());
        auto second = Database::open(path());
        QVERIFY(first.ok() && second.ok());
        std::vector<std::thread> threads;
        std::atomic<int> failures = 0;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                RunStore store(i % 2 == 0 ? *first : *second);
                for (int k = 0; k < 25; ++k) {
                    if (!store.add({.kind = "t", .title = std::to_string(i) + " " + std::to_string(k)}))
                        ++failures;
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(RunStore(*first).list({.limit = 1000})->size(), size_t{100});
    }

    void copiesWhileInUse() {
        auto store = Database::open(path("a"));
        QVERIFY(SettingsStore(*store).set("k", "v").ok());
        const std::string target = path("b");
        QVERIFY(QDir().mkpath(QString::fromStdString(target)));
        QVERIFY((*store)->backup(target + "/conclave.sqlite").ok());
        QVERIFY((*store)->backup(target + "/conclave.sqlite").ok());  // again, over the first
        QCOMPARE(**SettingsStore(*Database::open(target)).get("k"), std::string("v"));
        QCOMPARE(QDir(QString::fromStdString(target)).entryList({"*.partial"}).size(), 0);
        const auto nowhere = (*store)->backup(path("no/such/folder/x"));
        QVERIFY(!nowhere.ok());
    }

    void newerStoreIsRefusedAndUntouched() {
        write("k", "v");
        {
            SQLite::Database raw(path("conclave.sqlite"), SQLite::OPEN_READWRITE);
            raw.exec("PRAGMA user_version = 99");
        }
        const std::string before = contentOf(file());
        auto refused = Database::open(path());
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kUnsupported);
        QVERIFY(refused.error().text().find("newer") != std::string::npos);
        QVERIFY(refused.error().text().find("99") != std::string::npos);
        QCOMPARE(contentOf(file()), before);
    }

    void foreignDatabaseIsRefusedAndUntouched() {
        {
            SQLite::Database raw(path("conclave.sqlite"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            raw.exec("CREATE TABLE theirs(x)");
        }
        const std::string before = contentOf(file());
        auto refused = Database::open(path());
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kBadInput);
        QCOMPARE(contentOf(file()), before);
    }

    void folderThatIsAFile() {
        overwrite(folder_->filePath("taken"), "x");
        auto refused = Database::open(path("taken"));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kBadInput);
    }

    void damagedStoreIsKept_data() {
        QTest::addColumn<QString>("damage");
        QTest::newRow("no database at all") << "garbage";
        QTest::newRow("a page in the middle") << "page";
        QTest::newRow("cut short") << "cut";
    }
    void damagedStoreIsKept() {
        QFETCH(QString, damage);
        {
            auto store = Database::open(path());
            RunStore runs(*store);
            for (int i = 0; i < 50; ++i)
                QVERIFY(runs.add({.kind = "t", .title = std::string(2000, 'x')}).ok());
        }
        std::string bytes = contentOf(file());
        QVERIFY(bytes.size() > 100000);
        if (damage == "garbage") bytes = "these are the bytes of something else " + std::string(5000, '?');
        if (damage == "page") {
            for (size_t page = 8; page < 20; ++page)
                bytes.replace(page * 4096, 3000, std::string(3000, '\x55'));
        }
        if (damage == "cut") bytes.resize(bytes.size() / 2);
        overwrite(file(), bytes);

        auto refused = Database::open(path());
        QVERIFY(!refused.ok());
        QVERIFY2(refused.error().text().find("damaged") != std::string::npos, refused.error().text().c_str());
        const QStringList kept = QDir(folder_->path()).entryList({"damaged-*"});
        QCOMPARE(kept.size(), 1);
        QVERIFY(refused.error().text().find(kept.front().toStdString()) != std::string::npos);
        QCOMPARE(contentOf(folder_->filePath(kept.front() + "/conclave.sqlite")), bytes);  // every byte
        // The next start is fresh, and the kept one stays.
        auto fresh = Database::open(path());
        QVERIFY2(fresh.ok(), fresh.ok() ? "" : fresh.error().text().c_str());
        QVERIFY(RunStore(*fresh).list({})->empty());
        QCOMPARE(QDir(folder_->path()).entryList({"damaged-*"}).size(), 1);
    }

    void logMovesWithItsStore() {
        // A log that was not yet moved into the store, as after a kill, beside a damaged store.
        write("k", "v");
        const std::string log = std::string("\x37\x7f\x06\x82", 4) + std::string(4000, 'w');
        overwrite(folder_->filePath("conclave.sqlite-wal"), log);
        overwrite(file(), std::string(8192, '?'));
        QVERIFY(!Database::open(path()).ok());
        const QStringList kept = QDir(folder_->path()).entryList({"damaged-*"});
        QCOMPARE(kept.size(), 1);
        QCOMPARE(contentOf(folder_->filePath(kept.front() + "/conclave.sqlite-wal")), log);
    }

    void logWithoutStoreIsKept() {
        overwrite(folder_->filePath("conclave.sqlite-wal"), "precious");
        QVERIFY(!Database::open(path()).ok());
        const QStringList kept = QDir(folder_->path()).entryList({"damaged-*"});
        QCOMPARE(kept.size(), 1);
        QCOMPARE(contentOf(folder_->filePath(kept.front() + "/conclave.sqlite-wal")),
                 std::string("precious"));
        QVERIFY(Database::open(path()).ok());
    }

    void aStoreThatAnotherHasOpenIsNotMoved() {
        auto other = Database::open(path());
        QVERIFY(other.ok());
        (*other)->access()->exec(
            "PRAGMA wal_checkpoint(TRUNCATE)");  // else the log would still hold every page
        const std::string before(8192, '?');
        overwrite(file(), before);
        auto refused = Database::open(path());
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kIo);
        QVERIFY(QDir(folder_->path()).entryList({"damaged-*"}).isEmpty());
        QCOMPARE(contentOf(file()), before);
    }

    // Bytes changed at random in a real store: every opening ends in an answer, and no byte is lost.
    void flippedBytes() {
        {
            auto store = Database::open(path());
            RunStore runs(*store);
            for (int i = 0; i < 20; ++i)
                QVERIFY(runs.add({.kind = "t", .title = "违约金 words", .searchText = "more"}).ok());
        }
        const std::string sound = contentOf(file());
        std::mt19937 random(20261125);
        for (int round = 0; round < 150; ++round) {
            std::string bytes = sound;
            const int changes = 1 + static_cast<int>(random() % 8);
            for (int i = 0; i < changes; ++i)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            QTemporaryDir place;
            overwrite(place.filePath("conclave.sqlite"), bytes);
            auto store = Database::open(place.path().toStdString());
            if (store.ok()) {
                const auto rows = RunStore(*store).list({.words = "违约"});
                const auto added = RunStore(*store).add({.kind = "t", .title = "after"});
                QVERIFY(rows.ok() || !rows.error().text().empty());
                QVERIFY(added.ok() || !added.error().text().empty());
            } else {
                QVERIFY(!store.error().text().empty());
                const QStringList kept = QDir(place.path()).entryList({"damaged-*"});
                const QString where = kept.isEmpty() ? "conclave.sqlite" : kept.front() + "/conclave.sqlite";
                QCOMPARE(contentOf(place.filePath(where)), bytes);
            }
        }
    }

    void migratesAfterABackup() {
        auto connection = versionOne();
        const std::vector<Migration> steps = {
            kOne, {2, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1;"}, {3, "CREATE TABLE b(z)"}};
        const auto migrated = migrate(*connection, path(), steps);
        QVERIFY2(migrated.ok(), migrated.ok() ? "" : migrated.error().text().c_str());
        QCOMPARE(*migrated, 3);
        QCOMPARE(connection->execAndGet("SELECT y FROM a").getInt(), 8);
        const QStringList backups = QDir(folder_->filePath("backups")).entryList(QDir::Files);
        QCOMPARE(backups.size(), 1);
        QVERIFY(backups.front().startsWith("version-1-"));
        SQLite::Database old(folder_->filePath("backups/" + backups.front()).toStdString());
        QCOMPARE(old.execAndGet("SELECT x FROM a").getInt(), 7);
        QCOMPARE(old.execAndGet("PRAGMA user_version").getInt(), 1);
        // Once more changes nothing and copies nothing.
        QCOMPARE(*migrate(*connection, path(), steps), 3);
        QCOMPARE(QDir(folder_->filePath("backups")).entryList(QDir::Files).size(), 1);
    }

    void halfAMigrationIsNone_data() {
        QTest::addColumn<int>("broken");
        QTest::newRow("the first step") << 2;
        QTest::newRow("a later step") << 3;
    }
    void halfAMigrationIsNone() {
        QFETCH(int, broken);
        auto connection = versionOne();
        std::vector<Migration> steps = {kOne, {2, "ALTER TABLE a ADD COLUMN y"}, {3, "CREATE TABLE b(z)"}};
        steps[static_cast<size_t>(broken) - 1].sql = "CREATE TABLE c(q); INSERT INTO nowhere VALUES(1)";
        const auto failed = migrate(*connection, path(), steps);
        QVERIFY(!failed.ok());
        QVERIFY2(failed.error().text().find("backups/version-1-") != std::string::npos,
                 failed.error().text().c_str());
        QCOMPARE(connection->execAndGet("PRAGMA user_version").getInt(), 1);
        QCOMPARE(connection->execAndGet("SELECT group_concat(name) FROM sqlite_schema").getString(),
                 std::string("a"));
        QCOMPARE(connection->execAndGet("SELECT x FROM a").getInt(), 7);
    }

private:
    static constexpr Migration kOne = {1, "CREATE TABLE a(x)"};

    std::string path(const QString& name = {}) const { return folder_->filePath(name).toStdString(); }
    QString file() const { return folder_->filePath("conclave.sqlite"); }
    void write(const std::string& key, const std::string& value) {
        auto store = Database::open(path());
        QVERIFY(store.ok());
        QVERIFY(SettingsStore(*store).set(key, value).ok());
    }
    std::string read(const std::string& key) {
        auto store = Database::open(path());
        if (!store) return store.error().text();
        return SettingsStore(*store).get(key)->value_or("(nothing)");
    }
    std::unique_ptr<SQLite::Database> versionOne() {
        auto connection = std::make_unique<SQLite::Database>(path("conclave.sqlite"),
                                                             SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        connection->exec("CREATE TABLE a(x); INSERT INTO a VALUES(7); PRAGMA user_version = 1");
        return connection;
    }

    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"
