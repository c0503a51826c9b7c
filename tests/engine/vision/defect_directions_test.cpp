// What a direction counts, against the eigenvectors of the second moments.
#include "engine/vision/defect_directions.h"

#include <QObject>
#include <QTest>
#include <cmath>
#include <opencv2/core.hpp>
#include <random>

using engine::DefectDirections;

namespace {

constexpr int kMeasures = 6;

std::vector<float> someDefect(std::mt19937& random, int kind) {
    std::normal_distribution<float> normal;
    std::vector<float> cell;
    for (int m = 0; m < kMeasures; ++m)
        cell.push_back(normal(random) * static_cast<float>(m % 2 == kind ? m + 1 : 1));
    return cell;
}

double lengthAfter(const std::vector<float>& factor, const cv::Mat& cell) {
    double square = 0;
    size_t at = 0;
    for (int i = 0; i < kMeasures; ++i) {
        double value = 0;
        for (int j = 0; j <= i; ++j)
            value += factor[at++] * cell.at<double>(j);
        square += value * value;
    }
    return std::sqrt(square);
}

}  // namespace

class DefectDirectionsTest : public QObject {
    Q_OBJECT
private slots:
    void aDirectionCountsByWhatOfDefectsLiesAlongIt() {
        std::mt19937 random(1);
        DefectDirections directions(kMeasures, 3), part(kMeasures, 3);  // of the third kind there is none
        QVERIFY(directions.empty());
        cv::Mat moments = cv::Mat::zeros(kMeasures, kMeasures, CV_64F);
        for (int kind = 0; kind < 2; ++kind) {
            const int count = kind == 0 ? 300 : 40;  // a kind counts the same, however many there are
            for (int i = 0; i < count; ++i) {
                const std::vector<float> cell = someDefect(random, kind);
                (i % 2 == 0 ? directions : part).add(static_cast<size_t>(kind), cell);
                cv::Mat value(cell), wide;
                value.convertTo(wide, CV_64F);
                wide *= std::sqrt(kMeasures) / cv::norm(wide);  // only the direction counts
                moments += wide * wide.t() / (2.0 * count);
            }
        }
        directions.add(part);
        QVERIFY(!directions.empty());
        moments += 1e-3 * cv::Mat::eye(kMeasures, kMeasures, CV_64F);
        cv::Mat values, vectors;
        cv::eigen(moments, values, vectors);
        const std::vector<float> factor = directions.factor();
        for (int k = 0; k < kMeasures; ++k) {
            const double share = values.at<double>(k);
            const double expected = std::sqrt(share / (share + 1));
            QVERIFY2(std::abs(lengthAfter(factor, vectors.row(k).t()) - expected) < 1e-5,
                     qPrintable(QString("%1: %2").arg(k).arg(expected)));
        }
        QVERIFY(values.at<double>(0) > 2 * values.at<double>(kMeasures - 1));
    }

    void nothingAddedIsNothing() {
        DefectDirections directions(kMeasures, 1);
        directions.add(0, std::vector<float>(kMeasures, 0.0F));
        QVERIFY(directions.empty());
    }

    // Fewer defects than measures: what none of them lies along counts for next to nothing, and no more.
    void fewDefectsAreNoNonsense() {
        DefectDirections directions(kMeasures, 1);
        directions.add(0, {1, 0, 0, 0, 0, 0});
        const std::vector<float> factor = directions.factor();
        cv::Mat along = cv::Mat::zeros(kMeasures, 1, CV_64F), aside = along.clone();
        along.at<double>(0) = aside.at<double>(3) = 1;
        QVERIFY(lengthAfter(factor, along) > 0.9);
        QVERIFY(lengthAfter(factor, aside) < 0.05 && lengthAfter(factor, aside) > 0);
    }
};

QTEST_APPLESS_MAIN(DefectDirectionsTest)
#include "defect_directions_test.moc"
