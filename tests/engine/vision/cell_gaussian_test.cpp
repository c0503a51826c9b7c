// The Gaussians of cells against the same arithmetic written out plainly in double precision.
#include "engine/vision/cell_gaussian.h"

#include <QObject>
#include <QTest>
#include <cmath>
#include <opencv2/core.hpp>
#include <random>

#include "engine/base/thread_pool.h"

using engine::ByteReader;
using engine::ByteWriter;
using engine::CellGaussian;
using engine::CellSums;

namespace {

constexpr int kSide = 4, kMeasures = 3, kCells = kSide * kSide;
constexpr double kShare = 1.0 / 3;

std::vector<std::vector<float>> somePictures(int count) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<std::vector<float>> pictures;
    for (int i = 0; i < count; ++i) {
        std::vector<float> picture;
        for (int p = 0; p < kCells; ++p) {
            const float shared = normal(random);
            for (int m = 0; m < kMeasures; ++m) {
                picture.push_back(static_cast<float>(p + m) + shared * static_cast<float>(m + 1) +
                                  normal(random));
            }
        }
        pictures.push_back(picture);
    }
    return pictures;
}

CellSums sumsOf(const std::vector<std::vector<float>>& pictures, engine::ThreadPool& threads) {
    CellSums sums(kSide, kMeasures);
    std::vector<const float*> pointers;
    for (const auto& picture : pictures)
        pointers.push_back(picture.data());
    sums.add(pointers, threads);
    return sums;
}

// Of the two by two cells around a cell, by a third that of all cells, plus 1 % of its mean variance.
double plainDistance(const std::vector<std::vector<float>>& pictures, const std::vector<float>& picture,
                     int cell) {
    const auto meanAt = [&](int p, int m) {
        double sum = 0;
        for (const auto& other : pictures)
            sum += other[static_cast<size_t>(p * kMeasures + m)];
        return sum / static_cast<double>(pictures.size());
    };
    cv::Mat common = cv::Mat::zeros(kMeasures, kMeasures, CV_64F), own = common.clone();
    const int row = cell / kSide / 2, column = cell % kSide / 2;
    for (int p = 0; p < kCells; ++p)
        for (const auto& other : pictures) {
            cv::Mat offset(kMeasures, 1, CV_64F);
            for (int m = 0; m < kMeasures; ++m) {
                offset.at<double>(m) = other[static_cast<size_t>(p * kMeasures + m)] - meanAt(p, m);
            }
            const cv::Mat product = offset * offset.t();
            common += product / (kCells * static_cast<double>(pictures.size()));
            if (p / kSide / 2 == row && p % kSide / 2 == column)
                own += product / (4.0 * static_cast<double>(pictures.size()));
        }
    const double floor = 0.01 * cv::trace(common)[0] / kMeasures;
    const cv::Mat covariance =
        (1 - kShare) * own + kShare * common + floor * cv::Mat::eye(kMeasures, kMeasures, CV_64F);
    cv::Mat offset(kMeasures, 1, CV_64F);
    for (int m = 0; m < kMeasures; ++m) {
        offset.at<double>(m) = picture[static_cast<size_t>(cell * kMeasures + m)] - meanAt(cell, m);
    }
    return std::sqrt(cv::Mat(offset.t() * covariance.inv() * offset).at<double>(0));
}

}  // namespace

class CellGaussianTest : public QObject {
    Q_OBJECT
private slots:
    void isTheMahalanobisDistance() {
        engine::ThreadPool threads(2);
        const auto pictures = somePictures(30);
        const CellGaussian gaussian(sumsOf(pictures, threads), false, kShare, threads);
        const std::vector<float> distances = gaussian.distances(pictures[3].data());
        for (int p = 0; p < kCells; ++p) {
            const double expected = plainDistance(pictures, pictures[3], p);
            // Sums in single precision of about a hundred numbers of size 20.
            QVERIFY2(std::abs(distances[static_cast<size_t>(p)] - expected) < 2e-3 * (1 + expected),
                     qPrintable(QString("%1: %2 instead of %3")
                                    .arg(p)
                                    .arg(distances[static_cast<size_t>(p)])
                                    .arg(expected)));
        }
    }

    void theDistanceIsTheLengthOfTheWhitenedMeasures() {
        engine::ThreadPool threads(1);
        const auto pictures = somePictures(30);
        for (const bool anywhere : {false, true}) {
            CellGaussian gaussian(sumsOf(pictures, threads), anywhere, kShare, threads);
            const std::vector<float> factor = {2, 1, 3, -1, 0.5F, 4};  // row by row of a triangle
            std::vector<float> plain, multiplied;
            for (size_t p = 0; p < kCells; ++p) {
                const std::vector<float> x = gaussian.whitened(pictures[3].data(), p);
                plain.push_back(std::hypot(x[0], x[1], x[2]));
                multiplied.push_back(std::hypot(2 * x[0], x[0] + 3 * x[1], -x[0] + 0.5F * x[1] + 4 * x[2]));
            }
            const auto verify = [&](const std::vector<float>& expected) {
                const std::vector<float> distances = gaussian.distances(pictures[3].data());
                for (size_t p = 0; p < kCells; ++p)
                    QVERIFY(std::abs(distances[p] - expected[p]) < 1e-4F * (1 + expected[p]));
            };
            verify(plain);
            gaussian.multiply(factor);
            verify(multiplied);
        }
    }

    void whatIsTakenOffIsAsIfNeverSeen() {
        engine::ThreadPool threads(1);
        const auto pictures = somePictures(20);
        const std::vector<std::vector<float>> first(pictures.begin(), pictures.begin() + 12),
            last(pictures.begin() + 12, pictures.end());
        CellSums all = sumsOf(pictures, threads);
        all.subtract(sumsOf(last, threads));
        const auto direct =
            CellGaussian(sumsOf(first, threads), false, kShare, threads).distances(pictures[15].data());
        const auto byDifference = CellGaussian(all, false, kShare, threads).distances(pictures[15].data());
        for (size_t p = 0; p < direct.size(); ++p)
            QVERIFY(std::abs(direct[p] - byDifference[p]) < 0.01F * (1 + direct[p]));
    }

    void anywhereKnowsNoPlace() {
        engine::ThreadPool threads(1);
        auto pictures = somePictures(10);
        const CellGaussian gaussian(sumsOf(pictures, threads), true, kShare, threads);
        std::vector<float> moved = pictures[0];
        std::rotate(moved.begin(), moved.begin() + kMeasures, moved.end());
        const auto before = gaussian.distances(pictures[0].data()), after = gaussian.distances(moved.data());
        for (size_t p = 1; p < before.size(); ++p)
            QCOMPARE(after[p - 1], before[p]);
    }

    void comesBackAsItWas() {
        engine::ThreadPool threads(1);
        const auto pictures = somePictures(10);
        const CellGaussian gaussian(sumsOf(pictures, threads), false, kShare, threads);
        ByteWriter bytes;
        gaussian.write(bytes);
        ByteReader reader(bytes.bytes);
        const CellGaussian again = CellGaussian::read(reader);
        QVERIFY(reader.atEnd());
        QCOMPARE(again.distances(pictures[1].data()), gaussian.distances(pictures[1].data()));

        ByteReader cut(std::string_view(bytes.bytes).substr(0, bytes.bytes.size() - 1));
        CellGaussian::read(cut);
        QVERIFY(!cut.ok());
    }

    // Places that vary each in its own way, known from many pictures or from few.
    void fewPicturesShareWhatTheyVaryBy() {
        engine::ThreadPool threads(2);
        const auto shareOf = [&](int ofFold, bool alike, float first = 1) {
            std::mt19937 random(3);
            std::normal_distribution<float> normal;
            CellSums all(kSide, kMeasures);
            std::vector<CellSums> folds;
            for (int fold = 0; fold < 6; ++fold) {
                auto pictures = somePictures(ofFold);
                for (auto& picture : pictures)
                    for (size_t i = 0; i < picture.size(); ++i) {
                        const size_t row = i / kMeasures / kSide;
                        picture[i] = (fold == 0 ? first : 1) * normal(random) *
                                     (!alike && row / 2 == i % kMeasures ? 2.0F : 1.0F);
                    }
                folds.push_back(sumsOf(pictures, threads));
                all.add(folds.back());
            }
            return engine::likeliestShare(all, folds, threads);
        };
        QCOMPARE(shareOf(100, false), 0.1);
        QCOMPARE(shareOf(100, true), 0.9);
        QVERIFY(shareOf(1, false) > shareOf(100, false));
        // A fold of another design, far off in places that vary little, does not decide.
        QCOMPARE(shareOf(100, false, 30), 0.1);
    }

    // What hardly varies must not be told by the rounding of its sums: many measures that are the same but
    // for a thousandth.
    void picturesAllAlikeAreNoNonsense() {
        constexpr int kMany = 160;
        std::mt19937 random(2);
        std::normal_distribution<float> normal;
        std::vector<std::vector<float>> pictures;
        for (int i = 0; i < 10; ++i) {
            pictures.emplace_back();
            for (int p = 0; p < kCells; ++p) {
                const float shared = 0.001F * normal(random);
                for (int m = 0; m < kMany; ++m)
                    pictures.back().push_back(1.0F + 0.01F * static_cast<float>(m) + shared);
            }
        }
        engine::ThreadPool threads(1);
        CellSums sums(kSide, kMany);
        std::vector<const float*> pointers;
        for (const auto& picture : pictures)
            pointers.push_back(picture.data());
        sums.add(pointers, threads);
        for (const bool anywhere : {false, true})
            for (const float distance :
                 CellGaussian(sums, anywhere, kShare, threads).distances(pictures[3].data()))
                QVERIFY2(distance >= 0 && distance < 1000, qPrintable(QString::number(distance)));
    }
};

QTEST_APPLESS_MAIN(CellGaussianTest)
#include "cell_gaussian_test.moc"
