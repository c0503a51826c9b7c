// How well kinds of defects are named from five taught ones of each, on pictures of other parts than the
// taught:
//
//   inspect_kinds WEIGHTS neu FOLDER [draws]    NEU-DET: *.xml beside *.jpg, or in ANNOTATIONS and IMAGES
//   inspect_kinds WEIGHTS tiles FOLDER [draws]  magnetic tiles: MT_*/ with *.jpg and masks *.png
//
// Tiles are named from the regions that the detector finds, never from their masks; tiles whose numbers are
// at most 60 apart are shots of one part. WEIGHTS is the backbone's file from the catalogue. The mean of
// twenty draws of tiles is only known to ±0.02: hence a hundred where nothing else is said.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/vision/detection.h"
#include "engine/vision/image_reader.h"
#include "engine/vision/kind_classifier.h"

namespace fs = std::filesystem;
using namespace engine;

namespace {

constexpr size_t kShots = 5;

struct Picture {
    PictureFeatures features;
    HeatMap heat;  // empty for NEU
    int group = 0;
};
struct Sample {
    size_t picture = 0;
    PixelBox box;
    std::string kind;
    bool drawn = false;  // a true box: taught with, never tested
    bool tested = true;
};

std::vector<fs::path> filesOf(const fs::path& folder, const std::string& ending) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::recursive_directory_iterator(folder, none)) {
        if (entry.path().extension() == ending) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

int numberIn(const std::string& xml, const std::string& tag, size_t from) {
    const size_t at = xml.find("<" + tag + ">", from);
    return at == std::string::npos ? 0 : std::atoi(xml.c_str() + at + tag.size() + 2);
}

void readSteel(const Backbone& backbone, const fs::path& folder, std::vector<Picture>& pictures,
               std::vector<Sample>& samples) {
    std::map<std::string, fs::path> images;
    for (const fs::path& file : filesOf(folder, ".jpg"))
        images[file.stem().string()] = file;
    std::vector<fs::path> notes = filesOf(folder, ".xml");
    std::shuffle(notes.begin(), notes.end(), std::mt19937(1));
    std::map<std::string, int> taken;
    for (const fs::path& file : notes) {
        const std::string stem = file.stem().string(), kind = stem.substr(0, stem.rfind('_'));
        if (!images.contains(stem) || ++taken[kind] > 45) continue;  // enough to tell, soon done
        const auto image = readImage(images[stem]);
        const auto features =
            image ? pictureFeatures(backbone, *image) : Result<PictureFeatures>(image.error());
        if (!features) continue;
        std::ifstream in(file);
        const std::string xml(std::istreambuf_iterator<char>(in), {});
        for (size_t at = 0; (at = xml.find("<bndbox>", at)) != std::string::npos; ++at) {
            const int x = numberIn(xml, "xmin", at), y = numberIn(xml, "ymin", at);
            const PixelBox box{x, y, numberIn(xml, "xmax", at) - x, numberIn(xml, "ymax", at) - y};
            samples.push_back({pictures.size(), box, kind});
        }
        pictures.push_back({*features, {}, static_cast<int>(pictures.size())});
    }
}

void readTiles(const Backbone& backbone, const fs::path& folder, std::vector<Picture>& pictures,
               std::vector<Sample>& samples, std::vector<PictureFeatures>& good) {
    constexpr size_t kGoodTiles = 320;
    std::vector<fs::path> defective;
    std::vector<ImitatedFeatures> imitated;
    for (const fs::path& file : filesOf(folder, ".jpg")) {
        const bool tile = file.string().find("MT_") != std::string::npos;
        const bool free = file.string().find("MT_Free") != std::string::npos;
        if (tile && !free) defective.push_back(file);
        if (!free || good.size() >= kGoodTiles) continue;
        const auto image = readImage(file);
        auto features = image ? pictureFeatures(backbone, *image) : Result<PictureFeatures>(image.error());
        if (!features) continue;
        if (auto drawn = imitatedFeatures(backbone, *image, good.size(), kGoodTiles))
            imitated.insert(imitated.end(), drawn->begin(), drawn->end());
        good.push_back(std::move(*features));
    }
    if (good.empty() || defective.empty()) return;
    const auto fitted = Detection::fit({.good = good, .imitated = imitated}, 0.05, {}, {});
    if (!fitted) return;
    const Detection& detection = fitted->detection;
    std::vector<std::pair<int, size_t>> numbers;
    size_t found = 0;
    for (const fs::path& file : defective) {
        const std::string path = file.string();
        const size_t mark = path.find("MT_") + 3;
        const std::string kind = path.substr(mark, path.find('/', mark) - mark);
        const auto image = readImage(file), mask = readImage(fs::path(file).replace_extension(".png"));
        const auto features =
            image ? pictureFeatures(backbone, *image) : Result<PictureFeatures>(image.error());
        if (!features || !mask || mask->pixels.size() != image->pixels.size()) continue;
        cv::Mat white;
        cv::extractChannel(mask->pixels, white, 0);
        white = white > 127;
        if (cv::countNonZero(white) == 0) continue;
        Picture picture{*features, detection.heatMap(*features), 0};
        const double score = highest(picture.heat);
        const bool over = score >= detection.line().threshold;
        found += over ? 1U : 0U;
        const double line = std::min(detection.line().regionLine, 0.8 * score);
        for (const Region& region : findRegions(*image, picture.heat, line)) {
            const cv::Rect hot(region.hot.x, region.hot.y, region.hot.width, region.hot.height);
            if (cv::countNonZero(white(hot)) > 0.02 * hot.area())
                samples.push_back({pictures.size(), region.hot, kind, false, over});
        }
        const cv::Rect drawn = cv::boundingRect(white);
        samples.push_back(
            {pictures.size(), {drawn.x, drawn.y, drawn.width, drawn.height}, kind, true, false});
        numbers.emplace_back(std::atoi(path.c_str() + path.rfind('_') + 1), pictures.size());
        pictures.push_back(std::move(picture));
    }
    std::ranges::sort(numbers);
    for (size_t i = 1; i < numbers.size(); ++i) {
        const bool same = numbers[i].first - numbers[i - 1].first <= 60;
        pictures[numbers[i].second].group = pictures[numbers[i - 1].second].group + (same ? 0 : 1);
    }
    std::printf("%zu of %zu defective tiles are over the line\n", found, pictures.size());
}

// Balanced accuracy; kinds get theirs added, and the share that was called unknown.
double draw(unsigned seed, const std::vector<Picture>& pictures, const std::vector<Sample>& samples,
            const std::vector<PictureFeatures>& good, std::map<std::string, std::array<double, 3>>& kinds) {
    std::vector<size_t> order(pictures.size());
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));
    std::map<std::string, size_t> shots;
    std::set<int> groups;
    std::vector<TaughtKind> taught;
    for (const size_t p : order) {
        const auto first =
            std::ranges::find_if(samples, [p](const Sample& sample) { return sample.picture == p; });
        if (first == samples.end() || groups.contains(pictures[p].group) || shots[first->kind] == kShots)
            continue;
        ++shots[first->kind];
        groups.insert(pictures[p].group);
        const HeatMap* heat = pictures[p].heat.values.empty() ? nullptr : &pictures[p].heat;
        for (const Sample& sample : samples) {
            if (sample.picture != p) continue;
            taught.push_back({{&pictures[p].features, sample.box, heat}, sample.kind, std::to_string(p)});
            if (!heat) break;  // five boxes, not five pictures
        }
    }
    const auto classifier = KindClassifier::fit(taught, good);
    std::map<std::string, std::array<double, 3>> counts;  // right, all, unknown
    for (const Sample& sample : samples) {
        const Picture& picture = pictures[sample.picture];
        if (!sample.tested || groups.contains(picture.group)) continue;
        const HeatMap* heat = picture.heat.values.empty() ? nullptr : &picture.heat;
        const std::string named = classifier->classify({&picture.features, sample.box, heat}).kind;
        auto& count = counts[sample.kind];
        count[0] += named == sample.kind ? 1 : 0;
        count[1] += 1;
        count[2] += named == kUnknownKind ? 1 : 0;
    }
    double sum = 0;
    for (const auto& [kind, count] : counts) {
        sum += count[0] / count[1];
        kinds[kind][0] += count[0] / count[1];
        kinds[kind][1] += count[2] / count[1];
        kinds[kind][2] += 1;
    }
    return counts.empty() ? 0 : sum / static_cast<double>(counts.size());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fprintf(stderr, "inspect_kinds WEIGHTS neu|tiles FOLDER [draws]\n");
        return 2;
    }
    const auto onnx = prepareBackbone(argv[1]);
    const auto backbone =
        onnx ? Backbone::load(*onnx) : Result<std::shared_ptr<const Backbone>>(onnx.error());
    if (!backbone) {
        std::fprintf(stderr, "%s\n", backbone.error().text().c_str());
        return 1;
    }
    std::vector<Picture> pictures;
    std::vector<Sample> samples;
    std::vector<PictureFeatures> good;
    if (std::string(argv[2]) == "neu") {
        readSteel(**backbone, argv[3], pictures, samples);
    } else {
        readTiles(**backbone, argv[3], pictures, samples, good);
    }
    if (samples.empty()) {
        std::fprintf(stderr, "There is nothing to measure with in %s.\n", argv[3]);
        return 1;
    }
    const unsigned draws = argc > 4 ? static_cast<unsigned>(std::max(1, std::atoi(argv[4]))) : 100;
    std::map<std::string, std::array<double, 3>> kinds;
    double sum = 0, squares = 0;
    for (unsigned seed = 0; seed < draws; ++seed) {
        const double accuracy = draw(seed, pictures, samples, good, kinds);
        sum += accuracy;
        squares += accuracy * accuracy;
    }
    const double mean = sum / draws;
    std::printf("%zu pictures, %zu regions, %u draws of %zu a kind: balanced accuracy %.3f ± %.3f\n",
                pictures.size(), samples.size(), draws, kShots, mean,
                std::sqrt(std::max(0.0, squares / draws - mean * mean)));
    for (const auto& [kind, shares] : kinds)
        std::printf("  %-16s %.2f right, %.2f unknown\n", kind.c_str(), shares[0] / shares[2],
                    shares[1] / shares[2]);
    return 0;
}
