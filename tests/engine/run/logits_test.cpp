#include <QTest>

#include <cmath>

#include "engine/run/engine.h"
#include "tests/support/tiny_model.h"

using engine::Engine;
using engine::EngineOptions;
using engine::KvType;
using kernels::CpuPath;

namespace {

// Relative to the range of the logits. transformers adds in float32, as do the fast paths; with the f16 cache
// keys and values are rounded to 11 bits.
constexpr float kTolerance = 1e-3F;
// Eight bits with a scale for 32 elements: about a hundredth of a value, averaged over a head.
constexpr float kQ8Tolerance = 3e-2F;

struct Path {
    const char* name;
    CpuPath path;
};
constexpr Path kPaths[] = {{"scalar", CpuPath::kScalar},
                           {"avx2", CpuPath::kAvx2},
                           {"avx512", CpuPath::kAvx512},
                           {"amx", CpuPath::kAmx}};
constexpr const char* kModels[] = {"llama-chat", "llama-linear", "llama-freqs", "qwen2",
                                   "qwen2-yarn", "qwen3",        "qwen3moe",    "qwen3moe-shares"};

}  // namespace

class LogitsTest : public QObject {
    Q_OBJECT
private slots:
    void equalTransformers_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("path");
        QTest::addColumn<int>("chunk");
        for (const Path& path : kPaths) {
            if (kernels::cpuBackend(path.path) == nullptr) {
                QTest::addRow("%s", path.name) << QString() << static_cast<int>(path.path) << 0;
                continue;
            }
            for (const char* model : kModels) {
                for (const int chunk : {0, 1, 7}) {
                    QTest::addRow("%s, %s, chunk %d", model, path.name, chunk)
                        << QString(model) << static_cast<int>(path.path) << chunk;
                }
            }
        }
    }

    void equalTransformers() {
        QFETCH(QString, model);
        QFETCH(int, path);
        QFETCH(int, chunk);
        const auto cpuPath = static_cast<CpuPath>(path);
        if (model.isEmpty()) QSKIP("this processor has not got the path");
        const std::string name = model.toStdString();
        auto engine = Engine::load(tests::fixture(name + ".gguf"), {.threads = 2, .cpuPath = cpuPath});
        QVERIFY2(engine.ok(), engine.ok() ? "" : engine.error().text().c_str());
        const auto expected = tests::fixtureLogits(name);
        auto result = (*engine)->logits(tests::fixtureTokens(name), chunk, false, {}, {});
        QVERIFY(result.ok());
        const float worst = tests::worstShare(expected, result->values);
        QVERIFY2(worst < kTolerance, qPrintable(QString::number(worst)));

        auto last = (*engine)->logits(tests::fixtureTokens(name), chunk, true, {}, {});
        QVERIFY(last.ok());
        QCOMPARE(last->positions, 1);
        const std::vector<float> tail(result->values.end() - last->vocabulary, result->values.end());
        QVERIFY(tests::worstShare(tail, last->values) < 1e-5F);
    }

    void theQ8CacheIsClose() {
        // Heads of 32 elements, and of ten, which are filled up to a block.
        for (const char* name : {"llama-chat", "llama-linear"}) {
            auto engine = Engine::load(tests::fixture(std::string(name) + ".gguf"),
                                       {.threads = 2, .kvType = KvType::kQ8});
            QVERIFY(engine.ok());
            auto result = (*engine)->logits(tests::fixtureTokens(name), 0, false, {}, {});
            QVERIFY(result.ok());
            const float worst = tests::worstShare(tests::fixtureLogits(name), result->values);
            QVERIFY2(worst < kQ8Tolerance, qPrintable(QString::number(worst)));
        }
    }

    void rowsComeInOrder() {
        auto engine = Engine::load(tests::fixture("qwen3moe.gguf"), {.threads = 1});
        QVERIFY(engine.ok());
        const auto tokens = fixtureTwice();
        std::vector<float> collected;
        int64_t next = 0;
        auto result = (*engine)->logits(tokens, 0, false,
                                        [&](int64_t first, int64_t rows, const float* values) {
                                            QCOMPARE(first, next);
                                            next += rows;
                                            collected.insert(collected.end(), values, values + rows * 89);
                                        },
                                        {});
        QVERIFY(result.ok());
        QVERIFY(result->values.empty());
        QCOMPARE(next, static_cast<int64_t>(tokens.size()));
        auto whole = (*engine)->logits(tokens, 0, false, {}, {});
        QVERIFY(whole.ok());
        QCOMPARE(collected, whole->values);
    }

private:
    static std::vector<int32_t> fixtureTwice() {
        auto tokens = tests::fixtureTokens("qwen3moe");
        const auto again = tokens;
        tokens.insert(tokens.end(), again.begin(), again.end());
        return tokens;
    }
};

QTEST_GUILESS_MAIN(LogitsTest)
#include "logits_test.moc"
