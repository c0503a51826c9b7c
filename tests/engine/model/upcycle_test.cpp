#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "engine/model/upcycle.h"
#include "engine/model/weights.h"
#include "tests/support/tiny_model.h"

using engine::ModelFile;

namespace {

std::filesystem::path in(const QTemporaryDir& folder) {
    return folder.filePath("experts.gguf").toStdString();
}

}  // namespace

class UpcycleTest : public QObject {
    Q_OBJECT
private slots:
    void theExpertsShareTheirBytes_data() {
        QTest::addColumn<QString>("model");
        QTest::newRow("llama") << "llama-chat";
        QTest::newRow("qwen2") << "qwen2";
        QTest::newRow("qwen3") << "qwen3";
    }
    void theExpertsShareTheirBytes() {
        QFETCH(QString, model);
        const QTemporaryDir folder;
        auto dense = ModelFile::open(tests::fixture(model.toStdString() + ".gguf"));
        QVERIFY(dense.ok());
        auto bytes = engine::upcycle(**dense, {}, {.experts = 6, .active = 2, .seed = 7}, in(folder), {});
        QVERIFY2(bytes.ok(), bytes.ok() ? "" : bytes.error().text().c_str());
        QCOMPARE(*bytes, std::filesystem::file_size(in(folder)));
        // The routers, the names of the experts and little else is added.
        QVERIFY(*bytes < (*dense)->bytes() + 12'000);
        auto file = ModelFile::open(in(folder));
        QVERIFY2(file.ok(), file.ok() ? "" : file.error().text().c_str());
        const auto* first = (*file)->find("blk.0.ffn_up.0.weight");
        const auto* last = (*file)->find("blk.0.ffn_up.5.weight");
        QVERIFY(first != nullptr && last != nullptr);
        QCOMPARE(first->data.data(), last->data.data());
        auto config = engine::readModelConfig(**file);
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        QCOMPARE(config->router.experts, 6);
        const auto were = engine::measureWeights(**dense, 0, 0);
        const auto are = engine::measureWeights(**file, 6, 2);
        const int64_t routers = config->layers * 6 * config->width;
        QCOMPARE(are.parameters, were.parameters + routers);
        QCOMPARE(are.activeParameters, were.activeParameters + routers);
        auto weights =
            engine::ModelWeights::bind(*file, *config, *kernels::cpuBackend(kernels::CpuPath::kScalar));
        QVERIFY2(weights.ok(), weights.ok() ? "" : weights.error().text().c_str());
        QCOMPARE(weights->layers[0].sameExpert, std::vector<int32_t>(6, 0));
    }

    void refusesWhatCannotBe() {
        const QTemporaryDir folder;
        auto dense = ModelFile::open(tests::fixture("qwen2.gguf"));
        auto experts = ModelFile::open(tests::fixture("qwen3moe.gguf"));
        QVERIFY(dense.ok() && experts.ok());
        QVERIFY(!engine::upcycle(**dense, {}, {.experts = 4, .active = 5}, in(folder), {}).ok());
        QVERIFY(!engine::upcycle(**dense, {}, {.experts = 4000, .active = 2}, in(folder), {}).ok());
        QVERIFY(!engine::upcycle(**experts, {}, {}, in(folder), {}).ok());
        std::stop_source stopped;
        stopped.request_stop();
        QCOMPARE(engine::upcycle(**dense, {}, {}, in(folder), stopped.get_token()).error().kind,
                 engine::ErrorKind::kCancelled);
        QVERIFY(!std::filesystem::exists(in(folder)));
    }
};

QTEST_GUILESS_MAIN(UpcycleTest)
#include "upcycle_test.moc"
