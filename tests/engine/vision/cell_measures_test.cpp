#include "engine/vision/cell_measures.h"

#include <QObject>
#include <QTest>
#include <cmath>
#include <opencv2/core.hpp>

#include "made_up_features.h"

using engine::averagedOver;
using engine::coverage;
using engine::directions;
using engine::Grain;
using engine::grainOf;
using engine::kDetectorGrid;
using engine::kStepMeasures;
using engine::kSurfaceChannels;
using engine::PictureFeatures;
using engine::relativeSurface;
using engine::relativeToPicture;
using engine::stepsAlong;

namespace {

// Gradients are stronger by the factor e across the columns than along them.
PictureFeatures grained(double across) {
    PictureFeatures picture = madeUpFeatures(0, 0);
    for (const int channel : {1, 4, 6})
        picture.surface.col(channel) += across;
    return picture;
}

}  // namespace

class CellMeasuresTest : public QObject {
    Q_OBJECT
private slots:
    void theGrainRunsAlongTheWeakGradients() {
        QVERIFY(grainOf(std::vector{grained(0), grained(0.2)}) == Grain::kNone);
        QVERIFY(grainOf(std::vector{grained(2), grained(1)}) == Grain::kDown);
        QVERIFY(grainOf(std::vector{grained(-2), grained(-1)}) == Grain::kAcross);
    }

    void onlyWhatChangesAlongTheGrainIsAStep() {
        PictureFeatures picture = madeUpFeatures(0, 0);
        picture.surface.setTo(0);
        for (int row = 10; row < kDetectorGrid; ++row)  // darker from the middle down
            for (int column = 0; column < kDetectorGrid; ++column)
                picture.surface.at<float>(row * kDetectorGrid + column, 0) = -1;
        const auto stepAt = [&](Grain grain, int row, int column) {
            const auto cell = static_cast<size_t>(row * kDetectorGrid + column);
            return stepsAlong(grain, picture)[cell * kStepMeasures];
        };
        QCOMPARE(stepsAlong(Grain::kDown, picture).size(), size_t{400} * kStepMeasures);
        QCOMPARE(stepAt(Grain::kDown, 10, 7), -1.0F);
        QCOMPARE(stepAt(Grain::kDown, 3, 7), 0.0F);
        QCOMPARE(stepAt(Grain::kDown, 0, 7), 0.0F);
        QCOMPARE(stepAt(Grain::kAcross, 10, 7), 0.0F);
    }

    void aCellBecomesTheMeanOfItsField() {
        std::vector<float> values(800, 0);
        values[2 * (10 * kDetectorGrid + 10) + 1] = 25;  // the second measure of one cell
        const std::vector<float> mean = averagedOver(5, values, 2);
        for (int row = 0; row < kDetectorGrid; ++row)
            for (int column = 0; column < kDetectorGrid; ++column) {
                const auto cell = static_cast<size_t>(row * kDetectorGrid + column);
                const bool near = std::abs(row - 10) <= 2 && std::abs(column - 10) <= 2;
                QCOMPARE(mean[2 * cell], 0.0F);
                QVERIFY(std::abs(mean[2 * cell + 1] - (near ? 1 : 0)) < 1e-5);
            }
    }

    void exposureCancels() {
        const PictureFeatures picture = madeUpFeatures(0, 0);
        PictureFeatures brighter = picture;
        brighter.surface = picture.surface + 0.7;
        const std::vector<float> surface = relativeSurface(picture), lit = relativeSurface(brighter);
        for (size_t i = 0; i < surface.size(); ++i)
            QVERIFY(std::abs(surface[i] - lit[i]) < 1e-4);
        std::vector<float> values;
        for (int i = 0; i < 800; ++i)
            values.push_back(static_cast<float>(i % 2 == 0 ? i % 7 : i % 5));
        const std::vector<float> plain = relativeToPicture(values, 2);
        for (float& value : values)
            value = 3 * value + 5;
        const std::vector<float> other = relativeToPicture(values, 2);
        for (size_t i = 0; i < plain.size(); ++i)
            QVERIFY(std::abs(plain[i] - other[i]) < 1e-2);
    }

    // How strong a cell's features are says nothing, how they stand to each other everything.
    void directionsHaveOneLength() {
        std::vector<float> values;
        for (int i = 0; i < 400 * 3; ++i)
            values.push_back(static_cast<float>(i % 7 - 3));
        std::fill_n(values.begin(), 3, 0.0F);  // no direction at all
        const std::vector<float> plain = directions(values, 3);
        for (size_t p = 0; p < 400; ++p) {
            const float strength = 0.5F + static_cast<float>(p % 5);
            float squares = 0;
            for (size_t i = 3 * p; i < 3 * p + 3; ++i) {
                squares += plain[i] * plain[i];
                QVERIFY(plain[i] * values[i] >= 0);
                values[i] *= strength;
            }
            QVERIFY(std::abs(squares - (p == 0 ? 0 : 3)) < 1e-4);
        }
        const std::vector<float> other = directions(values, 3);
        for (size_t i = 0; i < plain.size(); ++i)
            QVERIFY(std::abs(plain[i] - other[i]) < 1e-4);
    }

    void aMaskOfAnySizeCoversCells() {
        QVERIFY(coverage({}).empty());
        cv::Mat mask = cv::Mat::zeros(200, 100, CV_8U);  // 10 × 5 pixels a cell
        mask(cv::Rect(10, 20, 5, 10)) = 255;             // the whole of row 2, column 2
        mask(cv::Rect(15, 20, 5, 5)) = 200;              // half of the next
        mask(cv::Rect(0, 0, 5, 10)) = 127;               // not over the line
        const std::vector<float> cells = coverage(mask);
        QCOMPARE(cells.size(), size_t{400});
        QCOMPARE(cells[2 * kDetectorGrid + 2], 1.0F);
        QVERIFY(std::abs(cells[2 * kDetectorGrid + 3] - 0.5F) < 1e-5);
        QCOMPARE(cells[0], 0.0F);
    }
};

QTEST_APPLESS_MAIN(CellMeasuresTest)
#include "cell_measures_test.moc"
