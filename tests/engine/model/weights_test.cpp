#include <QTemporaryDir>
#include <QTest>

#include <functional>

#include "engine/model/weights.h"
#include "tests/support/tiny_model.h"

using engine::ErrorKind;
using engine::ModelFile;
using engine::ModelWeights;
using engine::readModelConfig;
using tests::TinyModel;

Q_DECLARE_METATYPE(std::function<void(TinyModel&)>)

class WeightsTest : public QObject {
    Q_OBJECT
private slots:
    void readsTheMeasuresOfEachFamily() {
        auto file = ModelFile::open(tests::fixture("qwen3moe.gguf"));
        QVERIFY(file.ok());
        auto config = readModelConfig(**file);
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        QCOMPARE(config->layers, 2);
        QCOMPARE(config->width, 40);
        QCOMPARE(config->heads, 4);
        QCOMPARE(config->kvHeads, 2);
        QCOMPARE(config->headWidth, 16);
        QCOMPARE(config->router.experts, 7);
        QCOMPARE(config->router.active, 3);
        QCOMPARE(config->expertForward, 16);
        QCOMPARE(config->vocabulary, 89);
        QVERIFY(config->router.renormalise);
        auto weights = ModelWeights::bind(*file, *config, *kernels::cpuBackend(kernels::CpuPath::kScalar));
        QVERIFY(weights.ok());
        QVERIFY(!weights->tied);
        QCOMPARE(weights->layers[1].expertDown[6].rows, 40);
        QCOMPARE(weights->layers[1].keyNorm.size(), size_t{16});
    }

    void countsOnlyTheChosenExperts() {
        auto file = ModelFile::open(tests::fixture("qwen3moe.gguf"));
        const auto sizes = engine::measureWeights(**file, 7, 3);
        const int64_t expert = 3 * 16 * 40;
        QCOMPARE(sizes.parameters - sizes.activeParameters, 2 * 4 * expert + 89 * 40);
        QCOMPARE(sizes.bytesPerToken, static_cast<uint64_t>(sizes.activeParameters) * sizeof(float));
        // A tied head is multiplied with, so its matrix counts.
        auto tied = ModelFile::open(tests::fixture("qwen2.gguf"));
        const auto all = engine::measureWeights(**tied, 0, 0);
        QCOMPARE(all.parameters, all.activeParameters);
    }

    void refusesWhatCannotBe_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<std::function<void(TinyModel&)>>("change");
        QTest::addColumn<QString>("named");  // what the sentence must name
        using Change = std::function<void(TinyModel&)>;
        const auto row = [](const char* name, const char* model, Change change, const char* named) {
            QTest::newRow(name) << QString(model) << change << QString(named);
        };
        row(
            "a tensor is missing", "qwen2", [](TinyModel& m) { m.tensors.erase("blk.1.attn_k.bias"); },
            "blk.1.attn_k.bias");
        row(
            "a tensor has another shape", "qwen2",
            [](TinyModel& m) {
                m.tensors["blk.0.ffn_down.weight"].shape = {58, 42};
            },
            "[58, 42]");
        row(
            "a tensor has another rank", "qwen3moe",
            [](TinyModel& m) {
                m.tensors["blk.0.ffn_up_exps.weight"].shape = {7 * 16, 40};
            },
            "blk.0.ffn_up_exps.weight");
        row(
            "a tensor nobody asks for", "qwen3",
            [](TinyModel& m) {
                m.tensors["blk.0.attn_q.bias"] = {{4}, {1, 2, 3, 4}};
            },
            "blk.0.attn_q.bias");
        row(
            "more layers than tensors", "qwen2",
            [](TinyModel& m) { m.metadata["qwen2.block_count"] = int64_t{16000000}; }, "16000000");
        row(
            "one layer too many", "qwen2", [](TinyModel& m) { m.metadata["qwen2.block_count"] = int64_t{3}; },
            "blk.2.attn_norm.weight");
        row(
            "a size that is nought", "qwen2",
            [](TinyModel& m) { m.metadata["qwen2.attention.head_count"] = int64_t{0}; },
            "qwen2.attention.head_count");
        row(
            "a size that is negative", "qwen2",
            [](TinyModel& m) { m.metadata["qwen2.embedding_length"] = int64_t{-42}; },
            "qwen2.embedding_length");
        row(
            "sizes whose product overflows", "qwen2",
            [](TinyModel& m) {
                m.metadata["qwen2.attention.key_length"] = int64_t{1} << 24;
                m.metadata["qwen2.attention.value_length"] = int64_t{1} << 24;
            },
            "qwen2.attention.key_length");
        row(
            "heads that do not divide", "qwen2",
            [](TinyModel& m) { m.metadata["qwen2.attention.head_count_kv"] = int64_t{2}; },
            "qwen2.attention.head_count_kv");
        row(
            "more active experts than there are", "qwen3moe",
            [](TinyModel& m) { m.metadata["qwen3moe.expert_used_count"] = int64_t{8}; },
            "qwen3moe.expert_used_count");
        row(
            "an odd rotation", "llama-linear",
            [](TinyModel& m) { m.metadata["llama.rope.dimension_count"] = int64_t{9}; },
            "llama.rope.dimension_count");
        row(
            "positions stretched in an unknown way", "llama-linear",
            [](TinyModel& m) { m.metadata["llama.rope.scaling.type"] = std::string("spiral"); }, "spiral");
        row(
            "no layer count", "qwen2", [](TinyModel& m) { m.metadata.erase("qwen2.block_count"); },
            "qwen2.block_count");
        row(
            "an unknown architecture", "qwen2",
            [](TinyModel& m) { m.metadata["general.architecture"] = std::string("mamba"); }, "mamba");
        row(
            "no weights", "qwen2", [](TinyModel& m) { m.tensors.clear(); }, "token_embd.weight");
    }

    void refusesWhatCannotBe() {
        QFETCH(QString, model);
        QFETCH(std::function<void(TinyModel&)>, change);
        QFETCH(QString, named);
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "changed.gguf";
        TinyModel changed = TinyModel::copyOf(model.toStdString());
        change(changed);
        changed.save(path);
        auto file = ModelFile::open(path);
        QVERIFY2(file.ok(), file.ok() ? "" : file.error().text().c_str());
        auto config = readModelConfig(**file);
        std::string said;
        if (!config) {
            said = config.error().text();
        } else {
            auto weights =
                ModelWeights::bind(*file, *config, *kernels::cpuBackend(kernels::CpuPath::kScalar));
            QVERIFY(!weights.ok());
            said = weights.error().text();
        }
        QVERIFY2(QString::fromStdString(said).contains(named), said.c_str());
    }
};

QTEST_GUILESS_MAIN(WeightsTest)
#include "weights_test.moc"
