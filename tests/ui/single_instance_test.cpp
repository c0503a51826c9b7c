// A second start hands its files to the first.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

#include "ui/shell/single_instance.h"

class SingleInstanceTest : public QObject {
    Q_OBJECT

private slots:
    void filesGoToTheFirst() {
        QTemporaryDir folder;
        ui::shell::SingleInstance first(folder.path());
        QVERIFY(!first.handOver({}));  // no one is there
        QVERIFY(first.listen());
        QSignalSpy arrived(&first, &ui::shell::SingleInstance::filesArrived);
        bool taken = false;
        std::jthread second([&] {
            ui::shell::SingleInstance other(folder.path());
            taken = other.handOver({QStringLiteral("/tmp/合同.pdf")});
        });
        QTRY_COMPARE(arrived.count(), 1);
        second.join();
        QVERIFY(taken);
        QCOMPARE(arrived.first().first().toStringList(), QStringList{QStringLiteral("/tmp/合同.pdf")});
        // Another data folder is another window.
        QTemporaryDir elsewhere;
        QVERIFY(!ui::shell::SingleInstance(elsewhere.path()).handOver({}));
    }
};

QTEST_MAIN(SingleInstanceTest)
#include "single_instance_test.moc"
