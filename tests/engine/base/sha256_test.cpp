#include "engine/base/sha256.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace engine;

class Sha256Test : public QObject {
    Q_OBJECT

private slots:
    // The examples of FIPS 180-4.
    void published() {
        QCOMPARE(sha256Hex(""),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256Hex("abc"),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(sha256Hex(std::string(1000000, 'a')),
                 std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    void fileInPieces() {
        QTemporaryDir folder;
        const std::string path = folder.filePath("a").toStdString();
        const std::string bytes(3000001, 'x');  // neither one block nor a whole number of them
        std::ofstream(path, std::ios::binary) << bytes;
        uint64_t seen = 0;
        const auto hash = sha256OfFile(path, [&](uint64_t done) { seen = done; });
        QVERIFY(hash.ok());
        QCOMPARE(*hash, sha256Hex(bytes));
        QCOMPARE(seen, uint64_t{3000001});
    }

    void missingAndStopped() {
        const auto missing = sha256OfFile("/nowhere/at/all");
        QVERIFY(!missing.ok());
        QCOMPARE(missing.error().kind, ErrorKind::kNotFound);
        const auto aFolder = sha256OfFile("/tmp");
        QVERIFY(!aFolder.ok());
        QCOMPARE(aFolder.error().kind, ErrorKind::kIo);
        QTemporaryDir folder;
        const std::string path = folder.filePath("a").toStdString();
        std::ofstream(path) << "text";
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = sha256OfFile(path, {}, stop.get_token());
        QVERIFY(!stopped.ok());
        QCOMPARE(stopped.error().kind, ErrorKind::kCancelled);
    }
};

QTEST_GUILESS_MAIN(Sha256Test)
#include "sha256_test.moc"
