// Every index is visited once, by a worker whose number is in range, however the loop is cut.
#include "engine/base/thread_pool.h"

#include <QTest>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

class ThreadPoolTest : public QObject {
    Q_OBJECT

private slots:
    void visitsEachIndexOnce() {
        for (int threads : {1, 2, 5}) {
            engine::ThreadPool pool(threads);
            QCOMPARE(pool.threads(), threads);
            for (int64_t count : {0, 1, 2, 7, 64, 1000}) {
                for (int64_t grain : {1, 3, 16, 5000}) {
                    std::vector<std::atomic<int>> visits(static_cast<size_t>(count));
                    std::atomic<int> strays = 0;
                    pool.forEach(count, grain, [&](int64_t begin, int64_t end, int worker) {
                        if (worker < 0 || worker >= threads || begin % grain != 0 || end > count) ++strays;
                        for (int64_t i = begin; i < end; ++i)
                            ++visits[static_cast<size_t>(i)];
                    });
                    QCOMPARE(strays.load(), 0);
                    for (const auto& visit : visits)
                        QCOMPARE(visit.load(), 1);
                }
            }
        }
    }

    // Threads that wake late must not take part in a loop that is over: many short loops, some after the
    // threads slept.
    void manyShortLoops() {
        engine::ThreadPool pool(4);
        for (int round = 0; round < 20000; ++round) {
            std::atomic<int64_t> sum = 0;
            pool.forEach(8, 1, [&](int64_t begin, int64_t end, int) {
                for (int64_t i = begin; i < end; ++i)
                    sum += i + round;
            });
            QCOMPARE(sum.load(), static_cast<int64_t>(28 + 8 * round));
            if (round % 5000 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    void failureReachesTheCaller() {
        engine::ThreadPool pool(3);
        const auto fail = [](int64_t begin, int64_t end, int) {
            if (begin <= 40 && 40 < end) throw std::runtime_error("no");
        };
        QVERIFY_EXCEPTION_THROWN(pool.forEach(80, 1, fail), std::runtime_error);
        int64_t sum = 0;
        pool.forEach(1, 1, [&](int64_t, int64_t end, int) { sum += end; });
        QCOMPARE(sum, int64_t{1});
    }

    void zeroMeansTheCoresThereAre() { QVERIFY(engine::ThreadPool(0).threads() >= 1); }
};

QTEST_GUILESS_MAIN(ThreadPoolTest)
#include "thread_pool_test.moc"
