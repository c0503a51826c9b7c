#include "engine/vision/kind_classifier.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include <opencv2/imgproc.hpp>

#include "engine/vision/softmax_regression.h"

namespace engine {
namespace {

// Chosen on steel surfaces and magnetic tiles; between 1 and 30 little changes.
constexpr double kStrength = 5;
constexpr double kHeatLevel =
    0.35;                        // of the way from ordinary cells to the hottest: cooler ones do not count
constexpr double kFarthest = 6;  // standard deviations; beyond, a feature says no more
constexpr double kLeastSpread = 0.01;  // of the mean one
constexpr size_t kMostFolds = 10;
constexpr double kLostRight = 0.03;  // of right names that "unknown" may cost
constexpr double kFar = 1.25;        // times as far from everything taught as taught ones are from each other

using Vector = std::vector<double>;

// [400] how much each cell counts; they add up to 1.
cv::Mat cellWeights(const RegionPlace& place) {
    const PictureFeatures& picture = *place.picture;
    cv::Mat weights(kDetectorGrid, kDetectorGrid, CV_32F);
    const auto share = [](int cell, double from, double to, int pixels) {
        const double scale = static_cast<double>(kDetectorGrid) / std::max(pixels, 1);
        return std::clamp(std::min(cell + 1.0, to * scale) - std::max<double>(cell, from * scale), 0.0, 1.0);
    };
    const PixelBox& box = place.box;
    for (int y = 0; y < kDetectorGrid; ++y) {
        const double down = share(y, box.y, box.y + box.height, picture.height);
        for (int x = 0; x < kDetectorGrid; ++x) {
            weights.at<float>(y, x) =
                static_cast<float>(down * share(x, box.x, box.x + box.width, picture.width));
        }
    }
    if (place.heat && !place.heat->values.empty()) {
        const HeatMap& map = *place.heat;
        cv::Mat heat(map.rows, map.columns, CV_32F, const_cast<float*>(map.values.data()));
        std::vector<float> sorted = map.values;
        const auto quarter = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 4);
        std::nth_element(sorted.begin(), quarter, sorted.end());
        if (heat.size() != weights.size()) cv::resize(heat, heat, weights.size(), 0, 0, cv::INTER_LINEAR);
        double hottest = 0;
        const cv::Mat inside = weights > 0;
        cv::minMaxLoc(heat, nullptr, &hottest, nullptr, nullptr, inside);
        const double level = *quarter + kHeatLevel * (hottest - *quarter);
        cv::Mat over = cv::max(heat - level, 0.0);
        over /= std::max(hottest - level, 1e-9);
        // Squared: a region is wider than its defect, and most of it is ordinary surface.
        const cv::Mat hot = weights.mul(over.mul(over));
        if (cv::countNonZero(hot) > 0) weights = hot;
    }
    const double sum = cv::sum(weights)[0];
    if (sum > 0) {
        weights *= 1 / sum;
    } else {
        weights.setTo(1.0 / (kDetectorGrid * kDetectorGrid));
    }
    return weights.reshape(1, 1);
}

// normal is [400, 384] float32, or empty: nothing is known of good pictures.
Vector describe(const RegionPlace& place, const cv::Mat& normal) {
    const cv::Mat weights = cellWeights(place);
    cv::Mat cells, mean;
    place.picture->cells.convertTo(cells, CV_32F);
    mean = weights * cells;
    Vector values(mean.begin<float>(), mean.end<float>());
    if (!normal.empty()) {
        const cv::Mat difference = mean - weights * (place.normal != nullptr ? *place.normal : normal);
        values.insert(values.end(), difference.begin<float>(), difference.end<float>());
    }
    return values;
}

cv::Mat meanCells(std::span<const PictureFeatures> good) {
    cv::Mat sum, cells;
    for (const PictureFeatures& picture : good) {
        picture.cells.convertTo(cells, CV_32F);
        if (sum.empty()) {
            sum = cells.clone();
        } else {
            sum += cells;
        }
    }
    if (!sum.empty()) sum *= 1.0 / static_cast<double>(good.size());
    return sum;
}

// [384] the standard deviations of the good pictures' cells; empty without good pictures.
Vector spreadOf(std::span<const PictureFeatures> good) {
    if (good.empty()) return {};
    cv::Mat cells, means, squares;
    Vector sum(kDeepChannels, 0), square(kDeepChannels, 0);
    for (const PictureFeatures& picture : good) {
        picture.cells.convertTo(cells, CV_32F);
        cv::reduce(cells, means, 0, cv::REDUCE_AVG, CV_64F);
        cv::reduce(cells.mul(cells), squares, 0, cv::REDUCE_AVG, CV_64F);
        for (int j = 0; j < kDeepChannels; ++j) {
            sum[static_cast<size_t>(j)] += means.at<double>(j) / static_cast<double>(good.size());
            square[static_cast<size_t>(j)] += squares.at<double>(j) / static_cast<double>(good.size());
        }
    }
    double total = 0;
    for (size_t j = 0; j < sum.size(); ++j) {
        sum[j] = std::sqrt(std::max(square[j] - sum[j] * sum[j], 0.0));
        total += sum[j];
    }
    for (double& spread : sum)
        spread = std::max(spread, kLeastSpread * total / static_cast<double>(kDeepChannels) + 1e-6);
    return sum;
}

// Makes features comparable, so that a region has about unit length. The unit of a feature is how much it
// varies between good cells, times one number for all features: what good pictures hold still says more.
// Without good pictures it is how much it varies between the taught regions.
struct Scaling {
    Vector mean, scale;  // [d]

    static Scaling of(const std::vector<Vector>& all, const Vector& spread) {
        const size_t d = all.front().size();
        Scaling scaling{Vector(d, 0), Vector(d, 0)};
        const auto n = static_cast<double>(all.size());
        for (const Vector& x : all) {
            for (size_t j = 0; j < d; ++j)
                scaling.mean[j] += x[j] / n;
        }
        for (const Vector& x : all) {
            for (size_t j = 0; j < d; ++j)
                scaling.scale[j] += (x[j] - scaling.mean[j]) * (x[j] - scaling.mean[j]) / n;
        }
        double common = 0;  // the mean variance of features in units of the good cells' spread
        for (size_t j = 0; j < d && !spread.empty(); ++j) {
            const double unit = spread[j % spread.size()];
            common += scaling.scale[j] / (unit * unit) / static_cast<double>(d);
        }
        for (size_t j = 0; j < d; ++j) {
            scaling.scale[j] = (spread.empty() ? std::sqrt(scaling.scale[j])
                                               : std::sqrt(common) * spread[j % spread.size()]) +
                               1e-6;
        }
        return scaling;
    }
    Vector apply(const Vector& x) const {
        Vector scaled(x.size());
        const double unit = 1 / std::sqrt(static_cast<double>(kDeepChannels));
        for (size_t j = 0; j < x.size(); ++j)
            scaled[j] = std::clamp((x[j] - mean[j]) / scale[j], -kFarthest, kFarthest) * unit;
        return scaled;
    }
};

double distance(const Vector& a, const Vector& b) {
    double sum = 0;
    for (size_t j = 0; j < a.size(); ++j)
        sum += (a[j] - b[j]) * (a[j] - b[j]);
    return std::sqrt(sum);
}

struct Model {
    Scaling scaling;
    std::vector<Vector> taught;  // scaled
    Vector weights;              // of the regression

    // spread is that of the good pictures' cells, [384], or empty.
    static Model fit(const std::vector<Vector>& all, const Vector& spread, const std::vector<size_t>& labels,
                     size_t classes) {
        Model model;
        model.scaling = Scaling::of(all, spread);
        SoftmaxExamples examples{all.front().size(), classes, {}, labels};
        for (const Vector& x : all) {
            model.taught.push_back(model.scaling.apply(x));
            examples.x.insert(examples.x.end(), model.taught.back().begin(), model.taught.back().end());
        }
        model.weights = fitSoftmax(examples, kStrength);
        return model;
    }
    double nearest(const Vector& scaled) const {
        double least = std::numeric_limits<double>::infinity();
        for (const Vector& x : taught)
            least = std::min(least, distance(x, scaled));
        return least;
    }
};

struct HeldOut {
    size_t label = 0;
    Vector scores;
    double nearest = 0;
};

size_t best(const Vector& p) {
    return static_cast<size_t>(std::ranges::max_element(p) - p.begin());
}

double marginOf(Vector p) {
    if (p.size() < 2) return 1;
    std::ranges::partial_sort(p, p.begin() + 2, std::greater());
    return p[0] - p[1];
}

std::vector<HeldOut> holdOut(const std::vector<Vector>& all, const Vector& spread,
                             const std::vector<size_t>& labels, const std::vector<size_t>& folds,
                             size_t foldCount, size_t classes) {
    std::vector<HeldOut> held;
    for (size_t fold = 0; fold < foldCount; ++fold) {
        std::vector<Vector> rest;
        std::vector<size_t> restLabels;
        for (size_t i = 0; i < all.size(); ++i) {
            if (folds[i] == fold) continue;
            rest.push_back(all[i]);
            restLabels.push_back(labels[i]);
        }
        // Without an example left of every kind the others would look better than they are.
        if (std::set(restLabels.begin(), restLabels.end()).size() < classes) continue;
        const Model model = Model::fit(rest, spread, restLabels, classes);
        for (size_t i = 0; i < all.size(); ++i) {
            if (folds[i] != fold) continue;
            const Vector scaled = model.scaling.apply(all[i]);
            held.push_back({labels[i], softmaxScores(model.weights, scaled), model.nearest(scaled)});
        }
    }
    return held;
}

// The temperature under which held-out names are as sure as they are right.
double temperatureOf(const std::vector<HeldOut>& held) {
    double bestLoss = std::numeric_limits<double>::infinity(), bestTemperature = 1;
    for (double temperature = 0.25; temperature < 10; temperature *= 1.15) {
        double loss = 0;
        for (const HeldOut& each : held)
            loss -= std::log(std::max(softmax(each.scores, temperature)[each.label], 1e-12));
        if (loss < bestLoss) {
            bestLoss = loss;
            bestTemperature = temperature;
        }
    }
    return bestTemperature;
}

// The margin below which more held-out names are wrong than right, as long as few right ones are lost.
double marginLimit(const std::vector<HeldOut>& held, double temperature) {
    std::vector<std::pair<double, bool>> margins;  // and whether the name is right
    size_t right = 0;
    for (const HeldOut& each : held) {
        const Vector p = softmax(each.scores, temperature);
        margins.emplace_back(marginOf(p), best(p) == each.label);
        right += margins.back().second ? 1U : 0U;
    }
    std::ranges::sort(margins);
    double limit = 0;
    size_t lost = 0;
    for (size_t i = 0; i < margins.size(); ++i) {
        lost += margins[i].second ? 1U : 0U;
        if (static_cast<double>(lost) > kLostRight * static_cast<double>(right)) break;
        if (2 * lost < i + 1) limit = margins[i].first;
    }
    return limit;
}

double farLimit(const std::vector<HeldOut>& held) {
    double most = 0;
    for (const HeldOut& each : held)
        most = std::max(most, each.nearest);
    return held.empty() ? std::numeric_limits<double>::infinity() : most * kFar;
}

double balancedAccuracy(const std::vector<HeldOut>& held, size_t classes) {
    Vector right(classes, 0), all(classes, 0);
    for (const HeldOut& each : held) {
        all[each.label] += 1;
        right[each.label] += best(each.scores) == each.label ? 1 : 0;
    }
    double sum = 0, counted = 0;
    for (size_t k = 0; k < classes; ++k) {
        if (all[k] == 0) continue;
        sum += right[k] / all[k];
        counted += 1;
    }
    return counted > 0 ? sum / counted : 0;
}

constexpr std::string_view kMagic = "CKND";
constexpr uint32_t kVersion = 2;
constexpr uint32_t kMostKinds = 1000, kMostTaught = 100'000, kMostName = 1000;

template <class T>
void put(std::string& out, const T* values, size_t count) {
    out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}
void put(std::string& out, uint32_t value) {
    put(out, &value, 1);
}

class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
    template <class T>
    bool read(T* values, size_t count) {
        if (rest_.size() / sizeof(T) < count) return false;
        std::memcpy(values, rest_.data(), count * sizeof(T));
        rest_.remove_prefix(count * sizeof(T));
        return true;
    }
    bool read(Vector& values, size_t count) {
        if (rest_.size() / sizeof(double) < count) return false;
        values.resize(count);
        return read(values.data(), count) &&
               std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
    }
    size_t left() const { return rest_.size(); }

private:
    std::string_view rest_;
};

Error damaged() {
    return Error{.kind = ErrorKind::kBadInput,
                 .what = "What was learned about kinds of defects is damaged or of a newer version.",
                 .remedy = "Let the project learn again."};
}

}  // namespace

struct KindClassifier::State {
    std::vector<std::string> kinds;
    cv::Mat normal;  // [400, 384] float32; empty without good pictures
    Model model;
    double temperature = 1, margin = 0, far = std::numeric_limits<double>::infinity(), accuracy = 0;
};

Result<KindClassifier> KindClassifier::fit(std::span<const TaughtKind> taught,
                                           std::span<const PictureFeatures> good) {
    if (taught.empty()) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "No kind of defect was taught.",
                     .remedy = "Draw boxes around some defects and name them."};
    }
    auto state = std::make_shared<State>();
    state->normal = meanCells(good);
    std::map<std::string, size_t> kinds, groups;
    for (const TaughtKind& each : taught) {
        kinds.emplace(each.kind, 0);
        groups.emplace(each.group, groups.size());
    }
    for (auto& [name, label] : kinds) {
        label = state->kinds.size();
        state->kinds.push_back(name);
    }
    std::vector<Vector> all;
    std::vector<size_t> labels, folds;
    const size_t foldCount = std::min(groups.size(), kMostFolds);
    for (const TaughtKind& each : taught) {
        all.push_back(describe(each.place, state->normal));
        labels.push_back(kinds.at(each.kind));
        folds.push_back(groups.at(each.group) % foldCount);
    }
    const Vector spread = spreadOf(good);
    state->model = Model::fit(all, spread, labels, kinds.size());
    const std::vector<HeldOut> held = holdOut(all, spread, labels, folds, foldCount, kinds.size());
    if (!held.empty()) {
        state->temperature = temperatureOf(held);
        state->margin = marginLimit(held, state->temperature);
        state->far = farLimit(held);
        state->accuracy = balancedAccuracy(held, kinds.size());
    }
    return KindClassifier(std::move(state));
}

NamedKind KindClassifier::classify(const RegionPlace& place) const {
    const Vector scaled = state_->model.scaling.apply(describe(place, state_->normal));
    const Vector p = softmax(softmaxScores(state_->model.weights, scaled), state_->temperature);
    const size_t kind = best(p);
    if (marginOf(p) < state_->margin || state_->model.nearest(scaled) > state_->far)
        return {kUnknownKind, 1 - p[kind]};
    return {state_->kinds[kind], p[kind]};
}

const std::vector<std::string>& KindClassifier::kinds() const {
    return state_->kinds;
}

double KindClassifier::heldOutAccuracy() const {
    return state_->accuracy;
}

// Little-endian: magic, version, K, d, n, whether there is a normal picture; four doubles; K names; mean and
// scale [d], weights [K, d + 1], taught [n, d] float32, normal [400, 384] float32.
std::string KindClassifier::bytes() const {
    const State& state = *state_;
    const Model& model = state.model;
    std::string out(kMagic);
    put(out, kVersion);
    put(out, static_cast<uint32_t>(state.kinds.size()));
    put(out, static_cast<uint32_t>(model.scaling.mean.size()));
    put(out, static_cast<uint32_t>(model.taught.size()));
    put(out, state.normal.empty() ? 0U : 1U);
    const std::array<double, 4> numbers{state.temperature, state.margin, state.far, state.accuracy};
    put(out, numbers.data(), numbers.size());
    for (const std::string& kind : state.kinds) {
        put(out, static_cast<uint32_t>(kind.size()));
        out += kind;
    }
    for (const Vector* values : {&model.scaling.mean, &model.scaling.scale, &model.weights})
        put(out, values->data(), values->size());
    for (const Vector& each : model.taught) {
        const std::vector<float> values(each.begin(), each.end());
        put(out, values.data(), values.size());
    }
    if (!state.normal.empty()) put(out, state.normal.ptr<float>(), state.normal.total());
    return out;
}

Result<KindClassifier> KindClassifier::fromBytes(std::string_view bytes) {
    if (!bytes.starts_with(kMagic)) return damaged();
    ByteReader reader(bytes.substr(kMagic.size()));
    std::array<uint32_t, 5> head{};
    std::array<double, 4> numbers{};
    if (!reader.read(head.data(), head.size()) || !reader.read(numbers.data(), numbers.size()))
        return damaged();
    const auto [version, kinds, d, n, hasNormal] = head;
    const bool shapeFits = version == kVersion && kinds > 0 && kinds <= kMostKinds && n > 0 &&
                           n <= kMostTaught && hasNormal <= 1 &&
                           d == static_cast<uint32_t>(kDeepChannels) * (1 + hasNormal);
    // NaN compares as false.
    if (!shapeFits || !(numbers[0] > 0) || !(numbers[1] >= 0) || !(numbers[2] >= 0) || !(numbers[3] >= 0))
        return damaged();
    auto state = std::make_shared<State>();
    state->temperature = numbers[0];
    state->margin = numbers[1];
    state->far = numbers[2];
    state->accuracy = numbers[3];
    for (uint32_t k = 0; k < kinds; ++k) {
        uint32_t size = 0;
        if (!reader.read(&size, 1) || size > kMostName) return damaged();
        std::string name(size, ' ');
        if (!reader.read(name.data(), size)) return damaged();
        state->kinds.push_back(std::move(name));
    }
    Model& model = state->model;
    const bool whole = reader.read(model.scaling.mean, d) && reader.read(model.scaling.scale, d) &&
                       reader.read(model.weights, static_cast<size_t>(kinds) * (d + 1));
    if (!whole || std::ranges::any_of(model.scaling.scale, [](double scale) { return scale <= 0; }))
        return damaged();
    constexpr size_t kCells = static_cast<size_t>(kDetectorGrid) * kDetectorGrid;
    const size_t normalSize = hasNormal ? kCells * kDeepChannels : 0;
    if (reader.left() != (static_cast<size_t>(n) * d + normalSize) * sizeof(float)) return damaged();
    std::vector<float> values(d);
    for (uint32_t i = 0; i < n; ++i) {
        if (!reader.read(values.data(), d)) return damaged();
        model.taught.emplace_back(values.begin(), values.end());
    }
    if (hasNormal) {
        state->normal.create(static_cast<int>(kCells), kDeepChannels, CV_32F);
        if (!reader.read(state->normal.ptr<float>(), normalSize)) return damaged();
    }
    return KindClassifier(std::move(state));
}

}  // namespace engine
