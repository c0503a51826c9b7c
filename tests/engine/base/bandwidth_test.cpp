// file_pages and bandwidth: pages come and go as they are asked for, and a speed is measured once a machine.
#include "engine/base/bandwidth.h"

#include <fcntl.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "engine/base/file_map.h"
#include "engine/base/file_pages.h"

using namespace engine;

namespace {

constexpr size_t kBytes = size_t{24} << 20;
constexpr size_t kPage = 4096;

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream in(path);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

class BandwidthTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_{QDir::currentPath() + "/bandwidth-XXXXXX"};  // temporary folders may lie in memory

    std::filesystem::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

    // Written to the disk and out of memory; false where the system keeps files in memory only.
    bool writeCold(const char* name) {
        std::ofstream(path(name), std::ios::binary) << std::string(kBytes, 'x');
        const int file = ::open(path(name).c_str(), O_RDONLY);
        ::fsync(file);
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        ::close(file);
        auto map = FileMap::open(path(name));
        return map.ok() && cachedBytes(map->bytes()) == 0;
    }

private slots:
    void pagesComeAsAskedFor() {
        if (!writeCold("pages")) QSKIP("This disk does not let go of pages.");
        auto map = FileMap::open(path("pages"));
        const auto bytes = map->bytes();
        // One touched page brings itself along and nothing else.
        expectScatteredReads(bytes.first(kBytes / 2));
        QCOMPARE(bytes[kPage * 100], std::byte{'x'});
        QCOMPARE(cachedBytes(bytes), kPage);
        QCOMPARE(cachedBytes(bytes.subspan(kPage * 100, 10)), uint64_t{10});
        // A range that begins and ends within pages comes whole, and alone.
        const auto range = bytes.subspan(kPage * 1000 + 5, kPage * 500);
        // A system that is short of memory drops pages that it was asked for; it is asked again.
        const auto asked = [&] {
            readAhead(range);
            return cachedBytes(range);
        };
        QTRY_COMPARE(asked(), range.size());
        QCOMPARE(cachedBytes(bytes), kPage * (1 + 501));
        readAhead({});
        QCOMPARE(cachedBytes({}), uint64_t{0});
    }

    void measuresBothInTime() {
        const bool cold = writeCold("model");
        QElapsedTimer clock;
        clock.start();
        const Bandwidth speed = bandwidthOf(path("data"), path("model"), 1);
        // Two seconds at most by its own clocks; beside other tests the processor is late.
        QVERIFY2(clock.elapsed() < 6000, qPrintable(QString::number(clock.elapsed())));
        // Between a slow laptop of long ago and anything one thread will ever do.
        QVERIFY2(speed.memory > 0.5 && speed.memory < 1000, qPrintable(QString::number(speed.memory)));
        if (!cold) QSKIP("This disk does not let go of pages.");
        QVERIFY2(speed.disk > 0.001 && speed.disk < 100, qPrintable(QString::number(speed.disk)));
    }

    void remembersWhatItMeasured() {
        writeCold("model");
        (void)bandwidthOf(path("kept"), path("model"), 1);
        std::string kept = contentOf(path("kept") / "bandwidth.txt");
        const size_t at = kept.find("memory ") + 7;
        kept.replace(at, kept.find(' ', at) - at, "123456");
        std::ofstream(path("kept") / "bandwidth.txt") << kept;
        QCOMPARE(bandwidthOf(path("kept"), path("model"), 1).memory, 123456.0);
        // Another number of threads is another figure.
        QVERIFY(bandwidthOf(path("kept"), path("model"), 2).memory < 1000);
        QCOMPARE(bandwidthOf(path("kept"), path("model"), 1).memory, 123456.0);
        // A damaged file is measured anew.
        std::ofstream(path("kept") / "bandwidth.txt") << "memory\n\xff nonsense";
        QVERIFY(bandwidthOf(path("kept"), path("model"), 1).memory < 1000);
    }

    void productsAreCountedByTheClock() {
        // A million in at least a millisecond: at most a thousand million a second, on each thread.
        const auto slow = +[](int64_t) {
            ::usleep(1000);
            return int64_t{1'000'000};
        };
        const double one = measureProducts(slow, 1);
        QVERIFY(one > 0.0 && one <= 1.0);
        const double two = measureProducts(slow, 2);
        QVERIFY(two > one && two <= 2.0);
        QCOMPARE(measureProducts(nullptr, 1), 0.0);
    }

    void whatIsNotThereIsNotKnown() {
        QCOMPARE(measureDiskBandwidth(path("absent")), 0.0);
        std::ofstream(path("small")) << "x";
        QCOMPARE(measureDiskBandwidth(path("small")), 0.0);
        QVERIFY(measureDiskBandwidth(folder_.path().toStdString()) >= 0.0);
    }
};

QTEST_GUILESS_MAIN(BandwidthTest)
#include "bandwidth_test.moc"
