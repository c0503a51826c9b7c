#include <QTest>

#include <cmath>
#include <vector>

#include "engine/model/rope.h"

using engine::Rope;
using engine::RopeConfig;
using engine::RopeScaling;

namespace {

std::vector<float> anglesAt(const RopeConfig& config, int64_t position, std::vector<float> divisors = {}) {
    const Rope rope(config, divisors);
    std::vector<float> cosSin(static_cast<size_t>(rope.rotated()));
    rope.angles(position, cosSin.data());
    return cosSin;
}

// float32 holds seven digits of a cosine.
constexpr float kTolerance = 1e-6F;

}  // namespace

class RopeTest : public QObject {
    Q_OBJECT
private slots:
    void plainAnglesFallByPowers() {
        const auto cosSin = anglesAt({.rotated = 4, .base = 100.0}, 3);
        QVERIFY(std::abs(cosSin[0] - std::cos(3.0F)) < kTolerance);
        QVERIFY(std::abs(cosSin[1] - std::sin(3.0F)) < kTolerance);
        QVERIFY(std::abs(cosSin[2] - std::cos(0.3F)) < kTolerance);
        QVERIFY(std::abs(cosSin[3] - std::sin(0.3F)) < kTolerance);
    }

    void linearScalingSlowsEveryPair() {
        const RopeConfig plain = {.rotated = 8};
        RopeConfig linear = plain;
        linear.scaling = RopeScaling::kLinear;
        linear.factor = 4.0;
        QCOMPARE(anglesAt(linear, 40), anglesAt(plain, 10));
    }

    void ntkScalingIsALargerBase() {
        RopeConfig ntk = {.rotated = 8, .base = 10000.0, .scaling = RopeScaling::kNtk, .factor = 2.0};
        const RopeConfig larger = {.rotated = 8, .base = 10000.0 * std::pow(2.0, 8.0 / 6.0)};
        QCOMPARE(anglesAt(ntk, 77), anglesAt(larger, 77));
        // The slowest pair turns as slowly as under linear scaling: the reason for the exponent.
        RopeConfig linear = ntk;
        linear.scaling = RopeScaling::kLinear;
        QVERIFY(std::abs(anglesAt(ntk, 77)[7] - anglesAt(linear, 77)[7]) < kTolerance);
    }

    void yarnKeepsFastPairsAndSlowsTheSlow() {
        const RopeConfig yarn = {.rotated = 64,
                                 .base = 10000.0,
                                 .scaling = RopeScaling::kYarn,
                                 .factor = 4.0,
                                 .originalContext = 2048,
                                 .magnitude = 1.25};
        const float magnitude = 1.25F;
        const auto stretched = anglesAt(yarn, 5);
        const auto plain = anglesAt({.rotated = 64, .base = 10000.0}, 5);
        QVERIFY(std::abs(stretched[0] - plain[0] * magnitude) < kTolerance);
        const float slowest = 5.0F / 4.0F * std::pow(10000.0F, -62.0F / 64.0F);
        QVERIFY(std::abs(stretched[63] - std::sin(slowest) * magnitude) < kTolerance);
    }

    void divisorsSlowSinglePairs() {
        const auto cosSin = anglesAt({.rotated = 4, .base = 100.0}, 8, {1.0F, 4.0F});
        QVERIFY(std::abs(cosSin[1] - std::sin(8.0F)) < kTolerance);
        QVERIFY(std::abs(cosSin[3] - std::sin(0.2F)) < kTolerance);
    }
};

QTEST_GUILESS_MAIN(RopeTest)
#include "rope_test.moc"
