// Kinds are named from taught regions of made-up features; what nobody taught is unknown.
#include "engine/vision/kind_classifier.h"

#include <cmath>

#include <QObject>
#include <QTest>
#include <opencv2/core.hpp>

#include "engine/vision/softmax_regression.h"

using namespace engine;

namespace {

// Noise everywhere; inside the box some features are higher, which ones says the kind.
PictureFeatures picture(int seed, const PixelBox& box, int kind, float height = 3) {
    PictureFeatures features{.width = 200, .height = 200};
    cv::Mat cells(kDetectorGrid * kDetectorGrid, kDeepChannels, CV_32F);
    cv::RNG random(static_cast<uint64_t>(seed) + 1);
    random.fill(cells, cv::RNG::NORMAL, 0, 1);
    for (int y = box.y / 10; y < (box.y + box.height) / 10; ++y) {
        for (int x = box.x / 10; x < (box.x + box.width) / 10; ++x) {
            cv::Mat some = cells(cv::Rect(kind * 20, y * kDetectorGrid + x, 20, 1));
            some += height;
        }
    }
    cells.convertTo(features.cells, CV_16F);
    return features;
}

// What is seen of both.
PictureFeatures together(PictureFeatures one, const PictureFeatures& other) {
    cv::Mat cells, more;
    one.cells.convertTo(cells, CV_32F);
    other.cells.convertTo(more, CV_32F);
    cells = cv::max(cells, more);
    cells.convertTo(one.cells, CV_16F);
    return one;
}

constexpr PixelBox kBox{40, 60, 50, 40};

struct Taught {
    std::vector<PictureFeatures> pictures, good;
    std::vector<TaughtKind> kinds;

    explicit Taught(int perKind = 5, std::vector<std::string> names = {"scratch", "pore", "crack"}) {
        const int count = perKind * static_cast<int>(names.size());
        for (int i = 0; i < count; ++i)
            pictures.push_back(picture(i, kBox, i % static_cast<int>(names.size())));
        for (int i = 0; i < count; ++i) {
            kinds.push_back({{&pictures[static_cast<size_t>(i)], kBox, nullptr},
                             names[static_cast<size_t>(i) % names.size()],
                             "part " + std::to_string(i)});
        }
        for (int i = 0; i < 4; ++i)
            good.push_back(picture(1000 + i, kBox, 0, 0));
    }
};

RegionShape lineShape(double contrast) {
    return {.logArea = 5, .elongation = 9, .solidity = 0.9, .contrast = contrast};
}

}  // namespace

class KindClassifierTest : public QObject {
    Q_OBJECT

private slots:
    void softmaxMeetsItsOptimum() {
        // Two mirrored classes: at the optimum w = strength · (1 − p(right)) · x for each side alike.
        const SoftmaxExamples examples{1, 2, {1, -1}, {0, 1}};
        const std::vector<double> weights = fitSoftmax(examples, 2);
        QCOMPARE(weights.size(), 4U);
        const double w = weights[0];
        const double wrong = 1 / (1 + std::exp(2 * w));
        QVERIFY(std::abs(w - 4 * wrong) < 1e-5);
        QVERIFY(std::abs(weights[2] + w) < 1e-5);
        QVERIFY(std::abs(weights[1] - weights[3]) < 1e-6);
    }

    void taughtKindsAreNamed() {
        const Taught taught;
        for (const bool withGood : {true, false}) {
            const auto classifier =
                KindClassifier::fit(taught.kinds, withGood ? taught.good : std::vector<PictureFeatures>());
            QVERIFY(classifier.ok());
            QCOMPARE(classifier->kinds(), (std::vector<std::string>{"crack", "pore", "scratch"}));
            QCOMPARE(classifier->heldOutAccuracy(), 1.0);
            const std::vector<std::string> names{"scratch", "pore", "crack"};
            for (int i = 0; i < 9; ++i) {
                const PictureFeatures seen = picture(100 + i, {100, 20, 60, 30}, i % 3);
                const NamedKind named = classifier->classify({&seen, {100, 20, 60, 30}, nullptr});
                QCOMPARE(named.kind, names[static_cast<size_t>(i) % 3]);
                QVERIFY(named.confidence > 0.6 && named.confidence <= 1);
            }
        }
    }

    void whatNobodyTaughtIsUnknown() {
        const Taught taught;
        const auto classifier = KindClassifier::fit(taught.kinds, taught.good);
        const PictureFeatures strange = picture(200, kBox, 7, 20);
        QCOMPARE(classifier->classify({&strange, kBox, nullptr}).kind, kUnknownKind);
    }

    void hotCellsCountAlone() {
        // Two kinds in one box: the heat map says which is meant.
        const Taught taught;
        const auto classifier = KindClassifier::fit(taught.kinds, taught.good);
        const PictureFeatures both =
            together(picture(300, {40, 60, 50, 40}, 0), picture(300, {140, 60, 50, 40}, 1));
        HeatMap heat{20, 20, std::vector<float>(400, -1)};
        const auto warm = [&heat](int x0) {
            std::ranges::fill(heat.values, -1.0F);
            for (int y = 6; y < 10; ++y) {
                for (int x = x0; x < x0 + 5; ++x)
                    heat.values[static_cast<size_t>(y * 20 + x)] = 2;
            }
        };
        warm(4);
        QCOMPARE(classifier->classify({&both, {40, 60, 150, 40}, &heat}).kind, "scratch");
        warm(14);
        QCOMPARE(classifier->classify({&both, {40, 60, 150, 40}, &heat}).kind, "pore");
    }

    void hotterCellsCountForMore() {
        // A small scratch in a wide lukewarm field that looks like pores: four times the cells, a third of
        // the heat.
        const Taught taught;
        const auto classifier = KindClassifier::fit(taught.kinds, taught.good);
        const PictureFeatures both =
            together(picture(310, {40, 60, 50, 40}, 0), picture(310, {0, 100, 200, 40}, 1));
        HeatMap heat{20, 20, std::vector<float>(400, -1)};
        std::fill(heat.values.begin() + 10 * 20, heat.values.begin() + 14 * 20, 0.6F);
        for (size_t y = 6; y < 10; ++y)
            std::fill_n(heat.values.begin() + static_cast<ptrdiff_t>(y * 20 + 4), 5, 2.0F);
        QCOMPARE(classifier->classify({&both, {0, 60, 200, 80}, &heat}).kind, "scratch");
    }

    void whatVariesBetweenGoodPicturesSaysLittle() {
        // By chance the scratches were taken in bright light and the pores in dim light.
        const auto lit = [](PictureFeatures features, float light) {
            cv::Mat cells;
            features.cells.convertTo(cells, CV_32F);
            cells.colRange(100, 300) += light;
            cells.convertTo(features.cells, CV_16F);
            return features;
        };
        Taught taught(5, {"scratch", "pore"});
        for (size_t i = 0; i < taught.pictures.size(); ++i)
            taught.pictures[i] = lit(taught.pictures[i], i % 2 == 0 ? 2.0F : -2.0F);
        for (size_t i = 0; i < taught.good.size(); ++i)
            taught.good[i] = lit(taught.good[i], i % 2 == 0 ? 30.0F : -30.0F);
        const auto classifier = KindClassifier::fit(taught.kinds, taught.good);
        const PictureFeatures dimScratch = lit(picture(320, kBox, 0), -2),
                              brightPore = lit(picture(321, kBox, 1), 2);
        QCOMPARE(classifier->classify({&dimScratch, kBox, nullptr}).kind, "scratch");
        QCOMPARE(classifier->classify({&brightPore, kBox, nullptr}).kind, "pore");
    }

    void oneKindAndOneExampleWork() {
        const Taught one(1, {"scratch"});
        const auto classifier = KindClassifier::fit(one.kinds, {});
        QVERIFY(classifier.ok());
        QCOMPARE(classifier->classify(one.kinds.front().place).kind, "scratch");
        QCOMPARE(classifier->heldOutAccuracy(), 0.0);
        const auto none = KindClassifier::fit({}, {});
        QVERIFY(!none.ok());
        QCOMPARE(none.error().kind, ErrorKind::kBadInput);
    }

    void survivesItsBytes() {
        const Taught taught;
        for (const bool withGood : {true, false}) {
            const auto classifier =
                KindClassifier::fit(taught.kinds, withGood ? taught.good : std::vector<PictureFeatures>());
            const std::string bytes = classifier->bytes();
            const auto again = KindClassifier::fromBytes(bytes);
            QVERIFY(again.ok());
            QCOMPARE(again->kinds(), classifier->kinds());
            QCOMPARE(again->heldOutAccuracy(), classifier->heldOutAccuracy());
            QCOMPARE(again->bytes(), bytes);
            const PictureFeatures seen = picture(400, kBox, 2);
            QCOMPARE(again->classify({&seen, kBox, nullptr}).confidence,
                     classifier->classify({&seen, kBox, nullptr}).confidence);
        }
    }

    void damagedBytesAreRefused() {
        const std::string bytes = KindClassifier::fit(Taught().kinds, {})->bytes();
        for (size_t size = 0; size < bytes.size(); size += size < 200 ? 1 : 997)
            QVERIFY(!KindClassifier::fromBytes(bytes.substr(0, size)).ok());
        QVERIFY(!KindClassifier::fromBytes(bytes + "x").ok());
        for (const size_t at : {0, 4, 8, 11, 12, 16, 19, 20, 31}) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(0xFF);
            QVERIFY2(!KindClassifier::fromBytes(changed).ok(), qPrintable(QString::number(at)));
        }
    }

    void aShapeSuggestsLittle() {
        const auto asking = [](const char* text) { return *parseInspectionPrompt(text, {}); };
        const NamedKind bright = guessKindByShape(lineShape(1), asking("find everything"));
        QCOMPARE(bright.kind, "scratch");
        QVERIFY(bright.confidence < 0.5);
        QCOMPARE(guessKindByShape(lineShape(-1), asking("find cracks and pores")).kind, "crack");
        QCOMPARE(guessKindByShape(lineShape(1), asking("find cracks and pores")).kind, kUnknownKind);
        const RegionShape spot{.logArea = 4, .elongation = 1.2, .solidity = 0.9, .contrast = -2};
        QCOMPARE(guessKindByShape(spot, asking("检测划痕和气孔")).kind, "pore");
        QCOMPARE(guessKindByShape(spot, asking("find scratches")).kind, kUnknownKind);
        QCOMPARE(guessKindByShape(lineShape(1), asking("everything except scratches")).kind, kUnknownKind);
    }
};

QTEST_APPLESS_MAIN(KindClassifierTest)
#include "kind_classifier_test.moc"
