#include "engine/base/machine.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace engine;

namespace {

constexpr uint64_t kMiB = 1024 * 1024;

// A machine of files: /proc and /sys as the kernel writes them.
class FakeMachine {
public:
    FakeMachine() {
        write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree: 1024 kB\nMemAvailable:   8388608 kB\n");
    }
    void write(const QString& name, const std::string& text) {
        const QString path = folder_.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        std::ofstream(path.toStdString()) << text;
    }
    Machine read() const { return readMachine(folder_.path().toStdString()); }

private:
    QTemporaryDir folder_;
};

}  // namespace

class MachineTest : public QObject {
    Q_OBJECT

private slots:
    void thisMachine() {
        const Machine machine = readMachine();
        QVERIFY(machine.totalMemoryBytes > 64 * kMiB);
        QVERIFY(machine.freeMemoryBytes > 0);
        QVERIFY(machine.freeMemoryBytes <= machine.totalMemoryBytes);
        QVERIFY(machine.cores >= 1);
        QVERIFY(machine.logicalCores >= machine.cores);
    }

    void withoutGroups() {
        FakeMachine machine;
        QCOMPARE(machine.read().totalMemoryBytes, 16384 * kMiB);
        QCOMPARE(machine.read().freeMemoryBytes, 8192 * kMiB);
    }

    void secondGroups() {
        FakeMachine machine;
        machine.write("proc/self/cgroup", "0::/user.slice/app\n");
        machine.write("sys/fs/cgroup/user.slice/app/memory.max", "max\n");
        machine.write("sys/fs/cgroup/user.slice/memory.max", std::to_string(4096 * kMiB) + "\n");
        machine.write("sys/fs/cgroup/user.slice/memory.current", std::to_string(3000 * kMiB) + "\n");
        machine.write("sys/fs/cgroup/user.slice/memory.stat",
                      "file 5\ninactive_file " + std::to_string(1000 * kMiB) + "\nactive_file 7\n");
        machine.write("sys/fs/cgroup/user.slice/app/cpu.max", "100000 100000\n");
        QCOMPARE(machine.read().totalMemoryBytes, 4096 * kMiB);
        QCOMPARE(machine.read().freeMemoryBytes, 2096 * kMiB);
        QCOMPARE(machine.read().logicalCores, 1);
        QCOMPARE(machine.read().cores, 1);
    }

    // In a container the path of the host is not there; the mount is the container's own group.
    void insideAContainer() {
        FakeMachine machine;
        machine.write("proc/self/cgroup", "0::/docker/0123\n");
        machine.write("sys/fs/cgroup/memory.max", std::to_string(2048 * kMiB));
        machine.write("sys/fs/cgroup/memory.current", std::to_string(3000 * kMiB));  // over: nothing is free
        QCOMPARE(machine.read().freeMemoryBytes, uint64_t{0});
    }

    void firstGroups() {
        FakeMachine machine;
        machine.write("proc/self/cgroup", "5:memory:/box\n4:cpu,cpuacct:/box\n");
        machine.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        machine.write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", std::to_string(1024 * kMiB));
        machine.write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", std::to_string(24 * kMiB));
        QCOMPARE(machine.read().freeMemoryBytes, 1000 * kMiB);
    }

    void emptyRoot() {
        QTemporaryDir folder;
        const Machine machine = readMachine(folder.path().toStdString());
        QCOMPARE(machine.freeMemoryBytes, uint64_t{0});
        QVERIFY(machine.cores >= 1);
    }
};

QTEST_GUILESS_MAIN(MachineTest)
#include "machine_test.moc"
