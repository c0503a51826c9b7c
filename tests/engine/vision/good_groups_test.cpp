#include "engine/vision/good_groups.h"

#include <QObject>
#include <QTest>
#include <map>
#include <set>

#include "made_up_features.h"

using engine::dealFolds;
using engine::findOddPictures;
using engine::groupPictures;
using engine::PictureFeatures;

class GoodGroupsTest : public QObject {
    Q_OBJECT
private slots:
    void shotsOfOnePartBelongTogether() {
        std::vector<PictureFeatures> pictures;
        for (int part = 0; part < 3; ++part)
            for (int shot = 0; shot < 2; ++shot)
                pictures.push_back(madeUpFeatures(part, shot));
        QCOMPARE(groupPictures(pictures, {}), (std::vector<int32_t>{0, 0, 1, 1, 2, 2}));
        // A key joins what does not look alike; an empty one joins nothing.
        const std::vector<std::string> keys = {"", "lot 1", "", "", "lot 1", ""};
        QCOMPARE(groupPictures(pictures, keys), (std::vector<int32_t>{0, 0, 1, 1, 0, 0}));
    }

    void lightMakesNoOtherPartAndDesignNoSamePart() {
        std::vector<PictureFeatures> pictures;
        for (int part = 0; part < 4; ++part) {
            pictures.push_back(madeUpFeatures(part, 0, 3));  // one design, three times as strong as a part
            cv::Mat cells;
            madeUpFeatures(part, 1, 3).cells.convertTo(cells, CV_32F, 0.6, 0.3 * part);
            cells.convertTo(pictures.emplace_back(pictures.back()).cells, CV_16F);
        }
        QCOMPARE(groupPictures(pictures, {}), (std::vector<int32_t>{0, 0, 1, 1, 2, 2, 3, 3}));
    }

    void aFewDefectsDoNotMakeTheOthersOnePart() {
        std::vector<PictureFeatures> pictures;
        for (int part = 0; part < 12; ++part) {
            pictures.push_back(madeUpFeatures(part, 0, 10));  // parts differ little
            for (int row = 2; part >= 9 && row < 18; row += 3)
                for (int column = 2; column < 18; column += 3)
                    pictures.back() = withDefect(pictures.back(), row, column, part, 30);
        }
        const std::vector<int32_t> groups = groupPictures(pictures, {});
        QCOMPARE(std::set<int32_t>(groups.begin(), groups.begin() + 9).size(), size_t{9});
    }

    void copiesOfOnePictureAreOnePart() {
        for (const size_t count : {2, 7}) {
            const std::vector<PictureFeatures> pictures(count, madeUpFeatures(0, 0));
            QCOMPARE(groupPictures(pictures, {}), std::vector<int32_t>(count, 0));
        }
    }

    void noGroupIsTornBetweenFolds() {
        const std::vector<int32_t> groups = {0, 0, 0, 0, 1, 2, 2, 3, 3, 4, 5, 5, 5};
        const std::vector<int32_t> folds = dealFolds(groups, 4);
        std::map<int32_t, int32_t> foldOf;
        std::map<int32_t, int> sizes;
        for (size_t i = 0; i < groups.size(); ++i) {
            QCOMPARE(foldOf.try_emplace(groups[i], folds[i]).first->second, folds[i]);
            ++sizes[folds[i]];
        }
        QCOMPARE(sizes.size(), size_t{4});
        for (const auto& [fold, size] : sizes)
            QVERIFY(size >= 3 && size <= 4);
        QCOMPARE(std::set<int32_t>(folds.begin(), folds.end()).size(), size_t{4});
        const std::vector<int32_t> two = dealFolds(std::vector<int32_t>{0, 1, 1}, 5);
        QCOMPARE(*std::max_element(two.begin(), two.end()), 1);
    }

    void theOddOneIsNamed() {
        std::vector<PictureFeatures> pictures;
        std::vector<double> scores;
        for (int part = 0; part < 20; ++part) {
            pictures.push_back(madeUpFeatures(part, 0));
            scores.push_back(0.1 * (part % 7));
        }
        QVERIFY(findOddPictures(pictures, scores).unlike.empty());
        scores[4] = 5;
        scores[11] = 6;
        QCOMPARE(findOddPictures(pictures, scores).unlike, (std::vector<size_t>{11, 4}));
    }

    void twoProductsAreNoticed() {
        std::vector<PictureFeatures> pictures;
        for (int part = 0; part < 20; ++part) {
            PictureFeatures picture = madeUpFeatures(part, 0);
            // Lots that differ are no other product.
            picture.cells.convertTo(picture.cells, CV_32F);
            picture.cells += 0.05 * (part % 5);
            picture.cells.convertTo(picture.cells, CV_16F);
            pictures.push_back(picture);
        }
        const std::vector<double> scores(20, 0.0);
        QVERIFY(!findOddPictures(pictures, scores).twoProducts);
        for (size_t i = 0; i < 8; ++i) {
            cv::Mat cells;
            pictures[i].cells.convertTo(cells, CV_32F);
            cells.colRange(0, 40) += 2;
            cells.convertTo(pictures[i].cells, CV_16F);
        }
        QVERIFY(findOddPictures(pictures, scores).twoProducts);
    }
};

QTEST_APPLESS_MAIN(GoodGroupsTest)
#include "good_groups_test.moc"
