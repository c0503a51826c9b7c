// The parts of a model come to the whole, whatever the container, and a token reads what the file says it
// does.
#include "engine/model/model_measures.h"

#include <QTest>
#include <algorithm>
#include <numeric>

#include "engine/model/weights.h"
#include "tests/support/tiny_model.h"

using namespace engine;

namespace {

// A file of nothing but tensors.
class ListedFile final : public ModelFile {
public:
    void add(std::string_view name, std::vector<int64_t> shape, size_t place) {
        const auto bytes =
            static_cast<size_t>(std::accumulate(shape.begin(), shape.end(), int64_t{4}, std::multiplies<>()));
        tensors_.push_back({name, kernels::DType::kF32, std::move(shape), {bytes_.data() + place, bytes}});
    }
    const std::filesystem::path& path() const override { return path_; }
    uint64_t bytes() const override { return bytes_.size(); }
    const std::map<std::string, MetadataValue, std::less<>>& metadata() const override { return metadata_; }
    const std::vector<TensorView>& tensors() const override { return tensors_; }
    const TensorView* find(std::string_view name) const override {
        const auto found = std::ranges::find(tensors_, name, &TensorView::name);
        return found == tensors_.end() ? nullptr : &*found;
    }

private:
    std::filesystem::path path_;
    std::map<std::string, MetadataValue, std::less<>> metadata_;
    std::vector<TensorView> tensors_;
    std::vector<std::byte> bytes_ = std::vector<std::byte>(4096);
};

}  // namespace

class ModelMeasuresTest : public QObject {
    Q_OBJECT
private slots:
    void partsMakeTheWhole_data() {
        QTest::addColumn<QString>("model");
        for (const char* model : {"llama-chat.gguf", "qwen2.gguf", "qwen3moe.gguf"})
            QTest::newRow(model) << QString(model);
        for (const char* model : {"deepseek-moe-16b", "glm4moe", "gpt-oss", "gpt-oss-mxfp4", "mixtral",
                                  "phi3", "qwen2moe", "deepseek-v2", "deepseek-v3-fp8"})
            QTest::newRow(model) << QString::fromStdString(tests::folder(model));
    }

    void partsMakeTheWhole() {
        QFETCH(QString, model);
        auto path = tests::fixture(model.toStdString());
        auto file = ModelFile::open(path);
        QVERIFY2(file.ok(), file.ok() ? "" : file.error().text().c_str());
        auto config = readModelConfig(**file);
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        const ModelMeasures measures = measureModel(**file, *config, kernels::DType::kF16);
        QCOMPARE(static_cast<int64_t>(measures.layers.size()), config->layers);
        uint64_t all = measures.embedding + measures.head;
        uint64_t read = measures.head;
        uint64_t routed = 0;
        uint64_t kv = 0;
        for (size_t l = 0; l < measures.layers.size(); ++l) {
            const LayerMeasures& layer = measures.layers[l];
            QVERIFY(layer.attention > 0 && layer.shared > 0);
            const bool experts = config->hasExperts(static_cast<int64_t>(l));
            QCOMPARE(layer.experts, experts ? config->router.experts : 0);
            QCOMPARE(layer.active, experts ? config->router.active : 0);
            all += layer.attention + layer.shared;
            read += layer.attention + layer.shared + layer.expert * static_cast<uint64_t>(layer.active);
            routed += layer.expert * static_cast<uint64_t>(layer.experts);
            kv += layer.kvPerToken;
        }
        QCOMPARE(kv * 64, config->cacheShape(kernels::DType::kF16).pageBytes());
        uint64_t unread = 0;  // biases of experts are in memory and count as read, whichever are chosen
        for (const TensorView& view : (*file)->tensors()) {
            if (view.name.ends_with("_exps.bias"))
                unread += view.bytes() / static_cast<uint64_t>(config->router.experts) *
                          static_cast<uint64_t>(config->router.experts - config->router.active);
        }
        const WeightSizes sizes = measureWeights(**file, config->router.experts, config->router.active);
        QCOMPARE(all + routed, sizes.bytes);
        QCOMPARE(read, sizes.bytesPerToken + unread);
    }

    void onlyBytesThatLieThereCanStayThere() {
        const auto bytesOf = [](const std::string& model) {
            auto file = ModelFile::open(tests::fixture(model));
            return file.ok() ? expertBytesInFile(**file) : UINT64_MAX;
        };
        QCOMPARE(bytesOf("qwen3moe.gguf"), uint64_t{2 * 7 * 3 * 16 * 40 * 4});
        QCOMPARE(bytesOf("qwen2.gguf"), uint64_t{0});
        QCOMPARE(bytesOf(tests::folder("deepseek-v3-fp8")), uint64_t{0});  // made on loading
        QVERIFY(bytesOf(tests::folder("mixtral")) > 0);
    }

    void whatIsThereTwiceAndWhatIsNotRead() {
        ModelConfig config;
        config.layers = 1;
        config.latent = {.kvRank = 4, .nopeWidth = 3, .valueWidth = 1};
        config.router = {.experts = 3, .active = 2};
        config.expertLayers = {true};
        ListedFile file;
        file.add("token_embd.weight", {5, 4}, 0);
        file.add("blk.0.attn_kv_b.weight", {2 * (3 + 1), 4}, 100);
        // Experts 0 and 1 are the same bytes.
        file.add("blk.0.ffn_up.0.weight", {6, 4}, 1000);
        file.add("blk.0.ffn_up.1.weight", {6, 4}, 1000);
        file.add("blk.0.ffn_up.2.weight", {6, 4}, 2000);
        file.add("blk.1.attn_q.weight", {7, 4}, 3000);  // behind the last layer
        file.add("output.weight", {5, 4}, 3500);
        const ModelMeasures measures = measureModel(file, config, kernels::DType::kF16);
        QCOMPARE(measures.embedding, uint64_t{5 * 4 * 4});
        QCOMPARE(measures.head, uint64_t{5 * 4 * 4});
        QCOMPARE(measures.layers[0].attention, uint64_t{(2 * 4 + 2 * 3) * 4 * 4});
        QCOMPARE(measures.layers[0].experts, 2);
        QCOMPARE(measures.layers[0].expert, uint64_t{6 * 4 * 4});
        QCOMPARE(expertBytesInFile(file), uint64_t{2 * 6 * 4 * 4});
    }

    void aWindowIsSeen() {
        auto file = ModelFile::open(tests::fixture(tests::folder("gpt-oss")));
        auto config = readModelConfig(**file);
        const ModelMeasures measures = measureModel(**file, *config, kernels::DType::kF16);
        QVERIFY(measures.layers[0].window > 0);
        QCOMPARE(measures.layers[0].window, config->window);
        QCOMPARE(measures.layers[1].window, 0);
    }
};

QTEST_GUILESS_MAIN(ModelMeasuresTest)
#include "model_measures_test.moc"
