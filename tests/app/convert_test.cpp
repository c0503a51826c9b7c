// conclave-cli convert: a folder with its tokenizer becomes a file that tokenizes the same way.
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include "tests/support/hf_folder.h"

namespace {

const QString kCli = QStringLiteral(CONCLAVE_BINARY_DIR "/bin/conclave-cli");
const QString kTokenizers = QStringLiteral(CONCLAVE_SOURCE_DIR "/tests/fixtures/tokenizers/");

struct Answer {
    int code = -1;
    QJsonObject json;
    QString said;
};

Answer run(QStringList arguments) {
    QProcess process;
    process.start(kCli, arguments << "--json");
    Answer answer;
    if (!process.waitForFinished(60000)) return answer;
    answer.code = process.exitCode();
    answer.json = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    answer.said = QString::fromUtf8(process.readAllStandardError());
    return answer;
}

// As llama() makes it, with a row of the embedding for each of `rows` tokens.
tests::HfFolder folderOfRows(int rows) {
    tests::HfFolder folder("llama");
    folder.set("vocab_size", std::to_string(rows));
    folder.numbered("model.embed_tokens.weight", {rows, 4}).numbered("model.norm.weight", {4});
    folder.norms().attention().mlp();
    folder.save();
    return folder;
}

}  // namespace

class ConvertCommandTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        if (!QFileInfo::exists(kCli)) QSKIP("conclave-cli is not built");
    }

    void takesTheTokenizerAlong_data() {
        QTest::addColumn<QString>("tokenizer");
        for (const char* name : {"qwen2", "llama3", "mixtral", "gemma3"})
            QTest::newRow(name) << QString(name);
    }
    void takesTheTokenizerAlong() {
        QFETCH(QString, tokenizer);
        const tests::HfFolder folder = folderOfRows(1000);
        const QString path = QString::fromStdString(folder.path().string());
        QVERIFY(QFile::copy(kTokenizers + tokenizer + "/tokenizer.json", path + "/tokenizer.json"));
        const QString gguf = path + "/made.gguf";
        const Answer made = run({"convert", "--model", path, "--output", gguf, "--type", "f16"});
        QVERIFY2(made.code == 0, qPrintable(made.said));
        QVERIFY(made.json["tokenizer"].toBool());
        QCOMPARE(made.json["tensors"].toInt(), 11);
        QCOMPARE(made.json["bytes"].toInteger(), QFileInfo(gguf).size());
        QVERIFY(made.json.contains("seconds"));

        const QString text = QStringLiteral("Hello, world! 123 合同");
        QFile file(path + "/text");
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
        file.close();
        const Answer tokens = run({"tokenize", "--model", gguf, "--text-file", file.fileName()});
        QVERIFY2(tokens.code == 0, qPrintable(tokens.said));
        QStringList ids;
        for (const QJsonValue& id : tokens.json["tokens"].toArray())
            ids.append(QString::number(id.toInt()));
        QVERIFY(!ids.isEmpty());
        const Answer back = run({"detokenize", "--model", gguf, "--tokens", ids.join(',')});
        QCOMPARE(back.json["text"].toString().trimmed(), text);
    }

    void saysWhatItLeavesOut() {
        const tests::HfFolder folder = folderOfRows(3);
        const QString path = QString::fromStdString(folder.path().string());
        QVERIFY(QFile::copy(kTokenizers + "qwen2/tokenizer.json", path + "/tokenizer.json"));
        const Answer made = run({"convert", "--model", path, "--output", path + "/made.gguf"});
        QCOMPARE(made.code, 0);
        QVERIFY(!made.json["tokenizer"].toBool());
        QVERIFY2(made.said.contains("The tokenizer was left out: It has "), qPrintable(made.said));
    }

    void refusesWhatCannotBe() {
        const tests::HfFolder folder = folderOfRows(3);
        const QString path = QString::fromStdString(folder.path().string());
        QCOMPARE(run({"convert", "--model", path, "--output", path + "/made", "--type", "q8_0"}).code, 2);
        QCOMPARE(run({"convert", "--model", path, "--output", "/nowhere/made.gguf"}).code, 2);
        QCOMPARE(run({"convert", "--model", path + "/none", "--output", path + "/made.gguf"}).code, 2);
        QCOMPARE(run({"convert", "--model", path, "--output", path + "/made.gguf", "--type", "q9"}).code, 2);
        QVERIFY(!QFileInfo::exists(path + "/made.gguf"));
    }
};

QTEST_GUILESS_MAIN(ConvertCommandTest)
#include "convert_test.moc"
