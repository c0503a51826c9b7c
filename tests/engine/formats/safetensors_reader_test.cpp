// Safetensors files and shards that are right are read whole; each way of being wrong gets its own sentence,
// soon.
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <memory>

#include "engine/formats/safetensors_reader.h"
#include "tests/support/safetensors_bytes.h"

using engine::SafetensorsFolder;
using engine::SafetensorsType;
using tests::SafetensorsBytes;

class SafetensorsReaderTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;

    std::filesystem::path at(const std::string& name) const {
        return std::filesystem::path(folder_->path().toStdString()) / name;
    }
    auto open() const { return SafetensorsFolder::open(folder_->path().toStdString()); }
    void index(const std::string& map) const {
        SafetensorsBytes::write(
            at("model.safetensors.index.json"),
            "{\"metadata\": {\"total_size\": 8, \"more\": [1, {\"a\": null}]}, \"weight_map\": {" + map +
                "}}");
    }
    std::string sentence() const {
        const auto opened = open();
        return opened ? "" : opened.error().text();
    }

private slots:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void readsOneFile() {
        SafetensorsBytes()
            .entry("\"__metadata__\": {\"format\": \"pt\"}")
            .tensor<float>("b", "F32", {2, 2}, {1, 2, 3, 4})
            .tensor<uint16_t>("a", "BF16", {3}, {1, 2, 3})
            .tensor("c", "F8_E4M3", {1, 2}, "xy")
            .tensor("d", "I64", {1}, "12345678")
            .tensor("e", "F4", {4}, "zz")
            .tensor("f", "U8", {}, "u")
            .save(at("model.safetensors"));
        const auto opened = open();
        QVERIFY2(opened.ok(), opened ? "" : opened.error().text().c_str());
        QCOMPARE(opened->tensors().size(), size_t{6});
        const auto* b = opened->find("b");
        QVERIFY(b != nullptr && b->type == SafetensorsType::kF32);
        QVERIFY(b->shape == std::vector<int64_t>({2, 2}));
        float last = 0;
        std::memcpy(&last, b->data.data() + 12, sizeof(last));
        QCOMPARE(last, 4.0F);
        QCOMPARE(opened->find("a")->data.size(), size_t{6});
        QVERIFY(opened->find("c")->type == SafetensorsType::kF8E4M3);
        QVERIFY(opened->find("d")->type == SafetensorsType::kOther);
        QCOMPARE(opened->find("e")->typeName, std::string("F4"));
        QCOMPARE(opened->find("f")->elements(), int64_t{1});
        QVERIFY(opened->find("g") == nullptr);
    }

    void readsShards() {
        SafetensorsBytes().tensor<float>("a", "F32", {1}, {1}).save(at("model-00001-of-00002.safetensors"));
        SafetensorsBytes().tensor<float>("b", "F32", {1}, {2}).save(at("model-00002-of-00002.safetensors"));
        index("\"a\": \"model-00001-of-00002.safetensors\", \"b\": \"model-00002-of-00002.safetensors\"");
        const auto opened = open();
        QVERIFY2(opened.ok(), opened ? "" : opened.error().text().c_str());
        QVERIFY(opened->find("a") != nullptr && opened->find("b") != nullptr);
    }

    void refusesWrongShards() {
        QVERIFY(sentence().find("holds neither model.safetensors nor") != std::string::npos);
        const std::string one = "model-1.safetensors";
        SafetensorsBytes().tensor<float>("a", "F32", {1}, {1}).save(at(one));
        index("\"a\": \"model-2.safetensors\"");
        QVERIFY(sentence().find("its shard “model-2.safetensors” is not there") != std::string::npos);
        index("\"a\": \"" + one + "\", \"z\": \"" + one + "\"");
        QVERIFY(sentence().find("lacks the tensor “z”") != std::string::npos);
        index("\"a\": \"" + one + "\", \"a\": \"" + one + "\"");
        QVERIFY(sentence().find("“a” stands in it twice") != std::string::npos);
        SafetensorsBytes()
            .tensor<float>("a", "F32", {1}, {1})
            .tensor<float>("b", "F32", {1}, {1})
            .save(at("model-2.safetensors"));
        index("\"a\": \"" + one + "\", \"b\": \"model-2.safetensors\"");
        QVERIFY(sentence().find("“a” stands in another shard too") != std::string::npos);
        for (const char* name : {"../model-1.safetensors", "/model-1.safetensors", "a/b.safetensors", "..",
                                 "", "c:model.safetensors", "a\\\\b.safetensors", "model-1.bin",
                                 ".safetensors", "\\u001b[2J.safetensors", "a\\u0000.safetensors"}) {
            index("\"a\": \"" + std::string(name) + "\"");
            QVERIFY2(sentence().find("which is not a file beside it") != std::string::npos, name);
        }
        index("\"a\": 3");
        QVERIFY(sentence().find("does not belong there") != std::string::npos);
        SafetensorsBytes::write(at("model.safetensors.index.json"), "{\"metadata\": {}}");
        QVERIFY(sentence().find("does not say which tensor") != std::string::npos);
        SafetensorsBytes::write(at("model.safetensors.index.json"), "{\"weight_map\": ");
        QVERIFY(sentence().find("error at byte") != std::string::npos);
        SafetensorsBytes::write(at("model.safetensors.index.json"), std::string(1000, '['));
        QVERIFY(!sentence().empty());
    }

    void refusesWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))
                                << QString(says);
        };
        const auto header = [&](const char* name, const std::string& text, const char* says,
                                size_t data = 8) {
            row(name, SafetensorsBytes::withHeader(text, std::string(data, 'x')), says);
        };
        const auto entry = [&](const char* name, const std::string& type, const std::string& shape,
                               const std::string& offsets, const char* says) {
            header(name,
                   "{\"t\": {\"dtype\": " + type + ", \"shape\": " + shape +
                       ", \"data_offsets\": " + offsets + "}}",
                   says);
        };
        row("nothing but a length", std::string("\2\0\0\0\0\0\0", 7), "shorter than its header");
        row("a header beyond the file", std::string("\x7F\0\0\0\0\0\0\0{}", 10), "ends inside its header");
        row("a header of 2^63", std::string("\0\0\0\0\0\0\0\x80{}", 10), "over 100 MB");
        row("a header of 101 MB", std::string("\x40\x2A\x05\x06\0\0\0\0{}", 10), "over 100 MB");
        header("a list", "[]", "does not belong there");
        header("text behind it", "{} x", "error at byte");
        header("half an object", "{\"t\": {", "error at byte");
        header("no UTF-8", "{\"\xFF\": {}}", "error at byte");
        header("nested", "{\"t\": {\"dtype\": {}}}", "does not belong there");
        header("a nested list", "{\"t\": {\"shape\": [[1]]}}", "does not belong there");
        header("lists without end", "{\"t\": {\"shape\": " + std::string(100000, '[') + "}}",
               "does not belong there");
        header("metadata that is a number", "{\"__metadata__\": {\"a\": 1}}", "does not belong there");
        header("an unknown field", "{\"t\": {\"kind\": \"F32\"}}", "does not belong there");
        header("a tensor that is a text", "{\"t\": \"F32\"}", "does not belong there");
        header("no fields", "{\"t\": {}}", "lacks its type, shape or place");
        header("no shape", "{\"t\": {\"dtype\": \"F32\", \"data_offsets\": [0, 8]}}",
               "lacks its type, shape or place");
        header("twice", "{\"t\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}, \"t\": {}}",
               "stands in it twice");
        header("bytes behind the last tensor",
               "{\"t\": {\"dtype\": \"U8\", \"shape\": [4], \"data_offsets\": [0, 4]}}",
               "longer than its tensors");
        header("a hole", "{\"t\": {\"dtype\": \"U8\", \"shape\": [4], \"data_offsets\": [4, 8]}}",
               "a hole before");
        header("two in one place",
               "{\"t\": {\"dtype\": \"U8\", \"shape\": [8], \"data_offsets\": [0, 8]}, \"u\": {\"dtype\": "
               "\"U8\", \"shape\": [4], \"data_offsets\": [2, 6]}}",
               "overlaps another");
        entry("one offset", "\"F32\"", "[2]", "[0]", "lacks its type, shape or place");
        entry("another size", "\"F32\"", "[3]", "[0, 8]", "does not suit its shape");
        entry("backwards", "\"U8\"", "[8]", "[8, 0]", "does not suit its shape");
        entry("beyond the end", "\"F32\"", "[4]", "[0, 16]", "cut short");
        entry("a negative size", "\"F32\"", "[-2]", "[0, 8]", "negative");
        entry("a fraction", "\"F32\"", "[2.5]", "[0, 8]", "does not belong there");
        entry("2^64 and more", "\"F32\"", "[36893488147419103232]", "[0, 8]", "does not belong there");
        entry("a product that overflows", "\"F32\"", "[4294967296, 4294967296]", "[0, 8]", "overflows");
        entry("a product that overflows to eight", "\"U8\"", "[9223372036854775809, 8]", "[0, 8]",
              "overflows");
        entry("nine dimensions", "\"U8\"", "[8, 1, 1, 1, 1, 1, 1, 1, 1]", "[0, 8]", "too many dimensions");
        entry("a type that is a number", "32", "[2]", "[0, 8]", "does not belong there");
    }

    void refusesWhatIsWrong() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        SafetensorsBytes::write(at("model.safetensors"), bytes.toStdString());
        const auto begin = std::chrono::steady_clock::now();
        const std::string text = sentence();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
        QVERIFY2(text.find("“model.safetensors” is damaged: ") != std::string::npos, text.c_str());
        QVERIFY2(took.count() < 1.0, "it took too long");
    }

    // Whatever is missing or changed: read or refused, never worse. The sanitizers watch.
    void survivesTruncationAndChange() {
        SafetensorsBytes made;
        made.tensor<float>("a", "F32", {2, 2}, {1, 2, 3, 4}).tensor<uint16_t>("b", "F16", {2}, {1, 2});
        const std::string whole = made.bytes();
        for (size_t size = 0; size < whole.size(); ++size) {
            SafetensorsBytes::write(at("model.safetensors"), whole.substr(0, size));
            QVERIFY2(!open().ok(), std::to_string(size).c_str());
        }
        for (size_t i = 0; i < whole.size() - made.data.size(); ++i) {
            for (const char value : {'\0', '"', '9', '-', '{', '\x7F', '\xFF'}) {
                std::string changed = whole;
                changed[i] = value;
                SafetensorsBytes::write(at("model.safetensors"), changed);
                const auto opened = open();
                if (!opened) QVERIFY(!opened.error().text().empty());
            }
        }
    }
};

QTEST_GUILESS_MAIN(SafetensorsReaderTest)
#include "safetensors_reader_test.moc"
