// The names of defects: forms of a word, names in folders, and the two languages.
#include "engine/vision/defect_kinds.h"

#include <QObject>
#include <QSet>
#include <QTest>

class DefectKindsTest : public QObject {
    Q_OBJECT

private slots:
    void formsOfAWord() {
        for (const auto& [word, of] : {std::pair{"scratches", "scratch"},
                                       {"scratched", "scratch"},
                                       {"pores", "pore"},
                                       {"chipped", "chip"},
                                       {"pitting", "pit"},
                                       {"creasing", "crease"},
                                       {"rusty", "rust"},
                                       {"cavities", "cavity"}})
            QVERIFY2(engine::isFormOf(word, of), word);
        for (const auto& [word, of] : {std::pair{"dental", "dent"}, {"shorter", "short"}, {"pit", "spit"}})
            QVERIFY2(!engine::isFormOf(word, of), word);
    }

    void namesOfFoldersAndPeople() {
        QCOMPARE(engine::kindKey("划痕"), "scratch");
        QCOMPARE(engine::kindKey("Scratches"), "scratch");
        QCOMPARE(engine::kindKey("Blowhole"), "pore");
        QCOMPARE(engine::kindKey("rolled-in_scale"), "rolled_in_scale");
        QCOMPARE(engine::kindKey("pitted_surface"), "pit");
        QCOMPARE(engine::kindKey(" Glue blob "), "Glue blob");
        QCOMPARE(engine::kindKey("  "), "");
        const std::vector<engine::DefectKind> own{engine::ownKind("Glue blob")};
        QCOMPARE(engine::kindKey("glue_blobs", own), "Glue blob");
    }

    void namesInBothLanguages() {
        QCOMPARE(engine::kindName("pore", "en"), "pore");
        QCOMPARE(engine::kindName("pore", "zh"), "气孔");
        QCOMPARE(engine::kindName("Glue blob", "zh"), "Glue blob");
        QCOMPARE(engine::kindName(engine::kUnknownKind, "zh"), "未知缺陷");
    }

    void noWordMeansTwoKinds() {
        QSet<QString> words;
        for (const engine::DefectKind& kind : engine::builtInKinds()) {
            QVERIFY(!kind.english.empty() && !kind.chinese.empty());
            QSet<QString> own;
            for (const std::string& word : kind.words)
                own.insert(QString::fromStdString(word));
            QCOMPARE(static_cast<size_t>(own.size()), kind.words.size());
            own += {QString::fromStdString(kind.english), QString::fromStdString(kind.chinese)};
            for (const QString& word : own) {
                QVERIFY2(!words.contains(word), qPrintable(word));
                words.insert(word);
            }
        }
    }
};

QTEST_APPLESS_MAIN(DefectKindsTest)
#include "defect_kinds_test.moc"
