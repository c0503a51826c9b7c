// A reading that is killed at random moments loses nothing that was shown, leaves a store that opens clean,
// and goes on where it was. Needs a real model: set CONCLAVE_MODELS to the folder that holds smollm2-135m.
// CONCLAVE_KILLS is the number of kills (5 when not set).
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <vector>

namespace {

const QString kCli = QStringLiteral(CONCLAVE_BINARY_DIR "/bin/conclave-cli");
const QString kSample = QStringLiteral(CONCLAVE_SOURCE_DIR "/resources/samples/supply_agreement.txt");

// Lines of statements that were shown whole.
QStringList shownStatements(const QByteArray& output) {
    QStringList lines;
    for (const QByteArray& line : output.split('\n').mid(0, output.count('\n'))) {
        if (line.startsWith("- ")) lines.append(QString::fromUtf8(line));
    }
    return lines;
}

}  // namespace

class KillTest : public QObject {
    Q_OBJECT

private slots:
    void nothingShownIsLost() {
        if (!QFileInfo::exists(kCli)) QSKIP("conclave-cli is not built");
        const QString models = qEnvironmentVariable("CONCLAVE_MODELS");
        if (models.isEmpty() || !QFileInfo(models + "/smollm2-135m").isDir()) {
            QSKIP("CONCLAVE_MODELS names no folder with smollm2-135m");
        }
        const int kills =
            qEnvironmentVariableIsSet("CONCLAVE_KILLS") ? qEnvironmentVariableIntValue("CONCLAVE_KILLS") : 5;
        QRandomGenerator random(7);
        int killed = 0;
        int shownInAll = 0;
        QStringList arguments;
        std::vector<std::unique_ptr<QTemporaryDir>> stores;
        // A reading that gets to its end between two kills is followed by another in a new store.
        while (killed < kills) {
            stores.push_back(std::make_unique<QTemporaryDir>());
            const QString store = stores.back()->path();
            arguments = {"summarize", kSample, "--model", "smollm2-135m", "--data-dir", store};
            QSet<QString> shown;
            bool finished = false;
            while (killed < kills && !finished) {
                QProcess reading;
                reading.start(kCli, arguments);
                QVERIFY(reading.waitForStarted());
                // From before the store is open to well into the rewriting.
                finished = reading.waitForFinished(static_cast<int>(random.bounded(50, 1500)));
                if (!finished) {
                    reading.kill();
                    reading.waitForFinished();
                    ++killed;
                }
                for (const QString& line : shownStatements(reading.readAllStandardOutput()))
                    shown.insert(line);

                QProcess history;
                history.start(kCli, {"history", "--json", "--data-dir", store});
                QVERIFY(history.waitForFinished());
                QCOMPARE(history.exitCode(), 0);
            }
            QProcess last;
            last.start(kCli, arguments);
            QVERIFY(last.waitForFinished(180000));
            QCOMPARE(last.exitCode(), 0);
            const QStringList lines = shownStatements(last.readAllStandardOutput());
            const QSet<QString> there(lines.begin(), lines.end());
            for (const QString& line : shown)
                QVERIFY2(there.contains(line), qPrintable("lost: " + line));
            shownInAll += static_cast<int>(shown.size());
        }
        qInfo("%d kills, %d statements had been shown, all are there", killed, shownInAll);

        // Everything was in the journal, so that reading it again generates nothing.
        QProcess again;
        QStringList json = arguments;
        json.append("--json");
        again.start(kCli, json);
        QVERIFY(again.waitForFinished(180000));
        const QJsonObject result = QJsonDocument::fromJson(again.readAllStandardOutput()).object();
        QCOMPARE(result["timings"].toObject()["generated_tokens"].toInt(-1), 0);
    }
};

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
