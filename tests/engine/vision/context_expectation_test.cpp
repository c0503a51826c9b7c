#include "engine/vision/context_expectation.h"

#include <QObject>
#include <QTest>
#include <cmath>
#include <opencv2/core.hpp>

#include "engine/vision/picture_features.h"

using engine::ByteReader;
using engine::ByteWriter;
using engine::ContextExpectation;
using engine::ContextSums;

namespace {

cv::Mat contextOf(uint64_t picture) {
    cv::Mat context(400, engine::kContextMeasures, CV_32F);
    cv::RNG random(picture + 1);
    random.fill(context, cv::RNG::NORMAL, 4, 1);
    context.col(9).setTo(0.25F);  // one that never varies
    return context;
}

// Bright places are less usual; what is left is 0.1 one way or the other.
std::vector<float> distancesOf(const cv::Mat& context) {
    std::vector<float> distances;
    for (int p = 0; p < context.rows; ++p) {
        const float light = context.at<float>(p, 0), grain = context.at<float>(p, 3);
        distances.push_back(10 + 2 * light - 0.5F * grain * grain + (p % 2 == 0 ? 0.1F : -0.1F));
    }
    return distances;
}

double meanError(const ContextExpectation& expectation, const cv::Mat& context) {
    const std::vector<float> expected = expectation.expected(context), distances = distancesOf(context);
    double sum = 0;
    for (size_t p = 0; p < distances.size(); ++p)
        sum += std::abs(expected[p] - distances[p]) / static_cast<double>(distances.size());
    return sum;
}

ContextSums sumsOf(uint64_t from, uint64_t to) {
    ContextSums sums;
    for (uint64_t picture = from; picture < to; ++picture)
        sums.add(contextOf(picture), distancesOf(contextOf(picture)));
    return sums;
}

}  // namespace

class ContextExpectationTest : public QObject {
    Q_OBJECT
private slots:
    void whatTheSurroundingsTellIsExpected() {
        const cv::Mat unseen = contextOf(100);
        double spread = 0;
        for (const float distance : distancesOf(unseen))
            spread += std::abs(distance - 9.5) / 400;
        QVERIFY(spread > 3);
        // The ridge leaves a part of what could be known.
        QVERIFY(meanError(ContextExpectation(sumsOf(0, 5)), unseen) < 0.6 * spread);
    }

    void aFoldCanBeTakenOff() {
        ContextSums sums = sumsOf(0, 5);
        ContextSums odd;
        odd.add(contextOf(7), std::vector<float>(400, 1000));
        sums.add(odd);
        const cv::Mat unseen = contextOf(100);
        QVERIFY(meanError(ContextExpectation(sums), unseen) > 100);
        sums.add(odd, -1);
        const double error = meanError(ContextExpectation(sums), unseen);
        QVERIFY(std::abs(error - meanError(ContextExpectation(sumsOf(0, 5)), unseen)) < 1e-3);
    }

    void withoutAnythingLearnedNothingIsExpected() {
        for (const ContextExpectation& none : {ContextExpectation(), ContextExpectation(ContextSums())})
            QCOMPARE(none.expected(contextOf(0)), std::vector<float>(400, 0));
    }

    void itIsReadAsItWasWritten() {
        for (const ContextExpectation& written : {ContextExpectation(), ContextExpectation(sumsOf(0, 2))}) {
            ByteWriter bytes;
            written.write(bytes);
            ByteReader whole(bytes.bytes);
            const ContextExpectation read = ContextExpectation::read(whole);
            QVERIFY(whole.atEnd());
            QCOMPARE(read.expected(contextOf(3)), written.expected(contextOf(3)));
            ByteReader cut(std::string_view(bytes.bytes).substr(0, bytes.bytes.size() - 1));
            ContextExpectation::read(cut);
            QVERIFY(!cut.ok());
        }
    }
};

QTEST_APPLESS_MAIN(ContextExpectationTest)
#include "context_expectation_test.moc"
