// Tokenizers of model folders against the reference's ids (tests/fixtures/make_tokenizers.py), and folders
// that are wrong.
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/text/tokenizer.h"

using engine::Token;
using Json = nlohmann::json;

namespace {

const std::filesystem::path kFixtures = CONCLAVE_SOURCE_DIR "/tests/fixtures/tokenizers";

std::string readAll(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Json readCases() {
    return Json::parse(readAll(kFixtures / "cases.json"));
}

std::string spelt(const std::vector<Token>& tokens) {
    std::string out;
    for (const Token token : tokens)
        out += std::to_string(token) + " ";
    return out;
}

}  // namespace

class TokenizerFolderTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path folder() const { return folder_.path().toStdString(); }
    void write(const char* name, const std::string& text) const {
        std::ofstream(folder() / name, std::ios::binary) << text;
    }
    engine::Result<std::shared_ptr<const engine::Tokenizer>> load(const Json& json) const {
        write("tokenizer.json", json.dump());
        return engine::Tokenizer::loadFolder(folder());
    }

private slots:
    void init() {
        for (const auto& entry : std::filesystem::directory_iterator(folder()))
            std::filesystem::remove(entry.path());
    }

    void equalsTheReference_data() {
        QTest::addColumn<QString>("text");
        for (const Json& one : readCases())
            QTest::newRow(one["folder"].get<std::string>().c_str()) << QString::fromStdString(one.dump());
    }

    void equalsTheReference() {
        QFETCH(QString, text);
        const Json one = Json::parse(text.toStdString());
        const auto loaded = engine::Tokenizer::loadFolder(kFixtures / one["folder"].get<std::string>());
        QVERIFY2(loaded.ok(), loaded ? "" : loaded.error().text().c_str());
        const engine::Tokenizer& tokenizer = **loaded;
        QCOMPARE(tokenizer.size(), one["size"].get<int32_t>());
        QCOMPARE(
            spelt(tokenizer.encode("Hello world", {.parseSpecial = true, .addBegin = true, .addEnd = true})),
            spelt(one["whole"].get<std::vector<Token>>()));
        for (const Json& line : one["lines"]) {
            const auto expected = line["ids"].get<std::vector<Token>>();
            const std::string source = line["text"];
            QVERIFY2(tokenizer.encode(source, {.parseSpecial = true}) == expected,
                     (line["text"].dump() + "\n" + spelt(tokenizer.encode(source, {.parseSpecial = true})) +
                      "\n" + spelt(expected))
                         .c_str());
            // Bytes that are no character are told by the reference as U+FFFD.
            const std::string decoded = line.value("decoded", std::string());
            if (line.contains("decoded") && decoded.find("\xEF\xBF\xBD") == std::string::npos)
                QCOMPARE(QString::fromStdString(tokenizer.decode(expected)), QString::fromStdString(decoded));
        }
    }
};

QTEST_GUILESS_MAIN(TokenizerFolderTest)
#include "tokenizer_folder_test.moc"
