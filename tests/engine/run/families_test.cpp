// Every model family, as a Hugging Face folder and as the GGUF file made of it, against transformers.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "engine/base/thread_pool.h"
#include "engine/formats/convert_to_gguf.h"
#include "engine/model/upcycle.h"
#include "engine/run/engine.h"
#include "tests/support/tiny_model.h"

using engine::Engine;
using engine::EngineOptions;
using engine::KvType;
using kernels::CpuPath;

namespace {

// Of the range of the logits; transformers adds in float32, as the fast paths do.
constexpr float kTolerance = 1e-4F;
// MXFP4 weights meet activations of eight bits, each off by up to a 250th of the largest of 32.
constexpr float kInt8Tolerance = 4e-2F;
// On average over all logits. Single ones are off by more: where an eighth bit lets another expert win, a
// token goes another way.
constexpr float kQ8MeanTolerance = 1e-2F;

std::vector<std::string> families() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(tests::fixture(tests::folder(""))))
        if (entry.is_directory()) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

float meanShare(const std::vector<float>& expected, const std::vector<float>& got) {
    if (expected.empty() || expected.size() != got.size()) return 1.0F;
    const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
    double sum = 0.0;
    for (size_t i = 0; i < expected.size(); ++i)
        sum += std::abs(static_cast<double>(expected[i]) - static_cast<double>(got[i]));
    return static_cast<float>(sum / static_cast<double>(expected.size())) / (*high - *low);
}

}  // namespace

class FamiliesTest : public QObject {
    Q_OBJECT

private:
    static std::shared_ptr<Engine> load(const std::filesystem::path& path, EngineOptions options) {
        options.threads = 2;
        auto engine = Engine::load(path, options);
        if (!engine) {
            QTest::qFail(engine.error().text().c_str(), __FILE__, __LINE__);
            return nullptr;
        }
        return *engine;
    }

    static void addFamilies() {
        QTest::addColumn<QString>("family");
        for (const std::string& family : families())
            QTest::addRow("%s", family.c_str()) << QString::fromStdString(family);
    }

    static void compare(Engine& engine, const std::string& family, int chunk, float tolerance) {
        auto result = engine.logits(tests::fixtureTokens(tests::folder(family)), chunk, false, {}, {});
        QVERIFY(result.ok());
        const float worst = tests::worstShare(tests::fixtureLogits(tests::folder(family)), result->values);
        QVERIFY2(worst < tolerance, qPrintable(QString("chunk %1: %2").arg(chunk).arg(worst)));
    }

private slots:
    void equalTransformers_data() { addFamilies(); }
    void equalTransformers() {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        for (const CpuPath path : {CpuPath::kScalar, CpuPath::kAvx2, CpuPath::kAvx512, CpuPath::kAmx}) {
            if (kernels::cpuBackend(path) == nullptr) continue;
            auto engine =
                load(tests::fixture(tests::folder(name)), {.cpuPath = path, .kvType = KvType::kF32});
            if (engine == nullptr) return;
            const bool int8 = path != CpuPath::kScalar && name.find("mxfp4") != std::string::npos;
            for (const int chunk : {0, 1, 7})
                compare(*engine, name, chunk, int8 ? kInt8Tolerance : kTolerance);
        }
    }

    void asGgufFiles_data() { addFamilies(); }
    void asGgufFiles() {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        const QTemporaryDir folder;
        const std::filesystem::path output = folder.filePath("model.gguf").toStdString();
        auto source = engine::ModelFile::open(tests::fixture(tests::folder(name)));
        QVERIFY(source.ok());
        engine::ThreadPool threads(1);
        auto converted = engine::convertToGguf(**source, {}, {.type = kernels::DType::kF32},
                                               {*kernels::cpuBackend(CpuPath::kScalar), threads}, output, {});
        QVERIFY2(converted.ok(), converted.ok() ? "" : converted.error().text().c_str());
        auto engine = load(output, {.cpuPath = CpuPath::kScalar, .kvType = KvType::kF32});
        if (engine != nullptr) compare(*engine, name, 0, kTolerance);
    }

    // A step whose experts have more rows than there is room for takes them some at a time; a short one takes
    // them all at once.
    void expertsOfALongStep_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : {"mixtral", "deepseek-v2", "qwen3moe"})
            QTest::addRow("%s", family) << QString(family);
    }
    void expertsOfALongStep() {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        auto engine =
            load(tests::fixture(tests::folder(name)), {.cpuPath = CpuPath::kScalar, .kvType = KvType::kF32});
        if (engine == nullptr) return;
        const auto some = tests::fixtureTokens(tests::folder(name));
        std::vector<engine::Token> tokens;
        while (tokens.size() < 400)
            tokens.insert(tokens.end(), some.begin(), some.end());
        tokens.resize(400);
        auto atOnce = engine->logits(tokens, 400, false, {}, {});
        auto inPieces = engine->logits(tokens, 40, false, {}, {});
        QVERIFY(atOnce.ok() && inPieces.ok());
        const float worst = tests::worstShare(inPieces->values, atOnce->values);
        QVERIFY2(worst < 1e-5F, qPrintable(QString::number(worst)));  // the same sums, row by row
    }

    // Sequences of different lengths in one step end with the logits that each has alone.
    void togetherAsAlone_data() { addFamilies(); }
    void togetherAsAlone() {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        auto engine =
            load(tests::fixture(tests::folder(name)), {.cpuPath = CpuPath::kScalar, .kvType = KvType::kF32});
        if (engine == nullptr) return;
        const auto tokens = tests::fixtureTokens(tests::folder(name));
        std::vector<std::vector<engine::Token>> prompts;
        for (const int64_t length : {80, 3, 41, 17})
            prompts.emplace_back(tokens.end() - length, tokens.end());
        auto together = engine->scoreNext(prompts, {1, 2, 3}, {});
        QVERIFY(together.ok());
        for (size_t i = 0; i < prompts.size(); ++i) {
            auto alone = engine->logits(prompts[i], 0, true, {}, {});
            QVERIFY(alone.ok());
            for (size_t c = 0; c < 3; ++c) {
                QVERIFY2(std::abs((*together)[i][c] - alone->values[c + 1]) < 1e-3F,
                         qPrintable(QString::number(i)));
            }
        }
    }

    void theQ8CacheIsClose_data() { addFamilies(); }
    void theQ8CacheIsClose() {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        auto engine = load(tests::fixture(tests::folder(name)), {.kvType = KvType::kQ8});
        if (engine == nullptr) return;
        auto result = engine->logits(tests::fixtureTokens(tests::folder(name)), 0, false, {}, {});
        QVERIFY(result.ok());
        const float mean = meanShare(tests::fixtureLogits(tests::folder(name)), result->values);
        QVERIFY2(mean < kQ8MeanTolerance, qPrintable(QString::number(mean)));
    }

    // A dense model turned into one with experts gives the same scores, and the same greedy tokens.
    void upcycledAsDense() {
        const QTemporaryDir folder;
        const std::filesystem::path output = folder.filePath("experts.gguf").toStdString();
        auto source = engine::ModelFile::open(tests::fixture("llama-chat.gguf"));
        QVERIFY(source.ok());
        QVERIFY(engine::upcycle(**source, {}, {.experts = 16, .active = 2, .seed = 3}, output, {}).ok());
        auto dense = load(tests::fixture("llama-chat.gguf"), {});
        auto experts = load(output, {});
        if (dense == nullptr || experts == nullptr) return;
        const engine::GenerateRequest request = {.prompt = tests::fixtureTokens("llama-chat"),
                                                 .maxTokens = 64,
                                                 .ignoreEnd = true,
                                                 .recordRouting = true};
        auto before = dense->generate(request, {});
        auto after = experts->generate(request, {});
        QVERIFY(before.ok() && after.ok());
        QCOMPARE(after->tokens, before->tokens);
        QVERIFY(before->routing == nullptr);
        QVERIFY(after->routing->entropy(0) > 2.0);  // of at most 4 bits: tokens spread over the experts
    }

    // What the router did is counted for the tokens of the answer, in the layers that have experts.
    void routingIsRecorded() {
        auto engine = load(tests::fixture(tests::folder("deepseek-v3")), {});
        if (engine == nullptr) return;
        const auto tokens = tests::fixtureTokens(tests::folder("deepseek-v3"));
        auto result = engine->generate(
            {.prompt = tokens, .maxTokens = 4, .ignoreEnd = true, .recordRouting = true}, {});
        QVERIFY(result.ok());
        QVERIFY(result->routing != nullptr);
        const engine::RouterStatistics& routing = *result->routing;
        for (int64_t layer = 0; layer < routing.layers(); ++layer) {
            int64_t chosen = 0;
            for (int64_t e = 0; e < routing.experts(); ++e)
                chosen += routing.count(layer, e);
            // The prompt and three of the four tokens are read; of the prompt, the last layer passes one row.
            const auto rows = static_cast<int64_t>(layer + 1 < routing.layers() ? tokens.size() + 3 : 4);
            QCOMPARE(chosen, layer == 0 ? 0 : rows * routing.active());
            QVERIFY(routing.entropy(layer) <= std::log2(static_cast<double>(routing.experts())) + 1e-9);
        }
    }
};

QTEST_GUILESS_MAIN(FamiliesTest)
#include "families_test.moc"
