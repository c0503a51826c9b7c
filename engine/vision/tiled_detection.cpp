#include "engine/vision/tiled_detection.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "engine/base/check.h"
#include "engine/vision/area_under_curve.h"
#include "engine/vision/fit_material.h"

namespace engine {
namespace {

constexpr size_t kCells = static_cast<size_t>(kDetectorGrid) * kDetectorGrid;
constexpr size_t kFeatureBytes = 350'000;            // of one tile
constexpr size_t kMostHeld = size_t{1'200'000'000};  // bytes of features of tiles at once
constexpr size_t kCommonTiles = 480;                 // that one detection for all tiles learns from
constexpr double kSameShape = 0.05;                  // by which width over height may differ
constexpr double kWholeShare =
    0.5;  // of the squeezed picture's say: where tiles see a defect, they see it better
constexpr std::string_view kMark = "CONCLAVE TILES 1\n";

Error damaged() {
    return {.kind = ErrorKind::kBadInput,
            .what = "What this project has learned is damaged or of a newer version.",
            .remedy = "Learn again from the project's pictures."};
}

cv::Rect rectOf(const PixelBox& box) {
    return {box.x, box.y, box.width, box.height};
}

Image tileOf(const Image& image, const TileLayout& layout, int32_t tile) {  // a view
    return {image.pixels(rectOf(layout.tile(tile, image.width(), image.height())))};
}

std::vector<double> peaksOf(const std::vector<CellScores>& maps) {
    std::vector<double> peaks;
    peaks.reserve(maps.size());
    for (const CellScores& map : maps)
        peaks.push_back(*std::max_element(map.begin(), map.end()));
    return peaks;
}

// Brings maps whose peaks are those of good pictures, held out, to one scale: 0 for the median good picture
// and 1 for the spread of their middle half above it. A line drawn through the highest of few peaks would not
// do: no good picture would be over it, but every new one might.
struct PeakScale {
    double centre = 0, unit = 1;

    static PeakScale of(const std::vector<CellScores>& good) {
        constexpr double kLeastSpread = 0.1;  // of good pictures all alike
        std::vector<double> peaks = peaksOf(good);
        std::ranges::sort(peaks);
        const auto at = [&](size_t quarters) { return peaks[(peaks.size() - 1) * quarters / 4]; };
        return {.centre = at(2), .unit = std::max(at(3) - at(1), kLeastSpread)};
    }
    CellScores scaled(CellScores raw) const {
        for (float& value : raw)
            value = static_cast<float>((value - centre) / unit);
        return raw;
    }
};

// The higher of its share of the map of the whole picture and of that of its tiles, on the grid of the tiles.
// Both are on the scale of their good pictures.
void raiseTo(HeatMap& tiles, const CellScores& whole) {
    const cv::Mat cells(kDetectorGrid, kDetectorGrid, CV_32F, const_cast<float*>(whole.data()));
    cv::Mat fine, to(tiles.rows, tiles.columns, CV_32F, tiles.values.data());
    cv::resize(cells, fine, to.size(), 0, 0, cv::INTER_LINEAR);
    cv::max(to, fine * kWholeShare, to);
}

template <class T>
T medianOf(std::vector<T> values) {
    const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

HeldOutFigures figuresOf(const HeldOutMaps& maps) {
    if (maps.taught.empty()) return {};
    const std::vector<double> good = peaksOf(maps.good), taught = peaksOf(maps.taught);
    const auto over = std::ranges::count_if(taught, [&](double peak) { return peak > maps.line.threshold; });
    return {.imageAuroc = areaUnderCurve(good, taught),
            .recall = static_cast<double>(over) / static_cast<double>(taught.size())};
}

// [400, 384] float32
cv::Mat meanCells(std::span<const PictureFeatures> good) {
    cv::Mat sum = cv::Mat::zeros(static_cast<int>(kCells), kDeepChannels, CV_32F), cells;
    for (const PictureFeatures& picture : good) {
        picture.cells.convertTo(cells, CV_32F);
        sum += cells;
    }
    return sum / static_cast<double>(good.size());
}

void write(ByteWriter& bytes, const PeakScale& scale) {
    bytes.put(scale.centre);
    bytes.put(scale.unit);
}

PeakScale readScale(ByteReader& bytes) {
    PeakScale scale;
    scale.centre = bytes.get<double>();
    scale.unit = bytes.get<double>();
    if (!std::isfinite(scale.centre) || !(scale.unit > 0)) bytes.fail();
    return scale;
}

}  // namespace

struct TiledDetection::State {
    Detection whole;
    TileLayout layout;
    double shape = 1;                  // width over height of the usual good picture
    double side = 0;                   // of its tiles, in pixels
    std::vector<Detection> tiles;      // one for each position, or one for all; none where nothing is tiled
    std::vector<cv::Mat> normals;      // as many: [400, 384] float32, the mean good cells
    std::vector<PeakScale> scales;     // as many
    PeakScale wholeScale, tilesScale;  // of the whole picture's map and of that merged from tiles

    size_t modelOf(int32_t tile) const { return tiles.size() == 1 ? 0 : static_cast<size_t>(tile); }
    TileLayout layoutFor(int32_t width, int32_t height) const {
        const double other = static_cast<double>(width) / std::max(height, 1) / shape;
        const bool same = std::max(other, 1 / other) <= 1 + kSameShape;
        return tiles.size() != 1 || same ? layout : layTiles(width, height, side);
    }
};

// ---- fitting ----

// The steps of a fit, in the order of their definition.
class TiledDetection::Fit {
public:
    Fit(const Backbone& backbone, const DetectionExamples& examples, const ReadAgain& readAgain,
        double falseAlarmRate, const std::function<void(const FitProgress&)>& onProgress,
        std::stop_token stop)
        : backbone_(backbone), examples_(examples), readAgain_(readAgain), rate_(falseAlarmRate),
          onProgress_(onProgress), stop_(std::move(stop)) {}

    Result<Fitted> run() {
        auto whole = Detection::fit(
            examples_, rate_, [&](int64_t done, int64_t total) { progress("fitting", done, total); }, stop_);
        if (!whole) return whole.error();
        report_ = std::move(whole->report);
        state_->whole = std::move(whole->detection);
        layOut();
        TiledDetection detection;
        if (layout().count() == 1) {
            detection.line_ = state_->whole.line();
        } else {
            before_ = after_ = TileMaps(pictures(), std::vector<CellScores>(tileCount()));
            if (auto learned = learnTiles(); !learned) return learned.error();
            finish();
            detection.line_ = report_.maps.line;
        }
        detection.state_ = state_;
        return Fitted{std::move(detection), std::move(report_)};
    }

private:
    using TileMaps = std::vector<std::vector<CellScores>>;  // of every picture and tile, on the tile's scale
    struct TilesSeen {                                      // of one picture, from the first to the last
        std::vector<PictureFeatures> features;
        std::vector<std::vector<ImitatedFeatures>> imitated;  // drawn on each of them
    };

    const TileLayout& layout() const { return state_->layout; }
    size_t tileCount() const { return static_cast<size_t>(layout().count()); }
    size_t goodCount() const { return examples_.good.size(); }
    size_t pictures() const { return goodCount() + examples_.taught.size(); }
    void progress(const char* stage, int64_t done, int64_t total) {
        const std::scoped_lock lock(mutex_);
        if (onProgress_) onProgress_({stage, done, total});
    }

    void layOut() {
        std::vector<int32_t> widths, heights;
        for (const PictureFeatures& picture : examples_.good) {
            widths.push_back(picture.width);
            heights.push_back(picture.height);
        }
        const int32_t width = medianOf(std::move(widths)), height = medianOf(std::move(heights));
        state_->layout = layTiles(width, height);
        state_->shape = static_cast<double>(width) / std::max(height, 1);
        const PixelBox tile = layout().tile(0, width, height);
        state_->side = std::sqrt(static_cast<double>(tile.width) * tile.height);
    }

    Status learnTiles() {
        if (auto read = readLessons(); !read) return read.error();
        if (!report_.fixedPose) return learnCommon();
        const size_t held =
            std::max<size_t>(1, kMostHeld / kFeatureBytes / (pictures() + imitationsOn(goodCount())));
        for (size_t first = 0; first < tileCount(); first += held) {
            if (auto learned = learnPositions(first, std::min(first + held, tileCount())); !learned)
                return learned.error();
        }
        return {};
    }

    // imitate: with its share of imitated defects drawn on every tile of a good picture.
    Result<TilesSeen> seeTiles(size_t picture, size_t first, size_t last, bool imitate) const {
        auto image = readAgain_(picture);
        if (!image) return image.error();
        TilesSeen seen;
        for (auto tile = static_cast<int32_t>(first); tile < static_cast<int32_t>(last); ++tile) {
            const Image part = tileOf(*image, layout(), tile);
            auto features = pictureFeatures(backbone_, part);
            if (!features) return features.error();
            seen.features.push_back(std::move(*features));
            if (!imitate || picture >= goodCount()) continue;
            auto imitated = imitatedFeatures(backbone_, part, picture, goodCount());
            if (!imitated) return imitated.error();
            seen.imitated.push_back(std::move(*imitated));
        }
        return seen;
    }

    // Of some pictures, given to body as they come, on all cores.
    Status read(const std::vector<size_t>& which, size_t first, size_t last, bool imitate,
                const std::function<void(size_t, TilesSeen)>& body) {
        std::optional<Error> failed;
        std::stop_source ending;
        const std::stop_callback forward(stop_, [&] { ending.request_stop(); });
        std::atomic<int64_t> done{0};
        onAllCores(which.size(), ending.get_token(), [&](size_t i) {
            auto seen = seeTiles(which[i], first, last, imitate);
            if (seen) {
                body(which[i], std::move(*seen));
                progress("reading", ++done, static_cast<int64_t>(which.size()));
                return;
            }
            const std::scoped_lock lock(mutex_);
            failed = seen.error();
            ending.request_stop();
        });
        if (failed) return *failed;
        if (stop_.stop_requested()) return cancelled();
        return {};
    }

    // A taught defect is learned from the tile that holds most of it, by the detections of all positions: it
    // can be anywhere on the next part.
    Status readLessons() {
        lessons_.clear();
        groups_ = report_.goodGroups;
        for (size_t i = 0; i < examples_.taught.size(); ++i) {
            const TaughtFeatures& taught = examples_.taught[i];
            if (taught.mask.empty()) continue;
            int32_t best = 0;
            double most = -1;
            for (int32_t tile = 0; tile < layout().count(); ++tile) {
                const double held = cv::countNonZero(maskOf(taught.mask, tile) > 127);
                if (held > most) {
                    most = held;
                    best = tile;
                }
            }
            lessonOf_[goodCount() + i] = {lessons_.size(), static_cast<size_t>(best)};
            lessons_.push_back(
                {.kind = taught.kind, .mask = maskOf(taught.mask, best).clone(), .group = taught.group});
            groups_.push_back(report_.taughtGroups[i]);
        }
        std::vector<size_t> which;
        for (const auto& [picture, lesson] : lessonOf_)
            which.push_back(picture);
        for (const size_t picture : which) {
            const auto [lesson, tile] = lessonOf_[picture];
            if (stop_.stop_requested()) return cancelled();
            auto seen = seeTiles(picture, tile, tile + 1, false);
            if (!seen) return seen.error();
            lessons_[lesson].features = std::move(seen->features.front());
        }
        return {};
    }

    cv::Mat maskOf(const cv::Mat& mask, int32_t tile) const {  // a view
        return mask(rectOf(layout().tile(tile, mask.cols, mask.rows)) & cv::Rect({}, mask.size()));
    }

    Status learnPositions(size_t first, size_t last) {
        std::vector<TilesSeen> tiles(pictures());
        std::vector<size_t> all(pictures());
        std::iota(all.begin(), all.end(), size_t{0});
        auto whole = read(all, first, last, true,
                          [&](size_t picture, TilesSeen seen) { tiles[picture] = std::move(seen); });
        if (!whole) return whole.error();
        for (size_t tile = first; tile < last; ++tile) {
            std::vector<PictureFeatures> good;
            std::vector<ImitatedFeatures> imitated;
            for (size_t i = 0; i < goodCount(); ++i) {
                good.push_back(tiles[i].features[tile - first]);
                const auto& drawn = tiles[i].imitated[tile - first];
                imitated.insert(imitated.end(), drawn.begin(), drawn.end());
            }
            auto learned = learn(good, imitated, groups_);
            if (!learned) return learned.error();
            for (size_t i = 0; i < goodCount(); ++i)
                keepHeldOut(i, tile, *learned, i);
            for (size_t i = goodCount(); i < pictures(); ++i)
                keep(i, tile, *learned, tiles[i].features[tile - first]);
            progress("fitting", static_cast<int64_t>(tile + 1), static_cast<int64_t>(tileCount()));
        }
        return {};
    }

    // Of one detection for all tiles: learned from all tiles of some parts, and held against those of the
    // others.
    Status learnCommon() {
        const std::vector<size_t> some = someParts();
        std::map<size_t, std::vector<PictureFeatures>> tiles;
        // Parts in any pose are compared with a memory bank, which weighs nothing.
        auto whole = read(some, 0, tileCount(), false, [&](size_t picture, TilesSeen seen) {
            const std::scoped_lock lock(mutex_);
            tiles[picture] = std::move(seen.features);
        });
        if (!whole) return whole.error();
        std::vector<PictureFeatures> good;
        std::vector<int32_t> groups;
        for (const auto& [picture, features] : tiles) {
            good.insert(good.end(), features.begin(), features.end());
            groups.insert(groups.end(), tileCount(), groupNumber(report_.goodGroups[picture]));
        }
        for (size_t i = goodCount(); i < groups_.size(); ++i)
            groups.push_back(groupNumber(groups_[i]));
        progress("fitting", 0, 1);
        auto learned = learn(good, {}, groups);
        if (!learned) return learned.error();
        size_t index = 0;
        for (const auto& [picture, features] : tiles)
            for (size_t tile = 0; tile < tileCount(); ++tile)
                keepHeldOut(picture, tile, *learned, index++);
        std::vector<size_t> others;
        for (size_t i = 0; i < pictures(); ++i)
            if (!tiles.contains(i)) others.push_back(i);
        tiles.clear();
        return read(others, 0, tileCount(), false, [&](size_t picture, const TilesSeen& seen) {
            for (size_t tile = 0; tile < tileCount(); ++tile)
                keep(picture, tile, *learned, seen.features[tile]);
        });
    }

    // Whole groups, so that all other pictures are new to what is learned; small ones first, for more of
    // them.
    std::vector<size_t> someParts() const {
        std::map<int32_t, std::vector<size_t>> members;
        for (size_t i = 0; i < goodCount(); ++i)
            members[report_.goodGroups[i]].push_back(i);
        std::vector<std::vector<size_t>> ordered;
        ordered.reserve(members.size());
        for (auto& [group, pictures] : members)
            ordered.push_back(std::move(pictures));
        std::ranges::stable_sort(ordered, {}, [](const auto& group) { return group.size(); });
        const size_t most = std::max<size_t>(2, kCommonTiles / tileCount());
        std::vector<size_t> some;
        for (const std::vector<size_t>& group : ordered) {
            if (some.size() >= most) break;
            some.insert(some.end(), group.begin(),
                        group.begin() + static_cast<ptrdiff_t>(std::min(group.size(), most)));
        }
        return some;
    }

    // Numbers without gaps for the groups that take part.
    int32_t groupNumber(int32_t group) {
        return numbers_.try_emplace(group, static_cast<int32_t>(numbers_.size())).first->second;
    }

    Result<Detection::Fitted> learn(const std::vector<PictureFeatures>& good,
                                    const std::vector<ImitatedFeatures>& imitated,
                                    const std::vector<int32_t>& groups) {
        auto fitted = Detection::fit(
            {.good = good, .taught = lessons_, .imitated = imitated, .groups = groups}, rate_, {}, stop_);
        if (!fitted) return fitted;
        state_->tiles.push_back(fitted->detection);
        state_->normals.push_back(meanCells(good));
        beforeScale_ = PeakScale::of(fitted->report.untaughtMaps.good);
        afterScale_ = PeakScale::of(fitted->report.maps.good);
        state_->scales.push_back(afterScale_);
        return fitted;
    }

    void keepHeldOut(size_t picture, size_t tile, const Detection::Fitted& learned, size_t index) {
        const HeldOutMaps &before = learned.report.untaughtMaps, &after = learned.report.maps;
        before_[picture][tile] = beforeScale_.scaled(before.good[index]);
        after_[picture][tile] = afterScale_.scaled(after.good[index]);
    }
    void keep(size_t picture, size_t tile, const Detection::Fitted& learned,
              const PictureFeatures& features) {
        before_[picture][tile] = beforeScale_.scaled(learned.detection.untaughtMap(features).values);
        const auto lesson = lessonOf_.find(picture);
        after_[picture][tile] = afterScale_.scaled(lesson != lessonOf_.end() && lesson->second.tile == tile
                                                       ? learned.report.maps.taught[lesson->second.index]
                                                       : learned.detection.heatMap(features).values);
    }

    void finish() {
        report_.untaughtMaps = merged(before_, report_.untaughtMaps);
        report_.maps = merged(after_, report_.maps);
        report_.untaught = figuresOf(report_.untaughtMaps);
        report_.taught = figuresOf(report_.maps);
        report_.goodScores = peaksOf(report_.maps.good);
        report_.taughtScores = peaksOf(report_.maps.taught);
        report_.odd = findOddPictures(examples_.good, peaksOf(report_.untaughtMaps.good));
    }

    // The maps of tiles, with those of the whole pictures, as new pictures will have them.
    HeldOutMaps merged(const TileMaps& tiles, const HeldOutMaps& whole) {
        std::vector<HeatMap> maps;
        std::vector<CellScores> good;
        for (const std::vector<CellScores>& each : tiles) {
            maps.push_back(mergeTiles(layout(), each));
            if (good.size() < goodCount()) good.push_back(maps.back().values);
        }
        state_->tilesScale = PeakScale::of(good);
        state_->wholeScale = PeakScale::of(whole.good);
        HeldOutMaps result;
        for (size_t i = 0; i < maps.size(); ++i) {
            const bool isGood = i < goodCount();
            maps[i].values = state_->tilesScale.scaled(std::move(maps[i].values));
            raiseTo(maps[i],
                    state_->wholeScale.scaled(isGood ? whole.good[i] : whole.taught[i - goodCount()]));
            (isGood ? result.good : result.taught).push_back(std::move(maps[i].values));
        }
        result.line = drawLine(result.good, report_.goodGroups, rate_, report_.really);
        return result;
    }

    struct Lesson {
        size_t index = 0, tile = 0;
    };

    const Backbone& backbone_;
    const DetectionExamples& examples_;
    const ReadAgain& readAgain_;
    double rate_;
    const std::function<void(const FitProgress&)>& onProgress_;
    std::stop_token stop_;
    std::mutex mutex_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
    DetectionReport report_;
    std::vector<TaughtFeatures> lessons_;
    std::map<size_t, Lesson> lessonOf_;  // by picture
    std::vector<int32_t> groups_;        // of good pictures and lessons
    std::map<int32_t, int32_t> numbers_;
    TileMaps before_, after_;             // without and with what was taught
    PeakScale beforeScale_, afterScale_;  // of the tile that was learned last
};

Result<TiledDetection::Fitted> TiledDetection::fit(const Backbone& backbone,
                                                   const DetectionExamples& examples,
                                                   const ReadAgain& readAgain, double falseAlarmRate,
                                                   const std::function<void(const FitProgress&)>& onProgress,
                                                   std::stop_token stop) {
    return Fit(backbone, examples, readAgain, falseAlarmRate, onProgress, std::move(stop)).run();
}

// ---- one picture ----

Result<TiledDetection::Look> TiledDetection::look(const Backbone& backbone, const Image& image) const {
    auto whole = pictureFeatures(backbone, image);
    if (!whole) return whole.error();
    return look(backbone, image, std::move(*whole));
}

Result<TiledDetection::Look> TiledDetection::look(const Backbone& backbone, const Image& image,
                                                  PictureFeatures whole) const {
    Look look{.heat = state_->whole.heatMap(whole), .width = image.width(), .height = image.height()};
    if (state_->tiles.empty()) {
        look.features.push_back(std::move(whole));
        return look;
    }
    look.layout = state_->layoutFor(image.width(), image.height());
    std::vector<CellScores> maps;
    for (int32_t tile = 0; tile < look.layout.count(); ++tile) {
        auto features = pictureFeatures(backbone, tileOf(image, look.layout, tile));
        if (!features) return features.error();
        look.features.push_back(std::move(*features));
        const Detection& detection = state_->tiles[state_->modelOf(tile)];
        look.tileHeat.push_back(detection.heatMap(look.features[static_cast<size_t>(tile)]));
        maps.push_back(state_->scales[state_->modelOf(tile)].scaled(look.tileHeat.back().values));
    }
    HeatMap merged = mergeTiles(look.layout, maps);
    merged.values = state_->tilesScale.scaled(std::move(merged.values));
    raiseTo(merged, state_->wholeScale.scaled(std::move(look.heat.values)));
    look.heat = std::move(merged);
    return look;
}

RegionPlace TiledDetection::place(const Look& look, const PixelBox& box) const {
    if (state_->tiles.empty()) return {.picture = &look.features.front(), .box = box, .heat = &look.heat};
    const int32_t index = look.layout.nearest(box, look.width, look.height);
    const cv::Rect tile = rectOf(look.layout.tile(index, look.width, look.height));
    const cv::Rect inside = (rectOf(box) & tile) - tile.tl();
    return {.picture = &look.features[static_cast<size_t>(index)],
            .box = {inside.x, inside.y, inside.width, inside.height},
            .heat = &look.tileHeat[static_cast<size_t>(index)],
            .normal = &state_->normals[state_->modelOf(index)]};
}

const TileLayout& TiledDetection::layout() const {
    return state_->layout;
}

void TiledDetection::scale(HeatMap& raw) const {
    for (float& value : raw.values)
        value = static_cast<float>(scaled(value));
}

// ---- the file ----

std::string TiledDetection::bytes() const {
    const State& state = *state_;
    if (state.tiles.empty()) {
        Detection whole = state.whole;
        if (whole.line().threshold != line_.threshold) whole.setThreshold(line_.threshold);
        return whole.bytes();
    }
    ByteWriter bytes;
    bytes.bytes = kMark;
    bytes.put(state.layout.columns);
    bytes.put(state.layout.rows);
    bytes.put(state.shape);
    bytes.put(state.side);
    write(bytes, state.wholeScale);
    write(bytes, state.tilesScale);
    line_.write(bytes);
    bytes.putPart(state.whole.bytes());
    bytes.put(static_cast<uint32_t>(state.tiles.size()));
    for (size_t i = 0; i < state.tiles.size(); ++i) {
        bytes.putPart(state.tiles[i].bytes());
        write(bytes, state.scales[i]);
        const cv::Mat& normal = state.normals[i];
        bytes.put(std::vector<float>(normal.ptr<float>(), normal.ptr<float>() + normal.total()));
    }
    return std::move(bytes.bytes);
}

Result<TiledDetection> TiledDetection::fromBytes(std::string_view bytes) {
    auto state = std::make_shared<State>();
    TiledDetection detection;
    if (!bytes.starts_with(kMark)) {
        auto whole = Detection::fromBytes(bytes);
        if (!whole) return whole.error();
        detection.line_ = whole->line();
        state->whole = std::move(*whole);
        detection.state_ = std::move(state);
        return detection;
    }
    ByteReader reader(bytes.substr(kMark.size()));
    TileLayout& layout = state->layout;
    layout.columns = reader.get<int32_t>();
    layout.rows = reader.get<int32_t>();
    state->shape = reader.get<double>();
    state->side = reader.get<double>();
    state->wholeScale = readScale(reader);
    state->tilesScale = readScale(reader);
    detection.line_ = DecisionLine::read(reader);
    const auto within = [](int32_t tiles) { return tiles >= 1 && tiles <= kMostTiles; };
    if (!reader.ok() || !within(layout.columns) || !within(layout.rows) || layout.count() > kMostTiles ||
        !(state->shape > 0) || !(state->side >= 1) || !std::isfinite(state->shape + state->side))
        return damaged();
    auto whole = Detection::fromBytes(reader.getPart());
    if (!whole) return whole.error();
    state->whole = std::move(*whole);
    const auto count = reader.get<uint32_t>();
    if (count != 1 && count != static_cast<uint32_t>(layout.count())) return damaged();
    for (uint32_t i = 0; i < count; ++i) {
        auto tile = Detection::fromBytes(reader.getPart());
        if (!tile) return tile.error();
        state->tiles.push_back(std::move(*tile));
        state->scales.push_back(readScale(reader));
        std::vector<float> normal = reader.get<float>(kCells * kDeepChannels);
        if (!reader.ok()) return damaged();
        state->normals.push_back(
            cv::Mat(static_cast<int>(kCells), kDeepChannels, CV_32F, normal.data()).clone());
    }
    if (!reader.atEnd()) return damaged();
    detection.state_ = std::move(state);
    return detection;
}

}  // namespace engine
