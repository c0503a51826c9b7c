// The store on a disk that is full or must not be written.
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "engine/store/document_store.h"
#include "engine/store/migrations.h"
#include "engine/store/run_store.h"
#include "engine/store/store_error.h"

using namespace engine;

namespace {

// No file of this process may grow past a size, as on a disk that is full.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

// A small disk of its own; only root can make one.
class SmallDisk {
public:
    explicit SmallDisk(const char* options) {
        made_ = ::mount("tmpfs", folder_.path().toLocal8Bit().constData(), "tmpfs", MS_NOSUID, options) == 0;
    }
    ~SmallDisk() {
        if (made_) ::umount2(folder_.path().toLocal8Bit().constData(), MNT_DETACH);
    }
    bool made() const { return made_; }
    QString file(const QString& name) const { return folder_.filePath(name); }

private:
    QTemporaryDir folder_;
    bool made_ = false;
};

// Adds rows until one is refused; answers how many were kept.
size_t fill(RunStore& runs, Error& problem) {
    for (size_t kept = 0; kept < 10000; ++kept) {
        auto added =
            runs.add({.kind = "t", .title = std::to_string(kept), .resultJson = std::string(20000, 'x')});
        if (!added) {
            problem = added.error();
            return kept;
        }
    }
    return 10000;
}

std::string integrity(Database& database) {
    return database.access()->execAndGet("PRAGMA integrity_check").getString();
}

}  // namespace

class StoreFaultsTest : public QObject {
    Q_OBJECT

private slots:
    void fileCannotGrow() {
        QTemporaryDir folder;
        auto store = Database::open(folder.path().toStdString());
        QVERIFY(store.ok());
        RunStore runs(*store);
        Error problem;
        size_t kept = 0;
        {
            const FileSizeLimit limit(1 << 20);
            kept = fill(runs, problem);
        }
        checkFull(kept, problem, *store);
    }

    void diskIsFull() {
        SmallDisk disk("size=2m");
        if (!disk.made()) QSKIP("a small disk can only be made by root");
        auto store = Database::open(disk.file("data").toStdString());
        QVERIFY2(store.ok(), store.ok() ? "" : store.error().text().c_str());
        RunStore runs(*store);
        Error problem;
        const size_t kept = fill(runs, problem);
        QCOMPARE(problem.kind, ErrorKind::kDoesNotFit);
        // Closed and opened while still full: what was kept is there, or the sentence says why not.
        store->reset();
        auto again = Database::open(disk.file("data").toStdString());
        if (again) {
            QCOMPARE(RunStore(*again).list({.limit = 10000})->size(), kept);
        } else {
            QCOMPARE(again.error().kind, ErrorKind::kDoesNotFit);
            QVERIFY(QDir(disk.file("data")).entryList({"damaged-*"}).isEmpty());
        }
    }

    void noRoomToBegin() {
        SmallDisk disk("size=64k");
        if (!disk.made()) QSKIP("a small disk can only be made by root");
        std::ofstream(disk.file("filler").toStdString()) << std::string(56 * 1024, 'x');
        auto refused = Database::open(disk.file("data").toStdString());
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kDoesNotFit);
        QVERIFY(refused.error().text().find("room") != std::string::npos);
        QVERIFY(QDir(disk.file("data")).entryList({"damaged-*"}).isEmpty());
        // With room again the same folder works.
        QVERIFY(QFile::remove(disk.file("filler")));
        QVERIFY(::mount("tmpfs", QFileInfo(disk.file("x")).path().toLocal8Bit().constData(), "tmpfs",
                        MS_REMOUNT, "size=4m") == 0);
        QVERIFY(Database::open(disk.file("data").toStdString()).ok());
    }

    void migrationWithoutRoomChangesNothing() {
        SmallDisk disk("size=1m");
        if (!disk.made()) QSKIP("a small disk can only be made by root");
        SQLite::Database connection(disk.file("conclave.sqlite").toStdString(),
                                    SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        connection.exec("CREATE TABLE a(x); PRAGMA user_version = 1");
        SQLite::Statement add(connection, "INSERT INTO a VALUES(zeroblob(600000))");
        add.exec();
        const std::vector<Migration> steps = {{1, ""}, {2, "CREATE TABLE b(x)"}};
        const auto refused = migrate(connection, QFileInfo(disk.file("x")).path().toStdString(), steps);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kDoesNotFit);
        QCOMPARE(connection.execAndGet("PRAGMA user_version").getInt(), 1);
        QVERIFY(QDir(disk.file("backups")).entryList(QDir::Files).isEmpty());
    }

    // Root may write everywhere, so the test becomes nobody for the moment.
    void readOnlyFolder() {
        QTemporaryDir folder;
        { QVERIFY(Database::open(folder.path().toStdString()).ok()); }
        const QByteArray path = folder.path().toLocal8Bit();
        QCOMPARE(::chmod(path.constData(), 0555), 0);
        const bool root = ::geteuid() == 0;
        if (root) QCOMPARE(::seteuid(65534), 0);
        auto refused = Database::open(folder.path().toStdString());
        auto below = Database::open(folder.filePath("new").toStdString());
        if (root) QCOMPARE(::seteuid(0), 0);
        QCOMPARE(::chmod(path.constData(), 0755), 0);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kIo);
        QVERIFY2(refused.error().text().find("written") != std::string::npos, refused.error().text().c_str());
        QVERIFY(!below.ok());
        QVERIFY2(below.error().text().find("cannot be made") != std::string::npos,
                 below.error().text().c_str());
        QVERIFY(Database::open(folder.path().toStdString()).ok());
    }

    void readOnlyDisk() {
        SmallDisk disk("size=4m");
        if (!disk.made()) QSKIP("a small disk can only be made by root");
        { QVERIFY(Database::open(disk.file("data").toStdString()).ok()); }
        const QByteArray path = QFileInfo(disk.file("x")).path().toLocal8Bit();
        QCOMPARE(::mount("tmpfs", path.constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
        auto refused = Database::open(disk.file("data").toStdString());
        QVERIFY(!refused.ok());
        QVERIFY2(refused.error().text().find("cannot be written") != std::string::npos,
                 refused.error().text().c_str());
        QVERIFY(QDir(disk.file("data")).entryList({"damaged-*"}).isEmpty());
    }

private:
    static void checkFull(size_t kept, const Error& problem, const std::shared_ptr<Database>& store) {
        QVERIFY(kept > 5 && kept < 10000);
        QVERIFY2(problem.kind == ErrorKind::kDoesNotFit, problem.detail.c_str());
        QVERIFY2(problem.text().find("no room left") != std::string::npos, problem.text().c_str());
        // Everything that was acknowledged is there, and with room it goes on.
        QCOMPARE(RunStore(store).list({.limit = 10000})->size(), kept);
        QCOMPARE(integrity(*store), std::string("ok"));
        QVERIFY(RunStore(store).add({.kind = "t", .title = "after"}).ok());
    }
};

QTEST_GUILESS_MAIN(StoreFaultsTest)
#include "store_faults_test.moc"
