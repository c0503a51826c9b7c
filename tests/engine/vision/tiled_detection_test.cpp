// Small defects on large pictures: found in tiles, lost when the picture is squeezed; the line holds for
// whole pictures. By a made-up network on made-up parts.
#include "engine/vision/tiled_detection.h"

#include <QTemporaryDir>
#include <QTest>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <atomic>
#include <cmath>
#include <fstream>

using namespace engine;
namespace fs = std::filesystem;

namespace {

constexpr int kWidth = 1400, kHeight = 500, kGood = 10;
constexpr double kRate = 0.1;

// How bright and how finely textured every place is, in the network's own pixels, through many bent lines.
class FineBackbone final : public Backbone {
public:
    Result<Features> features(const Image& image, int size) const override {
        constexpr std::array kChannels = {40, 80, 112, 192};
        constexpr std::array kSteps = {8, 16, 16, 32};
        cv::Mat grey, mean, texture;
        cv::resize(image.pixels, grey, {size, size}, 0, 0, cv::INTER_AREA);
        cv::cvtColor(grey, grey, cv::COLOR_BGR2GRAY);
        grey.convertTo(grey, CV_32F, 1.0 / 128, -1);
        cv::blur(grey, mean, {5, 5});
        texture = cv::abs(grey - mean) * 4;
        Features features;
        for (size_t layer = 0; layer < features.size(); ++layer) {
            FeatureMap& map = features[layer];
            map = {
                .channels = kChannels[layer], .rows = size / kSteps[layer], .columns = size / kSteps[layer]};
            std::array<cv::Mat, 2> planes;
            cv::resize(grey, planes[0], {map.columns, map.rows}, 0, 0, cv::INTER_AREA);
            cv::resize(texture, planes[1], {map.columns, map.rows}, 0, 0, cv::INTER_AREA);
            for (int c = 0; c < map.channels; ++c) {
                const auto* from = planes[static_cast<size_t>(c % 2)].ptr<float>();
                for (int p = 0; p < map.rows * map.columns; ++p)
                    map.values.push_back(std::tanh(from[p] * (0.4F + 0.1F * static_cast<float>(c % 7)) +
                                                   0.3F * static_cast<float>(c % 5 - 2)));
            }
        }
        return features;
    }
    const std::string& hash() const override { return hash_; }

private:
    std::string hash_ = "fine";
};

cv::Mat noise(int rows, int columns, uint64_t seed, double sigma) {
    cv::Mat values(rows, columns, CV_32F);
    cv::RNG random(seed);
    random.fill(values, cv::RNG::NORMAL, 0, sigma);
    return values;
}

// A part in its pose, or a piece of a surface that looks the same nowhere twice.
cv::Mat part(int seed, bool posed = true, int width = kWidth, int height = kHeight) {
    const auto number = static_cast<uint64_t>(seed);
    cv::Mat coarse = noise(height / 50, width / 50, posed ? 7 : 10'000 + number, 25), grey;
    coarse += noise(height / 50, width / 50, 20'000 + number, 4);
    cv::resize(coarse, grey, {width, height}, 0, 0, cv::INTER_CUBIC);
    grey += 120 + noise(height, width, 30'000 + number, 12);
    grey.convertTo(grey, CV_8U);
    cv::Mat picture;
    cv::cvtColor(grey, picture, cv::COLOR_GRAY2BGR);
    return picture;
}

// Stripes of two dark and two bright pixels: grey where a picture is squeezed four times.
cv::Mat striped(cv::Mat picture, const cv::Rect& place) {
    for (int x = place.x; x < place.x + place.width; ++x) {
        cv::Mat line = picture(cv::Rect(x, place.y, 1, place.height));
        line += cv::Scalar::all(x % 4 < 2 ? 16 : -16);
    }
    return picture;
}

const cv::Rect kPlace(1130, 260, 40, 40);

struct Material {
    std::vector<cv::Mat> pictures;
    std::vector<PictureFeatures> good;
    std::vector<ImitatedFeatures> imitated;
};

}  // namespace

class TiledDetectionTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        for (int i = 0; i < kGood; ++i)
            add(posed_, part(i));
        auto fitted = fit(posed_);
        QVERIFY(fitted.ok());
        fitted_ = std::make_unique<TiledDetection::Fitted>(std::move(*fitted));
        QCOMPARE(detection().layout(), (TileLayout{.columns = 3, .rows = 1}));
        QVERIFY(fitted_->report.fixedPose);
    }

    void findsInTilesWhatSqueezingLoses() {
        const auto squeezed = Detection::fit({.good = posed_.good}, kRate, {}, {});
        QVERIFY(squeezed.ok());
        int found = 0, foundSqueezed = 0, atPlace = 0;
        for (int seed = 100; seed < 106; ++seed) {
            const Image image{striped(part(seed), kPlace)};
            if (highest(squeezed->detection.heatMap(*pictureFeatures(backbone_, image))) >=
                squeezed->detection.line().threshold)
                ++foundSqueezed;
            const auto look = detection().look(backbone_, image);
            QVERIFY(look.ok());
            QCOMPARE(look->heat.columns, 50);
            QCOMPARE(look->heat.rows, 20);
            if (highest(look->heat) < detection().line().threshold) continue;
            ++found;
            const auto regions = findRegions(image, look->heat, detection().line().regionLine);
            QVERIFY(!regions.empty());
            const PixelBox& box = regions.front().box;
            if (isAtPlace(box) && box.width < kWidth / 4) ++atPlace;
        }
        QVERIFY2(found == 6 && atPlace >= 5 && foundSqueezed <= 2,
                 qPrintable(QString("%1 %2 %3").arg(found).arg(atPlace).arg(foundSqueezed)));
    }

    // Tiles are many chances of a false alarm: the line is that of whole pictures.
    void theRateHoldsForPictures() {
        const DetectionReport& report = fitted_->report;
        QCOMPARE(report.maps.good.size(), size_t{kGood});
        QCOMPARE(report.goodScores.size(), size_t{kGood});
        for (size_t i = 0; i < report.goodScores.size(); ++i) {
            QCOMPARE(report.maps.good[i].size(), size_t{50 * 20});
            QCOMPARE(report.goodScores[i], double{std::ranges::max(report.maps.good[i])});
        }
        const DecisionLine line = drawLine(report.maps.good, report.goodGroups, kRate, true);
        QVERIFY(line.promised && detection().line().promised);
        QCOMPARE(detection().line().threshold, line.threshold);
        QCOMPARE(detection().line().regionLine, line.regionLine);
        int alarms = 0;
        for (int seed = 200; seed < 230; ++seed) {
            const auto look = detection().look(backbone_, {part(seed)});
            if (highest(look->heat) > detection().line().threshold) ++alarms;
        }
        // Of 30; where every tile's own line sets its scale, 15.
        QVERIFY2(alarms <= 9, qPrintable(QString::number(alarms)));
    }

    void aPictureOfAnotherSizeIsCutInTheSameShares() {
        cv::Mat half;
        cv::resize(part(300), half, {}, 0.5, 0.5, cv::INTER_AREA);
        const auto look = detection().look(backbone_, {half});
        QCOMPARE(look->layout, detection().layout());
        QCOMPARE(look->features.front().width, 280);
        const RegionPlace place = detection().place(*look, {560, 130, 20, 20});
        QCOMPARE(place.picture, &look->features[2]);
        QCOMPARE(place.heat, &look->tileHeat[2]);
        QCOMPARE(place.box, (PixelBox{140, 130, 20, 20}));
        QVERIFY(place.normal != nullptr && place.normal->rows == 400);
        // A box that reaches out of the tile is cut off at its edge.
        QCOMPARE(detection().place(*look, {0, 0, 700, 250}).box.width, 280);
    }

    void isWhatItWasAfterReading() {
        TiledDetection moved = detection();
        moved.setThreshold(moved.line().threshold + 0.25);
        const std::string bytes = moved.bytes();
        const auto again = TiledDetection::fromBytes(bytes);
        QVERIFY(again.ok());
        const Image image{striped(part(400), kPlace)};
        const auto before = moved.look(backbone_, image), after = again->look(backbone_, image);
        QCOMPARE(after->heat.values, before->heat.values);
        QCOMPARE(again->line().threshold, detection().line().threshold + 0.25);
        QCOMPARE(again->line().regionLine, moved.line().regionLine);
        QCOMPARE(again->bytes(), bytes);

        const auto refuses = [](const std::string& what) { return !TiledDetection::fromBytes(what).ok(); };
        for (const size_t length : {size_t{17}, size_t{30}, size_t{130}, size_t{5000}, bytes.size() / 2,
                                    bytes.size() - 700'000, bytes.size() - 1})
            QVERIFY2(refuses(bytes.substr(0, length)), qPrintable(QString::number(length)));
        QVERIFY(refuses(bytes + "x"));
        std::string other = bytes;
        other[17] = 2;  // columns: there are as many detections as tiles, or one
        QVERIFY(refuses(other));
        other[17] = other[21] = 100;
        QVERIFY(refuses(other));
        other = bytes;
        other[bytes.size() / 2] = static_cast<char>(other[bytes.size() / 2] ^ 1);
        QVERIFY(refuses(other));
    }

    // Nothing may change for small pictures.
    void smallPicturesAreThePlainDetection() {
        Material small;
        for (int i = 0; i < kGood; ++i)
            add(small, part(i, true, 400, 250));
        std::atomic<int> reads = 0;
        const auto tiled = TiledDetection::fit(backbone_, {.good = small.good},
                                               [&](size_t) -> Result<Image> {
                                                   ++reads;
                                                   return Image();
                                               },
                                               kRate, {}, {});
        const auto plain = Detection::fit({.good = small.good}, kRate, {}, {});
        QVERIFY(tiled.ok() && plain.ok());
        QCOMPARE(reads.load(), 0);
        QCOMPARE(tiled->detection.bytes(), plain->detection.bytes());
        QCOMPARE(tiled->report.goodScores, plain->report.goodScores);
        const Image image{part(500, true, 2000, 1250)};  // even where a new picture is large
        const auto look = tiled->detection.look(backbone_, image);
        QCOMPARE(look->heat.values, plain->detection.heatMap(*pictureFeatures(backbone_, image)).values);
        QCOMPARE(look->features.size(), size_t{1});
        const auto again = TiledDetection::fromBytes(plain->detection.bytes());
        QVERIFY(again.ok());
        QCOMPARE(again->line().threshold, plain->detection.line().threshold);
        TiledDetection moved = *again;
        moved.setThreshold(7);
        QCOMPARE(TiledDetection::fromBytes(moved.bytes())->line().threshold, 7.0);
    }

    void partsInAnyPoseShareOneDetection() {
        Material free;
        for (int i = 0; i < kGood; ++i)
            add(free, part(i, false));
        const auto fitted = fit(free);
        QVERIFY(fitted.ok());
        QVERIFY(!fitted->report.fixedPose);
        QCOMPARE(fitted->detection.layout().count(), 3);
        QVERIFY(fitted->detection.bytes().size() < 8'000'000);
        QVERIFY(TiledDetection::fromBytes(fitted->detection.bytes()).ok());
        int found = 0, alarms = 0;
        for (int seed = 600; seed < 606; ++seed) {
            const double line = fitted->detection.line().threshold;
            if (highest(fitted->detection.look(backbone_, {striped(part(seed, false), kPlace)})->heat) > line)
                ++found;
            if (highest(fitted->detection.look(backbone_, {part(seed, false)})->heat) > line) ++alarms;
        }
        QVERIFY2(found >= 5 && alarms <= 2, qPrintable(QString("%1 %2").arg(found).arg(alarms)));
        // A frame of another shape is cut into tiles as large as the others.
        const auto upright = fitted->detection.look(backbone_, {part(700, false, kHeight, kWidth)});
        QCOMPARE(upright->layout, (TileLayout{.columns = 1, .rows = 3}));
        QCOMPARE(upright->heat.rows, 50);
    }

    void stopsAndSaysWhatCannotBeReadAgain() {
        const std::vector<PictureFeatures> two(posed_.good.begin(), posed_.good.begin() + 2);
        std::stop_source stop;
        const auto stopped = TiledDetection::fit(
            backbone_, {.good = two},
            [&](size_t picture) -> Result<Image> {
                stop.request_stop();
                return Image{posed_.pictures[picture]};
            },
            kRate, {}, stop.get_token());
        QVERIFY(!stopped.ok() && stopped.error().kind == ErrorKind::kCancelled);
        const auto gone = TiledDetection::fit(
            backbone_, {.good = two},
            [&](size_t) -> Result<Image> { return Error{.kind = ErrorKind::kNotFound, .what = "gone"}; },
            kRate, {}, {});
        QVERIFY(!gone.ok() && gone.error().what == "gone");
    }

    // Through the front desk: files, boxes in their pixels, kinds, the saved project. What was taught in the
    // first tile is known in the last one.
    void projectsOfLargePicturesNameAndKeepWhatTheyFind() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        FitOptions options{.falseAlarmRate = kRate};
        for (int i = 0; i < kGood; ++i) {
            options.good.push_back({.file = root / ("good" + std::to_string(i) + ".png")});
            QVERIFY(cv::imwrite(options.good.back().file.string(), posed_.pictures[static_cast<size_t>(i)]));
        }
        for (int i = 0; i < 10; ++i) {
            const cv::Rect place(80 + 40 * i, 90 + 60 * (i % 5), 40, 40);
            const cv::Mat picture =
                i % 2 == 0 ? striped(part(900 + i), place) : spotted(part(900 + i), place);
            options.taught.push_back({.file = root / ("bad" + std::to_string(i) + ".png"),
                                      .regions = {{.box = {place.x, place.y, place.width, place.height},
                                                   .kind = i % 2 == 0 ? "stripe" : "spot"}}});
            QVERIFY(cv::imwrite(options.taught.back().file.string(), picture));
        }
        std::map<std::string, FitProgress> last;
        const auto project =
            InspectionProject::fit(std::make_shared<FineBackbone>(), options,
                                   [&](const FitProgress& progress) { last[progress.stage] = progress; }, {});
        QVERIFY(project.ok());
        QCOMPARE(project->report().tileColumns, 3);
        QCOMPARE(project->report().tileRows, 1);
        for (const char* stage : {"reading", "fitting"})
            QVERIFY2(last[stage].total > 0 && last[stage].done == last[stage].total, stage);
        QVERIFY(project->save(root / "p.inspect").ok());
        const auto again = InspectionProject::load(std::make_shared<FineBackbone>(), root / "p.inspect");
        QVERIFY(again.ok());
        QCOMPARE(again->report().tileColumns, 3);
        const InspectionPrompt prompt = *parseInspectionPrompt("find spots", {});
        int named = 0;
        for (int i = 0; i < 6; ++i) {
            const bool stripes = i % 2 == 0;
            const Image image{stripes ? striped(part(950 + i), kPlace) : spotted(part(950 + i), kPlace)};
            const auto found = project->inspect(image, prompt), same = again->inspect(image, prompt);
            QVERIFY(found.ok() && same.ok());
            QVERIFY(found->verdict == Verdict::kNg && !found->defects.empty());
            QCOMPARE(same->score, found->score);
            QCOMPARE(same->defects.front().kind, found->defects.front().kind);
            QCOMPARE(found->heatMap.columns, 50);
            const PixelBox& box = found->defects.front().box;
            const cv::Rect rect(box.x, box.y, box.width, box.height);
            QVERIFY2((rect & kPlace).area() > kPlace.area() / 2,
                     qPrintable(QString("%1 %2 %3 %4").arg(box.x).arg(box.y).arg(box.width).arg(box.height)));
            if (found->defects.front().kind == (stripes ? "stripe" : "spot")) ++named;
        }
        QVERIFY2(named >= 5, qPrintable(QString::number(named)));
        double untaught = 0, taught = 0;
        for (int seed = 970; seed < 974; ++seed) {
            const Image image{faint(part(seed), kPlace)};
            untaught += detection().scaled(highest(detection().look(backbone_, image)->heat));
            taught += project->inspect(image, prompt)->score;
        }
        QVERIFY2(taught > untaught + 2, qPrintable(QString("%1 %2").arg(untaught).arg(taught)));
    }

private:
    const TiledDetection& detection() const { return fitted_->detection; }

    static bool isAtPlace(const PixelBox& box) {
        return std::abs(box.x + box.width / 2 - 1150) < 60 && std::abs(box.y + box.height / 2 - 280) < 60;
    }
    static cv::Mat faint(cv::Mat picture, const cv::Rect& place) {
        const cv::Mat before = picture.clone();
        cv::addWeighted(striped(picture, place), 0.7, before, 0.3, 0, picture);
        return picture;
    }
    // Bright and soft: no texture, as the stripes are nothing but that.
    static cv::Mat spotted(cv::Mat picture, const cv::Rect& place) {
        cv::Mat light = cv::Mat::zeros(picture.size(), CV_8UC3);
        cv::circle(light, (place.tl() + place.br()) / 2, place.width / 2, cv::Scalar::all(100), cv::FILLED);
        cv::GaussianBlur(light, light, {0, 0}, place.width / 6.0);
        return picture + light;
    }

    void add(Material& material, const cv::Mat& picture) {
        auto drawn = imitatedFeatures(backbone_, {picture}, material.good.size(), kGood);
        QVERIFY(drawn.ok());
        material.imitated.insert(material.imitated.end(), drawn->begin(), drawn->end());
        material.pictures.push_back(picture);
        material.good.push_back(*pictureFeatures(backbone_, {picture}));
    }

    Result<TiledDetection::Fitted> fit(const Material& material) {
        return TiledDetection::fit(
            backbone_, {.good = material.good, .imitated = material.imitated},
            [&](size_t picture) { return Result<Image>({material.pictures[picture]}); }, kRate, {}, {});
    }

    FineBackbone backbone_;
    Material posed_;
    std::unique_ptr<TiledDetection::Fitted> fitted_;
};

QTEST_APPLESS_MAIN(TiledDetectionTest)
#include "tiled_detection_test.moc"
