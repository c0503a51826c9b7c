// The shape of the house: includes point downward, rooms of the engine look left only, ARCHITECTURE.md names
// only what is there, no Qt below the window, and every connect in the window has a context.
#include <QDirIterator>
#include <QFile>
#include <QObject>
#include <QRegularExpression>
#include <QTest>

namespace {

const QString kRoot = QStringLiteral(CONCLAVE_SOURCE_DIR);

struct SourceFile {
    QString path;  // from the root
    QString text;
};

QList<SourceFile> sourcesOf(const QStringList& folders) {
    QList<SourceFile> files;
    for (const QString& folder : folders) {
        QDirIterator it(kRoot + '/' + folder, {"*.h", "*.cpp", "*.cu", "*.cuh"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (file.open(QIODevice::ReadOnly)) {
                files.append({file.fileName().mid(kRoot.size() + 1), QString::fromUtf8(file.readAll())});
            }
        }
    }
    return files;
}

QStringList includesOf(const QString& text) {
    static const QRegularExpression pattern("^\\s*#\\s*include\\s*\"([^\"]+)\"",
                                            QRegularExpression::MultilineOption);
    QStringList includes;
    for (auto it = pattern.globalMatch(text); it.hasNext();)
        includes.append(it.next().captured(1));
    return includes;
}

bool startsWithAny(const QString& path, const QStringList& prefixes) {
    for (const QString& prefix : prefixes) {
        if (path.startsWith(prefix)) return true;
    }
    return false;
}

// Which project folders a file may include from.
QStringList allowedFor(const QString& path) {
    if (path.startsWith("kernels/")) return {"kernels/"};
    if (path.startsWith("engine/")) {
        const QHash<QString, QStringList> rooms{
            {"base", {"base"}},
            {"formats", {"base", "formats"}},
            {"text", {"base", "formats", "text"}},
            {"memory", {"base", "memory"}},
            {"store", {"base", "store"}},
            {"model", {"base", "formats", "text", "memory", "store", "model"}},
            {"run", {"base", "formats", "text", "memory", "store", "model", "run"}},
            {"vision", {"base", "formats", "text", "memory", "store", "model", "run", "vision"}},
            {"documents", {"base", "formats", "text", "memory", "store", "model", "run", "documents"}},
            {"library", {"base", "formats", "text", "memory", "store", "model", "run", "library"}},
        };
        QStringList allowed{"kernels/"};
        for (const QString& room : rooms.value(path.section('/', 1, 1)))
            allowed.append("engine/" + room + '/');
        return allowed;
    }
    if (path.startsWith("ui/bridge/")) return {"engine/", "kernels/", "plugins/api/", "ui/bridge/"};
    if (path.startsWith("ui/")) return {"ui/"};
    if (path.startsWith("app/")) return {"app/", "ui/", "engine/", "kernels/", "plugins/api/"};
    return {};
}

}  // namespace

class IncludesTest : public QObject {
    Q_OBJECT

private slots:
    void includesPointDownward() {
        QStringList broken;
        const auto files = sourcesOf({"kernels", "engine", "ui", "app"});
        QVERIFY(files.size() > 40);
        for (const SourceFile& file : files) {
            for (const QString& include : includesOf(file.text)) {
                // Files made by the build (moc, rcc) and plain names of the same folder are not arrows.
                if (!include.contains('/') || include.endsWith(".moc")) continue;
                if (!startsWithAny(include, allowedFor(file.path)))
                    broken.append(file.path + " includes " + include);
            }
        }
        QVERIFY2(broken.isEmpty(), qPrintable(broken.join('\n')));
    }

    void noQtBelowTheWindow() {
        static const QRegularExpression qt("#\\s*include\\s*<Q[A-Z]");
        for (const SourceFile& file : sourcesOf({"kernels", "engine", "app/commands"})) {
            QVERIFY2(!qt.match(file.text).hasMatch(), qPrintable(file.path));
        }
    }

    void everyConnectHasAContext() {
        // connect(sender, signal, lambda) without a receiver outlives the page it writes to.
        static const QRegularExpression bare("connect\\(\\s*[^,;]+,\\s*&[\\w:]+,\\s*\\[");
        static const QRegularExpression waiting(
            "BlockingQueuedConnection|processEvents\\(|QEventLoop\\s+\\w+;");
        for (const SourceFile& file : sourcesOf({"ui", "app"})) {
            QVERIFY2(!bare.match(file.text).hasMatch(), qPrintable(file.path));
            QVERIFY2(!waiting.match(file.text).hasMatch(), qPrintable(file.path));
        }
    }

    void everyPathInTheArchitectureIsThere() {
        QFile document(kRoot + "/ARCHITECTURE.md");
        QVERIFY(document.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(document.readAll());
        static const QRegularExpression pattern(
            "\\b(?:app|engine|kernels|ui|plugins|tests|resources|scripts)/[A-Za-z0-9_/.-]+");
        QStringList missing;
        int named = 0;
        for (auto it = pattern.globalMatch(text); it.hasNext();) {
            QString path = it.next().captured(0);
            while (path.endsWith('.') || path.endsWith('/'))
                path.chop(1);
            ++named;
            const bool there = QFile::exists(kRoot + '/' + path) ||
                               QFile::exists(kRoot + '/' + path + ".h") ||
                               QFile::exists(kRoot + '/' + path + ".cpp");
            if (!there) missing.append(path);
        }
        QVERIFY(named > 20);
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join('\n')));
    }
};

QTEST_GUILESS_MAIN(IncludesTest)
#include "includes_test.moc"
