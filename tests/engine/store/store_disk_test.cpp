// The store on a disk that fails at every call in turn, and after the power went at every place of its
// writing.
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "engine/store/bin.h"
#include "engine/store/conversation_store.h"
#include "engine/store/document_store.h"
#include "engine/store/run_store.h"
#include "engine/store/store_error.h"
#include "tests/support/faulty_disk.h"

using namespace engine;
using tests::FaultyDisk;

namespace {

// What was acknowledged, with the length of the disk's log at that moment.
struct Acknowledged {
    std::string kind, key;
    size_t logged = 0;
};

// A little of everything that writes, until something fails. Two sessions, so that the log is written back,
// begun anew and, in between, read by another opening.
std::vector<Acknowledged> work(const std::string& folder, const FaultyDisk& disk) {
    std::vector<Acknowledged> kept;
    for (const std::string session : {"a", "b"}) {
        auto database = Database::open(folder);
        if (!database) return kept;
        DocumentStore documents(*database);
        ConversationStore conversations(*database);
        RunStore runs(*database);
        const auto note = [&](const char* kind, const std::string& key, bool done) {
            if (done) kept.push_back({kind, key, disk.logSize()});
        };
        const auto document = documents.open({.name = session, .hash = session}, std::string(9000, 'd'),
                                             {{1, 0, 5, "支付违约金 " + session}});
        note("document", session, document.ok());
        const RowId of = document.ok() ? *document : 1;
        note("part", session, documents.putPart(of, session, "part").ok());
        note("summary", session, documents.putSummary(of, session, session).ok());
        const auto talk = conversations.begin(of, session);
        if (talk) {
            note("message", session,
                 conversations.addMessage({.conversation = *talk, .role = "user", .text = session}).ok());
        }
        note("run", session,
             runs.add({.kind = "t", .title = session, .resultJson = std::string(6000, 'r')}).ok());
        const auto old = runs.add({.kind = "old", .title = "old"});
        if (old && runs.moveToBin(*old)) note("emptied", session, runs.emptyBin(unixSecondsNow()).ok());
    }
    return kept;
}

// What is missing of it; empty when all is there.
std::string missing(const std::shared_ptr<Database>& database, const std::vector<Acknowledged>& kept,
                    size_t upTo) {
    DocumentStore documents(database);
    const auto count = [&](const std::string& query, const std::string& key) {
        const auto access = database->access();
        SQLite::Statement row(*access, query);
        row.bind(1, key);
        return row.executeStep() ? row.getColumn(0).getInt() : -1;
    };
    for (const auto& row : kept) {
        if (row.logged > upTo) break;
        bool there = false;
        if (row.kind == "document") {
            there = count("SELECT count(*) FROM documents WHERE hash = ?", row.key) == 1 &&
                    documents.search("违约 " + row.key, {}, 5)->size() == 1;
        }
        if (row.kind == "part") there = count("SELECT count(*) FROM parts WHERE key = ?", row.key) == 1;
        if (row.kind == "summary")
            there = count("SELECT count(*) FROM summaries WHERE json = ?", row.key) == 1;
        if (row.kind == "message")
            there = count("SELECT count(*) FROM messages WHERE text = ?", row.key) == 1;
        if (row.kind == "run")
            there = count("SELECT count(*) FROM runs WHERE kind = 't' AND title = ?", row.key) == 1;
        if (row.kind == "emptied")
            there = true;  // its row may stand there again only if the next session made it
        if (!there) return row.kind + " " + row.key;
    }
    return {};
}

std::string faultOf(const std::shared_ptr<Database>& database) {
    const auto access = database->access();
    try {
        const std::string answer = access->execAndGet("PRAGMA integrity_check").getString();
        if (answer != "ok") return answer;
        SQLite::Statement orphans(*access, "PRAGMA foreign_key_check");
        if (orphans.executeStep()) return "a row without its parent";
        access->exec("INSERT INTO passage_index(passage_index) VALUES('integrity-check')");
        access->exec("INSERT INTO run_index(run_index) VALUES('integrity-check')");
    } catch (const SQLite::Exception& problem) {
        return problem.what();
    }
    return {};
}

}  // namespace

class StoreDiskTest : public QObject {
    Q_OBJECT

private slots:
    void everyCallFails_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("sticky");
        QTest::newRow("an error, once") << SQLITE_IOERR << false;
        QTest::newRow("an error, from then on") << SQLITE_IOERR << true;
        QTest::newRow("full, once") << SQLITE_FULL << false;
        QTest::newRow("full, from then on") << SQLITE_FULL << true;
    }
    void everyCallFails() {
        QFETCH(int, code);
        QFETCH(bool, sticky);
        int tried = 0;
        // Every call of the opening, then every fifth: the later ones are alike.
        for (int at = 1;; at += at < 100 ? 1 : 5) {
            QTemporaryDir folder;
            const std::string path = folder.path().toStdString();
            std::vector<Acknowledged> kept;
            bool met = false;
            {
                FaultyDisk disk;
                disk.failWith({.at = at, .code = code, .sticky = sticky});
                kept = work(path, disk);
                met = disk.met();
            }
            const QByteArray place = QByteArray::number(at);
            auto store = Database::open(path);
            QVERIFY2(store.ok(), store.ok() ? "" : (place + ": " + store.error().text().c_str()).constData());
            QVERIFY2(faultOf(*store).empty(), (place + ": " + faultOf(*store).c_str()).constData());
            const std::string lost = missing(*store, kept, SIZE_MAX);
            QVERIFY2(lost.empty(), (place + ": " + lost.c_str()).constData());
            QVERIFY(RunStore(*store).add({.kind = "after", .title = "after"}).ok());
            // A disk that fails is no damaged store.
            QVERIFY2(QDir(folder.path()).entryList({"damaged-*"}).isEmpty(), place.constData());
            if (!met) break;
            ++tried;
        }
        qInfo("%d places of failure", tried);
        QVERIFY(tried > 50);  // else the sweep met nothing
    }

    void thePowerGoes() {
        QTemporaryDir folder;
        FaultyDisk::Image images;
        std::vector<Acknowledged> kept;
        std::mt19937 random(20261125);
        size_t states = 0;
        FaultyDisk disk;
        kept = work(folder.path().toStdString(), disk);
        QCOMPARE(kept.size(), size_t{12});
        const size_t events = disk.logSize();
        for (size_t at = 0; at <= events; ++at) {
            for (int damage = 0; damage < 3; ++damage) {
                const auto image = disk.imageAt(at, {}, random);
                QTemporaryDir after;
                for (const auto& [name, bytes] : image) {
                    std::ofstream(after.filePath(QString::fromStdString(name)).toStdString(),
                                  std::ios::binary)
                        << bytes;
                }
                auto store = Database::open(after.path().toStdString());
                const QByteArray place = QByteArray::number(static_cast<qulonglong>(at)) + " of " +
                                         QByteArray::number(static_cast<qulonglong>(events)) + ": ";
                QVERIFY2(
                    store.ok(),
                    store.ok()
                        ? ""
                        : (place + store.error().text().c_str() + store.error().detail.c_str()).constData());
                QVERIFY2(faultOf(*store).empty(), (place + faultOf(*store).c_str()).constData());
                const std::string lost = missing(*store, kept, at);
                QVERIFY2(lost.empty(), (place + lost.c_str()).constData());
                ++states;
            }
        }
        qInfo("%zu states after a power cut, all sound", states);
        QVERIFY(states > 300);
    }
};

QTEST_GUILESS_MAIN(StoreDiskTest)
#include "store_disk_test.moc"
