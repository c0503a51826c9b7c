// Repacked weights are the same weights: each row reads as it did, shared experts stay shared, and what is
// not multiplied or stays on the disk is left alone.
#include <QTemporaryDir>
#include <QTest>

#include "engine/base/thread_pool.h"
#include "engine/model/make_model.h"
#include "engine/model/upcycle.h"
#include "engine/model/weights.h"

using engine::ModelFile;
using engine::ModelWeights;
using kernels::Layout;

namespace {

struct Bound {
    std::shared_ptr<const ModelFile> file;
    engine::ModelConfig config;
    ModelWeights weights;
};

}  // namespace

class WeightsRepackTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    const kernels::Backend& backend_ = *kernels::cpuBackend(kernels::CpuPath::kAuto);
    engine::ThreadPool pool_{2};

    std::filesystem::path path(const char* name) const {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }

    void make(const char* architecture, int64_t experts, const char* name) {
        engine::ModelShape tiny{.architecture = architecture,
                                .layers = 2,
                                .width = 64,
                                .heads = 4,
                                .kvHeads = 2,
                                .headWidth = 32,
                                .feedForward = 96,
                                .vocabulary = 100,
                                .context = 256};
        if (experts > 0) {
            tiny.experts = experts;
            tiny.expertsUsed = 2;
            tiny.expertForward = 64;
        }
        auto shape = engine::completeShape(tiny);
        QVERIFY2(shape.ok(), shape.ok() ? "" : shape.error().text().c_str());
        auto type = engine::findQuantization("Q4_0");
        auto made = engine::makeModel(*shape, *type, path(name), 3, {}, {});
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().text().c_str());
    }

    Bound bind(const char* name) const {
        auto file = ModelFile::open(path(name));
        auto config = engine::readModelConfig(**file);
        auto weights = ModelWeights::bind(*file, *config, backend_);
        return {*file, *config, std::move(*weights)};
    }

    void compare(const kernels::Weights& was, const kernels::Weights& is) const {
        QCOMPARE(was.layout, Layout::kRows);
        QCOMPARE(is.layout, Layout::kTiles);
        std::vector<float> expected(static_cast<size_t>(was.columns));
        std::vector<float> got(expected.size());
        for (int64_t row = 0; row < was.rows; ++row) {
            backend_.fetchRow(was, row, expected.data());
            backend_.fetchRow(is, row, got.data());
            QCOMPARE(got, expected);
        }
    }

private slots:
    void initTestCase() {
        if (backend_.repackedBytes(kernels::DType::kQ4_0, 16, 32) == 0)
            QSKIP("this machine's best path repacks nothing");
    }

    void keepsEveryRow() {
        make("qwen3moe", 5, "experts.gguf");
        const Bound was = bind("experts.gguf");
        Bound is = bind("experts.gguf");
        QVERIFY(is.weights.repack(backend_, pool_, {}).ok());
        for (size_t l = 0; l < was.weights.layers.size(); ++l) {
            const engine::LayerWeights& before = was.weights.layers[l];
            const engine::LayerWeights& after = is.weights.layers[l];
            compare(before.query, after.query);
            compare(before.key, after.key);
            compare(before.value, after.value);
            compare(before.output, after.output);
            for (int64_t e = 0; e < 5; ++e) {
                compare(before.expertGate[e], after.expertGate[e]);
                compare(before.expertUp[e], after.expertUp[e]);
                compare(before.expertDown[e], after.expertDown[e]);
            }
        }
        compare(was.weights.head, is.weights.head);
        // Only looked up, row by row.
        QCOMPARE(is.weights.embedding.layout, Layout::kRows);
    }

    void leavesWhatStaysOnTheDisk() {
        make("qwen3moe", 5, "disk.gguf");
        Bound is = bind("disk.gguf");
        is.weights.readExpertsAhead(1);
        QVERIFY(is.weights.repack(backend_, pool_, {}).ok());
        const engine::LayerWeights& layer = is.weights.layers[0];
        QCOMPARE(layer.query.layout, Layout::kTiles);
        for (const engine::MatrixList* list : {&layer.expertGate, &layer.expertUp, &layer.expertDown})
            QCOMPARE((*list)[4].layout, Layout::kRows);
    }

    void sharesWhatWasShared() {
        make("qwen2", 0, "dense.gguf");
        auto dense = ModelFile::open(path("dense.gguf"));
        QVERIFY(dense.ok());
        QVERIFY(
            engine::upcycle(**dense, {}, {.experts = 6, .active = 2, .seed = 7}, path("up.gguf"), {}).ok());
        const Bound was = bind("up.gguf");
        Bound is = bind("up.gguf");
        QVERIFY(is.weights.repack(backend_, pool_, {}).ok());
        const engine::LayerWeights& layer = is.weights.layers[1];
        compare(was.weights.layers[1].expertUp[3], layer.expertUp[3]);
        QCOMPARE(layer.expertUp.data[0], layer.expertUp.data[5]);
        QVERIFY(layer.expertUp.data[0] != layer.expertGate.data[0]);
        if (is.weights.tied) QCOMPARE(is.weights.embedding.data, is.weights.head.data);
    }

    void changesNothingWhenStopped() {
        make("qwen3moe", 5, "stopped.gguf");
        Bound is = bind("stopped.gguf");
        std::stop_source stopped;
        stopped.request_stop();
        const auto status = is.weights.repack(backend_, pool_, stopped.get_token());
        QVERIFY(!status.ok());
        QCOMPARE(status.error().kind, engine::ErrorKind::kCancelled);
        QCOMPARE(is.weights.head.layout, Layout::kRows);
        QCOMPARE(is.weights.layers[1].expertDown[0].layout, Layout::kRows);
    }
};

QTEST_GUILESS_MAIN(WeightsRepackTest)
#include "weights_repack_test.moc"
