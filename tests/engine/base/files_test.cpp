// file_map, atomic_file and disk_space: what is read, replaced and measured on a disk.
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <limits>

#include "engine/base/atomic_file.h"
#include "engine/base/disk_space.h"
#include "engine/base/file_map.h"

using namespace engine;

namespace {

std::string contentOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

class FilesTest : public QObject {
    Q_OBJECT

private slots:
    void mapsAFile() {
        QTemporaryDir folder;
        const std::string path = folder.filePath("a").toStdString();
        std::ofstream(path) << "hello";
        auto map = FileMap::open(path);
        QVERIFY(map.ok());
        QCOMPARE(map->bytes().size(), size_t{5});
        FileMap moved = std::move(*map);
        QCOMPARE(static_cast<char>(moved.bytes()[4]), 'o');
        QVERIFY(map->bytes().empty());
    }

    void refusesWhatCannotBeMapped() {
        QTemporaryDir folder;
        const std::string empty = folder.filePath("empty").toStdString();
        std::ofstream{empty};
        QCOMPARE(FileMap::open(empty).error().kind, ErrorKind::kBadInput);
        QCOMPARE(FileMap::open(folder.path().toStdString()).error().kind, ErrorKind::kBadInput);
        const auto missing = FileMap::open(folder.filePath("missing").toStdString());
        QCOMPARE(missing.error().kind, ErrorKind::kNotFound);
        QVERIFY(missing.error().text().find("missing") != std::string::npos);
    }

    void replacesWhole() {
        QTemporaryDir folder;
        const std::string path = folder.filePath("a.json").toStdString();
        QVERIFY(writeFileAtomically(path, "first").ok());
        QVERIFY(writeFileAtomically(path, "second").ok());
        QCOMPARE(contentOf(path), std::string("second"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void writesPieceByPiece() {
        QTemporaryDir folder;
        const std::string path = folder.filePath("a.bin").toStdString();
        const std::string pieces[] = {"first", " and ", "second"};
        {
            auto dropped = AtomicFile::create(path);
            QVERIFY(dropped.ok() && dropped->write(std::as_bytes(std::span(pieces[0]))).ok());
        }
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 0);
        auto file = AtomicFile::create(path);
        for (const std::string& piece : pieces)
            QVERIFY(file->write(std::as_bytes(std::span(piece))).ok());
        QCOMPARE(file->written(), uint64_t{16});
        QVERIFY(!QFile::exists(QString::fromStdString(path)));
        QVERIFY(file->commit().ok());
        QCOMPARE(contentOf(path), std::string("first and second"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void keepsTheOldFileWhenItCannotReplace() {
        QTemporaryDir folder;
        const auto missing = writeFileAtomically(folder.filePath("no/such/folder").toStdString(), "x");
        QVERIFY(!missing.ok());
        QCOMPARE(missing.error().kind, ErrorKind::kNotFound);
        // A name that is a folder cannot be replaced by a file; the attempt leaves nothing behind.
        QVERIFY(QDir(folder.path()).mkpath("taken/inside"));
        QVERIFY(!writeFileAtomically(folder.filePath("taken").toStdString(), "x").ok());
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
        QCOMPARE(writeError("a", ENOSPC).kind, ErrorKind::kDoesNotFit);
    }

    void measuresTheDisk() {
        const auto here = freeDiskBytes("/tmp");
        const auto below = freeDiskBytes("/tmp/not/yet/there");
        QVERIFY(here.ok() && below.ok());
        QVERIFY(*below > 0);
        QVERIFY(checkDiskSpace("/tmp", 1).ok());
        const auto huge = checkDiskSpace("/tmp", std::numeric_limits<uint64_t>::max() / 2);
        QVERIFY(!huge.ok());
        QCOMPARE(huge.error().kind, ErrorKind::kDoesNotFit);
        QCOMPARE(readableBytes(999), std::string("999 bytes"));
        QCOMPARE(readableBytes(1117320768), std::string("1.12 GB"));
    }
};

QTEST_GUILESS_MAIN(FilesTest)
#include "files_test.moc"
