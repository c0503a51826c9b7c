// What is written reads back the same; an unfinished file leaves nothing behind.
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "engine/base/check.h"
#include "engine/formats/gguf_writer.h"

using engine::GgufTensor;
using engine::GgufWriter;
using engine::MetadataArray;
using engine::MetadataValue;

class GgufWriterTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path path_ = std::filesystem::path(folder_.path().toStdString()) / "m.gguf";

    static std::span<const std::byte> bytesOf(const std::string& text) {
        return std::as_bytes(std::span(text));
    }
    int files() const { return static_cast<int>(QDir(folder_.path()).entryList(QDir::Files).size()); }

private slots:
    void writesWhatReadsBack() {
        GgufWriter::Metadata metadata;
        metadata["general.architecture"] = std::string_view("llama");
        metadata["general.alignment"] = uint64_t{64};  // of the file it came from
        metadata["split.count"] = uint64_t{3};
        metadata["flag"] = true;
        metadata["whole"] = int64_t{70000};
        metadata["large"] = int64_t{1} << 40;
        metadata["negative"] = int64_t{-3};
        metadata["most"] = UINT64_MAX;
        metadata["real"] = 0.1;
        metadata["words"] = MetadataArray{.strings = {"a", "", "合"}, .integers = {}, .numbers = {}};
        metadata["integers"] = MetadataArray{.strings = {}, .integers = {1, -2, 3}, .numbers = {}};
        metadata["reals"] = MetadataArray{.strings = {}, .integers = {}, .numbers = {1.5, -2.0}};
        metadata["nothing"] = MetadataArray{};
        const std::string one(24, 'a');
        const std::string two(3 * 34, 'b');
        auto writer = GgufWriter::create(
            path_, metadata, {{"a", kernels::DType::kF32, {2, 3}}, {"b", kernels::DType::kQ8_0, {3, 32}}});
        QVERIFY2(writer.ok(), writer ? "" : writer.error().text().c_str());
        QVERIFY(writer->write(bytesOf(one)).ok());
        QVERIFY(writer->write(bytesOf(two.substr(0, 34))).ok());
        QVERIFY(writer->write(bytesOf(two.substr(34))).ok());
        const auto size = writer->finish();
        QVERIFY(size.ok());
        QCOMPARE(*size, std::filesystem::file_size(path_));
        QCOMPARE(*size % 32, uint64_t{0});

        const auto file = engine::ModelFile::open(path_);
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        const engine::ModelFile& model = **file;
        QCOMPARE(model.metadata().size(), metadata.size() - 2);
        QVERIFY(!model.integer("general.alignment") && !model.integer("split.count"));
        QCOMPARE(model.text("general.architecture").value_or(""), std::string_view("llama"));
        QVERIFY(model.flag("flag").value_or(false));
        QCOMPARE(model.integer("whole").value_or(0), int64_t{70000});
        QCOMPARE(model.integer("large").value_or(0), int64_t{1} << 40);
        QCOMPARE(model.integer("negative").value_or(0), int64_t{-3});
        QCOMPARE(std::get<uint64_t>(model.metadata().find("most")->second), UINT64_MAX);
        QCOMPARE(model.number("real").value_or(0), static_cast<double>(0.1F));
        QVERIFY(model.array("words")->strings == std::vector<std::string_view>({"a", "", "合"}));
        QVERIFY(model.array("integers")->integers == std::vector<int64_t>({1, -2, 3}));
        QVERIFY(model.array("reals")->numbers == std::vector<double>({1.5, -2.0}));
        QVERIFY(model.array("nothing") != nullptr);
        QVERIFY(model.find("a")->shape == std::vector<int64_t>({2, 3}));
        QCOMPARE(static_cast<char>(model.find("a")->data[23]), 'a');
        QVERIFY(model.find("b")->type == kernels::DType::kQ8_0);
        QCOMPARE(static_cast<char>(model.find("b")->data[101]), 'b');
    }

    void leavesNothingUnfinished() {
        const int before = files();
        {
            auto writer = GgufWriter::create(path_ += ".other", {}, {{"a", kernels::DType::kF32, {2}}});
            QVERIFY(writer->write(bytesOf("1234")).ok());
            QVERIFY_THROWS_EXCEPTION(engine::Defect, (void)writer->finish());
            QVERIFY_THROWS_EXCEPTION(engine::Defect, (void)writer->write(bytesOf("12345")));
        }
        QCOMPARE(files(), before);
        QVERIFY(!GgufWriter::create("/nowhere/m.gguf", {}, {}).ok());
        // More than any disk has.
        const auto huge = GgufWriter::create(
            path_, {}, {{"a", kernels::DType::kF32, {int64_t{1} << 31, int64_t{1} << 29}}});
        QVERIFY(!huge.ok());
        QCOMPARE(huge.error().kind, engine::ErrorKind::kDoesNotFit);
        QCOMPARE(files(), before);
    }
};

QTEST_GUILESS_MAIN(GgufWriterTest)
#include "gguf_writer_test.moc"
