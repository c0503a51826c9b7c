#include "engine/vision/imitated_defects.h"

#include <QObject>
#include <QTest>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <set>

using namespace engine;

namespace {

Image surface(int width, int height, int type = CV_8UC3) {
    cv::Mat pixels(height, width, type);
    cv::RNG random(7);
    const double unit = CV_MAT_DEPTH(type) == CV_16U ? 257 : 1;
    random.fill(pixels, cv::RNG::NORMAL, cv::Scalar::all(120 * unit), cv::Scalar::all(12 * unit));
    return {pixels};
}

// Grey everywhere; it knows nothing.
class BlindBackbone final : public Backbone {
public:
    Result<Features> features(const Image&, int size) const override {
        constexpr std::array kChannels = {40, 80, 112, 192};
        constexpr std::array kSteps = {8, 16, 16, 32};
        Features features;
        for (size_t layer = 0; layer < features.size(); ++layer) {
            const int side = size / kSteps[layer];
            features[layer] = {.channels = kChannels[layer], .rows = side, .columns = side};
            features[layer].values.assign(static_cast<size_t>(kChannels[layer] * side * side), 0.0F);
        }
        return features;
    }
    const std::string& hash() const override { return hash_; }

    std::string hash_ = "blind";
};

}  // namespace

class ImitatedDefectsTest : public QObject {
    Q_OBJECT
private slots:
    void changesThePictureWhereTheMaskIs() {
        const Image good = surface(200, 160);
        for (size_t kind = 0; kind < kImitatedKinds; ++kind) {
            int seen = 0;
            for (uint32_t seed = 0; seed < 20; ++seed) {
                const auto imitation = imitateDefect(good, static_cast<ImitatedKind>(kind), seed);
                QCOMPARE(imitation.image.pixels.size(), good.pixels.size());
                QCOMPARE(imitation.image.pixels.type(), CV_8UC3);
                QCOMPARE(imitation.mask.size(), good.pixels.size());
                cv::Mat difference, grey, inside = imitation.mask > 127;
                cv::absdiff(imitation.image.pixels, good.pixels, difference);
                cv::cvtColor(difference, grey, cv::COLOR_BGR2GRAY);
                // Outside of the mask is less than a quarter of a defect.
                QVERIFY(cv::mean(grey, ~inside)[0] < 0.25 * 140);
                if (cv::countNonZero(inside) == 0) continue;
                ++seen;
                QVERIFY(cv::countNonZero(inside) < good.width() * good.height() / 2);
                QVERIFY2(cv::mean(grey, inside)[0] > 3 * cv::mean(grey, ~inside)[0],
                         qPrintable(QString("kind %1, seed %2").arg(kind).arg(seed)));
            }
            QVERIFY2(seen >= 17, qPrintable(QString("kind %1: %2").arg(kind).arg(seen)));
        }
    }

    void isTheSameForTheSameSeed() {
        const Image good = surface(120, 90);
        for (size_t kind = 0; kind < kImitatedKinds; ++kind) {
            const auto first = imitateDefect(good, static_cast<ImitatedKind>(kind), 3),
                       again = imitateDefect(good, static_cast<ImitatedKind>(kind), 3),
                       other = imitateDefect(good, static_cast<ImitatedKind>(kind), 4);
            QCOMPARE(cv::norm(first.image.pixels, again.image.pixels, cv::NORM_INF), 0.0);
            QVERIFY(cv::norm(first.image.pixels, other.image.pixels, cv::NORM_INF) > 0);
        }
    }

    void anySizeAndDepth() {
        for (const Image& good :
             {surface(1, 1), surface(3, 500), surface(2000, 900), surface(90, 70, CV_16UC3)})
            for (size_t kind = 0; kind < kImitatedKinds; ++kind) {
                const auto imitation = imitateDefect(good, static_cast<ImitatedKind>(kind), 1);
                QCOMPARE(imitation.image.pixels.type(), CV_8UC3);
                QVERIFY(std::max(imitation.image.width(), imitation.image.height()) <= 640);
                QVERIFY(!imitation.image.pixels.empty());
            }
        const cv::Scalar mean =
            cv::mean(imitateDefect(surface(90, 70, CV_16UC3), ImitatedKind::kCrack, 1).image.pixels);
        QVERIFY(mean[0] > 90 && mean[0] < 140);
    }

    void fewPicturesGetSeveralAndManyAreDealtEvenly() {
        const BlindBackbone backbone;
        const Image good = surface(60, 60);
        for (const auto& [count, expected] :
             {std::pair<size_t, size_t>{1, 8}, {16, 128}, {150, 200}, {700, 200}}) {
            size_t all = 0, most = 0;
            std::set<ImitatedKind> kinds;
            for (size_t i = 0; i < count; ++i) {
                const auto found = imitatedFeatures(backbone, good, i, count);
                QVERIFY(found.ok());
                all += found->size();
                most = std::max(most, found->size());
                for (const ImitatedFeatures& each : *found) {
                    QCOMPARE(each.good, i);
                    kinds.insert(each.kind);
                }
            }
            QCOMPARE(all, expected);
            QVERIFY(most <= expected / count + 1);
            QCOMPARE(kinds.size(), kImitatedKinds);
        }
    }
};

QTEST_APPLESS_MAIN(ImitatedDefectsTest)
#include "imitated_defects_test.moc"
