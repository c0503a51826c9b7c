// GGUF files that are right are read whole; each way of being wrong gets its own sentence, soon, and costs
// nothing.
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <limits>

#include "engine/formats/model_file.h"
#include "tests/support/gguf_bytes.h"

using tests::GgufBytes;

class GgufReaderTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    engine::Result<std::shared_ptr<const engine::ModelFile>> open(const GgufBytes& bytes,
                                                                  const char* name = "m.gguf") {
        const auto path = std::filesystem::path(folder_.path().toStdString()) / name;
        bytes.save(path);
        return engine::ModelFile::open(path);
    }

    static GgufBytes good() {
        return GgufBytes()
            .header(2, 12)
            .value("general.architecture", "llama")
            .value<uint8_t>("u8", tests::kGgufU8, 200)
            .value<int8_t>("i8", tests::kGgufI8, -3)
            .value<int32_t>("i32", tests::kGgufI32, -70000)
            .value<uint64_t>("u64", tests::kGgufU64, std::numeric_limits<uint64_t>::max())
            .value<float>("f32", tests::kGgufF32, 0.5F)
            .value<double>("f64", tests::kGgufF64, 0.25)
            .value<uint8_t>("yes", tests::kGgufBool, 1)
            .list("words", {"a", "", "合"})
            .numbers<int32_t>("integers", tests::kGgufI32, {1, -2, 3})
            .numbers<float>("reals", tests::kGgufF32, {1.5F})
            .value<uint32_t>("general.alignment", tests::kGgufU32, 64)
            .tensor("a", {4, 2}, 0, 0)
            .tensor("b", {32, 3}, 8, 64)
            .data(64 + 3 * 34, 64);
    }

private slots:
    void readsValuesAndTensors() {
        const auto file = open(good());
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        const engine::ModelFile& model = **file;
        QCOMPARE(model.text("general.architecture").value_or(""), std::string_view("llama"));
        QCOMPARE(model.integer("u8").value_or(0), int64_t{200});
        QCOMPARE(model.integer("i8").value_or(0), int64_t{-3});
        QCOMPARE(model.integer("i32").value_or(0), int64_t{-70000});
        QVERIFY(!model.integer("u64"));  // beyond what an int64 holds
        QCOMPARE(model.number("f32").value_or(0), 0.5);
        QCOMPARE(model.number("f64").value_or(0), 0.25);
        QCOMPARE(model.number("u8").value_or(0), 200.0);
        QVERIFY(model.flag("yes").value_or(false));
        QVERIFY(!model.flag("u8") && !model.text("u8") && !model.integer("absent") &&
                model.array("u8") == nullptr);
        QCOMPARE(model.array("words")->strings.size(), size_t{3});
        QCOMPARE(model.array("words")->strings[2], std::string_view("合"));
        QVERIFY(model.array("integers")->integers == std::vector<int64_t>({1, -2, 3}));
        QVERIFY(model.array("reals")->numbers == std::vector<double>({1.5}));
        QCOMPARE(model.tensors().size(), size_t{2});
        QVERIFY(model.find("a")->shape == std::vector<int64_t>({2, 4}));
        QCOMPARE(model.find("b")->data.size(), size_t{3 * 34});
        QCOMPARE(model.find("b")->elements(), int64_t{96});
        QVERIFY(model.find("c") == nullptr);
        QCOMPARE(model.bytes(), uint64_t{good().bytes.size()});
    }

    void readsVersion2AndVocabularyOnly() {
        const auto file = open(GgufBytes().header(0, 1, 2).list("tokenizer.ggml.tokens", {"a"}));
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QVERIFY((*file)->tensors().empty());
    }

    void readsPartsTogether() {
        const auto part = [](const char* tensor, uint16_t number, int32_t tensors = 2) {
            return GgufBytes()
                .header(1, 3)
                .value<uint16_t>("split.count", tests::kGgufU16, 2)
                .value<uint16_t>("split.no", tests::kGgufU16, number)
                .value<int32_t>("split.tensors.count", tests::kGgufI32, tensors)
                .tensor(tensor, {8}, 0, 0)
                .data(32);
        };
        const auto alone = open(part("a", 0), "m-00001-of-00002.gguf");
        QVERIFY(!alone.ok());
        QVERIFY(alone.error().text().find("m-00002-of-00002.gguf") != std::string::npos);
        const auto second = open(part("b", 1), "m-00002-of-00002.gguf");
        QVERIFY(!second.ok());
        QVERIFY(second.error().text().find("m-00001-of-00002.gguf") != std::string::npos);
        const auto both = open(part("a", 0), "m-00001-of-00002.gguf");
        QVERIFY2(both.ok(), both ? "" : both.error().text().c_str());
        QVERIFY((*both)->find("a") != nullptr && (*both)->find("b") != nullptr);
        // A part of another model, which has more.
        const auto mixed = open(part("a", 0, 3), "m-00001-of-00002.gguf");
        QVERIFY(!mixed.ok());
        QVERIFY(mixed.error().text().find("its parts hold 2 tensors, not 3") != std::string::npos);
        // The same tensor in both parts.
        QVERIFY(!open(part("b", 0), "m-00001-of-00002.gguf").ok());
        const auto renamed = open(part("a", 0), "m.gguf");
        QVERIFY(!renamed.ok());
        QVERIFY(renamed.error().text().find("one part of a model in 2 files") != std::string::npos);
    }

    void refusesWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const GgufBytes& made, const char* says) {
            QTest::newRow(name) << QByteArray(made.bytes.data(), static_cast<qsizetype>(made.bytes.size()))
                                << QString(says);
        };
        const auto one = [](const std::vector<uint64_t>& dimensions, uint32_t type = 0, uint64_t offset = 0) {
            return GgufBytes().header(1, 0).tensor("t", dimensions, type, offset).data(64);
        };
        constexpr uint64_t kHuge = std::numeric_limits<uint64_t>::max();
        row("another magic", GgufBytes{"GGML_______________________________"}, "is not a GGUF model file");
        row("three bytes", GgufBytes{"GGU"}, "is not a GGUF model file");
        row("version 0", GgufBytes().header(0, 0, 0), "GGUF version 0");
        row("version 1", GgufBytes().header(0, 0, 1), "GGUF version 1");
        row("version 99", GgufBytes().header(0, 0, 99), "GGUF version 99");
        row("big-endian", GgufBytes().header(0, 0, 0x03000000), "big-endian");
        row("tensors absurd", GgufBytes().header(kHuge, 0).data(64), "more tensors than fit");
        row("values absurd", GgufBytes().header(0, kHuge).data(64), "more values than fit");
        row("a few too many tensors", GgufBytes().header(5, 0).data(64), "more tensors than fit");
        row("a text of a gigabyte", GgufBytes().header(0, 1).put<uint64_t>(1ULL << 30).data(64),
            "longer than the file");
        row("a text of 2^64", GgufBytes().header(0, 1).put<uint64_t>(kHuge).data(64), "longer than the file");
        row("a list of 2^61",
            GgufBytes()
                .header(0, 1)
                .text("k")
                .put<uint32_t>(9)
                .put<uint32_t>(10)
                .put<uint64_t>(1ULL << 61)
                .data(64),
            "longer than the file");
        row("a list of texts",
            GgufBytes()
                .header(0, 1)
                .text("k")
                .put<uint32_t>(9)
                .put<uint32_t>(8)
                .put<uint64_t>(1ULL << 40)
                .data(64),
            "longer than the file");
        row("a list of lists",
            GgufBytes().header(0, 1).text("k").put<uint32_t>(9).put<uint32_t>(9).put<uint64_t>(1).data(64),
            "a list of lists");
        row("a list of nothing",
            GgufBytes().header(0, 1).text("k").put<uint32_t>(9).put<uint32_t>(77).put<uint64_t>(1).data(64),
            "unknown type 77");
        row("a value of nothing", GgufBytes().header(0, 1).text("k").put<uint32_t>(13).data(64),
            "unknown type 13");
        row("no name", GgufBytes().header(0, 1).value<uint32_t>("", 4, 1), "has no name");
        row("a value twice", GgufBytes().header(0, 2).value<uint32_t>("k", 4, 1).value<uint32_t>("k", 4, 1),
            "twice");
        row("a tensor twice",
            GgufBytes().header(2, 0).tensor("t", {8}, 0, 0).tensor("t", {8}, 0, 32).data(64), "twice");
        row("a tensor without a name", GgufBytes().header(1, 0).tensor("", {8}, 0, 0).data(64), "no name");
        row("alignment 0", GgufBytes().header(0, 1).value<uint32_t>("general.alignment", 4, 0), "alignment");
        row("alignment 3", GgufBytes().header(0, 1).value<uint32_t>("general.alignment", 4, 24), "alignment");
        row("alignment 2^31", GgufBytes().header(0, 1).value<uint32_t>("general.alignment", 4, 1U << 31),
            "alignment");
        row("alignment of another kind", GgufBytes().header(0, 1).value("general.alignment", "32"),
            "alignment");
        row("no dimensions", one({}), "has 0 dimensions");
        row("five dimensions", one({1, 1, 1, 1, 1}), "has 5 dimensions");
        row("2^32 dimensions", GgufBytes().header(1, 0).text("t").put<uint32_t>(~0U).data(64), "dimensions");
        row("a dimension of nothing", one({0}), "a dimension of 0");
        row("2^42+1", one({(1ULL << 42) + 1}), "cut short");
        row("a negative dimension", one({static_cast<uint64_t>(-8)}), "a dimension of -8");
        row("a product that overflows", one({1ULL << 40, 1ULL << 40}), "overflows");
        row("a product that overflows to nothing", one({1ULL << 32, 1ULL << 32}), "overflows");
        row("bytes that overflow", one({1ULL << 62}), "overflows");
        row("half a block", one({33}, 8), "whole number of blocks");
        row("an unknown type", one({32}, 77), "number 77");
        row("a known type", one({256}, 16), "IQ2_XXS");
        row("beyond the end", one({8}, 0, 1ULL << 20), "cut short");
        row("an offset that overflows", one({8}, 0, kHuge - 31), "cut short");
        row("not aligned", one({8}, 0, 4), "not aligned");
        row("a name that tries something",
            GgufBytes()
                .header(1, 0)
                .tensor(std::string("\x1B[2J\n") + std::string(500, 'x'), {0}, 0, 0)
                .data(64),
            "“?[2J?xxxx");
    }

    void refusesWhatIsWrong() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const auto begin = std::chrono::steady_clock::now();
        const auto file = open(GgufBytes{bytes.toStdString()});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        QVERIFY(!file.ok());
        const std::string text = file.error().text();
        QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
        QVERIFY2(text.find("m.gguf") != std::string::npos && !file.error().remedy.empty(), text.c_str());
        QVERIFY2(took.count() < 1.0, "it took too long");
    }

    // However much of a file is missing, what is left is refused.
    void refusesEveryTruncation() {
        const std::string whole = good().bytes;
        for (size_t size = 0; size < whole.size(); ++size) {
            const auto file = open(GgufBytes{whole.substr(0, size)});
            QVERIFY2(!file.ok(), std::to_string(size).c_str());
        }
    }

    // Every single byte changed to a few others: read or refused, never worse. The sanitizers watch.
    void survivesChangedBytes() {
        const std::string whole = good().bytes;
        const size_t header = whole.size() - 200;
        for (size_t at = 0; at < header; ++at) {
            for (const char value : {'\0', '\x01', '\x7F', '\x80', '\xFF'}) {
                std::string changed = whole;
                changed[at] = value;
                const auto file = open(GgufBytes{changed});
                if (!file.ok()) QVERIFY(!file.error().text().empty());
            }
        }
    }

    void saysWhatIsNotThere() {
        const auto missing = engine::ModelFile::open("/nowhere/m.gguf");
        QVERIFY(!missing.ok());
        QCOMPARE(missing.error().kind, engine::ErrorKind::kNotFound);
        QVERIFY(!engine::ModelFile::open(folder_.path().toStdString()).ok());
    }
};

QTEST_GUILESS_MAIN(GgufReaderTest)
#include "gguf_reader_test.moc"
