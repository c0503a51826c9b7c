// Random models are the published ones in size and form, the engine reads them, and the same seed makes the
// same.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "engine/base/log.h"
#include "engine/model/make_model.h"
#include "engine/model/random_blocks.h"
#include "engine/run/engine.h"

using engine::ModelShape;
using kernels::DType;

class MakeModelTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::string path(const char* name) const {
        return (std::filesystem::path(folder_.path().toStdString()) / name).string();
    }

    std::string written(const char* name, const char* text) const {
        QFile file(QString::fromStdString(path(name)));
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        return path(name);
    }

    static ModelShape tiny(const char* architecture) {
        ModelShape shape{.architecture = architecture,
                         .layers = 3,
                         .width = 64,
                         .heads = 4,
                         .kvHeads = 2,
                         .headWidth = 32,
                         .feedForward = 96,
                         .vocabulary = 100,
                         .context = 256};
        const std::string name = architecture;
        if (name == "qwen3moe" || name == "olmoe" || name == "gpt-oss" || name == "deepseek2") {
            shape.experts = 5;
            shape.expertsUsed = 2;
            shape.expertForward = 64;
        }
        if (name == "olmoe") shape.kvHeads = 4;
        if (name == "gpt-oss") shape.window = 8;
        if (name == "deepseek2") {
            shape.sharedExperts = 2;
            shape.denseLayers = 1;
            shape.kvRank = 64;
            shape.queryRank = 96;
            shape.nopeWidth = 32;
            shape.ropeWidth = 16;
            shape.valueWidth = 32;
            shape.originalContext = 64;
            shape.stretch = 4.0;
            shape.sharpening = 1.0;
        }
        return shape;
    }

    QByteArray make(const ModelShape& shape, const char* quantization, const char* name, uint64_t seed) {
        auto complete = engine::completeShape(shape);
        auto type = engine::findQuantization(quantization);
        if (!complete || !type) return {};
        auto made = engine::makeModel(*complete, *type, path(name), seed, {}, {});
        if (!made) {
            qWarning("%s", made.error().text().c_str());
            return {};
        }
        QFile file(QString::fromStdString(path(name)));
        if (!file.open(QIODevice::ReadOnly)) return {};
        const QByteArray bytes = file.readAll();
        return static_cast<uint64_t>(bytes.size()) == made->bytes ? bytes : QByteArray();
    }

private slots:
    void initTestCase() { engine::setLogLevel(engine::LogLevel::kError); }

    void publishedSizes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("parameters");
        QTest::newRow("smollm2-135m") << "smollm2-135m" << qint64{134515008};
        QTest::newRow("qwen2.5-0.5b") << "qwen2.5-0.5b" << qint64{494032768};
        QTest::newRow("qwen3-30b-a3b") << "qwen3-30b-a3b" << qint64{30532122624};
        QTest::newRow("deepseek-v2-lite") << "deepseek-v2-lite" << qint64{15706484224};
        QTest::newRow("mixtral-8x7b") << "mixtral-8x7b" << qint64{46702792704};
        QTest::newRow("olmoe-1b-7b") << "olmoe-1b-7b" << qint64{6919161856};
        QTest::newRow("gpt-oss-20b") << "gpt-oss-20b" << qint64{20914757184};
    }
    // As their publishers count them.
    void publishedSizes() {
        QFETCH(QString, name);
        QFETCH(qint64, parameters);
        const auto shape = engine::findShape(name.toStdString());
        QVERIFY2(shape.ok(), shape ? "" : shape.error().text().c_str());
        qint64 elements = 0;
        for (const auto& planned : engine::planTensors(*shape, *engine::findQuantization("f16"))) {
            qint64 product = 1;
            for (const int64_t size : planned.tensor.shape)
                product *= size;
            elements += product;
        }
        QCOMPARE(elements, parameters);
        QCOMPARE(engine::publishedShapes().size(), size_t{7});
    }

    void blocksHaveTheirSpread_data() {
        QTest::addColumn<int>("type");
        for (int type = 0; type < kernels::kDTypeCount; ++type)
            QTest::newRow(kernels::describe(static_cast<DType>(type)).name) << type;
    }
    // Root of the mean square and mean over 2^16 values; 3 % for the sample that the scale was taken from,
    // and a mean of at most 5 standard errors of blocks of 256 that share a sign.
    void blocksHaveTheirSpread() {
        QFETCH(int, type);
        const auto dtype = static_cast<DType>(type);
        constexpr int64_t kColumns = 1 << 16;
        for (const double spread : {1.0, 0.015}) {
            std::vector<std::byte> blocks(kernels::rowBytes(dtype, kColumns));
            engine::RandomBlocks(dtype, spread, 7).fill(blocks);
            std::vector<float> values(kColumns);
            kernels::cpuBackend(kernels::CpuPath::kScalar)
                ->fetchRow({dtype, 1, kColumns, blocks.data()}, 0, values.data());
            double sum = 0.0;
            double squares = 0.0;
            for (const float value : values) {
                sum += static_cast<double>(value);
                squares += static_cast<double>(value) * static_cast<double>(value);
            }
            const double found = std::sqrt(squares / kColumns);
            QVERIFY2(std::fabs(found / spread - 1.0) < 0.03, qPrintable(QString::number(found)));
            QVERIFY2(std::fabs(sum / kColumns) < spread * 5.0 / 16.0 / 4.0, qPrintable(QString::number(sum)));
        }
    }

    void theEngineReadsIt_data() {
        QTest::addColumn<QString>("architecture");
        QTest::addColumn<QString>("quantization");
        for (const char* architecture :
             {"llama", "qwen2", "qwen3", "qwen3moe", "olmoe", "deepseek2", "gpt-oss"}) {
            for (const char* quantization : {"F32", "Q4_K_M", "MXFP4"})
                QTest::addRow("%s %s", architecture, quantization) << architecture << quantization;
        }
    }
    void theEngineReadsIt() {
        QFETCH(QString, architecture);
        QFETCH(QString, quantization);
        const QByteArray name = architecture.toUtf8();
        const QByteArray type = quantization.toUtf8();
        const QByteArray first = make(tiny(name.constData()), type.constData(), "a.gguf", 1);
        QVERIFY(!first.isEmpty());
        QVERIFY(make(tiny(name.constData()), type.constData(), "b.gguf", 1) == first);
        QVERIFY(make(tiny(name.constData()), type.constData(), "b.gguf", 2) != first);

        auto model = engine::Engine::load(path("a.gguf"), {.threads = 1});
        QVERIFY2(model.ok(), model ? "" : model.error().text().c_str());
        const auto logits = (*model)->logits({1, 50, 99, 1}, 0, false, {}, {});
        QVERIFY2(logits.ok(), logits ? "" : logits.error().text().c_str());
        QCOMPARE(logits->values.size(), size_t{400});
        double squares = 0.0;
        for (const float value : logits->values) {
            QVERIFY(std::isfinite(value));
            squares += static_cast<double>(value) * static_cast<double>(value);
        }
        // A normalised row times rows of this spread: logits of about 1, as in a model that has learned
        // nothing.
        const double spread = std::sqrt(squares / 400.0);
        QVERIFY2(spread > 0.5 && spread < 2.0, qPrintable(QString::number(spread)));
        // What came before counts: the same token again has other logits.
        QVERIFY(
            !std::equal(logits->values.begin(), logits->values.begin() + 100, logits->values.end() - 100));
    }

    // Rows of 896 hold no blocks of 256, rows of 40 none of 32.
    void rowsThatHoldNoBlocksTakeAnotherType() {
        ModelShape shape = tiny("llama");
        shape.width = 896;
        shape.feedForward = 40;
        const auto complete = engine::completeShape(shape);
        QVERIFY(complete.ok());
        for (const auto& [quantization, wide] :
             {std::pair("q4_k", DType::kQ5_0), std::pair("Q5_K", DType::kQ5_1),
              std::pair("Q6_K", DType::kQ8_0), std::pair("Q3_K", DType::kIQ4_NL),
              std::pair("Q4_0", DType::kQ4_0)}) {
            for (const auto& [tensor, spread] :
                 engine::planTensors(*complete, *engine::findQuantization(quantization))) {
                if (tensor.name == "blk.0.ffn_up.weight") QCOMPARE(tensor.type, wide);
                if (tensor.name == "blk.0.ffn_down.weight") QCOMPARE(tensor.type, DType::kF16);
                if (tensor.name == "blk.0.ffn_norm.weight") QCOMPARE(tensor.type, DType::kF32);
            }
        }
    }

    void readsJson() {
        const auto own = engine::findShape(
            written("own.json",
                    "{\"architecture\":\"qwen3moe\",\"layers\":12,\"width\":1024,\"heads\":16,\"kv_heads\":4,"
                    "\"head_width\":64,\"expert_feed_forward\":512,\"experts\":64,\"experts_used\":8,"
                    "\"vocabulary\":32000,\"rope_base\":1e6,\"tied\":true}"));
        QVERIFY2(own.ok(), own ? "" : own.error().text().c_str());
        QCOMPARE(own->expertForward, int64_t{512});
        QCOMPARE(own->feedForward, int64_t{512});
        QCOMPARE(own->keyWidth(), int64_t{256});
        QCOMPARE(own->ropeBase, 1e6);
        QVERIFY(own->tied);
        const auto published = engine::findShape(
            written("config.json",
                    "{\"model_type\":\"deepseek_v2\",\"hidden_size\":2048,\"num_hidden_layers\":27,"
                    "\"num_attention_heads\":16,\"num_key_value_heads\":16,"
                    "\"intermediate_size\":10944,\"moe_intermediate_size\":1408,"
                    "\"vocab_size\":102400,\"max_position_embeddings\":163840,"
                    "\"n_routed_experts\":64,\"num_experts_per_tok\":6,\"n_shared_experts\":2,"
                    "\"first_k_dense_replace\":1,\"kv_lora_rank\":512,\"q_lora_rank\":null,"
                    "\"qk_nope_head_dim\":128,\"qk_rope_head_dim\":64,\"v_head_dim\":128,"
                    "\"rope_theta\":10000,\"rms_norm_eps\":1e-6,\"hidden_act\":\"silu\","
                    "\"rope_scaling\":{\"type\":\"yarn\",\"factor\":40,\"mscale_all_dim\":0.707,"
                    "\"original_max_position_embeddings\":4096}}"));
        QVERIFY2(published.ok(), published ? "" : published.error().text().c_str());
        const auto named = engine::findShape("deepseek-v2-lite");
        const auto type = engine::findQuantization("Q4_0");
        QCOMPARE(published->stretch, named->stretch);
        QCOMPARE(published->sharpening, named->sharpening);
        const auto one = engine::planTensors(*published, *type);
        const auto other = engine::planTensors(*named, *type);
        QCOMPARE(one.size(), other.size());
        for (size_t i = 0; i < one.size(); ++i)
            QVERIFY(one[i].tensor.name == other[i].tensor.name &&
                    one[i].tensor.shape == other[i].tensor.shape);
    }

    void refusesWhatCannotBe_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const QByteArray rest = "\"architecture\":\"llama\",\"layers\":2,\"width\":64,\"vocabulary\":9";
        QTest::newRow("not JSON") << QByteArray("GGUF") << "no JSON object";
        QTest::newRow("a list") << QByteArray("[1]") << "no JSON object";
        QTest::newRow("unknown key") << "{\"depth\":2," + rest + "}"
                                     << "no “depth”";
        QTest::newRow("missing key") << "{\"heads\":4," + rest + "}"
                                     << "“feed_forward” of 0";
        QTest::newRow("negative") << "{\"heads\":-4," + rest + "}"
                                  << "“heads” of -4";
        QTest::newRow("a text") << "{\"heads\":\"4\"," + rest + "}"
                                << "“heads” of \"4\"";
        QTest::newRow("absurd") << "{\"heads\":99999999999999999999," + rest + "}"
                                << "“heads” of";
        QTest::newRow("uneven groups") << "{\"heads\":4,\"kv_heads\":3,\"feed_forward\":64," + rest + "}"
                                       << "“kv_heads” of 3";
        QTest::newRow("too large") << "{\"heads\":4,\"feed_forward\":1000000,\"experts\":1000000,"
                                      "\"experts_used\":2," +
                                          rest + "}"
                                   << "thousand million";
        QTest::newRow("unknown family") << QByteArray("{\"architecture\":\"bert\"}") << "architecture “bert”";
        QTest::newRow("unknown config") << QByteArray("{\"model_type\":\"t5\"}") << "architecture “t5”";
    }
    void refusesWhatCannotBe() {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto shape = engine::findShape(written("s.json", text.constData()));
        QVERIFY(!shape.ok());
        QVERIFY2(QString::fromStdString(shape.error().text()).contains(says), shape.error().text().c_str());
        QVERIFY(!engine::findShape(path("absent.json")).ok());
        QVERIFY(!engine::findQuantization("Q9").ok());
    }

    void cancellingLeavesNothing() {
        std::stop_source source;
        source.request_stop();
        const auto shape = engine::completeShape(tiny("llama"));
        const auto made = engine::makeModel(*shape, *engine::findQuantization("Q8_0"), path("c.gguf"), 1, {},
                                            source.get_token());
        QVERIFY(!made.ok() && made.error().kind == engine::ErrorKind::kCancelled);
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path().toStdString()))
            QVERIFY2(entry.path().filename().string().find("c.gguf") == std::string::npos,
                     entry.path().c_str());
    }
};

QTEST_GUILESS_MAIN(MakeModelTest)
#include "make_model_test.moc"
