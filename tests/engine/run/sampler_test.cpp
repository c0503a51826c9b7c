#include <QTest>

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "engine/run/sampler.h"

using engine::Sampler;
using engine::SamplerOptions;
using engine::Token;

namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr int kDraws = 20000;

std::map<Token, int> draw(const SamplerOptions& options, const std::vector<float>& logits) {
    const Sampler sampler(options);
    Sampler::Scratch scratch;
    std::map<Token, int> counts;
    for (int i = 0; i < kDraws; ++i) {
        std::vector<float> row = logits;
        ++counts[sampler.choose(row, {}, static_cast<uint64_t>(i), scratch)];
    }
    return counts;
}

SamplerOptions plain() {
    return {.temperature = 1.0F, .topK = 0, .topP = 1.0F, .minP = 0.0F};
}

std::set<Token> drawn(const SamplerOptions& options, const std::vector<float>& logits) {
    std::set<Token> tokens;
    for (const auto& [token, count] : draw(options, logits))
        tokens.insert(token);
    return tokens;
}

const std::vector<float> kShares = {std::log(0.1F), std::log(0.4F), std::log(0.2F), std::log(0.3F)};

}  // namespace

class SamplerTest : public QObject {
    Q_OBJECT
private slots:
    void greedyTakesTheLikeliestAndTheLowerOfEquals() {
        std::vector<float> logits(1000, 0.5F);
        logits[17] = logits[401] = 3.0F;
        Sampler::Scratch scratch;
        QCOMPARE(Sampler({}).choose(logits, {}, 0, scratch), 17);
        std::vector<float> none(1000, kNever);
        QCOMPARE(Sampler({}).choose(none, {}, 0, scratch), engine::kNoToken);
        QCOMPARE(Sampler(plain()).choose(none, {}, 0, scratch), engine::kNoToken);
    }

    void drawsFollowTheShares() {
        const auto counts = draw(plain(), kShares);
        for (size_t token = 0; token < kShares.size(); ++token) {
            const double share = std::exp(static_cast<double>(kShares[token]));
            const double found = static_cast<double>(counts.at(static_cast<Token>(token))) / kDraws;
            // Four standard deviations of a count.
            QVERIFY(std::abs(found - share) < 4.0 * std::sqrt(share * (1.0 - share) / kDraws));
        }
    }

    void temperatureSharpens() {
        SamplerOptions options = plain();
        options.temperature = 0.5F;  // squares the shares: 0.16 of 0.30
        const double found = draw(options, kShares).at(1) / static_cast<double>(kDraws);
        QVERIFY(std::abs(found - 0.16 / 0.30) < 0.02);
    }

    void filtersKeepWhatTheySay() {
        SamplerOptions options = plain();
        options.topK = 2;
        QCOMPARE(drawn(options, kShares), (std::set<Token>{1, 3}));
        options = plain();
        options.topP = 0.65F;  // 0.4 does not reach it, 0.4 + 0.3 does
        QCOMPARE(drawn(options, kShares), (std::set<Token>{1, 3}));
        options.topK = 3;  // 0.4 of 0.9, then 0.7 of 0.9: already 0.78
        QCOMPARE(drawn(options, kShares), (std::set<Token>{1, 3}));
        options = plain();
        options.minP = 0.4F;  // of 0.4: at least 0.16
        QCOMPARE(drawn(options, kShares), (std::set<Token>{1, 2, 3}));
    }

    void keepsTheLikeliestOfMany() {
        std::vector<float> logits(1003);
        for (size_t i = 0; i < logits.size(); ++i)
            logits[i] = std::sin(static_cast<float>(i) * 1.7F);
        std::set<Token> expected;
        // Late, early and last, some beside each other; of the two equal ones the lower is in.
        for (const size_t token : {size_t{0}, size_t{600}, size_t{601}, logits.size() - 1}) {
            logits[token] = 2.0F;
            expected.insert(static_cast<Token>(token));
        }
        logits[300] = logits[900] = 1.5F;
        expected.insert(300);
        SamplerOptions options = plain();
        options.topK = 5;
        QCOMPARE(drawn(options, logits), expected);
    }

    void repetitionCostsOnceEach() {
        SamplerOptions options;
        options.repeatPenalty = 2.0F;
        Sampler::Scratch scratch;
        std::vector<float> logits = {3.0F, 2.0F, -1.0F};
        const std::vector<Token> before = {0, 0, 0, 2};
        QCOMPARE(Sampler(options).choose(logits, before, 0, scratch), 1);
        QCOMPARE(logits, (std::vector<float>{1.5F, 2.0F, -2.0F}));
    }

    void aSeedRepeatsItself() {
        SamplerOptions options = plain();
        options.seed = 42;
        QCOMPARE(draw(options, kShares), draw(options, kShares));
        SamplerOptions other = options;
        other.seed = 43;
        QVERIFY(draw(options, kShares) != draw(other, kShares));
    }
};

QTEST_GUILESS_MAIN(SamplerTest)
#include "sampler_test.moc"
