#include "engine/vision/decision_threshold.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/check.h"

namespace engine {
namespace {

constexpr double kCellShare = 0.1;  // a place is over its line a tenth as often as a picture is over its own
constexpr double kMargin =
    0.5;  // above the highest good score, where no quantile is known; in units of a score

double sortedQuantile(const std::vector<double>& sorted, double share) {
    const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<size_t>(at);
    const double high = sorted[std::min(low + 1, sorted.size() - 1)];
    return sorted[low] + (at - static_cast<double>(low)) * (high - sorted[low]);
}

// The lowest score that leaves at least the share below or at it, when every group counts the same however
// many shots it has. The share is raised by one part that is still to come (conformal prediction).
double lineOfParts(const std::vector<double>& peaks, std::span<const int32_t> groups, double share) {
    std::map<int32_t, double> sizes;
    for (const int32_t group : groups)
        ++sizes[group];
    std::vector<std::pair<double, double>> weighted;  // score and weight
    for (size_t i = 0; i < peaks.size(); ++i)
        weighted.emplace_back(peaks[i], 1 / sizes[groups[i]]);
    std::sort(weighted.begin(), weighted.end());
    const auto parts = static_cast<double>(sizes.size());
    double below = 0;
    for (const auto& [score, weight] : weighted) {
        below += weight;
        if (below >= share * (parts + 1) - 1e-9) return score;
    }
    return weighted.back().first;
}

// The continued fraction of the incomplete beta function (Lentz).
double betaFraction(double a, double b, double x) {
    constexpr double kTiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (std::abs(d) < kTiny ? kTiny : d);
    double value = d;
    for (int m = 1; m < 300; ++m) {
        for (const bool even : {true, false}) {
            const double step = even ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                                     : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 + step * d;
            d = 1 / (std::abs(d) < kTiny ? kTiny : d);
            c = 1 + step / c;
            if (std::abs(c) < kTiny) c = kTiny;
            value *= d * c;
        }
        if (std::abs(d * c - 1) < 1e-12) break;
    }
    return value;
}

// The probability that a rate drawn from Beta(a, b) is below x.
double betaBelow(double a, double b, double x) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const double front =
        std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
    if (x < (a + 1) / (a + b + 2)) return front * betaFraction(a, b, x) / a;
    return 1 - front * betaFraction(b, a, 1 - x) / b;
}

double betaQuantile(double a, double b, double share) {
    double low = 0, high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (betaBelow(a, b, middle) < share ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

double DecisionLine::scaled(double raw) const {
    const double unit = std::max(threshold - medianGood, 1e-3);
    return 1 + (raw - threshold) / unit;
}

void DecisionLine::moveTo(double raw) {
    regionLine = raw - (threshold - regionLine);
    threshold = raw;
}

RateInterval rateInterval(double alarms, double groups) {
    const double a = alarms + 0.5, b = groups - alarms + 0.5;
    return {.from = alarms <= 0 ? 0 : betaQuantile(a, b, 0.05), .to = betaQuantile(a, b, 0.95)};
}

void DecisionLine::write(ByteWriter& bytes) const {
    for (const double value : {medianGood, threshold, regionLine, falseAlarmsFrom, falseAlarmsTo})
        bytes.put(value);
    bytes.put(static_cast<uint8_t>(promised));
}

DecisionLine DecisionLine::read(ByteReader& bytes) {
    DecisionLine line;
    for (double* value :
         {&line.medianGood, &line.threshold, &line.regionLine, &line.falseAlarmsFrom, &line.falseAlarmsTo}) {
        *value = bytes.get<double>();
        if (!std::isfinite(*value)) bytes.fail();
    }
    line.promised = bytes.get<uint8_t>() != 0;
    return line;
}

DecisionLine drawLine(std::span<const CellScores> heldOut, std::span<const int32_t> groups,
                      double falseAlarmRate, bool trusted) {
    CONCLAVE_CHECK(!heldOut.empty() && heldOut.size() == groups.size());
    std::vector<double> pictures, cells;
    for (const CellScores& map : heldOut) {
        pictures.push_back(*std::max_element(map.begin(), map.end()));
        cells.insert(cells.end(), map.begin(), map.end());
    }
    const std::vector<double> peaks = pictures;
    std::sort(pictures.begin(), pictures.end());
    std::sort(cells.begin(), cells.end());
    const auto independent = static_cast<double>(std::set<int32_t>(groups.begin(), groups.end()).size());
    const double rate = std::clamp(falseAlarmRate, 0.0, 1.0);

    DecisionLine line;
    line.medianGood = lineOfParts(peaks, groups, 0.5);
    line.promised = trusted && rate * (independent + 1) >= 1;
    line.threshold = lineOfParts(peaks, groups, 1 - rate);
    if (!line.promised) line.threshold = std::max(line.threshold, pictures.back() + (trusted ? 0 : kMargin));
    line.threshold = std::max(line.threshold, line.medianGood + 1e-3);
    line.regionLine = std::min(sortedQuantile(cells, 1 - rate * kCellShare), line.threshold);
    const RateInterval interval =
        trusted ? rateInterval(line.promised ? rate * independent : 0, independent) : RateInterval{};
    line.falseAlarmsFrom = interval.from;
    line.falseAlarmsTo = interval.to;
    return line;
}

}  // namespace engine
