#include "engine/vision/inspection_project.h"

#include <QTemporaryDir>
#include <QTest>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <fstream>

#include "engine/vision/example_folders.h"
#include "engine/vision/inspect_batch.h"

using namespace engine;
namespace fs = std::filesystem;

namespace {

// Features that need no weights: the brightness of every place through many bent lines.
class FakeBackbone final : public Backbone {
public:
    Result<Features> features(const Image& image, int size) const override {
        constexpr std::array kChannels = {40, 80, 112, 192};
        constexpr std::array kSteps = {8, 16, 16, 32};
        Features features;
        for (size_t layer = 0; layer < features.size(); ++layer) {
            FeatureMap& map = features[layer];
            map = {
                .channels = kChannels[layer], .rows = size / kSteps[layer], .columns = size / kSteps[layer]};
            cv::Mat grey, small;
            cv::cvtColor(image.pixels, grey, cv::COLOR_BGR2GRAY);
            grey.convertTo(small, CV_32F, 1.0 / 128, -1);
            cv::resize(small, small, {map.columns, map.rows}, 0, 0, cv::INTER_AREA);
            for (int c = 0; c < map.channels; ++c)
                for (int p = 0; p < map.rows * map.columns; ++p)
                    map.values.push_back(
                        std::tanh(small.ptr<float>()[p] * (0.4F + 0.1F * static_cast<float>(c % 7)) +
                                  0.3F * static_cast<float>(c % 5 - 2)));
        }
        return features;
    }
    const std::string& hash() const override { return hash_; }

    std::string hash_ = "fake";
};

// A grained surface; the same seed gives the same part.
cv::Mat part(int seed) {
    cv::Mat picture(160, 200, CV_8UC3);
    cv::RNG random(static_cast<uint64_t>(seed) + 1);
    random.fill(picture, cv::RNG::NORMAL, cv::Scalar::all(120), cv::Scalar::all(12));
    cv::GaussianBlur(picture, picture, {0, 0}, 1.5);
    return picture;
}

cv::Mat scratched(int seed) {
    cv::Mat picture = part(seed);
    cv::line(picture, {60, 60}, {140, 70}, cv::Scalar::all(245), 6);
    return picture;
}

cv::Mat pored(int seed) {
    cv::Mat picture = part(seed);
    cv::circle(picture, {150, 120}, 12, cv::Scalar::all(5), cv::FILLED);
    return picture;
}

void put(const fs::path& file, const cv::Mat& picture) {
    fs::create_directories(file.parent_path());
    QVERIFY(cv::imwrite(file.string(), picture));
}

InspectionPrompt promptOf(const std::string& text) {
    return *parseInspectionPrompt(text, {});
}

}  // namespace

class InspectionProjectTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        root_ = folder_.path().toStdString();
        for (int i = 0; i < 24; ++i)
            put(root_ / "good" / ("part" + std::to_string(i) + ".png"), part(i));
        for (int i = 0; i < 5; ++i) {
            const std::string name = "part" + std::to_string(i);
            put(root_ / "defects/scratch" / (name + ".jpg"), scratched(100 + i));
            cv::Mat mask(160, 200, CV_8U, cv::Scalar(0));
            cv::line(mask, {60, 60}, {140, 70}, cv::Scalar(255), 6);
            put(root_ / "defects/scratch" / (name + ".png"), mask);
            put(root_ / "defects/pore" / (name + ".jpg"), pored(200 + i));
        }
    }

    void init() {
        if (plain_) return;
        plain_ = fit(false);
        taught_ = fit(true);
    }

    void findsWhatGoodPicturesLack() {
        const auto& project = plain_;
        QVERIFY(project.has_value());
        QCOMPARE(project->report().good, 24);
        QCOMPARE(project->report().goodScores.size(), size_t{24});
        QVERIFY(project->kinds().empty());

        int fine = 0;
        for (int seed = 500; seed < 510; ++seed) {
            const auto good = project->inspect({part(seed)}, promptOf("find scratches"));
            QVERIFY(good.ok());
            QCOMPARE(good->verdict == Verdict::kOk, good->score < 1);
            QCOMPARE(good->defects.empty(), good->score < 1);
            if (good->score < 1) ++fine;
        }
        QVERIFY2(fine >= 8, std::to_string(fine).c_str());  // of ten; one false alarm in twenty was asked for
        const auto bad = project->inspect({scratched(501)}, promptOf("find scratches"));
        QVERIFY(bad->verdict == Verdict::kNg);
        QVERIFY(bad->score > 1);
        QVERIFY(!bad->defects.empty());
        const PixelBox box = bad->defects.front().box;
        QVERIFY(box.x < 140 && box.x + box.width > 60 && box.y < 75 && box.y + box.height > 55);
        QVERIFY(bad->defects.front().confidence > 0.8);
        QVERIFY(bad->defects.front().score <= bad->score);
    }

    void namesTaughtKindsAndKeepsThemInItsFile() {
        const auto& project = taught_;
        QVERIFY(project.has_value());
        QCOMPARE(project->kinds().size(), size_t{2});
        QVERIFY(project->report().taught.imageAuroc > 0.9);
        QCOMPARE(project->report().taughtScores.size(), size_t{10});
        const auto found = project->inspect({pored(503)}, promptOf("find scratches"));
        QVERIFY(found->verdict == Verdict::kNg);
        QCOMPARE(found->defects.front().kind, std::string("pore"));
        QVERIFY(!found->defects.front().asked);  // listed all the same
        // A kind's own name is meant by what the vocabulary calls it.
        QVERIFY(promptOf("find pores").asksFor("Blowhole"));
        QVERIFY(promptOf("ignore pores").ignores("Blowhole"));

        const fs::path file = root_ / "tiles.inspect";
        QVERIFY(project->save(file).ok());
        const auto again = InspectionProject::load(backbone_, file);
        QVERIFY(again.ok());
        const auto same = again->inspect({pored(503)}, promptOf("find scratches"));
        QCOMPARE(same->score, found->score);
        QCOMPARE(same->defects.front().kind, found->defects.front().kind);
        QCOMPARE(same->defects.front().confidence, found->defects.front().confidence);
        QCOMPARE(again->report().goodScores, project->report().goodScores);

        // A changed byte, a cut file and another network are refused.
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(5000);
        bytes.put('x');
        bytes.close();
        QVERIFY(!InspectionProject::load(backbone_, file).ok());
        QVERIFY(project->save(file).ok());
        fs::resize_file(file, fs::file_size(file) - 1);
        QVERIFY(!InspectionProject::load(backbone_, file).ok());
        QVERIFY(project->save(file).ok());
        auto other = std::make_shared<FakeBackbone>();
        other->hash_ = "other";
        QVERIFY(!InspectionProject::load(other, file).ok());
        QVERIFY(!InspectionProject::load(backbone_, root_ / "none").ok());
    }

    void movesTheLine() {
        auto& project = plain_;
        const double line = project->report().threshold;
        const auto before = project->inspect({scratched(501)}, promptOf("find scratches"));
        project->setThreshold(1e6);
        const auto after = project->inspect({scratched(501)}, promptOf("find scratches"));
        QVERIFY(before->verdict == Verdict::kNg);
        QVERIFY(after->verdict == Verdict::kOk);
        project->setThreshold(line);
        QCOMPARE(project->inspect({scratched(501)}, promptOf("find scratches"))->score, before->score);
    }

    void leavesOutWhatCannotBeRead() {
        const fs::path broken = root_ / "broken.png";
        std::ofstream(broken) << "no picture";
        FitOptions options{.good = *goodPicturesIn(root_ / "good", {})};
        options.good.resize(3);
        options.good.push_back({.file = broken});
        const auto project = InspectionProject::fit(backbone_, options, {}, {});
        QVERIFY(project.ok());
        QCOMPARE(project->report().good, 3);
        QCOMPARE(project->report().unreadable.size(), size_t{1});
        QVERIFY(!InspectionProject::fit(backbone_, {.good = {{.file = broken}}}, {}, {}).ok());
        QVERIFY(!InspectionProject::fit(backbone_, {}, {}, {}).ok());
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = InspectionProject::fit(backbone_, options, {}, stop.get_token());
        QVERIFY(!stopped.ok() && stopped.error().kind == ErrorKind::kCancelled);
    }

    void batchGoesOnPastBadFiles() {
        const auto& project = plain_;
        std::vector<fs::path> pictures;
        for (int i = 0; i < 6; ++i) {
            pictures.push_back(root_ / "batch" / (std::to_string(i) + ".png"));
            put(pictures.back(), i % 2 == 0 ? part(600 + i) : scratched(600 + i));
        }
        std::ofstream(pictures[2], std::ios::trunc) << "";
        std::vector<size_t> order;
        int failed = 0;
        const bool whole = inspectBatch(*backbone_, &*project, promptOf("find scratches"), pictures,
                                        [&](size_t index, Result<Inspection>& found) {
                                            order.push_back(index);
                                            if (!found) {
                                                ++failed;
                                                return;
                                            }
                                            QVERIFY((found->verdict == Verdict::kNg) == (index % 2 == 1));
                                            QVERIFY(!found->text.empty());
                                        },
                                        {});
        QVERIFY(whole);
        QCOMPARE(failed, 1);
        QCOMPARE(order, (std::vector<size_t>{0, 1, 2, 3, 4, 5}));

        std::stop_source stop;
        size_t seen = 0;
        QVERIFY(!inspectBatch(
            *backbone_, &*project, promptOf("find scratches"), pictures,
            [&](size_t, Result<Inspection>&) {
                ++seen;
                stop.request_stop();
            },
            stop.get_token()));
        QCOMPARE(seen, size_t{1});
    }

    void previewsWithoutGoodPictures() {
        const auto found = previewUnusualAreas(*backbone_, {scratched(700)});
        QVERIFY(found.ok());
        QVERIFY(found->verdict == Verdict::kUnsure);
        QVERIFY(!found->defects.empty());
        const PixelBox box = found->defects.front().box;
        QVERIFY(box.x < 140 && box.x + box.width > 60);
    }

    void readsMasksAndBoxesOfFolders() {
        const auto taught = taughtPicturesIn(root_ / "defects", {});
        QVERIFY(taught.ok());
        QCOMPARE(taught->size(), size_t{10});  // masks are no pictures
        for (const TaughtPicture& each : *taught) {
            QCOMPARE(each.mask.empty(), each.regions.front().kind == "pore");
        }
        put(root_ / "boxed/a.jpg", part(1));
        std::ofstream(root_ / "boxed/a.xml")
            << "<annotation><object><name>dent</name><bndbox><xmin>3</xmin><ymin>4</ymin><xmax>13</xmax>"
               "<ymax>24</ymax></bndbox></object></annotation>";
        const auto boxed = taughtPicturesIn(root_ / "boxed", {});
        QCOMPARE(boxed->front().regions.front().kind, std::string("dent"));
        QCOMPARE(boxed->front().regions.front().box, (PixelBox{3, 4, 10, 20}));
        std::ofstream(root_ / "boxed/a.xml") << "<annotation";
        QVERIFY(!taughtPicturesIn(root_ / "boxed", {}).ok());
        QVERIFY(!goodPicturesIn(root_ / "nowhere", {}).ok());
    }

    void writesHeatMaps() {
        Inspection inspection{.width = 40, .height = 20};
        inspection.heatMap = {.columns = 2, .rows = 1, .values = {-3.0F, 5.0F}};
        const fs::path file = root_ / "map.png";
        QVERIFY(writeHeatMap(inspection, file).ok());
        const cv::Mat grey = cv::imread(file.string(), cv::IMREAD_UNCHANGED);
        QCOMPARE(grey.type(), CV_16U);
        QCOMPARE(grey.cols, 40);
        QCOMPARE(int(grey.at<uint16_t>(10, 0)), 0);
        QCOMPARE(int(grey.at<uint16_t>(10, 39)), 65535);
    }

private:
    std::optional<InspectionProject> fit(bool taught) {
        FitOptions options{.good = *goodPicturesIn(root_ / "good", {})};
        if (taught) options.taught = *taughtPicturesIn(root_ / "defects", {});
        auto project = InspectionProject::fit(backbone_, options, {}, {});
        if (!project) return {};
        return std::move(*project);
    }

    QTemporaryDir folder_;
    fs::path root_;
    std::optional<InspectionProject> plain_, taught_;
    std::shared_ptr<FakeBackbone> backbone_ = std::make_shared<FakeBackbone>();
};

QTEST_GUILESS_MAIN(InspectionProjectTest)
#include "inspection_project_test.moc"
