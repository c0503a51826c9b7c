// How well defects are found, by the program's own detector on a folder of labelled pictures.
//
//   inspect_accuracy BACKBONE.onnx FOLDER [SEEDS] [KEY-DISTANCE] [LIKENESS] [mono | poly]
//
// FOLDER has one folder a kind (with or without another folder Imgs inside); the one whose name ends in
// "Free" or "good" holds the good ones, and a .png beside a .jpg is the mask of its defect. Shots of one part
// are kept on one side of every split: by numbers in the file names ("num_1234") that are at most
// KEY-DISTANCE (60) apart, and by a correlation over LIKENESS of the pixels that are not common to all, with
// which the detector has nothing to do: 0.4 joins shots of one tile in different light, and solar cells of
// one ingot or module; 0.85 only what is nearly one picture. With a KEY-DISTANCE of -1 every picture counts
// as a part of its own: a random split, as the literature has it, with shots of one part on both sides. With
// mono or poly, FOLDER is the data folder of elpv with its labels.csv.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>
#include <regex>
#include <set>
#include <thread>

#include "engine/vision/area_under_curve.h"
#include "engine/vision/detection.h"
#include "engine/vision/image_reader.h"

namespace {

using namespace engine;
namespace fs = std::filesystem;

constexpr int kMap = 80;           // maps and masks are compared at 80 × 80
constexpr double kSamePart = 0.4;  // of different tiles, 99.9 % are below 0.2
constexpr int kTrain = 300, kFew = 16, kTaught = 10;

struct Picture {
    fs::path file;
    std::string kind;
    bool good = false;
    PictureFeatures features;
    cv::Mat pattern, mask;
};

// labels.csv of elpv: path, probability of a defect, mono or poly; only cells that are surely good or surely
// not.
std::vector<Picture> solarCells(const fs::path& folder, const std::string& sort) {
    std::vector<Picture> found;
    std::ifstream labels(folder / "labels.csv");
    std::string path, probability, type;
    while (labels >> path >> probability >> type) {
        if (type != sort || (std::stod(probability) > 0 && std::stod(probability) < 1)) continue;
        const bool good = std::stod(probability) == 0;
        found.push_back({.file = folder / path, .kind = good ? "good" : "defective", .good = good});
    }
    return found;
}

std::vector<Picture> pictures(const fs::path& folder) {
    std::vector<Picture> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".jpg" || entry.path().parent_path() == folder) continue;
        fs::path kindFolder = entry.path().parent_path();
        if (kindFolder.filename() == "Imgs") kindFolder = kindFolder.parent_path();
        const std::string kind = kindFolder.filename().string();
        found.push_back(
            {.file = entry.path(), .kind = kind, .good = kind.ends_with("Free") || kind.ends_with("good")});
    }
    std::sort(found.begin(), found.end(), [](const Picture& a, const Picture& b) { return a.file < b.file; });
    return found;
}

// What is drawn on the surface, whatever the light: [1, 48 × 48].
cv::Mat patternOf(const Image& image) {
    constexpr int kSide = 96, kKept = 48;
    constexpr double kWide = 6, kNoise = 2;  // pixels of kSide; grey values
    cv::Mat grey, wide, strength;
    cv::cvtColor(image.pixels, grey, cv::COLOR_BGR2GRAY);
    cv::resize(grey, grey, {kSide, kSide}, 0, 0, cv::INTER_AREA);
    grey.convertTo(grey, CV_32F, image.pixels.depth() == CV_16U ? 1.0 / 257 : 1.0);
    cv::GaussianBlur(grey, wide, {0, 0}, kWide);
    grey -= wide;
    cv::GaussianBlur(grey.mul(grey), strength, {0, 0}, kWide);
    cv::sqrt(strength, strength);
    grey /= strength + kNoise;
    cv::resize(grey, grey, {kKept, kKept}, 0, 0, cv::INTER_AREA);
    return grey.reshape(1, 1);
}

// What the pictures of a product have in common is taken off: their mean and the directions in which they
// vary most, the strongest first.
void takeOffCommon(cv::Mat& patterns) {
    constexpr int kDirections = 16, kRounds = 30;
    cv::Mat mean;
    cv::reduce(patterns, mean, 0, cv::REDUCE_AVG);
    for (int i = 0; i < patterns.rows; ++i)
        patterns.row(i) -= mean;
    for (int k = 0; k < kDirections; ++k) {
        cv::Mat direction = patterns.row(k % patterns.rows).t();
        for (int round = 0; round < kRounds; ++round) {
            direction = patterns.t() * (patterns * direction);
            direction /= std::max(cv::norm(direction), 1e-12);
        }
        patterns -= (patterns * direction) * direction.t();
    }
}

void readAll(const Backbone& backbone, std::vector<Picture>& all) {
    std::vector<std::thread> workers;
    for (size_t worker = 0; worker < 2; ++worker) {
        workers.emplace_back([&, worker] {
            for (size_t i = worker; i < all.size(); i += 2) {
                const auto image = readImage(all[i].file);
                if (!image) continue;
                auto features = pictureFeatures(backbone, *image);
                if (features) all[i].features = std::move(*features);
                all[i].pattern = patternOf(*image);
                const bool isMasked = all[i].file.extension() == ".jpg";
                const cv::Mat mask =
                    isMasked ? cv::imread(fs::path(all[i].file).replace_extension(".png").string(), 0)
                             : cv::Mat();
                if (!mask.empty()) cv::resize(mask, all[i].mask, {kMap, kMap}, 0, 0, cv::INTER_NEAREST);
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();
}

std::vector<int32_t> partsOf(const std::vector<Picture>& all, int64_t distance, double samePart) {
    std::vector<int32_t> parts(all.size());
    std::iota(parts.begin(), parts.end(), 0);
    if (distance < 0) return parts;
    const auto join = [&](size_t a, size_t b) {
        if (parts[a] != parts[b]) std::replace(parts.begin(), parts.end(), parts[a], parts[b]);
    };
    std::vector<std::pair<int64_t, size_t>> numbers;
    static const std::regex kNumber("num_([0-9]+)");
    std::smatch match;
    cv::Mat patterns;
    for (size_t i = 0; i < all.size(); ++i) {
        const std::string name = all[i].file.filename().string();
        if (std::regex_search(name, match, kNumber)) numbers.emplace_back(std::stoll(match[1]), i);
        patterns.push_back(all[i].pattern);
    }
    std::sort(numbers.begin(), numbers.end());
    for (size_t k = 1; k < numbers.size(); ++k)
        if (numbers[k].first - numbers[k - 1].first <= distance)
            join(numbers[k - 1].second, numbers[k].second);
    takeOffCommon(patterns);
    for (int i = 0; i < patterns.rows; ++i)
        patterns.row(i) /= std::max(cv::norm(patterns.row(i)), 1e-12);
    const cv::Mat likeness = patterns * patterns.t();
    for (int i = 0; i < likeness.rows; ++i)
        for (int j = 0; j < i; ++j)
            if (likeness.at<float>(i, j) > samePart) join(static_cast<size_t>(i), static_cast<size_t>(j));
    return parts;
}

struct Split {
    std::vector<size_t> train, test, defects;
};

Split splitOf(const std::vector<Picture>& all, const std::vector<int32_t>& parts, uint32_t seed) {
    std::mt19937 random(seed);
    std::set<int32_t> goodParts;
    for (size_t i = 0; i < all.size(); ++i)
        if (all[i].good) goodParts.insert(parts[i]);
    std::vector<int32_t> order(goodParts.begin(), goodParts.end());
    std::shuffle(order.begin(), order.end(), random);
    const auto good =
        static_cast<size_t>(std::count_if(all.begin(), all.end(), [](const auto& p) { return p.good; }));
    const size_t wanted = std::min<size_t>(kTrain, good * 5 / 8);
    Split split;
    std::set<int32_t> training;
    for (const int32_t part : order) {
        if (split.train.size() >= wanted) break;
        training.insert(part);
        for (size_t i = 0; i < all.size(); ++i)
            if (all[i].good && parts[i] == part) split.train.push_back(i);
    }
    for (size_t i = 0; i < all.size(); ++i) {
        if (!all[i].good) split.defects.push_back(i);
        if (all[i].good && training.count(parts[i]) == 0) split.test.push_back(i);
    }
    return split;
}

struct Figures {
    std::map<std::string, double> image, pixel;  // "" is all kinds
    double pixelWithoutGood = 0;
    double falseAlarms = 0, recall = 0, seconds = 0, scoring = 0;
};

// Drawn on the good pictures, as the program does.
std::vector<ImitatedFeatures> imitatedOn(const Backbone& backbone, const std::vector<Picture>& all,
                                         const std::vector<size_t>& train) {
    std::vector<std::vector<ImitatedFeatures>> ofPicture(train.size());
    std::vector<std::thread> workers;
    for (size_t worker = 0; worker < 2; ++worker) {
        workers.emplace_back([&, worker] {
            for (size_t i = worker; i < train.size(); i += 2) {
                const auto image = readImage(all[train[i]].file);
                if (!image) continue;
                if (auto found = imitatedFeatures(backbone, *image, i, train.size()))
                    ofPicture[i] = std::move(*found);
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();
    std::vector<ImitatedFeatures> imitated;
    for (auto& each : ofPicture)
        imitated.insert(imitated.end(), each.begin(), each.end());
    return imitated;
}

Figures measure(const Backbone& backbone, const std::vector<Picture>& all, const std::vector<size_t>& train,
                const std::vector<size_t>& taught, const std::vector<size_t>& test,
                const std::vector<size_t>& defects) {
    std::vector<PictureFeatures> good;
    for (const size_t i : train)
        good.push_back(all[i].features);
    std::vector<TaughtFeatures> lessons;
    for (const size_t i : taught) {
        lessons.push_back(
            {.features = all[i].features, .kind = all[i].kind, .mask = all[i].mask, .group = {}});
    }
    const std::vector<ImitatedFeatures> imitated = imitatedOn(backbone, all, train);
    const auto begin = std::chrono::steady_clock::now();
    const auto fitted =
        Detection::fit({.good = good, .goodKeys = {}, .taught = lessons, .imitated = imitated}, 0.05, {}, {});
    Figures figures;
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!fitted) return figures;
    const Detection& detection = fitted->detection;
    const auto& report = fitted->report;
    std::printf(
        "    %s, %zu good in %d groups, %zu unlike, two products %d, promised %d, alarms %.3f-%.3f, held out "
        "%.3f/%.3f -> %.3f/%.3f, %zu KB\n",
        report.method.c_str(), good.size(),
        1 + *std::max_element(report.goodGroups.begin(), report.goodGroups.end()), report.odd.unlike.size(),
        report.odd.twoProducts, detection.line().promised, detection.line().falseAlarmsFrom,
        detection.line().falseAlarmsTo, report.untaught.imageAuroc, report.untaught.pixelAuroc,
        report.taught.imageAuroc, report.taught.pixelAuroc, detection.bytes().size() / 1024);

    const auto mapOf = [&](size_t i) {
        HeatMap map = detection.heatMap(all[i].features);
        cv::Mat large;
        cv::resize(cv::Mat(map.rows, map.columns, CV_32F, map.values.data()), large, {kMap, kMap}, 0, 0,
                   cv::INTER_LINEAR);
        return std::pair(highest(map), large);
    };
    std::vector<double> goodScores, clear;
    for (const size_t i : test) {
        const auto [score, map] = mapOf(i);
        goodScores.push_back(score);
        for (int p = 0; p < kMap * kMap; p += 3)
            clear.push_back(map.ptr<float>()[p]);
    }
    std::map<std::string, std::vector<double>> scores, inside, outside;
    const auto scoring = std::chrono::steady_clock::now();
    for (const size_t i : defects) {
        const auto [score, map] = mapOf(i);
        for (const std::string& kind : {all[i].kind, std::string()}) {
            scores[kind].push_back(score);
            for (int p = 0; p < kMap * kMap; ++p) {
                const bool defect = !all[i].mask.empty() && all[i].mask.ptr()[p] > 127;
                if (defect || p % 3 == 0) (defect ? inside : outside)[kind].push_back(map.ptr<float>()[p]);
            }
        }
    }
    figures.scoring = std::chrono::duration<double>(std::chrono::steady_clock::now() - scoring).count() /
                      static_cast<double>(std::max<size_t>(1, defects.size()));
    for (const auto& [kind, values] : scores) {
        figures.image[kind] = areaUnderCurve(goodScores, values);
        std::vector<double> rest = clear;
        rest.insert(rest.end(), outside[kind].begin(), outside[kind].end());
        figures.pixel[kind] = areaUnderCurve(std::move(rest), inside[kind]);
    }
    figures.pixelWithoutGood = areaUnderCurve(outside[""], inside[""]);
    const double line = detection.line().threshold;
    const auto over = [&](const std::vector<double>& values) {
        return static_cast<double>(
                   std::count_if(values.begin(), values.end(), [&](double v) { return v > line; })) /
               static_cast<double>(std::max<size_t>(1, values.size()));
    };
    figures.falseAlarms = over(goodScores);
    figures.recall = over(scores[""]);
    return figures;
}

void print(const char* name, const Figures& figures) {
    std::printf("%-10s image %.3f |", name, figures.image.at(""));
    for (const auto& [kind, value] : figures.image)
        if (!kind.empty()) std::printf(" %s %.3f", kind.c_str(), value);
    std::printf(" | pixel %.3f (defective only %.3f) |", figures.pixel.at(""), figures.pixelWithoutGood);
    for (const auto& [kind, value] : figures.pixel)
        if (!kind.empty()) std::printf(" %.3f", value);
    std::printf(" | false alarms %.3f recall %.3f | fit %.1f s, score %.1f ms\n", figures.falseAlarms,
                figures.recall, figures.seconds, figures.scoring * 1000);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(
            stderr,
            "inspect_accuracy BACKBONE.onnx FOLDER [SEEDS] [KEY-DISTANCE] [LIKENESS] [mono | poly]\n");
        return 2;
    }
    const auto backbone = Backbone::load(argv[1]);
    if (!backbone) {
        std::fprintf(stderr, "%s\n", backbone.error().text().c_str());
        return 1;
    }
    const std::string sort = argc > 6 ? argv[6] : "";
    std::vector<Picture> all = sort.empty() ? pictures(argv[2]) : solarCells(argv[2], sort);
    const auto begin = std::chrono::steady_clock::now();
    readAll(**backbone, all);
    std::erase_if(all, [](const Picture& picture) { return picture.features.cells.empty(); });
    std::printf("%zu pictures in %.1f s\n", all.size(),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    const std::vector<int32_t> parts =
        partsOf(all, argc > 4 ? std::atoi(argv[4]) : 60, argc > 5 ? std::atof(argv[5]) : kSamePart);
    std::map<int32_t, int> sizes;
    for (const int32_t part : parts)
        ++sizes[part];
    std::printf("%zu parts, the largest with %d pictures\n", sizes.size(),
                std::max_element(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) {
                    return a.second < b.second;
                })->second);
    for (uint32_t seed = 0; seed < static_cast<uint32_t>(argc > 3 ? std::atoi(argv[3]) : 3); ++seed) {
        const Split split = splitOf(all, parts, seed);
        std::printf("seed %u: %zu good to learn from, %zu good and %zu defective to tell apart\n", seed,
                    split.train.size(), split.test.size(), split.defects.size());
        print("good only", measure(**backbone, all, split.train, {}, split.test, split.defects));
        if (!sort.empty()) continue;

        std::mt19937 random(1000 + seed);
        std::vector<size_t> few = split.train;
        std::shuffle(few.begin(), few.end(), random);
        few.resize(std::min<size_t>(few.size(), kFew));
        print("16 good", measure(**backbone, all, few, {}, split.test, split.defects));

        std::vector<size_t> order = split.defects, taught, rest;
        std::shuffle(order.begin(), order.end(), random);
        std::map<std::string, int> ofKind;
        std::set<int32_t> shown;
        for (const size_t i : order) {
            if (ofKind[all[i].kind] >= kTaught) continue;
            ++ofKind[all[i].kind];
            taught.push_back(i);
            shown.insert(parts[i]);
        }
        for (const size_t i : split.defects)
            if (shown.count(parts[i]) == 0) rest.push_back(i);
        std::printf("    %zu taught, %zu defective left\n", taught.size(), rest.size());
        print("untaught", measure(**backbone, all, split.train, {}, split.test, rest));
        print("taught", measure(**backbone, all, split.train, taught, split.test, rest));
    }
    return 0;
}
